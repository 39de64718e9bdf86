#include "counterfactual.hpp"

#include "order.hpp"

namespace ruyi {

namespace {

struct Single {
    Signal signal;
    std::uint32_t rank = 0;
};

bool pairs_up(const Single& one, std::uint32_t rank) {
    return one.rank == rank && (one.signal.kind == Signal::Kind::kSymbol || one.signal.kind == Signal::Kind::kItem);
}

void find_pairs(std::span<const Single> singles, std::uint32_t rank, RankWithout rank_without, JointCounterfactuals& found) {
    std::uint32_t made = 0;
    for (std::size_t a = 0; a < singles.size(); ++a) {
        for (std::size_t b = a + 1; pairs_up(singles[a], rank) && b < singles.size(); ++b) {
            if (!pairs_up(singles[b], rank)) continue;
            if (made == kMostPairRanks) {
                found.pairs_complete = false;
                return;
            }
            SignalSet pair{{singles[a].signal, singles[b].signal}, 0};
            pair.rank = rank_without(pair.signals);
            ++made;
            ++found.evaluations;
            if (pair.rank != rank) found.pairs.push_back(std::move(pair));
        }
    }
}

/// The next choice of chosen.size() positions below n, in lexicographic order; false after the last.
bool next_choice(std::vector<std::size_t>& chosen, std::size_t n) {
    for (std::size_t i = chosen.size(); i-- > 0;) {
        if (chosen[i] + (chosen.size() - i) >= n) continue;
        ++chosen[i];
        for (std::size_t j = i + 1; j < chosen.size(); ++j) chosen[j] = chosen[j - 1] + 1;
        return true;
    }
    return false;
}

void find_smallest(std::span<const Single> singles, RankWithout rank_without, JointCounterfactuals& found) {
    std::uint32_t made = static_cast<std::uint32_t>(singles.size());  // sets of one are known
    for (std::size_t size = 1; size <= singles.size(); ++size) {
        std::vector<std::size_t> chosen;
        for (std::size_t i = 0; i < size; ++i) chosen.push_back(i);
        do {
            SignalSet set;
            for (const std::size_t i : chosen) set.signals.push_back(singles[i].signal);
            if (size == 1) {
                set.rank = singles[chosen[0]].rank;
            } else if (made >= kMostSetRanks) {
                found.out_complete = false;
                return;
            } else {
                set.rank = rank_without(set.signals);
                ++made;
                ++found.evaluations;
            }
            if (set.rank <= found.k) continue;
            found.out_of_top = std::move(set);
            return;
        } while (next_choice(chosen, singles.size()));
    }
}

}  // namespace

JointCounterfactuals find_joint(std::span<const Signal> signals, std::uint32_t rank, std::uint32_t k, bool searches,
                                RankWithout rank_without) {
    JointCounterfactuals found;
    found.k = k;
    std::vector<Single> singles;
    for (const Signal& signal : signals) {
        singles.push_back({signal, rank_without({&signal, 1})});
        ++found.evaluations;
    }
    sort_descending(singles, [](const Single& one) { return static_cast<double>(one.rank); });
    find_pairs(singles, rank, rank_without, found);
    if (searches) find_smallest(singles, rank_without, found);
    return found;
}

}  // namespace ruyi
