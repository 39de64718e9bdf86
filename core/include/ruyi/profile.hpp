// The shopper's profile and one request, as plain data. Parsed from JSON by core/src/json/profile_json.hpp and request_json.hpp.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ruyi/result.hpp"

namespace ruyi {

enum class EventKind : std::uint8_t { kLike = 1, kView = 2, kCart = 3, kBuy = 4, kDislike = 5, kHide = 6, kDwell = 7, kWhy = 8, kTap = 9 };
enum class Wish : std::uint8_t { kMore = 1, kLess = 2, kNever = 3 };
enum class Placement : std::uint8_t { kForYou = 1, kSimilar = 2, kQuery = 3, kLook = 4, kTrending = 5 };
enum class Lang : std::uint8_t { kZhHans = 1, kZhHant = 2, kEn = 3 };
enum class Depth : std::uint8_t { kNone = 1, kParts = 2, kFull = 3 };

/// The weighted terms of the score. The running sum adds graph and sequence, which a ranker brings, after text.
enum class TermKind : std::uint8_t {
    kVisual = 0,
    kText = 1,
    kSymbols = 2,
    kPopularity = 3,
    kOccasion = 4,
    kPrice = 5,
    kCategory = 6,
    kGraph = 7,
    kSequence = 8
};
inline constexpr std::size_t kTermCount = 9;
inline constexpr std::array<std::string_view, kTermCount> kTermNames = {"visual", "text",     "symbols", "popularity", "occasion",
                                                                        "price",  "category", "graph",   "sequence"};

using WeightWishes = std::array<std::optional<double>, kTermCount>;  // indexed by TermKind

/// Axes of the symbols' emotions that a shopper can ask for; -1 plain, ancient, solemn; 1 ornate, modern, playful.
inline constexpr std::size_t kStyleCount = 3;
inline constexpr std::array<std::string_view, kStyleCount> kStyleNames = {"plain_ornate", "ancient_modern", "solemn_playful"};

struct Event {
    EventKind kind = EventKind::kView;
    std::string item;            // "" for a tap
    std::string symbol;          // of a tap
    std::int32_t day = 0;        // civil day since 1970-01-01 in UTC+8
    std::uint32_t position = 0;  // where it was shown, from 1 on; 0 = not known
    std::uint32_t count = 1;     // how many such events were folded into this one
    double seconds = 0.0;        // of kDwell
};

/// "This rather than that."
struct Pair {
    std::string better, worse;
    std::int32_t day = 0;
    std::uint32_t position = 0;  // of the better one; 0 = not known
};

struct SymbolSwitch {
    std::string symbol;
    Wish wish = Wish::kMore;
};

struct CategoryWish {
    std::string category;
    Wish wish = Wish::kMore;
};

/// What core worked out from events and pairs, as it stands in the document.
struct Learned {
    struct Offset {
        std::string symbol;
        double value = 0.0;
    };
    WeightWishes weights;         // of `for-you`
    std::vector<Offset> symbols;  // ascending by symbol id
};

/// Bounds in minor units; an absent one is open.
struct PriceWish {
    std::optional<double> low, high;
    bool given() const { return low.has_value() || high.has_value(); }
};

struct Profile {
    std::vector<Event> events;  // in the order they happened
    std::vector<Pair> pairs;
    std::vector<SymbolSwitch> switches;    // ascending by symbol id, one per symbol
    std::vector<CategoryWish> categories;  // ascending by name, one per category
    PriceWish price;
    std::array<double, kStyleCount> styles{};
    std::string occasion, recipient;  // ids of the graph; "" = no wish
    WeightWishes weights;             // the shopper's own sliders
    Learned learned;
    bool personalise = true;
};

enum class ShelfRuleKind : std::uint8_t { kFilter = 1, kPin = 2, kBury = 3, kBoost = 4 };

/// Which items a rule is about: every member that is given must hold, and within a member any name.
struct RuleWhere {
    std::vector<std::string> ids, categories, symbols;
    PriceWish price;
    std::optional<bool> available;
    bool negate = false;
};

struct ShelfRule {
    std::string id;
    ShelfRuleKind kind = ShelfRuleKind::kFilter;
    std::uint32_t place = 1;  // pin: the first place; boost: places up
    RuleWhere where;
};

enum class DiversityMethod : std::uint8_t { kNone = 1, kMmr = 2, kDpp = 3 };

struct Diversity {
    DiversityMethod method = DiversityMethod::kNone;
    double strength = 0.7;
};

/// Which items of the history may be shown again; what was disliked or hidden never is.
struct Keep {
    bool seen = false;   // viewed or stayed with
    bool liked = false;  // liked or put into the cart
    bool owned = false;  // bought: goods that are used up
};

struct Request {
    Placement placement = Placement::kForYou;
    std::string item;  // the anchor of kSimilar and kLook
    std::uint32_t k = 10;
    std::int32_t date = 0;  // civil day
    std::vector<Lang> lang;
    std::vector<std::string> without, without_items, rank_of, exclude;
    Depth explain = Depth::kParts;
    std::optional<std::vector<std::string>> explain_ids;
    bool strict = false;
    bool joint = false;                // with Depth::kFull: what-ifs of several signals at once
    std::array<std::string, 2> slots;  // visual, text; "" = none
    WeightWishes weights;
    std::vector<ShelfRule> rules;
    std::optional<Diversity> diversity;  // the placement's own if absent
    std::string ranker;                  // "" or "core" = none
    Keep keep;
};

/// "2026-11-25" -> days since 1970-01-01. Proleptic Gregorian, years 1..9999; kInvalidArgument for anything else.
Result<std::int32_t> parse_civil_day(std::string_view text);
/// The reverse, for days that parse_civil_day returns.
std::string civil_day_text(std::int32_t day);

}  // namespace ruyi
