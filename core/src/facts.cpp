#include "facts.hpp"

#include <algorithm>

#include "order.hpp"
#include "ruyi/knowledge.hpp"
#include "shard_layout.hpp"

namespace ruyi {

namespace {

constexpr std::size_t kNarratedSymbols = 3, kStrongest = 3;

Wording wording(std::string_view zh, std::string_view hant, std::string_view en) {
    return {short_name(zh), short_name(en), hant.empty() ? std::string() : short_name(hant)};
}

Wording symbol_name(const GraphBlock& graph, SymbolIndex symbol) {
    return wording(graph.symbol_zh[symbol.value], graph.symbol_hant[symbol.value], graph.symbol_en[symbol.value]);
}

/// The card's titles by language; a shop of one language has that one for both.
Wording item_title(const Shard& shard, ItemIndex item) {
    Wording title;
    const CardsBlock* cards = shard.cards_of(item);
    if (cards == nullptr) return title;
    const Manifest& manifest = shard.manifest();
    const std::size_t row = item.value % manifest.cards_per_block;
    for (std::size_t l = 0; l < manifest.locales.size(); ++l) {
        const std::string_view text = cards->title[l][row];
        if (title.zh.empty() && manifest.locales[l].rfind("zh", 0) == 0) title.zh = text;
        for (const std::string_view script : {"zh-Hant", "zh-TW", "zh-HK"}) {
            if (title.hant.empty() && manifest.locales[l].rfind(script, 0) == 0) title.hant = text;
        }
        if (title.en.empty() && manifest.locales[l].rfind("en", 0) == 0) title.en = text;
    }
    if (!title.known()) title.zh = title.en = cards->title[0][row];
    return title;
}

std::vector<MeaningFact> meanings_of(const Shard& shard, SymbolIndex symbol) {
    std::vector<MeaningFact> meanings;
    const KnowledgeBlock* block = shard.knowledge_of(symbol);
    if (block == nullptr) return meanings;
    const std::size_t row = symbol.value % kSymbolsPerKnowledgeBlock;
    for (std::uint32_t m = block->meaning.begin(row); m < block->meaning.end(row); ++m) {
        MeaningFact meaning{{std::string(block->meaning_zh[m]), std::string(block->meaning_en[m]), std::string(block->meaning_hant[m])},
                            (block->meaning_flags[m] & 1) != 0,
                            {}};
        bool complete = true;
        for (std::uint32_t e = block->meaning_evidence.begin(m); complete && e < block->meaning_evidence.end(m); ++e) {
            auto citation = citation_of(shard, block->meaning_evidence_record[e]);
            complete = citation.has_value();
            if (complete) meaning.citations.push_back(std::move(*citation));
        }
        if (complete) meanings.push_back(std::move(meaning));
    }
    return meanings;
}

bool asked_for(const FactSource& source, SymbolIndex symbol) {
    return std::any_of(source.switches.begin(), source.switches.end(),
                       [&](const IndexedSwitch& one) { return one.symbol == symbol && one.wish == Wish::kMore; });
}

/// Whether the symbol stands in the history because of products, or because it was tapped; nothing if only by `self`.
Leaning leaning_of_history(const FactSource& source, SymbolIndex symbol, ItemIndex self) {
    if (source.anchor) return Leaning::kSame;
    const HotBlock& hot = *source.view.hot;
    double borne = 0.0, tapped = 0.0;
    for (const WeightedEvent& event : source.plan.events) {
        if (event.item == self) continue;
        for (std::uint32_t r = hot.symbol.begin(event.item.value); r < hot.symbol.end(event.item.value); ++r) {
            if (hot.symbol_index[r] != symbol.value) continue;
            borne += event.omega * rarity_of(hot.popularity_q[event.item.value]) * presence_of(hot.symbol_presence_q[r]);
        }
    }
    for (const WeightedTap& tap : source.taps) tapped += tap.symbol == symbol ? tap.omega : 0.0;
    if (borne > 0.0 && borne >= tapped) return Leaning::kLiked;
    return tapped > 0.0 ? Leaning::kTapped : Leaning::kNone;
}

/// The largest of what the affinity is made of (SCORING.md §5).
void explain_leaning(const FactSource& source, SymbolIndex symbol, ItemIndex self, SymbolFact& fact) {
    const double wished = source.wished.empty() ? 0.0 : source.wished[symbol.value];
    const double learned = source.learned.empty() ? 0.0 : source.learned[symbol.value];
    const double history = source.plan.history[symbol.value];
    if (asked_for(source, symbol)) {
        fact.leaning = Leaning::kAsked;
    } else if (wished > 0.0 && wished >= learned && wished >= history) {
        fact.leaning = Leaning::kWished;
    } else if (learned > 0.0 && learned >= history) {
        fact.leaning = Leaning::kLearned;
    } else if (history > 0.0) {
        fact.leaning = leaning_of_history(source, symbol, self);
    }
    if (fact.leaning != Leaning::kNone) return;
    const auto neighbour = strongest_neighbour(*source.view.graph, source.plan.history, symbol);
    if (!neighbour) return;
    fact.leaning = Leaning::kRelated;
    fact.neighbour = symbol_name(*source.view.graph, *neighbour);
}

SymbolFact symbol_fact(const FactSource& source, const RecommendedItem& explained, const SymbolFinding& finding) {
    const GraphBlock& graph = *source.view.graph;
    SymbolFact fact;
    fact.id = graph.symbol_id[finding.symbol.value];
    fact.name = symbol_name(graph, finding.symbol);
    fact.evidence = finding.evidence;
    for (const Contribution& part : explained.contributions) {
        if (part.symbol != finding.symbol) continue;
        if (part.term == ContributionTerm::kSymbol) fact.value += part.value;
        if (part.term != ContributionTerm::kOccasion) continue;
        fact.occasion_value += part.value;
        const std::size_t f = *part.festival;
        fact.festival_id = graph.festival_id[f];
        fact.festival = wording(graph.festival_zh[f], graph.festival_hant[f], graph.festival_en[f]);
        fact.occasion_wished = source.plan.occasion[finding.symbol.value].wished;
        fact.days_until = days_until_festival(graph, *part.festival, source.date).value_or(0);
    }
    for (const Counterfactual& one : explained.counterfactuals) {
        if (one.symbol == finding.symbol) fact.rank_without = one.rank;
    }
    explain_leaning(source, finding.symbol, explained.item, fact);
    return fact;
}

/// Where a part stands in LikedFact::dense; nothing for parts that compare nothing.
std::optional<std::size_t> slot_of(ContributionTerm term) {
    switch (term) {
        case ContributionTerm::kVisual: return kDenseVisual;
        case ContributionTerm::kText: return kDenseText;
        case ContributionTerm::kGraph: return kShareGraph;
        case ContributionTerm::kSequence: return kShareSequence;
        default: return std::nullopt;
    }
}

double omega_of(std::span<const WeightedEvent> events, ItemIndex item) {
    double omega = 0.0;
    for (const WeightedEvent& event : events) omega += event.item == item ? event.omega : 0.0;
    return omega;
}

std::span<const WeightedEvent> events_for(const FactSource& source, const Facts& facts, std::size_t slot) {
    return facts.by_ranker[slot] ? source.ranker_events : std::span<const WeightedEvent>(source.plan.events);
}

/// Nobody's name is on the part: it is not split, or it sums up what is left of the history.
bool of_history(const FactSource& source, const Facts& facts, std::size_t slot) {
    if (source.anchor) return false;
    if (facts.by_ranker[slot]) return facts.ranker_splits;
    return slot < kDenseCount && source.origin[slot] == QueryOrigin::kHistory;
}

/// Whether an item of the history that is not named was wanted.
bool rest_wanted(const FactSource& source, const Facts& facts, std::size_t slot) {
    const std::span<const WeightedEvent> events = events_for(source, facts, slot);
    return std::any_of(events.begin(), events.end(), [&](const WeightedEvent& event) {
        const auto named = [&](const LikedFact& one) { return one.id == source.view.hot->item_id[event.item.value]; };
        return omega_of(events, event.item) > 0.0 && std::none_of(facts.liked.begin(), facts.liked.end(), named);
    });
}

LikedFact liked_fact(const FactSource& source, const RecommendedItem& explained, const Contribution& part, const Facts& facts) {
    LikedFact liked;
    liked.id = source.view.hot->item_id[part.item->value];
    liked.title = item_title(source.shard, *part.item);
    liked.self = part.item == explained.item;
    for (std::size_t slot = 0; slot < kShareSlots; ++slot)
        liked.unwanted[slot] = omega_of(events_for(source, facts, slot), *part.item) < 0.0;
    for (const Counterfactual& one : explained.counterfactuals) {
        if (one.item == part.item) liked.rank_without = one.rank;
    }
    return liked;
}

void add_liked(const FactSource& source, const RecommendedItem& explained, Facts& facts) {
    for (const Contribution& part : explained.contributions) {
        const auto slot = slot_of(part.term);
        if (!slot || !part.item || source.anchor == part.item) continue;
        const std::string_view id = source.view.hot->item_id[part.item->value];
        auto liked = std::find_if(facts.liked.begin(), facts.liked.end(), [&](const LikedFact& one) { return one.id == id; });
        if (liked == facts.liked.end()) liked = facts.liked.insert(liked, liked_fact(source, explained, part, facts));
        liked->value += part.value;
        liked->dense[*slot] += part.value;
        if (!liked->path.empty()) continue;
        for (const SymbolIndex symbol : part.path) liked->path.push_back(symbol_name(*source.view.graph, symbol));
    }
    sort_descending(facts.liked, [](const LikedFact& liked) { return liked.value; });
}

/// Whether something that was wanted is close to the item: one of the named ones, or one of the rest.
void add_close(const FactSource& source, const RecommendedItem& explained, Facts& facts) {
    for (std::size_t slot = 0; slot < kShareSlots; ++slot) {
        const auto close = [&](const LikedFact& one) { return !one.self && !one.unwanted[slot] && one.dense[slot] > 0.0; };
        facts.close[slot] = std::any_of(facts.liked.begin(), facts.liked.end(), close);
        for (const Contribution& part : explained.contributions) {
            if (slot_of(part.term) == slot && !part.item && part.value > 0.0) facts.close[slot] |= rest_wanted(source, facts, slot);
        }
    }
}

void add_sums(const RecommendedItem& explained, Facts& facts) {
    for (const Contribution& part : explained.contributions) {
        if (const auto slot = slot_of(part.term)) facts.dense[*slot] += part.value;
        if (part.term == ContributionTerm::kPopularity) facts.popularity_value += part.value;
        if (part.term == ContributionTerm::kPrice) facts.price_value += part.value;
        if (part.term == ContributionTerm::kCategory) facts.category_value += part.value;
    }
}

template <class Fact>
Fact* fact_of(std::vector<Fact>& facts, std::string_view id) {
    const auto found = std::find_if(facts.begin(), facts.end(), [&](const Fact& fact) { return fact.id == id; });
    return found == facts.end() ? nullptr : &*found;
}

void mark_dense(const FactSource& source, const Contribution& part, std::size_t slot, Facts& facts) {
    LikedFact* liked = nullptr;
    if (part.item && source.anchor != part.item) liked = fact_of(facts.liked, source.view.hot->item_id[part.item->value]);
    if (liked != nullptr) {
        (part.value > 0.0 ? liked->top : liked->against)[slot] = true;
        if (part.value > 0.0 && !liked->unwanted[slot] && !liked->self) facts.dense_top[slot] = true;
    } else if (part.value < 0.0) {
        facts.dense_against[slot] = true;
    } else if (of_history(source, facts, slot) && !rest_wanted(source, facts, slot)) {
        facts.rest_unlike[slot] = true;
    } else {
        facts.dense_top[slot] = true;
        facts.rest_top[slot] = of_history(source, facts, slot);
    }
}

/// Contributions come by descending size: the first three must be spoken of.
void mark_strongest(const FactSource& source, const RecommendedItem& explained, Facts& facts) {
    for (std::size_t c = 0; c < explained.contributions.size() && c < kStrongest; ++c) {
        const Contribution& part = explained.contributions[c];
        if (part.term == ContributionTerm::kRounding) return;
        facts.popularity_top = facts.popularity_top || part.term == ContributionTerm::kPopularity;
        facts.price_top = facts.price_top || part.term == ContributionTerm::kPrice;
        facts.category_top = facts.category_top || part.term == ContributionTerm::kCategory;
        if (const auto slot = slot_of(part.term)) mark_dense(source, part, *slot, facts);
        SymbolFact* symbol = part.symbol ? fact_of(facts.symbols, source.view.graph->symbol_id[part.symbol->value]) : nullptr;
        if (symbol != nullptr) (part.term == ContributionTerm::kOccasion ? symbol->occasion_top : symbol->top) = true;
    }
}

void add_ranker(const FactSource& source, Facts& facts) {
    if (source.ranker == nullptr) return;
    facts.ranker = source.ranker->spec().name;
    facts.ranker_splits = !source.ranker->has_head();
    facts.by_ranker = {source.ranker->silences(kDenseVisual), source.ranker->silences(kDenseText), true, true};
    for (std::size_t m = 0; m < kDenseCount; ++m) {
        if (facts.by_ranker[m] && source.ranker->has_head()) facts.origin[m] = QueryOrigin::kEncoder;
    }
}

/// FNV-1a of the item's id: the same words wherever the item stands in the catalogue.
std::uint32_t variant_of(std::string_view id) {
    std::uint32_t hash = 2166136261u;
    for (const char c : id) hash = (hash ^ static_cast<std::uint8_t>(c)) * 16777619u;
    return hash ^ (hash >> 16);
}

}  // namespace

Facts gather_facts(const FactSource& source, const RecommendedItem& explained) {
    Facts facts;
    facts.placement = source.placement;
    facts.personal = (source.placement != Placement::kForYou && source.placement != Placement::kTrending) || !source.plan.events.empty() ||
                     !source.switches.empty() || source.plan.price.given() || !source.plan.category.empty() || source.told ||
                     source.plan.from_slot[kDenseVisual] || source.plan.from_slot[kDenseText];
    facts.rank = explained.rank;
    facts.variant = variant_of(source.view.hot->item_id[explained.item.value]);
    facts.origin = source.origin;
    facts.moved = explained.rank != explained.position;
    add_ranker(source, facts);
    facts.price_wished = source.price_wished;
    facts.price_within = price_fit(source.view.hot->price_minor[explained.item.value], source.plan.price) == 1.0;
    add_sums(explained, facts);
    for (const SymbolFinding& finding : explained.findings) {
        if (finding.claimed) facts.symbols.push_back(symbol_fact(source, explained, finding));
    }
    sort_descending(facts.symbols, [](const SymbolFact& symbol) { return symbol.value + symbol.occasion_value; });
    // The leading symbols, and as many more as it takes until one of them has a meaning.
    bool meant = false;
    for (std::size_t s = 0; s < facts.symbols.size() && (s < kNarratedSymbols || !meant); ++s) {
        if (const auto symbol = source.shard.symbol_by_id(facts.symbols[s].id))
            facts.symbols[s].meanings = meanings_of(source.shard, symbol.value());
        meant = meant || !facts.symbols[s].meanings.empty();
    }
    add_liked(source, explained, facts);
    add_close(source, explained, facts);
    mark_strongest(source, explained, facts);
    return facts;
}

}  // namespace ruyi
