// The catalogue bundle as plain data: what the CLI knows about a shop before a shard is written (js/schemas/bundle.schema.json).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "ruyi/citation.hpp"
#include "ruyi/shard.hpp"

namespace ruyi::builder {

using Box = std::array<double, 4>;  // x0, y0, x1, y1 as fractions of the upright picture

struct Located {
    bool has_box = false;
    Box box{};
};

struct SeenSymbol : Located {
    std::string id;
    double confidence = 0.0;
};

struct FoundColour : Located {
    std::string id;
    double share = 0.0;
};

struct PersonAnswer : Located {
    std::string id;
    bool present = false;
};

struct ItemText {
    std::string field;  // "title:zh-Hans", "description:en", "tags"
    std::string text;
    bool title = false;
};

struct Item {
    std::string id, category;
    std::uint32_t price_minor = kUnknownPrice;
    bool available = true;
    double popularity_count = 0.0;
    std::vector<std::string> titles;  // per locale of the catalogue; "" = none
    std::vector<ItemText> texts;      // titles first
    std::string url, picture, thumb;
    std::array<std::uint16_t, 2> picture_size{};
    bool has_seen = false;  // the encoder looked at the picture
    std::vector<SeenSymbol> seen;
    std::vector<FoundColour> colours;
    std::vector<PersonAnswer> person;
};

struct EncoderSymbol {
    std::string id;
    bool claim = false;
    double threshold = 1.0;
};

struct Meaning {
    std::string zh, hant, en;
    std::vector<std::string> evidence;
    bool unsupported = false;
};

struct Symbol {
    std::string id, zh, hant, en, category;  // hant: zh in traditional characters where that differs
    std::vector<std::string> names;          // everything that words may call it, zh and en
    std::vector<Meaning> meanings;
    std::vector<std::string> emotions;
    std::array<std::uint8_t, 3> rgb{};
};

/// A palette key as the knowledge gives it; hex is "" where the sourced list has none.
struct PaletteColour {
    std::string key, zh, hex;
    std::string hant = {};
};

struct Relation {
    std::string from, type, to;
};

struct Named {
    std::string id, zh, en;
};

struct Emotion : Named {
    std::array<std::int8_t, kEmotionAxes> axes{};  // hundredths
};

struct Recipient : Named {
    std::string hant = {};
    std::vector<std::string> emotions;
};

struct Festival : Named {
    std::string hant;
    std::vector<std::int32_t> days;  // civil days since 1970-01-01, ascending; none where rules give them
    std::vector<std::int8_t> rules;  // kRuleColumns values each
    std::vector<std::string> symbols;
};

struct Calendar {
    std::vector<std::uint16_t> first;  // one year, or none without a calendar
    std::vector<std::uint32_t> years;
    std::vector<std::uint8_t> terms;
};

struct Record {
    std::string id, title, source, date, number, statement_zh, statement_hant, statement_en, url, licence, type;
    Wording cite;
    std::vector<std::string> symbols;
    std::uint8_t tier = 0, verification = 2;
    bool share_alike = false;
};

/// The words around names for mentions.hpp; owned here because MentionLexicon borrows.
struct Stoplist {
    std::vector<std::string> stop, negators_before, negators_after, fillers, connectors;
    std::string single_left, single_right;
};

/// The words around questions for ask.hpp.
struct QuestionWords {
    std::vector<std::string> stop;
    std::vector<std::vector<std::string>> groups;  // words that mean the same
};

/// One word of wish_lexicon.json. role: a WishKind or wish::Role.
struct WishWord {
    std::string text, target;
    std::uint8_t role = 0;
    std::int8_t sign = 1;
    bool capital = false;
};

struct Warning {
    std::string item, field, problem;
};

struct Bundle {
    std::string name, currency;
    std::uint32_t price_scale = 100;
    std::vector<std::string> locales;
    std::vector<Symbol> symbols;  // of the knowledge; complete_vocabulary makes them the shard's vocabulary
    std::vector<PaletteColour> palette;
    std::vector<Relation> relations;
    std::vector<Emotion> emotions;
    std::vector<Recipient> recipients;
    std::vector<Festival> festivals;
    Calendar calendar;
    std::vector<Record> records;  // ascending by id
    Stoplist stoplist;
    QuestionWords question_words;
    std::vector<WishWord> wish_words;
    std::vector<Modality> modalities;
    std::vector<EncoderSymbol> encoder;
    std::vector<Item> items;
    std::vector<Warning> warnings;
};

}  // namespace ruyi::builder
