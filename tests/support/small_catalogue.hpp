// Small catalogues for the scorer's tests, made from a seed and held in plain arrays, without a shard.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "ruyi/score.hpp"

namespace ruyi::support {

/// splitmix64: the same numbers everywhere.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next() {
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        return z ^ (z >> 31);
    }
    std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(next() % n); }
    double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }

private:
    std::uint64_t state_;
};

/// Owns a string table's bytes.
struct Strings {
    std::vector<std::uint32_t> offsets{0};
    std::vector<std::uint8_t> bytes;
    void add(const std::string& text) {
        bytes.insert(bytes.end(), text.begin(), text.end());
        offsets.push_back(static_cast<std::uint32_t>(bytes.size()));
    }
    StringTable table() const { return {offsets, bytes}; }
};

struct SymbolRow {
    std::uint16_t symbol;
    std::uint8_t presence_q;
    std::uint8_t evidence = kEvidenceShop | kEvidenceClaimable;
};

struct SmallItem {
    std::vector<SymbolRow> symbols;  // ascending
    std::uint16_t popularity_q = 0;
    std::uint32_t price_minor = kUnknownPrice;
    std::uint8_t available = 1;
    std::vector<std::int8_t> visual, text;
    float visual_scale = 0, text_scale = 0;
};

struct Relation {
    std::uint16_t from, to;
    std::uint8_t weight_q;
};

struct Festival {
    std::vector<std::int32_t> days;
    std::vector<std::uint16_t> symbols;
    std::vector<std::int8_t> rules = {};
};

/// Per symbol its emotions; per emotion its three style ratings in hundredths; per recipient the emotions wished to such a person.
struct Feelings {
    std::vector<std::vector<std::uint8_t>> symbols;
    std::vector<std::array<std::int8_t, 3>> styles;
    std::vector<std::vector<std::uint8_t>> recipients;
};

/// Items, relations and festivals as one view. Built once; not to be moved after view().
class SmallCatalogue {
public:
    SmallCatalogue(std::vector<SmallItem> items, std::uint32_t symbols, std::uint32_t dim, std::vector<Relation> relations = {},
                   std::vector<Festival> festivals = {}, std::vector<std::uint16_t> colours = {}, Feelings feelings = {});
    SmallCatalogue(const SmallCatalogue&) = delete;
    const CatalogueView& view() const { return view_; }

private:
    void fill_hot(const std::vector<SmallItem>& items);
    void fill_graph(std::uint32_t symbols, const std::vector<Relation>& relations, const std::vector<Festival>& festivals,
                    const std::vector<std::uint16_t>& colours);
    void fill_feelings(std::uint32_t symbols, const Feelings& feelings);

    Strings item_id_, category_, symbol_id_, symbol_zh_, symbol_en_, symbol_category_, relation_type_, festival_id_, emotion_id_,
        recipient_id_;
    std::vector<std::uint16_t> item_category_, popularity_q_, symbol_index_, relation_to_, festival_symbol_;
    std::vector<std::uint32_t> price_, symbol_start_{0}, relation_start_{0}, festival_day_start_{0}, festival_symbol_start_{0},
        festival_rule_start_{0}, emotion_start_{0}, recipient_start_{0};
    std::vector<std::uint8_t> available_, presence_q_, evidence_, relation_type_index_, relation_weight_, colour_, emotion_,
        recipient_emotion_;
    std::vector<std::int32_t> festival_day_;
    std::vector<std::int8_t> visual_, text_, axis_, festival_rule_;
    std::vector<float> visual_scale_, text_scale_;
    HotBlock hot_;
    GraphBlock graph_;
    CatalogueView view_;
};

inline void SmallCatalogue::fill_hot(const std::vector<SmallItem>& items) {
    category_.add("");
    for (std::size_t i = 0; i < items.size(); ++i) {
        const SmallItem& item = items[i];
        item_id_.add("item-" + std::to_string(i));
        item_category_.push_back(0);
        popularity_q_.push_back(item.popularity_q);
        price_.push_back(item.price_minor);
        available_.push_back(item.available);
        for (const SymbolRow& row : item.symbols) {
            symbol_index_.push_back(row.symbol);
            presence_q_.push_back(row.presence_q);
            evidence_.push_back(row.evidence);
        }
        symbol_start_.push_back(static_cast<std::uint32_t>(symbol_index_.size()));
        visual_.insert(visual_.end(), item.visual.begin(), item.visual.end());
        text_.insert(text_.end(), item.text.begin(), item.text.end());
        visual_scale_.push_back(item.visual_scale);
        text_scale_.push_back(item.text_scale);
    }
    hot_ = {item_id_.table(), category_.table(), item_category_, popularity_q_, price_,
            available_,       {symbol_start_},   symbol_index_,  presence_q_,   evidence_};
}

inline void SmallCatalogue::fill_graph(std::uint32_t symbols, const std::vector<Relation>& relations,
                                       const std::vector<Festival>& festivals, const std::vector<std::uint16_t>& colours) {
    relation_type_.add("variant-of");
    for (std::uint32_t s = 0; s < symbols; ++s) {
        symbol_id_.add("s" + std::to_string(s));
        symbol_zh_.add("纹" + std::to_string(s));
        symbol_en_.add("Motif " + std::to_string(s));
        symbol_category_.add(std::find(colours.begin(), colours.end(), s) == colours.end() ? "flora" : "colour");
        for (const Relation& relation : relations) {
            if (relation.from != s) continue;
            relation_to_.push_back(relation.to);
            relation_weight_.push_back(relation.weight_q);
            relation_type_index_.push_back(0);
        }
        relation_start_.push_back(static_cast<std::uint32_t>(relation_to_.size()));
    }
    for (std::size_t f = 0; f < festivals.size(); ++f) {
        festival_id_.add("f" + std::to_string(f));
        festival_day_.insert(festival_day_.end(), festivals[f].days.begin(), festivals[f].days.end());
        festival_symbol_.insert(festival_symbol_.end(), festivals[f].symbols.begin(), festivals[f].symbols.end());
        festival_rule_.insert(festival_rule_.end(), festivals[f].rules.begin(), festivals[f].rules.end());
        festival_rule_start_.push_back(static_cast<std::uint32_t>(festival_rule_.size() / kRuleColumns));
        festival_day_start_.push_back(static_cast<std::uint32_t>(festival_day_.size()));
        festival_symbol_start_.push_back(static_cast<std::uint32_t>(festival_symbol_.size()));
    }
    colour_.assign(std::size_t{symbols} * 3, 0);
    graph_.symbol_id = symbol_id_.table();
    graph_.symbol_zh = symbol_zh_.table();
    graph_.symbol_en = symbol_en_.table();
    graph_.symbol_category = symbol_category_.table();
    graph_.relation_type = relation_type_.table();
    graph_.relation = {relation_start_};
    graph_.relation_to = relation_to_;
    graph_.relation_type_index = relation_type_index_;
    graph_.relation_weight_q = relation_weight_;
    graph_.festival_id = graph_.festival_zh = graph_.festival_en = festival_id_.table();
    graph_.festival_day = {festival_day_start_};
    graph_.festival_day_value = festival_day_;
    graph_.festival_rule = {festival_rule_start_};
    graph_.festival_rule_day = festival_rule_;
    graph_.festival_symbol = {festival_symbol_start_};
    graph_.festival_symbol_index = festival_symbol_;
    graph_.colour_rgb = colour_;
}

inline void SmallCatalogue::fill_feelings(std::uint32_t symbols, const Feelings& feelings) {
    for (std::uint32_t s = 0; s < symbols; ++s) {
        if (s < feelings.symbols.size()) emotion_.insert(emotion_.end(), feelings.symbols[s].begin(), feelings.symbols[s].end());
        emotion_start_.push_back(static_cast<std::uint32_t>(emotion_.size()));
    }
    for (std::size_t e = 0; e < feelings.styles.size(); ++e) {
        emotion_id_.add("e" + std::to_string(e));
        axis_.insert(axis_.end(), {0, 0});
        axis_.insert(axis_.end(), feelings.styles[e].begin(), feelings.styles[e].end());
    }
    for (std::size_t r = 0; r < feelings.recipients.size(); ++r) {
        recipient_id_.add("r" + std::to_string(r));
        recipient_emotion_.insert(recipient_emotion_.end(), feelings.recipients[r].begin(), feelings.recipients[r].end());
        recipient_start_.push_back(static_cast<std::uint32_t>(recipient_emotion_.size()));
    }
    graph_.emotion_id = graph_.emotion_zh = graph_.emotion_en = emotion_id_.table();
    graph_.symbol_emotion = {emotion_start_};
    graph_.symbol_emotion_index = emotion_;
    graph_.emotion_axis = axis_;
    graph_.recipient_id = graph_.recipient_zh = graph_.recipient_hant = graph_.recipient_en = recipient_id_.table();
    graph_.recipient_emotion = {recipient_start_};
    graph_.recipient_emotion_index = recipient_emotion_;
}

inline SmallCatalogue::SmallCatalogue(std::vector<SmallItem> items, std::uint32_t symbols, std::uint32_t dim,
                                      std::vector<Relation> relations, std::vector<Festival> festivals, std::vector<std::uint16_t> colours,
                                      Feelings feelings) {
    fill_hot(items);
    fill_graph(symbols, relations, festivals, colours);
    fill_feelings(symbols, feelings);
    view_.items = static_cast<std::uint32_t>(items.size());
    view_.symbols = symbols;
    view_.hot = &hot_;
    view_.graph = &graph_;
    if (!visual_.empty()) view_.dense[kDenseVisual] = {dim, view_.items, {{visual_, visual_scale_}}};
    if (!text_.empty()) view_.dense[kDenseText] = {dim, view_.items, {{text_, text_scale_}}};
}

/// A unit vector as the shard stores it: int8 with a scale, the largest component at 127.
inline std::vector<std::int8_t> create_row(Random& random, std::uint32_t dim, float& scale) {
    std::vector<double> v(dim);
    double squares = 0, largest = 0;
    for (double& x : v) {
        x = random.unit() + random.unit() + random.unit() - 1.5;
        squares += x * x;
        largest = std::max(largest, std::fabs(x));
    }
    scale = static_cast<float>(largest / 127.0 / std::sqrt(squares));
    std::vector<std::int8_t> q;
    for (const double x : v) q.push_back(static_cast<std::int8_t>(std::lround(x / largest * 127.0)));
    return q;
}

/// Random items: 0 to 6 symbols each, popularity, most prices known, one in twenty sold out.
inline std::vector<SmallItem> create_items(Random& random, std::uint32_t count, std::uint32_t symbols, std::uint32_t dim) {
    std::vector<SmallItem> items(count);
    for (SmallItem& item : items) {
        for (std::uint32_t s = random.below(symbols / 2 + 1), n = 0; s < symbols && n < 6; s += 1 + random.below(symbols / 3 + 1), ++n) {
            const std::uint8_t claim = random.below(5) == 0 ? 0 : kEvidenceClaimable;
            item.symbols.push_back({static_cast<std::uint16_t>(s), static_cast<std::uint8_t>(1 + random.below(255)),
                                    static_cast<std::uint8_t>(kEvidenceShop | claim)});
        }
        item.popularity_q = static_cast<std::uint16_t>(random.below(65536));
        item.price_minor = random.below(10) == 0 ? kUnknownPrice : 100 + random.below(100000);
        item.available = random.below(20) == 0 ? 0 : 1;
        item.visual = create_row(random, dim, item.visual_scale);
        item.text = create_row(random, dim, item.text_scale);
    }
    return items;
}

}  // namespace ruyi::support
