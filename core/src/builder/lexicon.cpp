#include "builder/lexicon.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include "builder/vocabulary.hpp"
#include "ruyi/mentions.hpp"
#include "ruyi/understand.hpp"
#include "understand_roles.hpp"
#include "understand_text.hpp"
#include "utf8.hpp"

namespace ruyi::builder {
namespace {

constexpr std::size_t kHanBytes = 3;
constexpr std::size_t kMaxEntryBytes = 64;

struct Row {
    std::string text;
    std::uint8_t role = 0;
    std::string target;
    std::int8_t sign = 1;
    std::uint8_t flags = 0;
    bool derived = false;  // a shortened form, which an entry of its own outdoes

    bool is_name() const { return role <= wish::kLastKind; }
    auto key() const { return std::tie(text, role, target, sign, flags, derived); }
};

/// Of several kinds under one name the first in UNDERSTANDING §2 holds.
int precedence(std::uint8_t kind) {
    constexpr WishKind kOrder[] = {WishKind::kPrice,  WishKind::kOccasion, WishKind::kRecipient, WishKind::kCategory,
                                   WishKind::kColour, WishKind::kStyle,    WishKind::kMaterial,  WishKind::kSymbol,
                                   WishKind::kCraft,  WishKind::kPeriod,   WishKind::kFeeling};
    return static_cast<int>(std::find(std::begin(kOrder), std::end(kOrder), static_cast<WishKind>(kind)) - std::begin(kOrder));
}

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() > end.size() && text.substr(text.size() - end.size()) == end;
}

class Compiler {
public:
    explicit Compiler(const TextFolder& folder) : folder_(folder) {}

    void silence(std::string_view phrase) { silenced_.insert(canonical(phrase)); }

    void add_word(const WishWord& word) {
        const Row row{canonical(word.text), word.role, word.target, word.sign, word.capital ? kEntryCapital : std::uint8_t{0}, false};
        add(row);
        if (!row.is_name() || word.capital) return;
        add_shortened(row);
        add_english(row, word.text);
    }

    void add_symbol(const Symbol& symbol) {
        for (const std::string& name : symbol.names) {
            for (const std::string& part : name_parts(name)) {
                const Row row{canonical(part), static_cast<std::uint8_t>(WishKind::kSymbol), symbol.id, 1, 0, false};
                if (silenced_.count(row.text) != 0) continue;
                add(row);
                add_shortened(row);
                add_english(row, part);
            }
        }
    }

    std::vector<Row> take() {
        std::sort(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) { return a.key() < b.key(); });
        rows_.erase(std::unique(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) { return a.key() == b.key(); }), rows_.end());
        std::vector<Row> kept;
        for (std::size_t first = 0, last = 0; first < rows_.size(); first = last) {
            std::uint8_t best = 0;
            bool whole = false;
            for (last = first; last < rows_.size() && rows_[last].text == rows_[first].text; ++last) {
                const Row& row = rows_[last];
                if (!row.is_name() || (whole && row.derived)) continue;
                if (best == 0 || (!row.derived && !whole) || precedence(row.role) < precedence(best)) best = row.role;
                whole = whole || !row.derived;
            }
            for (std::size_t i = first; i < last; ++i) {
                if (rows_[i].is_name() && (rows_[i].role != best || (whole && rows_[i].derived))) continue;
                const bool twice = !kept.empty() && kept.back().text == rows_[i].text && kept.back().role == rows_[i].role &&
                                   kept.back().target == rows_[i].target && kept.back().sign == rows_[i].sign;
                if (!twice) kept.push_back(rows_[i]);
            }
        }
        return kept;
    }

private:
    std::string canonical(std::string_view words) const {
        std::string text = WishText(words, folder_).text;
        while (!text.empty() && (text.back() == wish::kSpace || text.back() == wish::kComma || text.back() == wish::kStop)) text.pop_back();
        return text;
    }

    void add(Row row) {
        if (!row.text.empty() && row.text.size() <= kMaxEntryBytes) rows_.push_back(std::move(row));
    }

    /// Names count without what may follow them, too: 龙 of 龙纹, 莫兰迪 of 莫兰迪色, "ruyi" of "ruyi motif".
    void add_shortened(Row row) {
        constexpr std::string_view kPattern = "\xE7\xBA\xB9", kColour = "\xE8\x89\xB2", kPicture = "\xE5\x9B\xBE\xE6\xA1\x88";
        constexpr std::string_view kManner = "\xE9\xA3\x8E", kSense = "\xE6\x84\x9F", kFashion = "\xE5\xBC\x8F", kModel = "\xE6\xAC\xBE";
        const std::string text = row.text;
        const auto without = [&](std::string_view end, std::size_t least) {
            if (!ends_with(text, end) || text.size() < end.size() + least) return;
            row.text = text.substr(0, text.size() - end.size());
            row.derived = true;
            if (silenced_.count(row.text) == 0) add(row);
        };
        without(kPattern, kHanBytes);
        if (row.role == static_cast<std::uint8_t>(WishKind::kColour) || row.role == static_cast<std::uint8_t>(WishKind::kStyle))
            without(kColour, kHanBytes);
        without(kPicture, kHanBytes);
        for (const std::string_view end : {kManner, kSense, kFashion, kModel}) without(end, 2 * kHanBytes);
        for (const std::string_view end : {" pattern", " motif", " design", " style"}) without(end, 3);
    }

    /// Plurals; comparatives of styles; what hyphens join.
    void add_english(Row row, std::string_view original) {
        const std::string text = row.text;
        if (text.empty() || !wish::is_letter(text.back())) return;
        const auto with = [&](const std::string& other) {
            row.text = other;
            add(row);
        };
        const bool manner = row.role == static_cast<std::uint8_t>(WishKind::kStyle) ||
                            row.role == static_cast<std::uint8_t>(WishKind::kPrice) ||
                            row.role == static_cast<std::uint8_t>(WishKind::kFeeling);
        const std::string stem = text.substr(0, text.size() - 1);
        if (manner && text.find(' ') == std::string::npos) {
            const bool drops = text.back() == 'e';
            const std::string base = text.back() == 'y' ? stem + "i" : drops ? stem : text;
            row.flags = kEntryMore;
            with(base + "er");
            if (text.size() == 3) with(text + text.back() + "er");  // hip, fun
            row.flags = kEntryMost;
            with(base + "est");
            if (text.size() == 3) with(text + text.back() + "est");
            row.flags = 0;
        }
        if (!manner) {
            const bool hisses = text.back() == 's' || text.back() == 'x' || text.back() == 'z' || text.back() == 'o' ||
                                ends_with(text, "ch") || ends_with(text, "sh");
            with(text + (hisses ? "es" : "s"));
            if (text.back() == 'o') with(text + "s");
            if (text.back() == 'y') with(stem + "ies");
        }
        if (original.find('-') == std::string_view::npos) return;
        std::string joined = text;
        joined.erase(std::remove(joined.begin(), joined.end(), ' '), joined.end());
        with(joined);
        if (!manner) with(joined + "s");
    }

    TextFolder folder_;
    std::set<std::string> silenced_;
    std::vector<Row> rows_;
};

}  // namespace

LexiconColumns::LexiconColumns(const Bundle& bundle, const TextFolder& folder) {
    Compiler compiler(folder);
    for (const std::string& phrase : bundle.stoplist.stop) compiler.silence(phrase);
    for (const WishWord& word : bundle.wish_words) {
        if (word.role == static_cast<std::uint8_t>(wish::Role::kStopWord)) compiler.silence(word.text);
    }
    std::set<std::string> known;
    for (const Symbol& symbol : bundle.symbols) {
        known.insert(symbol.id);
        // Picture labels that the knowledge does not tell of are not in the contract.
        const bool extra =
            std::any_of(extra_labels().begin(), extra_labels().end(), [&](const Symbol& label) { return label.id == symbol.id; });
        if (symbol.category != "colour" && !extra) compiler.add_symbol(symbol);
    }
    for (const WishWord& word : bundle.wish_words) {
        if (word.role != static_cast<std::uint8_t>(WishKind::kSymbol) || known.count(word.target) != 0) compiler.add_word(word);
    }
    for (const std::string& phrase : bundle.stoplist.stop)
        compiler.add_word({phrase, "", static_cast<std::uint8_t>(wish::Role::kStopWord), 1, false});
    std::map<std::string, std::uint16_t> targets;
    for (const Row& row : compiler.take()) {
        std::uint16_t target = 0;
        if (row.is_name()) {
            const auto [found, added] = targets.emplace(row.target, static_cast<std::uint16_t>(targets.size()));
            target = found->second;
            if (added) target_id_.add(row.target);
        }
        entry_.add(row.text);
        role_.push_back(row.role);
        target_.push_back(target);
        sign_.push_back(row.sign);
        flags_.push_back(row.flags);
    }
}

}  // namespace ruyi::builder
