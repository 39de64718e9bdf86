#include "builder/catalogue_blocks.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>
#include <unordered_map>

#include "portable_math.hpp"

namespace ruyi::builder {
namespace {

struct RelationWeight {
    std::string_view type;
    double weight;
};
// SCORING.md §1; other types are not stored.
constexpr RelationWeight kRelations[] = {{"variant-of", 0.8}, {"contains", 0.6},     {"member-of", 0.6},    {"part-of", 0.6},
                                         {"pairs-with", 0.5}, {"derived-from", 0.5}, {"homophone-of", 0.3}, {"resembles", 0.2}};

using SymbolNumbers = std::unordered_map<std::string_view, std::uint16_t>;

SymbolNumbers number_symbols(const Bundle& bundle) {
    SymbolNumbers numbers;
    for (std::size_t s = 0; s < bundle.symbols.size(); ++s) numbers.emplace(bundle.symbols[s].id, static_cast<std::uint16_t>(s));
    return numbers;
}

std::uint16_t popularity_q(double count, double largest) {
    if (largest <= 0.0) return 0;
    return static_cast<std::uint16_t>(std::floor(65535.0 * (portable_log2(1.0 + count) / portable_log2(1.0 + largest)) + 0.5));
}

}  // namespace

HotColumns::HotColumns(const Bundle& bundle, std::span<const ItemPresence> presence) {
    double largest = 0.0;
    for (const Item& item : bundle.items) largest = std::max(largest, item.popularity_count);
    std::unordered_map<std::string_view, std::uint16_t> categories;
    for (std::size_t i = 0; i < bundle.items.size(); ++i) {
        const Item& item = bundle.items[i];
        item_id_.add(item.id);
        const auto [found, added] = categories.emplace(item.category, static_cast<std::uint16_t>(categories.size()));
        if (added) category_.add(item.category);
        item_category_.push_back(found->second);
        popularity_q_.push_back(popularity_q(item.popularity_count, largest));
        price_minor_.push_back(item.price_minor);
        available_.push_back(item.available ? 1 : 0);
        for (const SymbolRow& row : presence[i].rows) {
            symbol_index_.push_back(row.symbol);
            presence_q_.push_back(row.presence_q);
            evidence_.push_back(row.evidence);
        }
        symbol_.end_row(symbol_index_.size());
    }
}

HotBlock HotColumns::view() const {
    HotBlock b;
    b.item_id = item_id_.view();
    b.category = category_.view();
    b.item_category = item_category_;
    b.popularity_q = popularity_q_;
    b.price_minor = price_minor_;
    b.available = available_;
    b.symbol = symbol_.view();
    b.symbol_index = symbol_index_;
    b.symbol_presence_q = presence_q_;
    b.symbol_evidence = evidence_;
    return b;
}

namespace {

/// The numbers of the emotions that the knowledge has; others drop out.
void add_emotions(const Bundle& bundle, const std::vector<std::string>& ids, std::vector<std::uint8_t>& out) {
    for (const std::string& id : ids) {
        const auto found = std::find_if(bundle.emotions.begin(), bundle.emotions.end(), [&id](const Named& e) { return e.id == id; });
        if (found != bundle.emotions.end()) out.push_back(static_cast<std::uint8_t>(found - bundle.emotions.begin()));
    }
}

}  // namespace

GraphColumns::GraphColumns(const Bundle& bundle) : calendar_(bundle.calendar) {
    for (const Emotion& emotion : bundle.emotions) {
        emotion_id_.add(emotion.id);
        emotion_zh_.add(emotion.zh);
        emotion_en_.add(emotion.en);
        emotion_axis_.insert(emotion_axis_.end(), emotion.axes.begin(), emotion.axes.end());
    }
    for (const Recipient& recipient : bundle.recipients) {
        recipient_id_.add(recipient.id);
        recipient_zh_.add(recipient.zh);
        recipient_hant_.add(recipient.hant);
        recipient_en_.add(recipient.en);
        add_emotions(bundle, recipient.emotions, recipient_emotion_index_);
        recipient_emotion_.end_row(recipient_emotion_index_.size());
    }
    for (const Symbol& symbol : bundle.symbols) {
        symbol_id_.add(symbol.id);
        symbol_zh_.add(symbol.zh);
        symbol_hant_.add(symbol.hant);
        symbol_en_.add(symbol.en);
        symbol_category_.add(symbol.category);
        colour_rgb_.insert(colour_rgb_.end(), symbol.rgb.begin(), symbol.rgb.end());
        add_emotions(bundle, symbol.emotions, symbol_emotion_index_);
        symbol_emotion_.end_row(symbol_emotion_index_.size());
    }
    add_relations(bundle);
    add_festivals(bundle);
}

void GraphColumns::add_relations(const Bundle& bundle) {
    const SymbolNumbers numbers = number_symbols(bundle);
    std::set<std::tuple<std::uint16_t, std::uint16_t, std::uint8_t>> rows;  // from, to, type: sorted, and none twice
    for (std::size_t t = 0; t < std::size(kRelations); ++t) relation_type_.add(kRelations[t].type);
    for (const Relation& relation : bundle.relations) {
        const auto* const type =
            std::find_if(std::begin(kRelations), std::end(kRelations), [&](const RelationWeight& r) { return r.type == relation.type; });
        const auto from = numbers.find(relation.from), to = numbers.find(relation.to);
        if (type == std::end(kRelations) || from == numbers.end() || to == numbers.end() || from == to) continue;
        const auto index = static_cast<std::uint8_t>(type - std::begin(kRelations));
        rows.emplace(from->second, to->second, index);
        rows.emplace(to->second, from->second, index);
    }
    auto row = rows.begin();
    for (std::size_t s = 0; s < bundle.symbols.size(); ++s) {
        for (; row != rows.end() && std::get<0>(*row) == s; ++row) {
            relation_to_.push_back(std::get<1>(*row));
            relation_type_index_.push_back(std::get<2>(*row));
            relation_weight_q_.push_back(static_cast<std::uint8_t>(std::floor(255.0 * kRelations[std::get<2>(*row)].weight + 0.5)));
        }
        relation_.end_row(relation_to_.size());
    }
}

void GraphColumns::add_festivals(const Bundle& bundle) {
    const SymbolNumbers numbers = number_symbols(bundle);
    for (const Festival& festival : bundle.festivals) {
        festival_id_.add(festival.id);
        festival_zh_.add(festival.zh);
        festival_hant_.add(festival.hant);
        festival_en_.add(festival.en);
        day_.insert(day_.end(), festival.days.begin(), festival.days.end());
        festival_day_.end_row(day_.size());
        rule_.insert(rule_.end(), festival.rules.begin(), festival.rules.end());
        festival_rule_.end_row(rule_.size() / kRuleColumns);
        for (const std::string& id : festival.symbols) {
            const auto found = numbers.find(id);
            if (found != numbers.end()) festival_symbol_index_.push_back(found->second);
        }
        festival_symbol_.end_row(festival_symbol_index_.size());
    }
}

GraphBlock GraphColumns::view() const {
    GraphBlock b;
    b.symbol_id = symbol_id_.view();
    b.symbol_zh = symbol_zh_.view();
    b.symbol_hant = symbol_hant_.view();
    b.symbol_en = symbol_en_.view();
    b.symbol_category = symbol_category_.view();
    b.relation_type = relation_type_.view();
    b.relation = relation_.view();
    b.relation_to = relation_to_;
    b.relation_type_index = relation_type_index_;
    b.relation_weight_q = relation_weight_q_;
    b.emotion_id = emotion_id_.view();
    b.emotion_zh = emotion_zh_.view();
    b.emotion_en = emotion_en_.view();
    b.symbol_emotion = symbol_emotion_.view();
    b.symbol_emotion_index = symbol_emotion_index_;
    b.emotion_axis = emotion_axis_;
    b.recipient_id = recipient_id_.view();
    b.recipient_zh = recipient_zh_.view();
    b.recipient_hant = recipient_hant_.view();
    b.recipient_en = recipient_en_.view();
    b.recipient_emotion = recipient_emotion_.view();
    b.recipient_emotion_index = recipient_emotion_index_;
    b.festival_id = festival_id_.view();
    b.festival_zh = festival_zh_.view();
    b.festival_hant = festival_hant_.view();
    b.festival_en = festival_en_.view();
    b.festival_day = festival_day_.view();
    b.festival_day_value = day_;
    b.festival_rule = festival_rule_.view();
    b.festival_rule_day = rule_;
    b.festival_symbol = festival_symbol_.view();
    b.festival_symbol_index = festival_symbol_index_;
    b.colour_rgb = colour_rgb_;
    b.calendar_first = calendar_.first;
    b.calendar_year = calendar_.years;
    b.calendar_term = calendar_.terms;
    return b;
}

KnowledgeColumns::KnowledgeColumns(std::span<const Symbol> symbols, std::span<const Record> records) {
    for (const Symbol& symbol : symbols) {
        for (const Meaning& meaning : symbol.meanings) {
            zh_.add(meaning.zh);
            hant_.add(meaning.hant);
            en_.add(meaning.en);
            const std::size_t before = record_.size();
            for (const std::string& id : meaning.evidence) {
                const auto found = std::lower_bound(records.begin(), records.end(), id,
                                                    [](const Record& r, const std::string& key) { return r.id < key; });
                if (found != records.end() && found->id == id) record_.push_back(static_cast<std::uint32_t>(found - records.begin()));
            }
            meaning_evidence_.end_row(record_.size());
            flags_.push_back(meaning.unsupported || record_.size() == before ? 1 : 0);
        }
        meaning_.end_row(flags_.size());
    }
}

KnowledgeBlock KnowledgeColumns::view() const {
    KnowledgeBlock b;
    b.meaning = meaning_.view();
    b.meaning_zh = zh_.view();
    b.meaning_hant = hant_.view();
    b.meaning_en = en_.view();
    b.meaning_flags = flags_;
    b.meaning_evidence = meaning_evidence_.view();
    b.meaning_evidence_record = record_;
    return b;
}

EvidenceColumns::EvidenceColumns(const Bundle& bundle, std::size_t first, std::size_t rows, std::span<const std::string> terms) {
    const SymbolNumbers numbers = number_symbols(bundle);
    for (std::size_t row = 0; row < rows; ++row) {
        const Record& record = bundle.records[first + row];
        terms_.add(terms[row]);
        std::vector<std::uint16_t> symbols;
        for (const std::string& id : record.symbols) {
            if (const auto found = numbers.find(id); found != numbers.end()) symbols.push_back(found->second);
        }
        std::sort(symbols.begin(), symbols.end());
        symbols.erase(std::unique(symbols.begin(), symbols.end()), symbols.end());
        symbol_index_.insert(symbol_index_.end(), symbols.begin(), symbols.end());
        symbol_.end_row(symbol_index_.size());
        id_.add(record.id);
        cite_zh_.add(record.cite.zh);
        cite_hant_.add(record.cite.hant == record.cite.zh ? "" : record.cite.hant);
        cite_en_.add(record.cite.en);
        statement_zh_.add(record.statement_zh);
        statement_hant_.add(record.statement_hant);
        statement_en_.add(record.statement_en);
        url_.add(record.url);
        licence_.add(record.licence);
        type_.add(record.type);
        tier_.push_back(record.tier);
        verification_.push_back(record.verification);
        flags_.push_back(record.share_alike ? 1 : 0);
    }
    if (first == 0) {
        for (const std::string& word : bundle.question_words.stop) stop_.add(word);
    }
}

EvidenceBlock EvidenceColumns::view() const {
    EvidenceBlock b;
    b.record_id = id_.view();
    b.cite_zh = cite_zh_.view();
    b.cite_hant = cite_hant_.view();
    b.cite_en = cite_en_.view();
    b.statement_zh = statement_zh_.view();
    b.statement_hant = statement_hant_.view();
    b.terms = terms_.view();
    b.symbol = symbol_.view();
    b.symbol_index = symbol_index_;
    b.question_stop = stop_.view();
    b.statement_en = statement_en_.view();
    b.url = url_.view();
    b.licence = licence_.view();
    b.type = type_.view();
    b.tier = tier_;
    b.verification = verification_;
    b.flags = flags_;
    return b;
}

}  // namespace ruyi::builder
