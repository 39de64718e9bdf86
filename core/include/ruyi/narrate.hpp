// Facts about one recommendation -> sentences. Nothing is said that is not in the facts.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ruyi/citation.hpp"
#include "ruyi/explain.hpp"

namespace ruyi {

struct MeaningFact {
    Wording text;
    bool unsourced = false;
    std::vector<Citation> citations;
};

/// Why the shopper's profile leans to a symbol: SCORING.md §5.
enum class Leaning : std::uint8_t { kNone = 0, kAsked = 1, kLiked = 2, kRelated = 3, kSame = 4, kWished = 5, kTapped = 6, kLearned = 7 };

struct SymbolFact {
    std::string id;
    Wording name;
    double value = 0.0;           // its symbol contribution
    double occasion_value = 0.0;  // its occasion contribution
    std::string festival_id;      // of that occasion
    Wording festival;
    std::int32_t days_until = 0;
    bool occasion_wished = false;  // the shopper named it
    Leaning leaning = Leaning::kNone;
    Wording neighbour;  // kRelated: the liked symbol it is related to
    std::vector<Evidence> evidence;
    std::optional<std::uint32_t> rank_without;
    std::vector<MeaningFact> meanings;
    bool top = false, occasion_top = false;  // its parts are among the item's three strongest
};

struct LikedFact {
    std::string id;
    Wording title;
    double value = 0.0;
    std::optional<std::uint32_t> rank_without;
    // By what is compared: its share, and whether that is among the three strongest parts, for or against the item.
    std::array<double, kShareSlots> dense{};
    std::array<bool, kShareSlots> top{}, against{};
    std::array<bool, kShareSlots> unwanted{};  // it was disliked or hidden: what is unlike it gains
    std::vector<Wording> path;                 // symbols over which a ranker came from it
    bool self = false;                         // the explained item: it is in the history itself
};

enum class QueryOrigin : std::uint8_t { kHistory = 0, kAnchor = 1, kPhoto = 2, kWords = 3, kEncoder = 4 };

struct Facts {
    Placement placement = Placement::kForYou;
    bool personal = false;  // events, switches, wishes or a query play a role
    std::uint32_t rank = 0;
    std::uint32_t variant = 0;  // picks among equal phrasings; any number (a hash of the item's id), the same one gives the same words
    bool moved = false;         // rank and place differ
    std::array<double, kShareSlots> dense{};
    std::array<QueryOrigin, kDenseCount> origin{};
    std::string ranker;                         // the shop's ranker that speaks; "" = none
    std::array<bool, kShareSlots> by_ranker{};  // what it speaks for
    bool ranker_splits = false;                 // its terms are made of the history's items
    double popularity_value = 0.0, price_value = 0.0, category_value = 0.0;
    // Which of the three strongest parts (by size) these are; `against`: a negative one that names no item. rest: of items without a name,
    // `unlike` if none of them was wanted.
    std::array<bool, kShareSlots> dense_top{}, dense_against{};
    std::array<bool, kShareSlots> rest_top{}, rest_unlike{};
    std::array<bool, kShareSlots> close = {true, true, true, true};  // to something in the history that was wanted
    bool popularity_top = false, price_top = false, category_top = false;
    bool price_within = false;        // inside the wished range, not only near it
    bool price_wished = false;        // the range is the shopper's own, not that of the anchor
    std::vector<SymbolFact> symbols;  // claimable ones only
    std::vector<LikedFact> liked;     // largest share first
};

struct Sentence {
    Lang lang = Lang::kZhHans;
    std::string text;
    std::string about;  // a symbol's or an item's id; "" = the item itself
    std::vector<Citation> citations;
};

/// Sentences in one language: the lead, where, meaning, what if, what speaks against it. Each of the three strongest parts is named.
/// kZhHant: the same sentences in traditional characters; names as the shard has them, titles as the shop wrote them.
/// strict: citations of tier C or only transcribed are left out, and so are sentences that rest on nothing else.
std::vector<Sentence> narrate(const Facts& facts, Lang lang, bool strict);

/// "Fenghuang" from "Fenghuang (Chinese phoenix)": the name without a parenthesis in it, in either script.
std::string short_name(std::string_view name);

}  // namespace ruyi
