#include "ruyi/explain.hpp"

#include <algorithm>
#include <cmath>

#include "order.hpp"
#include "ranker.hpp"

namespace ruyi {

namespace {

constexpr std::size_t index_of(TermKind term) { return static_cast<std::size_t>(term); }

constexpr std::array<ContributionTerm, kShareSlots> kDenseTerms = {ContributionTerm::kVisual, ContributionTerm::kText,
                                                                   ContributionTerm::kGraph, ContributionTerm::kSequence};

void add_part(std::vector<Contribution>& parts, Contribution part) {
    if (part.value != 0.0) parts.push_back(part);
}

bool splits(const CatalogueView& view, const ScoringPlan& plan, std::size_t m) {
    return !plan.from_slot[m] && plan.dense[m].present && view.dense[m].loaded() && plan.weights[m] != 0.0;
}

/// The score uses the query in 16 bits, the shares the stored vectors: the difference (about 1e-5) is spread over the shares by their size.
void settle(std::vector<ItemShare>& shares, std::size_t m, double term) {
    double sum = 0.0, size = 0.0;
    for (const ItemShare& share : shares) {
        sum += share.value[m];
        size += std::fabs(share.value[m]);
    }
    if (size == 0.0) return;
    for (ItemShare& share : shares) share.value[m] += (term - sum) * (std::fabs(share.value[m]) / size);
}

/// One entry for each of the named items, one for the rest. ranker: not null where it may know the way between them.
void add_shared_parts(const std::vector<ItemShare>& shares, std::size_t slot, ItemIndex item, const AppliedRanker* ranker,
                      std::vector<Contribution>& parts) {
    Contribution rest{kDenseTerms[slot], {}, {}, {}, 0.0, {}};
    for (std::size_t h = 0; h < shares.size(); ++h) {
        if (h >= kNamedShares) {
            rest.value += shares[h].value[slot];
        } else if (shares[h].value[slot] != 0.0) {
            parts.push_back({kDenseTerms[slot],
                             {},
                             shares[h].item,
                             {},
                             shares[h].value[slot],
                             ranker == nullptr ? std::vector<SymbolIndex>() : ranker->path(shares[h].item, item)});
        }
    }
    add_part(parts, rest);
}

void add_dense_parts(const CatalogueView& view, const ScoringPlan& plan, ItemIndex item, const std::array<double, kDenseCount>& products,
                     const AppliedRanker* ranker, std::vector<Contribution>& parts) {
    const std::vector<ItemShare> shares = item_shares(view, plan, item, ranker);
    for (std::size_t slot = 0; slot < kShareSlots; ++slot) {
        const bool of_ranker = slot >= kDenseCount || (ranker != nullptr && ranker->silences(slot));
        if (of_ranker && ranker == nullptr) continue;
        if (of_ranker && ranker->has_head()) {
            add_part(parts, {kDenseTerms[slot], {}, {}, {}, ranker->term(plan.weights, slot, item), {}});
        } else if (of_ranker || splits(view, plan, slot)) {
            add_shared_parts(shares, slot, item, of_ranker ? ranker : nullptr, parts);
        } else {
            Contribution whole{kDenseTerms[slot], {}, {}, {}, plan.weights[slot] == 0.0 ? 0.0 : plan.weights[slot] * products[slot], {}};
            if (!plan.from_slot[slot] && plan.events.size() == 1) whole.item = plan.events.front().item;
            add_part(parts, whole);
        }
    }
}

void add_sparse_parts(const CatalogueView& view, const ScoringPlan& plan, ItemIndex item, std::vector<Contribution>& parts) {
    const HotBlock& hot = *view.hot;
    const std::uint32_t begin = hot.symbol.begin(item.value), end = hot.symbol.end(item.value);
    for (std::uint32_t r = begin; r < end; ++r) {
        const SymbolIndex symbol{hot.symbol_index[r]};
        const double value =
            plan.weights[index_of(TermKind::kSymbols)] * (plan.affinity[symbol.value] * presence_of(hot.symbol_presence_q[r]));
        add_part(parts, {ContributionTerm::kSymbol, symbol, {}, {}, value, {}});
    }
    const double popularity = plan.weights[index_of(TermKind::kPopularity)] * popularity_of(hot.popularity_q[item.value]);
    add_part(parts, {ContributionTerm::kPopularity, {}, {}, {}, popularity, {}});
    for (std::uint32_t r = begin; r < end; ++r) {
        const SymbolIndex symbol{hot.symbol_index[r]};
        const Occasion& occasion = plan.occasion[symbol.value];
        const double value = plan.weights[index_of(TermKind::kOccasion)] * (occasion.nearness * presence_of(hot.symbol_presence_q[r]));
        add_part(parts, {ContributionTerm::kOccasion, symbol, {}, occasion.festival, value, {}});
    }
    const double price = plan.weights[index_of(TermKind::kPrice)] * price_fit(hot.price_minor[item.value], plan.price);
    add_part(parts, {ContributionTerm::kPrice, {}, {}, {}, price, {}});
    if (plan.category.empty()) return;
    const double category = plan.weights[index_of(TermKind::kCategory)] * plan.category[hot.item_category[item.value]];
    add_part(parts, {ContributionTerm::kCategory, {}, {}, {}, category, {}});
}

/// The item's quote of that field that holds the span; the first one of the field when there is no span.
std::string_view quote_for(const CardsBlock& cards, std::size_t row, std::uint8_t field, std::uint32_t from, std::uint32_t to) {
    for (std::uint32_t r = cards.evidence_text.begin(row); r < cards.evidence_text.end(row); ++r) {
        const std::uint32_t begin = cards.evidence_text_begin[r];
        const std::size_t size = cards.evidence_quote[r].size();
        if (cards.evidence_text_field[r] == field && (from == to || (begin <= from && to - begin <= size))) return cards.evidence_quote[r];
    }
    return {};
}

Evidence evidence_of_row(const CardsBlock& cards, std::size_t row, std::uint32_t r) {
    Evidence evidence;
    evidence.kind = static_cast<EvidenceKind>(cards.evidence_kind[r]);
    evidence.confidence = presence_of(cards.evidence_confidence_q[r]);
    evidence.claimed = (cards.evidence_flags[r] & 1) != 0;
    evidence.denied = (cards.evidence_flags[r] & 2) != 0;
    evidence.disagrees = (cards.evidence_flags[r] & 4) != 0;
    const std::size_t span = std::size_t{r} * 2, box = std::size_t{r} * 4;
    const std::uint32_t from = cards.evidence_span[span], to = cards.evidence_span[span + 1];
    if (to > from) evidence.span = {from, to};
    if (const std::uint8_t field = cards.evidence_field_index[r]; field != 255) {
        evidence.field = cards.evidence_field[field];
        evidence.quote = quote_for(cards, row, field, from, to);
    }
    std::array<double, 4> sides{};
    for (std::size_t i = 0; i < sides.size(); ++i) sides[i] = static_cast<double>(cards.evidence_box[box + i]) / 65535.0;
    if (sides[2] > sides[0] && sides[3] > sides[1]) evidence.box = sides;
    return evidence;
}

}  // namespace

std::string_view term_name(ContributionTerm term) {
    switch (term) {
        case ContributionTerm::kVisual: return "visual";
        case ContributionTerm::kText: return "text";
        case ContributionTerm::kSymbol: return "symbol";
        case ContributionTerm::kPopularity: return "popularity";
        case ContributionTerm::kOccasion: return "occasion";
        case ContributionTerm::kPrice: return "price";
        case ContributionTerm::kCategory: return "category";
        case ContributionTerm::kRounding: return "rounding";
        case ContributionTerm::kGraph: return "graph";
        case ContributionTerm::kSequence: return "sequence";
    }
    return "rounding";
}

std::vector<ItemShare> item_shares(const CatalogueView& view, const ScoringPlan& plan, ItemIndex item, const AppliedRanker* ranker) {
    std::vector<ItemShare> shares;
    for (const WeightedEvent& event : plan.events) {
        const auto same = [&](const ItemShare& one) { return one.item == event.item; };
        auto share = std::find_if(shares.begin(), shares.end(), same);
        if (share == shares.end()) share = shares.insert(shares.end(), ItemShare{event.item, {}});
        for (std::size_t m = 0; m < kDenseCount; ++m) {
            if (!splits(view, plan, m)) continue;
            const ModalityView& modality = view.dense[m];
            const double dot = static_cast<double>(dot_i8_i8(modality.row(event.item), modality.row(item)));
            const double product = (dot * static_cast<double>(modality.scale(event.item))) * static_cast<double>(modality.scale(item));
            share->value[m] += plan.weights[m] * (event.omega * product) / plan.dense[m].length;
        }
    }
    for (std::size_t m = 0; m < kDenseCount; ++m) {
        if (splits(view, plan, m))
            settle(shares, m, plan.weights[m] * dense_product(plan.dense[m], view.dense[m].row(item), view.dense[m].scale(item)));
    }
    if (ranker != nullptr) {
        ranker->add_shares(plan.weights, item, shares);
        for (std::size_t slot = 0; slot < kShareSlots; ++slot) {
            if (slot >= kDenseCount || ranker->silences(slot)) settle(shares, slot, ranker->term(plan.weights, slot, item));
        }
    }
    sort_descending(shares, [](const ItemShare& share) { return std::fabs(share.total()); });
    return shares;
}

std::vector<Contribution> contributions_of(const CatalogueView& view, const ScoringPlan& plan, ItemIndex item, double score,
                                           const std::array<double, kDenseCount>& products, const AppliedRanker* ranker) {
    std::vector<Contribution> parts;
    add_dense_parts(view, plan, item, products, ranker, parts);
    add_sparse_parts(view, plan, item, parts);
    sort_descending(parts, [](const Contribution& part) { return std::fabs(part.value); });
    double sum = 0.0;
    for (const Contribution& part : parts) sum += part.value;
    parts.push_back({ContributionTerm::kRounding, {}, {}, {}, score - sum, {}});
    return parts;
}

std::vector<SymbolFinding> findings_of(const HotBlock& hot, const CardsBlock* cards, std::size_t row, ItemIndex item) {
    std::vector<SymbolFinding> findings;
    for (std::uint32_t r = hot.symbol.begin(item.value); r < hot.symbol.end(item.value); ++r) {
        SymbolFinding finding{SymbolIndex{hot.symbol_index[r]},
                              presence_of(hot.symbol_presence_q[r]),
                              (hot.symbol_evidence[r] & kEvidenceClaimable) != 0,
                              {}};
        for (std::uint32_t e = cards == nullptr ? 0 : cards->evidence.begin(row); cards != nullptr && e < cards->evidence.end(row); ++e) {
            if (cards->evidence_symbol[e] == finding.symbol.value) finding.evidence.push_back(evidence_of_row(*cards, row, e));
        }
        findings.push_back(std::move(finding));
    }
    sort_descending(findings, [](const SymbolFinding& finding) { return finding.presence + (finding.claimed ? 2.0 : 0.0); });
    return findings;
}

}  // namespace ruyi
