// The catalogue as blocks: hot, graph, cards, knowledge, evidence. Each class owns the columns that its view() points into.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "builder/bundle.hpp"
#include "builder/columns.hpp"
#include "builder/presence.hpp"

namespace ruyi::builder {

class HotColumns {
public:
    HotColumns(const Bundle& bundle, std::span<const ItemPresence> presence);
    HotBlock view() const;

private:
    StringColumn item_id_, category_;
    std::vector<std::uint16_t> item_category_, popularity_q_, symbol_index_;
    std::vector<std::uint32_t> price_minor_;
    std::vector<std::uint8_t> available_, presence_q_, evidence_;
    RowColumn symbol_;
};

class GraphColumns {
public:
    explicit GraphColumns(const Bundle& bundle);
    GraphBlock view() const;

private:
    void add_relations(const Bundle& bundle);
    void add_festivals(const Bundle& bundle);
    StringColumn symbol_id_, symbol_zh_, symbol_hant_, symbol_en_, symbol_category_, relation_type_, emotion_id_, emotion_zh_, emotion_en_,
        recipient_id_, recipient_zh_, recipient_hant_, recipient_en_, festival_id_, festival_zh_, festival_hant_, festival_en_;
    RowColumn relation_, symbol_emotion_, recipient_emotion_, festival_day_, festival_rule_, festival_symbol_;
    std::vector<std::uint16_t> relation_to_, festival_symbol_index_;
    std::vector<std::uint8_t> relation_type_index_, relation_weight_q_, symbol_emotion_index_, recipient_emotion_index_, colour_rgb_;
    std::vector<std::int8_t> emotion_axis_;
    std::vector<std::int32_t> day_;
    std::vector<std::int8_t> rule_;
    Calendar calendar_;
};

class CardsColumns {
public:
    /// items and presence: of one block's range, equally many.
    CardsColumns(std::span<const Item> items, std::span<const ItemPresence> presence, std::size_t locales);
    CardsBlock view() const;

private:
    void add_evidence(const Item& item, const ItemPresence& presence);
    std::uint8_t field_index(const std::string& field);
    std::vector<StringColumn> title_;
    StringColumn url_, picture_, thumb_, field_name_, quote_;
    std::vector<std::string> fields_;
    std::vector<std::uint16_t> picture_size_, symbol_, box_;
    RowColumn evidence_, text_;
    std::vector<std::uint8_t> kind_, confidence_q_, flags_, field_, text_field_;
    std::vector<std::uint32_t> span_, text_begin_;
};

class KnowledgeColumns {
public:
    /// Names of records that the bundle does not hold are left out.
    KnowledgeColumns(std::span<const Symbol> symbols, std::span<const Record> records);
    KnowledgeBlock view() const;

private:
    RowColumn meaning_, meaning_evidence_;
    StringColumn zh_, hant_, en_;
    std::vector<std::uint8_t> flags_;
    std::vector<std::uint32_t> record_;
};

class EvidenceColumns {
public:
    /// Records [first, first + rows) of the bundle; terms: of these records.
    EvidenceColumns(const Bundle& bundle, std::size_t first, std::size_t rows, std::span<const std::string> terms);
    EvidenceBlock view() const;

private:
    StringColumn id_, cite_zh_, cite_hant_, cite_en_, statement_zh_, statement_hant_, statement_en_, terms_, url_, licence_, type_, stop_;
    RowColumn symbol_;
    std::vector<std::uint16_t> symbol_index_;
    std::vector<std::uint8_t> tier_, verification_, flags_;
};

/// A stretch of a text that a card quotes: at most 256 bytes, cut between characters.
struct Quote {
    std::uint32_t begin = 0, end = 0;
};
/// Quotes that cover every span; spans ascend by begin. A short text is quoted whole.
std::vector<Quote> quotes_for(std::string_view text, std::span<const Quote> spans);

}  // namespace ruyi::builder
