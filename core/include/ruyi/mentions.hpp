// Finds the symbols that a shop's or a shopper's words name: longest match, false friends, negation, zh and en.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ruyi/result.hpp"
#include "ruyi/text.hpp"

namespace ruyi {

/// One name of one symbol, Chinese or English, UTF-8. A remark in brackets is not part of the name; Chinese inside
/// brackets is a name of its own (鱼纹（年年有余）). A final 纹 may be missing in the text if two
/// characters are left, a final "pattern", "motif" or "design" if two words are.
struct SymbolAlias {
    std::uint32_t symbol = 0;
    std::string_view name;
};

/// A name without its bracketed remarks, then the Chinese remarks as names of their own; brackets of both widths.
std::vector<std::string> name_parts(std::string_view name);

/// The words around names, from models/knowledge/mention_stoplist.json; all UTF-8, borrowed during create() only.
struct MentionLexicon {
    std::span<const std::string_view> stop;  // look like a name and are not: 龙井, dragon fruit; also bare names that mean too much
    std::span<const std::string_view> negators_before;  // 无, 不含, without
    std::span<const std::string_view> negators_after;   // 除外, free
    std::span<const std::string_view> fillers;          // may stand between a negator and the name: 任何, any
    std::span<const std::string_view> connectors;       // carry a negation on to the next name: 和, or
    std::string_view single_left, single_right;         // characters that may touch a name of one Han character
};

/// A name found: bytes [begin, end) of the original text. Several symbols may share one name and one span.
struct Mention {
    std::uint32_t symbol = 0;
    std::uint32_t begin = 0, end = 0;
    bool negated = false;
};

/// Immutable once made; find() may be called from any thread. The folder's table must outlive the finder.
class MentionFinder {
public:
    /// Fails with kInvalidArgument when a name holds no letter, digit or Han character.
    static Result<MentionFinder> create(std::span<const SymbolAlias> aliases, const MentionLexicon& lexicon, const TextFolder& folder);

    /// Mentions in order of begin, then symbol. Malformed UTF-8 is read as U+FFFD. O(bytes · longest name · log names).
    std::vector<Mention> find(std::string_view utf8) const;

private:
    struct Canonical;
    struct Name {
        std::string text;      // canonical, see mentions.cpp
        std::uint32_t symbol;  // the highest value marks a stop phrase
        bool single_han;
    };
    struct Match {
        std::size_t begin, end;   // bytes of the canonical text
        std::size_t first, last;  // names_[first, last) have this text
    };

    MentionFinder() = default;
    void add(std::string_view name, std::uint32_t symbol);
    std::string canonical(std::string_view words) const;
    std::vector<std::string> canonical_all(std::span<const std::string_view> words) const;
    std::vector<std::uint32_t> folded_codes(std::string_view characters) const;
    bool single_fits(std::string_view text, std::size_t begin, std::size_t end) const;
    void matches_at(std::string_view text, std::size_t at, std::vector<Match>& out) const;
    std::vector<Match> best_matches(std::string_view text) const;
    bool is_stop(const Match& match) const;
    bool negated_before(std::string_view before) const;
    bool negated_after(std::string_view after) const;
    bool connects(std::string_view between) const;

    TextFolder folder_;
    std::vector<Name> names_;  // sorted by text, then symbol
    std::vector<std::string> negators_before_, negators_after_, fillers_, connectors_;
    std::vector<std::uint32_t> single_left_, single_right_;  // sorted code points
};

}  // namespace ruyi
