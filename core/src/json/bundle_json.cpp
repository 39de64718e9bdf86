#include "json/bundle_json.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "builder/reference.hpp"
#include "builder/shard_writer.hpp"
#include "json/bundle_json_calendar.hpp"
#include "json/json_read.hpp"
#include "json/manifest_json.hpp"
#include "json/ranker_json.hpp"
#include "ruyi/profile.hpp"
#include "ruyi/understand.hpp"
#include "shard_layout.hpp"
#include "understand_roles.hpp"

namespace ruyi::builder {
namespace {

Result<Json> parse_tree(std::string_view text, ErrorCode code, std::string_view what) {
    Json json = Json::parse(text.data(), text.data() + text.size(), nullptr, false);
    if (json.is_discarded()) return Error{code, std::string(what) + " is not valid JSON"};
    return json;
}

constexpr std::array<const char*, kEmotionAxes> kAxisNames = {"valence", "arousal", "plain_ornate", "ancient_modern", "solemn_playful"};
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// U+FEFF means nothing inside a text, and FORMAT.md forbids it at the start of a string.
std::string without_marks(std::string text) {
    for (std::size_t at = text.find(kByteOrderMark); at != std::string::npos; at = text.find(kByteOrderMark, at))
        text.erase(at, kByteOrderMark.size());
    return text;
}

std::vector<std::string> texts_of(const Json& array, std::string_view path, ReadError& error) {
    std::vector<std::string> texts;
    for (const Json& entry : array) texts.push_back(without_marks(read_text(entry, path, error)));
    return texts;
}

std::string clean_text(const ObjectReader& reader, const char* name) { return without_marks(reader.text(name)); }
std::string clean_text_or_empty(const ObjectReader& reader, const char* name) { return without_marks(reader.text_or(name, "")); }

void read_symbols(const Json& json, Bundle& bundle, ReadError& error) {
    const ObjectReader root(json, "knowledge.symbols", error);
    for (const Json& entry : root.array("symbols")) {
        const ObjectReader reader(entry, "knowledge.symbols.symbols", error);
        Symbol symbol;
        symbol.id = clean_text(reader, "id");
        symbol.zh = clean_text(reader, "zh");
        symbol.en = clean_text(reader, "en");
        symbol.category = clean_text(reader, "category");
        symbol.names = {symbol.zh, symbol.en};
        for (const char* const list : {"aliases_zh", "aliases_en"}) {
            for (std::string& name : texts_of(reader.array_or_empty(list), reader.path(list), error))
                symbol.names.push_back(std::move(name));
        }
        for (const Json& part : reader.array_or_empty("meanings")) {
            const ObjectReader meaning(part, reader.path("meanings"), error);
            symbol.meanings.push_back({clean_text(meaning, "zh"), "", clean_text(meaning, "en"),
                                       texts_of(meaning.array_or_empty("evidence"), "evidence", error),
                                       meaning.boolean_or("unsupported", false)});
        }
        for (const Json& part : reader.array_or_empty("emotions"))
            symbol.emotions.push_back(ObjectReader(part, reader.path("emotions"), error).text("emotion"));
        bundle.symbols.push_back(std::move(symbol));
    }
}

void read_relations(const Json& json, Bundle& bundle, ReadError& error) {
    for (const Json& entry : ObjectReader(json, "knowledge.relations", error).array("relations")) {
        const ObjectReader reader(entry, "knowledge.relations.relations", error);
        if (!reader.has("to")) continue;  // points outside the vocabulary
        bundle.relations.push_back({reader.text("from"), reader.text("type"), reader.text("to")});
    }
}

std::uint8_t tier_of(const std::string& text) { return text == "A" ? 1 : text == "B" ? 2 : text == "C" ? 3 : 0; }

// Share-alike texts (CC-CEDICT, Chinese Notes) say so in their licence.
bool is_share_alike(std::string_view licence) { return licence.find("BY-SA") != std::string_view::npos; }

void read_records(const Json& json, bool permissive_only, Bundle& bundle, ReadError& error) {
    if (!json.is_object()) return error.fail("knowledge.evidence", "must be an object");
    for (const auto& [key, entry] : json.items()) {
        const ObjectReader reader(entry, "knowledge.evidence." + key, error);
        Record record;
        record.id = clean_text(reader, "id");
        record.title = clean_text_or_empty(reader, "title");
        record.symbols = texts_of(reader.array_or_empty("symbols"), reader.path("symbols"), error);
        record.source = clean_text_or_empty(reader, "source_institution");
        record.date = clean_text_or_empty(reader, "date");
        record.number = clean_text_or_empty(reader, "record_id");
        record.cite = {clean_text_or_empty(reader, "cite_zh"), clean_text_or_empty(reader, "cite_en")};
        const ObjectReader statement(reader.object("statement"), reader.path("statement"), error);
        record.statement_zh = clean_text_or_empty(statement, "zh");
        record.statement_en = clean_text_or_empty(statement, "en");
        record.url = std::string(safe_address(reader.text_or("url", "")));
        record.licence = clean_text_or_empty(reader, "licence");
        record.type = clean_text_or_empty(reader, "type");
        record.tier = tier_of(reader.text_or("tier", ""));
        record.verification = reader.text_or("verification", "") == "source-text-reread" ? 1 : 2;
        record.share_alike = is_share_alike(record.licence);
        if (!permissive_only || !record.share_alike) bundle.records.push_back(std::move(record));
    }
    std::sort(bundle.records.begin(), bundle.records.end(), [](const Record& a, const Record& b) { return a.id < b.id; });
}

void read_emotions(const Json& json, Bundle& bundle, ReadError& error) {
    for (const Json& entry : ObjectReader(json, "knowledge.emotions", error).array("emotions")) {
        const ObjectReader reader(entry, "knowledge.emotions.emotions", error);
        Emotion emotion{{clean_text(reader, "id"), clean_text(reader, "zh"), clean_text(reader, "en")}, {}};
        if (reader.has("axes")) {
            const ObjectReader axes(reader.object("axes"), reader.path("axes"), error);
            for (std::size_t a = 0; a < kEmotionAxes; ++a)
                emotion.axes[a] = static_cast<std::int8_t>(std::lround(100.0 * axes.number(kAxisNames[a], -1.0, 1.0)));
        }
        bundle.emotions.push_back(std::move(emotion));
    }
}

void read_recipients(const Json& json, Bundle& bundle, ReadError& error) {
    for (const Json& entry : ObjectReader(json, "knowledge.recipients", error).array("recipients")) {
        const ObjectReader reader(entry, "knowledge.recipients.recipients", error);
        bundle.recipients.push_back({{clean_text(reader, "id"), clean_text(reader, "zh"), clean_text(reader, "en")},
                                     {},
                                     texts_of(reader.array_or_empty("emotions"), reader.path("emotions"), error)});
    }
}

void read_festivals(const Json& json, Bundle& bundle, ReadError& error) {
    for (const Json& entry : ObjectReader(json, "knowledge.festivals", error).array("festivals")) {
        const ObjectReader reader(entry, "knowledge.festivals.festivals", error);
        Festival festival;
        festival.id = clean_text(reader, "id");
        festival.zh = clean_text(reader, "zh");
        festival.en = clean_text(reader, "en");
        const Json* dates = reader.find("dates");
        if (dates != nullptr && dates->is_object()) {
            for (const auto& [year, date] : dates->items()) {
                const auto day = parse_civil_day(read_text(date, reader.path("dates"), error));
                if (!day)
                    error.fail(reader.path("dates") + "." + year, "must be a date such as 2026-02-17");
                else
                    festival.days.push_back(day.value());
            }
        }
        std::sort(festival.days.begin(), festival.days.end());
        festival.days.erase(std::unique(festival.days.begin(), festival.days.end()), festival.days.end());
        if (reader.has("on")) {
            festival.days.clear();
            for (const Json& rule : reader.array("on")) read_rule(rule, festival.rules, error);
        }
        festival.symbols = texts_of(reader.array_or_empty("symbols"), reader.path("symbols"), error);
        bundle.festivals.push_back(std::move(festival));
    }
}

void read_palette(const Json& json, Bundle& bundle, ReadError& error) {
    const ObjectReader root(json, "knowledge.colours", error);
    for (const auto& [key, entry] : root.object("palette_keys").items()) {
        const ObjectReader reader(entry, "knowledge.colours.palette_keys." + key, error);
        bundle.palette.push_back({key, clean_text(reader, "zh"), reader.text_or("hex", "")});
    }
}

void read_stoplist(const Json& json, Stoplist& list, ReadError& error) {
    const ObjectReader reader(json, "knowledge.stoplist", error);
    const auto words = [&](const char* name) { return texts_of(reader.array_or_empty(name), reader.path(name), error); };
    list.stop = words("stop_zh");
    for (std::string& phrase : words("stop_en")) list.stop.push_back(std::move(phrase));
    list.negators_before = words("negators_before");
    list.negators_after = words("negators_after");
    list.fillers = words("fillers");
    list.connectors = words("connectors");
    list.single_left = reader.text_or("single_left", "");
    list.single_right = reader.text_or("single_right", "");
}

void read_question_words(const Json& json, QuestionWords& words, ReadError& error) {
    const ObjectReader reader(json, "knowledge.questions", error);
    for (const char* const list : {"stop_zh", "stop_en"}) {
        for (std::string& word : texts_of(reader.array_or_empty(list), reader.path(list), error)) words.stop.push_back(std::move(word));
    }
    for (const Json& group : reader.array_or_empty("groups")) {
        if (!group.is_array()) return error.fail("knowledge.questions.groups", "must be arrays of words");
        words.groups.push_back(texts_of(group, "knowledge.questions.groups", error));
    }
}

/// A text in traditional characters, "" where the knowledge has no other form of it.
class TraditionalTexts {
public:
    TraditionalTexts(const ObjectReader& knowledge, ReadError& error) : error_(error) {
        if (knowledge.has("traditional"))
            texts_ = &ObjectReader(knowledge.object("traditional"), "knowledge.traditional", error).object("texts");
    }
    std::string of(const std::string& zh) const {
        if (texts_ == nullptr || zh.empty()) return {};
        const auto found = texts_->find(zh);
        return found == texts_->end() ? std::string() : without_marks(read_text(*found, "knowledge.traditional.texts", error_));
    }

private:
    const Json* texts_ = nullptr;
    ReadError& error_;
};

/// Sets the traditional form of every Chinese text that has one.
void set_traditional(const TraditionalTexts& traditional, Bundle& bundle) {
    const auto look_up = [&](const std::string& zh) { return traditional.of(zh); };
    for (Symbol& symbol : bundle.symbols) {
        symbol.hant = look_up(symbol.zh);
        for (Meaning& meaning : symbol.meanings) meaning.hant = look_up(meaning.zh);
    }
    for (Festival& festival : bundle.festivals) festival.hant = look_up(festival.zh);
    for (Recipient& recipient : bundle.recipients) recipient.hant = look_up(recipient.zh);
    for (PaletteColour& colour : bundle.palette) colour.hant = look_up(colour.zh);
    for (Record& record : bundle.records) record.statement_hant = look_up(record.statement_zh);
}

/// How the bundle names sources and licences to readers; without a row for it a source is named as its records have it.
class SourceNames {
public:
    SourceNames(const ObjectReader& knowledge, const TraditionalTexts& traditional, ReadError& error) {
        if (!knowledge.has("sources")) return;
        const ObjectReader reader(knowledge.object("sources"), "knowledge.sources", error);
        for (const auto& [key, entry] : reader.object("sources").items()) {
            const ObjectReader row(entry, reader.path("sources") + "." + key, error);
            SourceName source{{clean_text(row, "zh"), clean_text(row, "en")}, row.boolean_or("whole", false)};
            source.name.hant = traditional.of(source.name.zh);
            sources_.emplace(key, std::move(source));
        }
        for (const auto& [key, code] : reader.object("licences").items())
            licences_.emplace(key, read_text(code, reader.path("licences"), error));
    }
    SourceName source(const std::string& name) const {
        const auto found = sources_.find(name);
        return found != sources_.end() ? found->second : SourceName{{without_remark(name), without_remark(name)}, false};
    }
    std::string licence(const std::string& written) const {
        const auto found = licences_.find(written);
        return found != licences_.end() ? found->second : written;
    }

private:
    std::map<std::string, SourceName> sources_;
    std::map<std::string, std::string> licences_;
};

/// A record that says where it comes from is cited by that; one that does not keeps the citation it came with.
void set_citations(const SourceNames& names, const TraditionalTexts& traditional, Bundle& bundle) {
    for (Record& record : bundle.records) {
        record.licence = names.licence(record.licence);
        if (record.source.empty() && record.cite.known()) {
            record.cite.hant = traditional.of(record.cite.zh);
            continue;
        }
        const Wording title{record.title, record.title, traditional.of(record.title)};
        record.cite = reference_of(names.source(record.source), {record.type, record.date, record.number, title});
    }
}

void read_wish_names(const ObjectReader& root, Bundle& bundle, ReadError& error) {
    const auto capitalised = texts_of(root.array_or_empty("capitalised"), root.path("capitalised"), error);
    for (std::uint8_t kind = 1; kind <= wish::kLastKind; ++kind) {
        const std::string name(wish_kind_name(static_cast<WishKind>(kind)));
        const ObjectReader names(root.object("names"), root.path("names"), error);
        const Json* targets = names.find(name.c_str());
        if (targets == nullptr || !targets->is_object()) continue;
        const bool poles = kind == static_cast<std::uint8_t>(WishKind::kStyle) || kind == static_cast<std::uint8_t>(WishKind::kPrice);
        for (const auto& [key, words] : targets->items()) {
            if (!words.is_array()) return error.fail(names.path(name.c_str()) + "." + key, "must be an array");
            const bool minus = poles && key.size() > 3 && key.compare(key.size() - 3, 3, ":-1") == 0;
            const bool plus = poles && key.size() > 2 && key.compare(key.size() - 2, 2, ":1") == 0;
            if (poles && !minus && !plus) return error.fail(names.path(name.c_str()) + "." + key, "must end in :1 or :-1");
            for (std::string& text : texts_of(words, names.path(name.c_str()), error)) {
                WishWord word;
                word.target = key.substr(0, key.size() - (minus ? 3 : plus ? 2 : 0));
                word.role = kind;
                word.sign = minus ? -1 : 1;
                word.capital = std::find(capitalised.begin(), capitalised.end(), text) != capitalised.end();
                word.text = std::move(text);
                bundle.wish_words.push_back(std::move(word));
            }
        }
    }
}

void read_lexicon(const Json& json, Bundle& bundle, ReadError& error) {
    const ObjectReader root(json, "knowledge.lexicon", error);
    read_wish_names(root, bundle, error);
    const ObjectReader grammar(root.object("grammar"), root.path("grammar"), error);
    for (std::uint8_t r = 0; r < wish::kGrammarRoles; ++r) {
        const std::string name(wish::kRoleNames[r]);
        for (std::string& text : texts_of(grammar.array_or_empty(name.c_str()), grammar.path(name.c_str()), error)) {
            WishWord word;
            word.text = std::move(text);
            word.role = static_cast<std::uint8_t>(wish::kFirstGrammarRole + r);
            bundle.wish_words.push_back(std::move(word));
        }
    }
}

void read_knowledge(const ObjectReader& root, Bundle& bundle, ReadError& error) {
    const ObjectReader knowledge(root.object("knowledge"), "knowledge", error);
    read_symbols(knowledge.object("symbols"), bundle, error);
    read_palette(knowledge.object("colours"), bundle, error);
    read_relations(knowledge.object("relations"), bundle, error);
    read_records(knowledge.object("evidence"), knowledge.boolean_or("permissive_only", false), bundle, error);
    read_emotions(knowledge.object("emotions"), bundle, error);
    read_festivals(knowledge.object("festivals"), bundle, error);
    if (knowledge.has("calendar")) read_calendar(knowledge.object("calendar"), bundle.calendar, error);
    if (knowledge.has("recipients")) read_recipients(knowledge.object("recipients"), bundle, error);
    if (knowledge.has("stoplist")) read_stoplist(knowledge.object("stoplist"), bundle.stoplist, error);
    if (knowledge.has("questions")) read_question_words(knowledge.object("questions"), bundle.question_words, error);
    const TraditionalTexts traditional(knowledge, error);
    set_traditional(traditional, bundle);
    set_citations(SourceNames(knowledge, traditional, error), traditional, bundle);
    if (knowledge.has("lexicon")) read_lexicon(knowledge.object("lexicon"), bundle, error);
    std::set<std::string> ids;
    for (const Symbol& symbol : bundle.symbols) {
        if (symbol.id.empty() || !ids.insert(symbol.id).second)
            error.fail("knowledge.symbols", "must have distinct ids; see \"" + symbol.id + "\"");
    }
    if (bundle.symbols.size() > kMaxSymbols) error.fail("knowledge.symbols", "must be at most 4096");
    for (std::size_t r = 1; r < bundle.records.size(); ++r) {
        if (bundle.records[r].id == bundle.records[r - 1].id)
            error.fail("knowledge.evidence", "must have distinct ids; see \"" + bundle.records[r].id + "\"");
    }
    if (bundle.emotions.size() > 255 || bundle.festivals.size() > 255 || bundle.recipients.size() > 255)
        error.fail("knowledge", "must have at most 255 emotions, 255 festivals and 255 recipients");
}

void read_box(const ObjectReader& reader, Located& out, ReadError& error) {
    if (!reader.has("box")) return;
    const Json& box = reader.array("box");
    bool valid = box.size() == 4;
    for (std::size_t i = 0; valid && i < 4; ++i) {
        valid = box[i].is_number();
        if (valid) out.box[i] = box[i].get<double>();
        valid = valid && out.box[i] >= 0.0 && out.box[i] <= 1.0;
    }
    if (!valid || out.box[0] > out.box[2] || out.box[1] > out.box[3])
        return error.fail(reader.path("box"), "must be [x0, y0, x1, y1] in fractions, x0 <= x1, y0 <= y1");
    out.has_box = true;
}

void read_found(const ObjectReader& reader, Item& item, ReadError& error) {
    item.has_seen = reader.has("seen");
    for (const Json& entry : reader.array_or_empty("seen")) {
        const ObjectReader part(entry, "items.seen", error);
        SeenSymbol seen;
        seen.id = part.text("id");
        seen.confidence = part.number("confidence", 0.0, 1.0);
        read_box(part, seen, error);
        item.seen.push_back(std::move(seen));
    }
    for (const Json& entry : reader.array_or_empty("colours")) {
        const ObjectReader part(entry, "items.colours", error);
        FoundColour colour;
        colour.id = part.text("id");
        colour.share = part.number("share", 0.0, 1.0);
        read_box(part, colour, error);
        item.colours.push_back(std::move(colour));
    }
    for (const Json& entry : reader.array_or_empty("person")) {
        const ObjectReader part(entry, "items.person", error);
        PersonAnswer answer;
        answer.id = part.text("id");
        answer.present = part.boolean("present");
        read_box(part, answer, error);
        item.person.push_back(std::move(answer));
    }
}

// A field names one text of the item, so that spans have one meaning: a second review becomes "review:en#2".
void add_text(ItemText text, Item& item) {
    const auto same = [&item](const auto& test) { return std::any_of(item.texts.begin(), item.texts.end(), test); };
    const std::string field = text.field;
    if (text.text.empty() || same([&](const ItemText& t) { return t.field == field && t.text == text.text; })) return;
    for (int n = 2; same([&](const ItemText& t) { return t.field == text.field; }); ++n) text.field = field + "#" + std::to_string(n);
    item.texts.push_back(std::move(text));
}

void read_item_texts(const ObjectReader& reader, const Bundle& bundle, Item& item, ReadError& error) {
    const Json& titles = reader.object("title");
    for (const std::string& locale : bundle.locales) {
        const auto found = titles.find(locale);
        item.titles.push_back(found == titles.end() ? "" : without_marks(read_text(*found, "items.title", error)));
    }
    for (const auto& [lang, text] : titles.items()) {
        std::string words = without_marks(read_text(text, "items.title", error));
        if (!words.empty()) item.texts.push_back({"title:" + lang, std::move(words), true});
    }
    for (const Json& entry : reader.array("texts")) {
        const ObjectReader part(entry, "items.texts", error);
        const std::string field = clean_text(part, "field"), lang = clean_text(part, "lang");
        ItemText text{lang.empty() ? field : field + ":" + lang, clean_text(part, "text"), field == "title"};
        add_text(std::move(text), item);
    }
    std::stable_partition(item.texts.begin(), item.texts.end(), [](const ItemText& t) { return t.title; });
}

std::string safe_or_warn(const ObjectReader& reader, const char* name, const std::string& id, Bundle& bundle) {
    const std::string address = reader.text(name);
    std::string safe(safe_address(without_marks(address)));
    if (safe.empty() && !address.empty())
        bundle.warnings.push_back({id, name, "address \"" + address + "\" is neither http(s) nor relative and is left out"});
    return safe;
}

Item read_item(const Json& json, Bundle& bundle, ReadError& error) {
    const ObjectReader reader(json, "items", error);
    Item item;
    item.id = clean_text(reader, "id");
    if (item.id.empty() || item.id.size() > kMaxItemIdBytes) error.fail("items.id", "must be 1 to 256 bytes; see \"" + item.id + "\"");
    item.category = clean_text(reader, "category");
    if (reader.has("price_minor")) item.price_minor = static_cast<std::uint32_t>(reader.integer("price_minor", 0, kUnknownPrice - 1));
    item.available = reader.boolean("available");
    item.popularity_count = reader.number("popularity_count", 0.0, 1e15);
    read_item_texts(reader, bundle, item, error);
    item.url = safe_or_warn(reader, "url", item.id, bundle);
    item.picture = safe_or_warn(reader, "picture", item.id, bundle);
    item.thumb = safe_or_warn(reader, "thumb", item.id, bundle);
    if (reader.has("picture_size")) {
        const Json& size = reader.array("picture_size");
        for (std::size_t i = 0; i < 2 && size.size() == 2; ++i) {
            const bool fits = size[i].is_number_unsigned() && size[i].get<std::uint64_t>() <= 65535;
            if (fits)
                item.picture_size[i] = static_cast<std::uint16_t>(size[i].get<std::uint64_t>());
            else
                error.fail("items.picture_size", "must be two integers up to 65535");
        }
    }
    read_found(reader, item, error);
    return item;
}

void read_items(const ObjectReader& root, Bundle& bundle, ReadError& error) {
    std::set<std::string> ids;
    for (const Json& entry : root.array("items")) {
        Item item = read_item(entry, bundle, error);
        if (error.failed()) return;
        if (!ids.insert(item.id).second) return error.fail("items.id", "must be distinct; see \"" + item.id + "\"");
        if (item.titles.front().empty()) bundle.warnings.push_back({item.id, "title", "has no title in " + bundle.locales.front()});
        bundle.items.push_back(std::move(item));
    }
    std::set<std::string_view> categories;
    for (const Item& item : bundle.items) categories.insert(item.category);
    if (categories.size() > 65535) error.fail("items.category", "must be at most 65535 names");
    if (bundle.items.empty() || bundle.items.size() > kMaxItems) error.fail("items", "must be 1 to 1000000");
}

void read_encoder(const ObjectReader& root, Bundle& bundle, ReadError& error) {
    const ObjectReader seeing(root.object("seeing"), "seeing", error);
    for (const Json& entry : seeing.array("symbols")) {
        const ObjectReader reader(entry, "seeing.symbols", error);
        EncoderSymbol symbol;
        symbol.id = reader.text("id");
        symbol.claim = reader.boolean("claim");
        if (reader.has("threshold")) symbol.threshold = reader.number("threshold", 0.0, 1.0);
        bundle.encoder.push_back(std::move(symbol));
    }
    for (const Json& entry : root.array("modalities")) {
        const ObjectReader reader(entry, "modalities", error);
        bundle.modalities.push_back(
            {reader.text("name"), static_cast<std::uint32_t>(reader.integer("dim", 16, 1024)), reader.text("model")});
    }
    if (!are_modalities(bundle.modalities))
        error.fail("modalities", "must be \"visual\" and \"text\", each at most once, with a dim that is a multiple of 16");
}

Json warning_json(const Warning& warning) { return Json{{"item", warning.item}, {"field", warning.field}, {"problem", warning.problem}}; }

/// The manifest's entry of one ranker. ranker_json: its package's own document, whose metrics are taken over as they are.
Json ranker_entry(const RankerSpec& spec, std::string_view ranker_json) {
    Json rule = Json{{"kind", rule_name(spec.rule)}};
    if (spec.half_life_days > 0.0) rule["half_life_days"] = spec.half_life_days;
    if (spec.rule == RankerRule::kRidge) rule["lambda"] = spec.lambda;
    if (spec.rule == RankerRule::kAttention) rule["temperature"] = spec.temperature;
    if (spec.rule == RankerRule::kGraphSpread) {
        rule["hops"] = spec.hops;
        rule["decay"] = spec.decay;
    }
    Json modalities = Json::array();
    for (const RankerModality& modality : spec.modalities)
        modalities.push_back(Json{{"name", modality.name}, {"dim", modality.dim}, {"gain", modality.gain}, {"weight", modality.weight}});
    Json entry = Json{
        {"name", spec.name}, {"version", spec.version}, {"method", spec.method}, {"weight", spec.weight}, {"group", spec.items_per_block}};
    entry["rule"] = std::move(rule);
    entry["modalities"] = std::move(modalities);
    entry["metrics"] = Json::parse(ranker_json, nullptr, false)["metrics"];
    return entry;
}

}  // namespace

Result<Bundle> parse_bundle(std::string_view text) {
    const auto json = parse_tree(text, ErrorCode::kInvalidJson, "bundle");
    if (!json) return json.error();
    ReadError error(ErrorCode::kInvalidJson, "bundle");
    const ObjectReader root(json.value(), "", error);
    (void)root.integer("bundle", 1, 1);
    Bundle bundle;
    const ObjectReader catalogue(root.object("catalogue"), "catalogue", error);
    bundle.name = clean_text(catalogue, "name");
    bundle.currency = catalogue.text("currency");
    bundle.price_scale = static_cast<std::uint32_t>(catalogue.integer("price_scale", 1, 1000));
    bundle.locales = texts_of(catalogue.array("locales"), "catalogue.locales", error);
    if (!are_locales(bundle.locales)) error.fail("catalogue.locales", "must be 1 to 8 distinct BCP 47 tags");
    if (!is_currency(bundle.currency)) error.fail("catalogue.currency", "must be three capital letters or empty");
    if (1000 % bundle.price_scale != 0 || (bundle.price_scale != 1 && bundle.price_scale % 10 != 0))
        error.fail("catalogue.price_scale", "must be 1, 10, 100 or 1000");
    if (error.failed()) return error.take();
    read_knowledge(root, bundle, error);
    read_encoder(root, bundle, error);
    if (error.failed()) return error.take();
    read_items(root, bundle, error);
    if (error.failed()) return error.take();
    return bundle;
}

std::string begin_answer(const Bundle& bundle) {
    Json warnings = Json::array();
    for (const Warning& warning : bundle.warnings) warnings.push_back(warning_json(warning));
    return Json{{"items", bundle.items.size()}, {"symbols", bundle.symbols.size()}, {"warnings", warnings}}.dump();
}

std::string error_answer(const Error& error) {
    return Json{{"code", error_name(error.code)}, {"message", error.message}}.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string finish_answer(std::string_view manifest_json, const std::vector<BlockEntry>& blocks, const std::vector<Finding>& findings) {
    Json names = Json::array(), list = Json::array();
    for (const BlockEntry& block : blocks) names.push_back(block.name);
    for (const Finding& finding : findings)
        list.push_back(Json{{"item", finding.item}, {"symbol", finding.symbol}, {"problem", finding.problem}});
    Json answer = Json::object();
    answer["manifest"] = Json::parse(manifest_json.begin(), manifest_json.end(), nullptr, false);
    answer["blocks"] = std::move(names);
    answer["findings"] = std::move(list);
    return answer.dump();
}

std::string ranker_answer(std::string_view name, std::uint32_t matched, std::uint32_t missing) {
    return Json{{"name", name}, {"matched", matched}, {"missing", missing}}.dump();
}

Result<std::string> write_manifest(const Manifest& manifest, std::string_view models_json, std::span<const std::string> ranker_documents) {
    Json models = Json::array();
    if (!models_json.empty()) {
        const auto json = parse_tree(models_json, ErrorCode::kInvalidJson, "finish");
        if (!json) return json.error();
        ReadError error(ErrorCode::kInvalidJson, "finish");
        models = ObjectReader(json.value(), "", error).array_or_empty("models");
        if (error.failed()) return error.take();
    }
    Json blocks = Json::array(), modalities = Json::array();
    for (const BlockEntry& block : manifest.blocks) {
        blocks.push_back(Json{
            {"name", block.name}, {"kind", kind_name(block.kind)}, {"file", block.file}, {"bytes", block.bytes}, {"sha256", block.sha256}});
    }
    for (const Modality& modality : manifest.modalities)
        modalities.push_back(Json{{"name", modality.name}, {"dim", modality.dim}, {"model", modality.model}});
    Json root = Json::object();
    root["format"] = "ruyi-shard";
    root["version"] = kFormatVersion;
    root["generator"] = manifest.generator;
    root["shard_id"] = manifest.shard_id;
    root["catalogue"] = Json{{"name", manifest.catalogue_name}, {"items", manifest.items},       {"symbols", manifest.symbols},
                             {"records", manifest.records},     {"currency", manifest.currency}, {"price_scale", manifest.price_scale},
                             {"locales", manifest.locales}};
    root["modalities"] = std::move(modalities);
    root["near"] = Json{{"buckets", manifest.near_buckets}, {"neighbours", manifest.near_neighbours}};
    root["groups"] =
        Json{{"cards", manifest.cards_per_block}, {"vectors", manifest.vectors_per_block}, {"evidence", manifest.records_per_block}};
    for (std::size_t r = 0; r < ranker_documents.size(); ++r)
        root["rankers"].push_back(ranker_entry(manifest.rankers[r], ranker_documents[r]));
    root["memory_bytes"] = manifest.memory_bytes;
    root["blocks"] = std::move(blocks);
    root["models"] = std::move(models);
    return root.dump(1) + "\n";
}

}  // namespace ruyi::builder
