#include "builder/record_terms.hpp"

#include <algorithm>
#include <string_view>

namespace ruyi::builder {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

/// text: in lower case. A word that begins with a letter must not touch other letters.
bool holds(std::string_view text, std::string_view word) {
    for (std::size_t at = text.find(word); !word.empty() && at != std::string_view::npos; at = text.find(word, at + 1)) {
        if (!is_letter(word[0])) return true;
        const std::size_t end = at + word.size();
        if ((at == 0 || !is_letter(text[at - 1])) && (end == text.size() || !is_letter(text[end]))) return true;
    }
    return false;
}

void append(std::string& text, std::string_view more) {
    if (more.empty()) return;
    if (!text.empty()) text += ' ';
    text += more;
}

std::string meanings_on(const Bundle& bundle, const Record& record) {
    std::string text;
    for (const Symbol& symbol : bundle.symbols) {
        for (const Meaning& meaning : symbol.meanings) {
            if (std::find(meaning.evidence.begin(), meaning.evidence.end(), record.id) == meaning.evidence.end()) continue;
            append(text, meaning.zh);
            append(text, meaning.en);
        }
    }
    return text;
}

}  // namespace

std::vector<std::string> record_terms(const Bundle& bundle) {
    std::vector<std::string> terms;
    terms.reserve(bundle.records.size());
    for (const Record& record : bundle.records) {
        std::string own = meanings_on(bundle, record);
        append(own, record.title);
        std::string searched = record.statement_zh + ' ' + record.statement_en + ' ' + own;
        std::transform(searched.begin(), searched.end(), searched.begin(), lower);
        for (const std::vector<std::string>& group : bundle.question_words.groups) {
            const auto held = [&](const std::string& word) { return holds(searched, word); };
            if (std::none_of(group.begin(), group.end(), held)) continue;
            for (const std::string& word : group) {
                if (!held(word)) append(own, word);
            }
        }
        terms.push_back(std::move(own));
    }
    return terms;
}

}  // namespace ruyi::builder
