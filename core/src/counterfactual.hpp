// What-ifs of several signals at once (SCORING.md §5): pairs that only count together, and the smallest set that keeps an item out of the
// top k.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace ruyi {

/// Something that speaks for or against an item and could be absent. index: of the symbol (kSymbol, kSwitch) or of the item (kItem).
struct Signal {
    enum class Kind : std::uint8_t { kSymbol = 1, kItem = 2, kSwitch = 3, kPrice = 4, kOccasion = 5 };
    Kind kind = Kind::kSymbol;
    std::uint32_t index = 0;
};

/// The item's rank when these signals are absent, by ranking again. It is asked for one item and one request.
struct RankWithout {
    const void* context = nullptr;
    std::uint32_t (*rank)(const void* context, std::span<const Signal> absent) = nullptr;
    std::uint32_t operator()(std::span<const Signal> absent) const { return rank(context, absent); }
};

struct SignalSet {
    std::vector<Signal> signals;
    std::uint32_t rank = 0;  // without all of them
};

struct JointCounterfactuals {
    std::vector<SignalSet> pairs;  // each of the two alone changes nothing, both together do
    SignalSet out_of_top;          // no smaller set does it; empty = none found
    std::uint32_t k = 0;
    bool pairs_complete = true, out_complete = true;  // false: the limit ended the search
    std::uint32_t evaluations = 0;                    // rankings made
    bool exact = true;                                // false: a ranker's rule gives leave-one-out ranks only
};

inline constexpr std::uint32_t kMostPairRanks = 64, kMostSetRanks = 256;

/// rank: of the item with every signal, at most k unless `searches` is false (then only pairs are looked for). Deterministic: sets by
/// size, then in the order of the signals, those first whose absence alone costs the item most. Pairs are made of kSymbol and kItem only.
JointCounterfactuals find_joint(std::span<const Signal> signals, std::uint32_t rank, std::uint32_t k, bool searches,
                                RankWithout rank_without);

}  // namespace ruyi
