// Why one item stands where it stands: parts that sum to its score, what the symbols rest on, ranks without them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ruyi/score.hpp"

namespace ruyi {

enum class ContributionTerm : std::uint8_t {
    kVisual = 1,
    kText = 2,
    kSymbol = 3,
    kPopularity = 4,
    kOccasion = 5,
    kPrice = 6,
    kRounding = 7,
    kCategory = 8,
    kGraph = 9,
    kSequence = 10
};
std::string_view term_name(ContributionTerm term);

struct Contribution {
    ContributionTerm term = ContributionTerm::kRounding;
    std::optional<SymbolIndex> symbol;
    std::optional<ItemIndex> item;
    std::optional<std::uint8_t> festival;
    double value = 0.0;
    std::vector<SymbolIndex> path;  // of a ranker that walks the graph: the symbols between the liked item and this one
};

/// Slots of ItemShare::value: visual and text as kDenseVisual and kDenseText, then the terms of rankers.
inline constexpr std::size_t kShareGraph = 2, kShareSequence = 3, kShareSlots = 4;

/// What one item of the history brings to a score; its events are added up in their order.
struct ItemShare {
    ItemIndex item;
    std::array<double, kShareSlots> value{};
    double total() const { return ((value[kDenseVisual] + value[kDenseText]) + value[kShareGraph]) + value[kShareSequence]; }
};

class AppliedRanker;

inline constexpr std::size_t kNamedShares = 5;

/// The dense terms split over the plan's events so that they sum to the term, largest |total| first (ties: earlier event). Needs loaded
/// vectors; terms that come from a slot are not split. ranker: may be null.
std::vector<ItemShare> item_shares(const CatalogueView& view, const ScoringPlan& plan, ItemIndex item,
                                   const AppliedRanker* ranker = nullptr);

/// Parts by descending |value| (ties: the order of the score), then one rounding entry, so that adding them up in this order gives `score`.
/// products: the unweighted dense products of the item. ranker: may be null. Parts that are zero are left out.
std::vector<Contribution> contributions_of(const CatalogueView& view, const ScoringPlan& plan, ItemIndex item, double score,
                                           const std::array<double, kDenseCount>& products, const AppliedRanker* ranker = nullptr);

enum class EvidenceKind : std::uint8_t { kShop = 1, kPicture = 2, kPerson = 3 };

/// One finding, as the cards block holds it. Strings live as long as the block.
struct Evidence {
    EvidenceKind kind = EvidenceKind::kShop;
    double confidence = 0.0;
    bool claimed = false, denied = false, disagrees = false;
    std::string_view field, quote;                     // "" = none
    std::optional<std::array<std::uint32_t, 2>> span;  // bytes in the field's text
    std::optional<std::array<double, 4>> box;          // x0, y0, x1, y1 in fractions of the upright picture
};

struct SymbolFinding {
    SymbolIndex symbol;
    double presence = 0.0;
    bool claimed = false;
    std::vector<Evidence> evidence;
};

/// The symbols of an item: claimed before others, then by presence, ties to the lower index. Evidence only when `cards` is there;
/// row: the item's row in it.
std::vector<SymbolFinding> findings_of(const HotBlock& hot, const CardsBlock* cards, std::size_t row, ItemIndex item);

struct Counterfactual {
    std::optional<SymbolIndex> symbol;  // exactly one of the two
    std::optional<ItemIndex> item;
    std::uint32_t rank = 0, position = 0;
    bool exact = true;  // false: leave-one-out
};

}  // namespace ruyi
