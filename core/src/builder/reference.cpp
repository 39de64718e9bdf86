#include "builder/reference.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

namespace ruyi::builder {
namespace {

bool starts_with(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_year(std::string_view text) { return text.size() == 4 && std::all_of(text.begin(), text.end(), is_digit); }

/// The order in which kinds of sources are cited.
enum class Form : std::uint8_t { kObject, kEntry, kBook, kText, kArticle };

Form form_of(std::string_view type) {
    if (starts_with(type, "museum")) return Form::kObject;
    if (type == "dictionary" || type == "thesaurus") return Form::kEntry;
    if (type == "publication") return Form::kBook;
    return type == "classical-text" ? Form::kText : Form::kArticle;
}

Wording kind_of(std::string_view type) {
    if (starts_with(type, "museum")) return {"馆藏记录", "museum record", "館藏記錄"};
    if (type == "dictionary") return {"词典", "dictionary", "詞典"};
    if (type == "thesaurus") return {"叙词表", "thesaurus", "敘詞表"};
    if (type == "publication") return {"出版物", "publication", "出版物"};
    if (type == "classical-text") return {"古籍", "classical text", "古籍"};
    return {"网页", "web page", "網頁"};
}

std::string quoted(std::string_view text, Lang lang) {
    // A title with its own marks takes no second pair.
    if (text.find("《") != std::string_view::npos) return std::string(text);
    if (lang == Lang::kZhHant) return "「" + std::string(text) + "」";
    return "“" + std::string(text) + "”";
}

std::string title_of(const Wording& title, Lang lang) {
    const std::string& text = title.in(lang);
    const bool described = text.size() > 2 && text.front() == '(' && text.back() == ')';
    if (described) return text.substr(1, text.size() - 2);
    return text.empty() ? text : quoted(text, lang);
}

/// Records write "no date" where they have none.
std::string date_of(std::string_view date, Lang lang) {
    constexpr std::array<std::string_view, 6> kNone = {"about", "n.d.", "no date", "not dated", "undated", "unknown"};
    std::string lower(date);
    for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (std::find(kNone.begin(), kNone.end(), lower) != kNone.end()) return {};
    return lang != Lang::kEn && is_year(date) ? std::string(date) + " 年" : std::string(date);
}

/// Digits in groups, perhaps after a letter and with the letters of parts at the end, as museums number objects: 43.119, F1916.155,
/// 1989/2.159.
bool is_accession(std::string_view text) {
    if (!text.empty() && std::isalpha(static_cast<unsigned char>(text[0])) != 0)
        text.remove_prefix(text.size() > 1 && text[1] == '.' ? 2 : 1);
    if (text.empty() || !is_digit(text[0])) return false;
    const std::size_t groups = text.find_first_not_of("0123456789./");
    const std::string_view parts = groups == std::string_view::npos ? std::string_view() : text.substr(groups);
    const auto mark = text.substr(0, groups).find_first_of("./");
    return mark != std::string_view::npos && parts.size() <= 5 && parts.find_first_of("0123456789 _-/") == std::string_view::npos;
}

/// The part of `number` that a reader can use: a museum's own number of the object, or a page.
std::string number_of(std::string_view number, Form form, Lang lang) {
    if (starts_with(number, "p. ")) {
        const std::string page(number.substr(3));
        return lang == Lang::kEn ? "p. " + page : "第 " + page + (lang == Lang::kZhHant ? " 頁" : " 页");
    }
    if (form != Form::kObject) return {};
    constexpr std::string_view kAccession = "accession ";
    const bool said = starts_with(number, kAccession);
    std::string_view accession = said ? number.substr(kAccession.size()) : number;
    accession = accession.substr(0, std::min(accession.find(';'), accession.find(" (")));
    if (!said && !is_accession(accession)) return {};
    const std::string_view label = lang == Lang::kEn ? "accession no. " : lang == Lang::kZhHant ? "館藏號 " : "馆藏号 ";
    return std::string(label) + std::string(accession);
}

/// Pages of news are numbered by their day.
std::string year_of(std::string_view number, Lang lang) {
    const bool day = number.size() >= 7 && is_year(number.substr(0, 4)) && number[4] == '-' && is_digit(number[5]) && is_digit(number[6]);
    return day ? date_of(number.substr(0, 4), lang) : std::string();
}

std::vector<std::string> parts_of(const SourceName& source, const SourceFacts& facts, Lang lang) {
    const Form form = form_of(facts.type);
    const std::string name = source.name.in(lang);
    const std::string title = source.whole ? std::string() : title_of(facts.title, lang);
    switch (form) {
        case Form::kObject: return {name, title, date_of(facts.date, lang), number_of(facts.number, form, lang)};
        case Form::kEntry: return {name, title};
        case Form::kBook: return {name, title, date_of(facts.date, lang), number_of(facts.number, form, lang)};
        case Form::kText: return {title, name};
        case Form::kArticle: return {title, name, year_of(facts.number, lang)};
    }
    return {};
}

std::string reference_in(const SourceName& source, const SourceFacts& facts, Lang lang) {
    std::string out;
    for (const std::string& part : parts_of(source, facts, lang)) {
        if (part.empty()) continue;
        if (!out.empty()) out += lang == Lang::kEn ? ", " : "，";
        out += part;
    }
    return out.empty() ? kind_of(facts.type).in(lang) : out;
}

}  // namespace

std::string without_remark(std::string_view name) {
    if (name.empty() || name.back() != ')') return std::string(name);
    const std::size_t open = name.rfind(" (");
    return std::string(name.substr(0, open == 0 || open == std::string_view::npos ? name.size() : open));
}

Wording reference_of(const SourceName& source, const SourceFacts& facts) {
    return {reference_in(source, facts, Lang::kZhHans), reference_in(source, facts, Lang::kEn), reference_in(source, facts, Lang::kZhHant)};
}

}  // namespace ruyi::builder
