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

void explain_leaning(const FactSource& source, SymbolIndex symbol, SymbolFact& fact) {
    if (asked_for(source, symbol)) {
        fact.leaning = Leaning::kAsked;
    } else if (!source.wished.empty() && source.wished[symbol.value] > 0.0) {
        fact.leaning = Leaning::kWished;
    } else if (source.plan.history[symbol.value] > 0.0) {
        fact.leaning = source.anchor ? Leaning::kSame : Leaning::kLiked;
    } else if (const auto neighbour = strongest_neighbour(*source.view.graph, source.plan.history, symbol)) {
        fact.leaning = Leaning::kRelated;
        fact.neighbour = symbol_name(*source.view.graph, *neighbour);
    }
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
    explain_leaning(source, finding.symbol, fact);
    return fact;
}

void add_liked(const FactSource& source, const RecommendedItem& explained, Facts& facts) {
    for (const Contribution& part : explained.contributions) {
        if (!part.item || source.anchor == part.item) continue;
        const std::string_view id = source.view.hot->item_id[part.item->value];
        auto liked = std::find_if(facts.liked.begin(), facts.liked.end(), [&](const LikedFact& one) { return one.id == id; });
        if (liked == facts.liked.end())
            liked = facts.liked.insert(liked, LikedFact{std::string(id), item_title(source.shard, *part.item), 0.0, std::nullopt});
        liked->value += part.value;
        liked->dense[part.term == ContributionTerm::kVisual ? kDenseVisual : kDenseText] += part.value;
        for (const Counterfactual& one : explained.counterfactuals) {
            if (one.item == part.item) liked->rank_without = one.rank;
        }
    }
    for (LikedFact& liked : facts.liked) {
        double omega = 0.0;
        for (const WeightedEvent& event : source.plan.events) {
            if (source.view.hot->item_id[event.item.value] == liked.id) omega += event.omega;
        }
        liked.unwanted = omega < 0.0;
    }
    sort_descending(facts.liked, [](const LikedFact& liked) { return liked.value; });
}

void add_sums(const RecommendedItem& explained, Facts& facts) {
    for (const Contribution& part : explained.contributions) {
        if (part.term == ContributionTerm::kVisual) facts.dense[kDenseVisual] += part.value;
        if (part.term == ContributionTerm::kText) facts.dense[kDenseText] += part.value;
        if (part.term == ContributionTerm::kPopularity) facts.popularity_value += part.value;
        if (part.term == ContributionTerm::kPrice) facts.price_value += part.value;
    }
}

template <class Fact>
Fact* fact_of(std::vector<Fact>& facts, std::string_view id) {
    const auto found = std::find_if(facts.begin(), facts.end(), [&](const Fact& fact) { return fact.id == id; });
    return found == facts.end() ? nullptr : &*found;
}

void mark_dense(const FactSource& source, const Contribution& part, Facts& facts) {
    const std::size_t m = part.term == ContributionTerm::kVisual ? kDenseVisual : kDenseText;
    LikedFact* liked = nullptr;
    if (part.item && source.anchor != part.item) liked = fact_of(facts.liked, source.view.hot->item_id[part.item->value]);
    if (liked != nullptr) {
        (part.value > 0.0 ? liked->top : liked->against)[m] = true;
        if (part.value > 0.0 && !liked->unwanted) facts.dense_top[m] = true;
        return;
    }
    (part.value > 0.0 ? facts.dense_top : facts.dense_against)[m] = true;
    facts.rest_top[m] = facts.rest_top[m] || (part.value > 0.0 && !part.item);
}

/// Contributions come by descending size: the first three must be spoken of.
void mark_strongest(const FactSource& source, const RecommendedItem& explained, Facts& facts) {
    for (std::size_t c = 0; c < explained.contributions.size() && c < kStrongest; ++c) {
        const Contribution& part = explained.contributions[c];
        if (part.term == ContributionTerm::kRounding) return;
        facts.popularity_top = facts.popularity_top || part.term == ContributionTerm::kPopularity;
        facts.price_top = facts.price_top || part.term == ContributionTerm::kPrice;
        if (part.term == ContributionTerm::kVisual || part.term == ContributionTerm::kText) mark_dense(source, part, facts);
        SymbolFact* symbol = part.symbol ? fact_of(facts.symbols, source.view.graph->symbol_id[part.symbol->value]) : nullptr;
        if (symbol != nullptr) (part.term == ContributionTerm::kOccasion ? symbol->occasion_top : symbol->top) = true;
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
    mark_strongest(source, explained, facts);
    return facts;
}

}  // namespace ruyi
