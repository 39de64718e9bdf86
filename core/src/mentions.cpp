#include "ruyi/mentions.hpp"

#include <algorithm>

#include "utf8.hpp"

namespace ruyi {

std::vector<std::string> name_parts(std::string_view name) {
    std::vector<std::string> parts(1);
    std::string remark;
    bool inside = false;
    for (std::size_t at = 0; at < name.size();) {
        const utf8::Decoded decoded = utf8::decode(name, at);
        const bool opens = decoded.code_point == '(' || decoded.code_point == 0xFF08;
        const bool closes = decoded.code_point == ')' || decoded.code_point == 0xFF09;
        if (!opens && !closes) (inside ? remark : parts[0]).append(name.substr(at, decoded.bytes));
        if (closes && !remark.empty() && is_han(utf8::decode(remark, 0).code_point)) parts.push_back(remark);
        if (opens || closes) remark.clear();
        inside = opens || (inside && !closes);
        at += decoded.bytes;
    }
    return parts;
}

namespace {

constexpr std::uint32_t kStop = 0xFFFFFFFFu;
constexpr int kMaxFillers = 3;
// Canonical text is folded text in which only Han characters, letters and digits stay. Everything else becomes one of
// these, runs collapsed to the strongest: a space joins ("blue-and-white"), a list mark may carry a negation on (、 & /),
// a break ends a clause.
constexpr char kSpace = ' ', kList = '&', kBreak = '\n';

bool is_word(std::uint32_t code) { return (code >= 'a' && code <= 'z') || (code >= '0' && code <= '9'); }
bool is_word_char(char c) { return is_word(static_cast<std::uint8_t>(c)); }

char separator_of(std::uint32_t code) {
    switch (code) {
        // Full-width forms were folded before.
        case ',':
        case '.':
        case ';':
        case ':':
        case '!':
        case '?':
        case '(':
        case ')':
        case '[':
        case ']':
        case '|':
        case '\n':
        case '\r':
        case 0x3002:
        case 0x2026:
        case 0x300A:
        case 0x300B:
        case 0x3010:
        case 0x3011: return kBreak;  // 。…《》【】
        case 0x3001:
        case '&':
        case '/':
        case '+': return kList;
        default: return kSpace;
    }
}

int strength(char separator) { return separator == kBreak ? 2 : separator == kList ? 1 : 0; }

bool is_separator(char c) { return c == kSpace || c == kList || c == kBreak; }

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == kSpace) text.remove_prefix(1);
    while (!text.empty() && text.back() == kSpace) text.remove_suffix(1);
    return text;
}

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

/// A Latin word must not be cut out of a longer one; Han needs no bounds.
bool bounded(std::string_view text, std::size_t begin, std::size_t end) {
    const bool left = begin == 0 || !is_word_char(text[begin]) || !is_word_char(text[begin - 1]);
    const bool right = end >= text.size() || !is_word_char(text[end - 1]) || !is_word_char(text[end]);
    return left && right;
}

std::uint32_t code_before(std::string_view text, std::size_t at) {
    std::size_t start = at;
    while (start > 0) {
        --start;
        if ((static_cast<std::uint8_t>(text[start]) & 0xC0) != 0x80) break;
    }
    return at == 0 ? std::uint32_t{kBreak} : utf8::decode(text, start).code_point;
}

std::uint32_t code_at(std::string_view text, std::size_t at) {
    return at >= text.size() ? std::uint32_t{kBreak} : utf8::decode(text, at).code_point;
}

/// The longest entry that ends (begins) where the text does, as a length; 0 if none fits on whole words.
std::size_t longest_suffix(std::string_view text, const std::vector<std::string>& entries) {
    std::size_t best = 0;
    for (const std::string& entry : entries)
        if (entry.size() > best && ends_with(text, entry) && bounded(text, text.size() - entry.size(), text.size())) best = entry.size();
    return best;
}

std::size_t longest_prefix(std::string_view text, const std::vector<std::string>& entries) {
    std::size_t best = 0;
    for (const std::string& entry : entries)
        if (entry.size() > best && text.substr(0, entry.size()) == entry && bounded(text, 0, entry.size())) best = entry.size();
    return best;
}

/// The parts of a name, and each with 纹 or "pattern" left off.
std::vector<std::string> variants_of(std::string_view name) {
    std::vector<std::string> variants = name_parts(name);
    constexpr std::string_view kPatternSuffix = "\xE7\xBA\xB9";  // 纹, the same in both scripts once folded
    constexpr std::string_view kPatternSuffixTraditional = "\xE7\xB4\x8B";
    const std::size_t count = variants.size();
    for (std::size_t i = 0; i < count; ++i) {
        const std::string text = variants[i];
        const bool suffixed = ends_with(text, kPatternSuffix) || ends_with(text, kPatternSuffixTraditional);
        // Two characters of three bytes must be left: one alone would be too bare a name.
        if (suffixed && text.size() >= 9) variants.push_back(text.substr(0, text.size() - 3));
        for (const std::string_view word : {" pattern", " motif", " design"}) {
            if (!ends_with(text, word)) continue;
            const std::string_view rest = trimmed(std::string_view(text).substr(0, text.size() - word.size()));
            // "auspicious cloud pattern" may go without its last word, "cloud pattern" may not.
            if (rest.find_first_of(" -") != std::string_view::npos) variants.emplace_back(rest);
        }
    }
    return variants;
}

}  // namespace

/// Canonical text of a message, with the way back to its bytes.
struct MentionFinder::Canonical {
    std::string text;
    std::vector<std::uint32_t> begin, end;  // per byte: where its character begins and ends in the original

    Canonical(std::string_view utf8, const TextFolder& folder) {
        const FoldedText folded = folder.fold(utf8);
        for (std::size_t at = 0; at < folded.text.size();) {
            const utf8::Decoded decoded = utf8::decode(folded.text, at);
            const std::size_t next = at + decoded.bytes;
            if (is_han(decoded.code_point) || is_word(decoded.code_point)) {
                for (std::size_t i = at; i < next; ++i) push(folded.text[i], folded.origin[at], folded.origin[next]);
            } else {
                separate(separator_of(decoded.code_point), folded.origin[at], folded.origin[next]);
            }
            at = next;
        }
    }

private:
    void push(char c, std::uint32_t from, std::uint32_t to) {
        text.push_back(c);
        begin.push_back(from);
        end.push_back(to);
    }
    void separate(char separator, std::uint32_t from, std::uint32_t to) {
        if (text.empty()) return;
        if (!is_separator(text.back())) return push(separator, from, to);
        if (strength(separator) > strength(text.back())) text.back() = separator;
        end.back() = to;
    }
};

void MentionFinder::add(std::string_view name, std::uint32_t symbol) {
    std::string text = canonical(name);
    if (text.empty()) return;
    const utf8::Decoded first = utf8::decode(text, 0);
    names_.push_back({text, symbol, first.bytes == text.size() && is_han(first.code_point)});
    if (!is_word_char(text.back())) return;
    names_.push_back({text + "s", symbol, false});
    names_.push_back({text + "es", symbol, false});
    if (text.back() == 'y') names_.push_back({text.substr(0, text.size() - 1) + "ies", symbol, false});
}

std::string MentionFinder::canonical(std::string_view words) const {
    std::string text = Canonical(words, folder_).text;
    while (!text.empty() && is_separator(text.back())) text.pop_back();
    return text;
}

std::vector<std::string> MentionFinder::canonical_all(std::span<const std::string_view> words) const {
    std::vector<std::string> texts;
    for (const std::string_view word : words)
        if (std::string text = canonical(word); !text.empty()) texts.push_back(std::move(text));
    return texts;
}

std::vector<std::uint32_t> MentionFinder::folded_codes(std::string_view characters) const {
    const std::string text = folder_.fold(characters).text;
    std::vector<std::uint32_t> codes;
    for (std::size_t at = 0; at < text.size(); at += utf8::decode(text, at).bytes) codes.push_back(utf8::decode(text, at).code_point);
    std::sort(codes.begin(), codes.end());
    return codes;
}

Result<MentionFinder> MentionFinder::create(std::span<const SymbolAlias> aliases, const MentionLexicon& lexicon, const TextFolder& folder) {
    MentionFinder finder;
    finder.folder_ = folder;
    for (const SymbolAlias& alias : aliases) {
        if (alias.symbol == kStop) return Error{ErrorCode::kInvalidArgument, "symbol index 4294967295 is reserved"};
        if (finder.canonical(alias.name).empty())
            return Error{ErrorCode::kInvalidArgument, "a name holds no letter, digit or Han character"};
        for (const std::string& name : variants_of(alias.name)) finder.add(name, alias.symbol);
    }
    for (const std::string_view phrase : lexicon.stop) finder.add(phrase, kStop);
    const auto before = [](const Name& a, const Name& b) { return a.text != b.text ? a.text < b.text : a.symbol < b.symbol; };
    const auto same = [](const Name& a, const Name& b) { return a.text == b.text && a.symbol == b.symbol; };
    std::sort(finder.names_.begin(), finder.names_.end(), before);
    finder.names_.erase(std::unique(finder.names_.begin(), finder.names_.end(), same), finder.names_.end());
    finder.negators_before_ = finder.canonical_all(lexicon.negators_before);
    finder.negators_after_ = finder.canonical_all(lexicon.negators_after);
    finder.fillers_ = finder.canonical_all(lexicon.fillers);
    finder.connectors_ = finder.canonical_all(lexicon.connectors);
    finder.single_left_ = finder.folded_codes(lexicon.single_left);
    finder.single_right_ = finder.folded_codes(lexicon.single_right);
    return finder;
}

/// A name of one Han character counts only where its neighbours cannot make a longer word of it.
bool MentionFinder::single_fits(std::string_view text, std::size_t begin, std::size_t end) const {
    const auto fits = [](std::uint32_t code, const std::vector<std::uint32_t>& allowed) {
        return !is_han(code) || std::binary_search(allowed.begin(), allowed.end(), code);
    };
    return fits(code_before(text, begin), single_left_) && fits(code_at(text, end), single_right_);
}

/// Every name that begins at `at`, each once, however many symbols share it.
void MentionFinder::matches_at(std::string_view text, std::size_t at, std::vector<Match>& out) const {
    std::size_t low = 0, high = names_.size();
    for (std::size_t length = 1; at + length <= text.size(); ++length) {
        const std::string_view prefix = text.substr(at, length);
        const auto less = [&](const Name& name, std::string_view wanted) { return std::string_view(name.text).substr(0, length) < wanted; };
        const auto more = [&](std::string_view wanted, const Name& name) { return wanted < std::string_view(name.text).substr(0, length); };
        const auto begin = names_.begin() + static_cast<std::ptrdiff_t>(low), end = names_.begin() + static_cast<std::ptrdiff_t>(high);
        low = static_cast<std::size_t>(std::lower_bound(begin, end, prefix, less) - names_.begin());
        high = static_cast<std::size_t>(std::upper_bound(begin, end, prefix, more) - names_.begin());
        if (low == high) return;
        std::size_t last = low;
        while (last < high && names_[last].text.size() == length) ++last;
        if (last == low || !bounded(text, at, at + length)) continue;
        if (names_[low].single_han && !single_fits(text, at, at + length)) continue;
        out.push_back({at, at + length, low, last});
    }
}

/// Longest matches first, the earlier one among equals, none overlapping; in order of place.
std::vector<MentionFinder::Match> MentionFinder::best_matches(std::string_view text) const {
    std::vector<Match> all, chosen;
    for (std::size_t at = 0; at < text.size(); at += utf8::decode(text, at).bytes) matches_at(text, at, all);
    std::sort(all.begin(), all.end(), [](const Match& a, const Match& b) {
        return a.end - a.begin != b.end - b.begin ? a.end - a.begin > b.end - b.begin : a.begin < b.begin;
    });
    std::vector<bool> taken(text.size(), false);
    for (const Match& match : all) {
        // A longer match taken before covers one of the ends of whatever overlaps it.
        if (taken[match.begin] || taken[match.end - 1]) continue;
        std::fill(taken.begin() + static_cast<std::ptrdiff_t>(match.begin), taken.begin() + static_cast<std::ptrdiff_t>(match.end), true);
        chosen.push_back(match);
    }
    std::sort(chosen.begin(), chosen.end(), [](const Match& a, const Match& b) { return a.begin < b.begin; });
    return chosen;
}

bool MentionFinder::is_stop(const Match& match) const { return names_[match.last - 1].symbol == kStop; }

bool MentionFinder::negated_before(std::string_view before) const {
    for (int skipped = 0; skipped <= kMaxFillers; ++skipped) {
        before = trimmed(before);
        if (longest_suffix(before, negators_before_) > 0) return true;
        const std::size_t filler = longest_suffix(before, fillers_);
        if (filler == 0) return false;
        before.remove_suffix(filler);
    }
    return false;
}

/// 龙纹不要 denies, 龙纹不要凤纹 does not: a negator behind a name must close the phrase.
bool MentionFinder::negated_after(std::string_view after) const {
    after = trimmed(after);
    const std::size_t length = longest_prefix(after, negators_after_);
    return length > 0 && !is_han(code_at(after, length));
}

/// True when `between` two names is one connector or list mark, with fillers after it at most.
bool MentionFinder::connects(std::string_view between) const {
    between = trimmed(between);
    const std::size_t connector = !between.empty() && between.front() == kList ? 1 : longest_prefix(between, connectors_);
    if (connector == 0) return false;
    between = trimmed(between.substr(connector));
    for (int skipped = 0; skipped < kMaxFillers && !between.empty(); ++skipped) {
        const std::size_t filler = longest_prefix(between, fillers_);
        if (filler == 0) return false;
        between = trimmed(between.substr(filler));
    }
    return between.empty();
}

std::vector<Mention> MentionFinder::find(std::string_view utf8) const {
    const Canonical canonical(utf8, folder_);
    const std::string_view text = canonical.text;
    const std::vector<Match> matches = best_matches(text);
    std::vector<Mention> mentions;
    bool carried = false;  // the match before was negated by a word in front of it
    for (std::size_t i = 0; i < matches.size(); ++i) {
        const Match& match = matches[i];
        const std::size_t previous_end = i > 0 ? matches[i - 1].end : 0;
        const std::string_view between = text.substr(previous_end, match.begin - previous_end);
        carried = negated_before(between) || (carried && connects(between));
        if (is_stop(match)) continue;
        const bool stop_follows =
            i + 1 < matches.size() && is_stop(matches[i + 1]) && trimmed(text.substr(match.end, matches[i + 1].begin - match.end)).empty();
        const bool after = !stop_follows && negated_after(text.substr(match.end));
        for (std::size_t name = match.first; name < match.last; ++name)
            mentions.push_back({names_[name].symbol, canonical.begin[match.begin], canonical.end[match.end - 1], carried || after});
    }
    return mentions;
}

}  // namespace ruyi
