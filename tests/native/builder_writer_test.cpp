// The writer: what goes in is what the reader finds, nothing depends on chance, and wrong input is named.
#include "builder/shard_writer.hpp"

#include <cmath>

#include "builder/catalogue_blocks.hpp"
#include "builder/vectors.hpp"
#include "catch.hpp"
#include "checksum.hpp"
#include "support/shard_fixture.hpp"

using namespace ruyi;
using namespace ruyi::builder;
using namespace ruyi::fixture;

namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    INFO(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

template <class Block>
struct Opened {
    Opened(const StoredShard& stored, const char* name) : bytes(stored.block(name).bytes) {
        auto parsed = parse_block(stored.manifest, stored.block(name).kind, stored.block(name).number, bytes.view());
        REQUIRE(parsed.ok());
        view = *std::get_if<Block>(&parsed.value().view);
    }
    ExactBytes bytes;
    Block view;
};

ErrorCode begin_code(const std::string& json, const char* in_message = "") {
    ShardWriter writer;
    const auto begun = writer.begin(json);
    if (begun.ok()) return ErrorCode::kOk;
    INFO(begun.error().message);
    CHECK(begun.error().message.find(in_message) != std::string::npos);
    return begun.error().code;
}

}  // namespace

TEST_CASE("writer: the same input gives the same bytes") {
    const StoredShard a = create_shard(), b = create_shard();
    CHECK(a.manifest_json == b.manifest_json);
    for (std::size_t i = 0; i < a.blocks.size(); ++i) CHECK(a.blocks[i].bytes == b.blocks[i].bytes);
}

TEST_CASE("writer: hot holds the items in the bundle's order with their prices, popularity and categories") {
    const StoredShard stored = create_shard();
    const Opened<HotBlock> hot(stored, "hot");
    CHECK(hot.view.item_id[4] == "E");
    CHECK(std::vector<std::uint32_t>(hot.view.price_minor.begin(), hot.view.price_minor.end()) ==
          std::vector<std::uint32_t>{1000, kUnknownPrice, 4294967294u, 0, 900});
    CHECK(std::vector<int>(hot.view.available.begin(), hot.view.available.end()) == std::vector<int>{1, 1, 0, 1, 1});
    CHECK(std::vector<int>(hot.view.popularity_q.begin(), hot.view.popularity_q.end()) ==
          std::vector<int>{43690, 0, 21845, 21845, 65535});  // log2(1 + n) / 3
    CHECK(hot.view.category.size() == 3);
    CHECK(hot.view.category[hot.view.item_category[3]].empty());
    CHECK(hot.view.category[hot.view.item_category[4]] == "mug");
}

TEST_CASE("writer: relations stand in both directions once, with the weights of SCORING.md") {
    const StoredShard stored = create_shard();
    const Opened<GraphBlock> graph(stored, "graph");
    const GraphBlock& g = graph.view;
    std::vector<std::string> rows;
    for (std::size_t s = 0; s < 3; ++s) {
        for (std::uint32_t r = g.relation.begin(s); r < g.relation.end(s); ++r) {
            rows.push_back(std::string(g.symbol_id[s]) + " " + std::string(g.relation_type[g.relation_type_index[r]]) + " " +
                           std::string(g.symbol_id[g.relation_to[r]]) + " " + std::to_string(g.relation_weight_q[r]));
        }
    }
    CHECK(rows == std::vector<std::string>{"dragon pairs-with phoenix 128", "phoenix pairs-with dragon 128", "phoenix resembles lotus 51",
                                           "lotus resembles phoenix 51"});
}

TEST_CASE("writer: festivals hold civil days in order, and only symbols that exist") {
    const StoredShard stored = create_shard();
    const Opened<GraphBlock> graph(stored, "graph");
    const GraphBlock& g = graph.view;
    CHECK(g.festival_day.end(0) == 2);
    CHECK(g.festival_day_value[0] == 20532);  // 2026-03-20
    CHECK(g.festival_day_value[1] == 20886);  // 2027-03-09
    CHECK(g.festival_symbol.end(0) == 1);
    CHECK(g.festival_day.end(1) == 2);
    CHECK(g.festival_rule.begin(1) == 0);
    CHECK(g.festival_rule.end(1) == 2);
    const std::vector<std::int8_t> rules(g.festival_rule_day.begin(), g.festival_rule_day.end());
    CHECK(rules == std::vector<std::int8_t>{1, 8, 15, 0, 0, 4, 5, -1, 0, 1});
    CHECK(g.calendar_first[0] == 2026);
    CHECK(g.calendar_year.size() == 2);
    CHECK(g.calendar_term[2] == 4);  // 立春, 4 February 2026
    CHECK(g.symbol_emotion.end(1) - g.symbol_emotion.begin(1) == 1);
}

TEST_CASE("writer: the vocabulary is the knowledge's symbols, the extra labels, then the colours with their values") {
    const StoredShard stored = create_shard();
    const Opened<GraphBlock> graph(stored, "graph");
    const GraphBlock& g = graph.view;
    CHECK(g.symbol_id.size() == 16);
    CHECK(g.symbol_id[3] == "scrolling-vine");
    CHECK(g.symbol_id[14] == "elephant");
    CHECK(g.symbol_id[15] == "colour:zhuhong");
    CHECK(g.symbol_en[15] == "vermilion");
    CHECK(std::vector<int>(g.colour_rgb.begin() + 45, g.colour_rgb.end()) == std::vector<int>{0xff, 0x4c, 0x00});
}

TEST_CASE("writer: addresses that are neither http(s) nor relative are left out with a warning") {
    const StoredShard stored = create_shard();
    const Opened<CardsBlock> cards(stored, "cards-000");
    CHECK(cards.view.url[0] == "/a.html");
    CHECK(cards.view.url[1].empty());
    CHECK(cards.view.url[2] == "https://shop.example/c");
    const Opened<EvidenceBlock> evidence(stored, "evidence-000");
    CHECK(evidence.view.record_id[0] == "r-a");
    CHECK(evidence.view.url[0].empty());
    ShardWriter writer;
    const auto begun = writer.begin(create_bundle_json());
    CHECK(begun.value().find("javascript:alert(1)") != std::string::npos);
    CHECK(begun.value().find("has no title in zh-Hans") != std::string::npos);
}

TEST_CASE("writer: knowledge points at records by their sorted number and says when nothing supports a meaning") {
    const StoredShard stored = create_shard();
    const Opened<KnowledgeBlock> knowledge(stored, "knowledge-000");
    const KnowledgeBlock& k = knowledge.view;
    CHECK(std::vector<std::uint32_t>(k.meaning_evidence_record.begin(), k.meaning_evidence_record.end()) ==
          std::vector<std::uint32_t>{1, 0, 2});
    CHECK(std::vector<int>(k.meaning_flags.begin(), k.meaning_flags.end()) == std::vector<int>{0, 1, 0});
    const Opened<EvidenceBlock> evidence(stored, "evidence-000");
    CHECK(std::vector<int>(evidence.view.tier.begin(), evidence.view.tier.end()) == std::vector<int>{1, 2, 0});
    CHECK(std::vector<int>(evidence.view.flags.begin(), evidence.view.flags.end()) == std::vector<int>{0, 0, 1});
}

TEST_CASE("writer: permissive knowledge leaves share-alike records out, and their meanings without support") {
    const StoredShard stored = create_shard(replaced(create_bundle_json(), "\"stoplist\"", "\"permissive_only\":true,\"stoplist\""));
    CHECK(stored.manifest.records == 2);
    const Opened<KnowledgeBlock> knowledge(stored, "knowledge-000");
    CHECK(std::vector<int>(knowledge.view.meaning_flags.begin(), knowledge.view.meaning_flags.end()) == std::vector<int>{0, 1, 1});
}

TEST_CASE("writer: a card quotes the words that its evidence points at") {
    const StoredShard stored = create_shard();
    const Opened<CardsBlock> cards(stored, "cards-000");
    const CardsBlock& c = cards.view;
    std::vector<std::string> found;
    for (std::uint32_t e = c.evidence.begin(0); e < c.evidence.end(0); ++e) {
        if (c.evidence_kind[e] != 1) continue;
        for (std::uint32_t t = c.evidence_text.begin(0); t < c.evidence_text.end(0); ++t) {
            if (c.evidence_text_field[t] != c.evidence_field_index[e]) continue;
            const std::uint32_t from = c.evidence_span[2 * e] - c.evidence_text_begin[t];
            found.push_back(std::string(c.evidence_field[c.evidence_text_field[t]]) + "=" +
                            std::string(c.evidence_quote[t].substr(from, c.evidence_span[2 * e + 1] - c.evidence_span[2 * e])));
        }
    }
    CHECK(found == std::vector<std::string>{"title:en=Dragon", "title:zh-Hans=龙纹", "description:en=lotus"});
}

TEST_CASE("writer: what the writer wrote with models lists them in the manifest") {
    ShardWriter writer;
    REQUIRE(writer.begin(create_bundle_json()).ok());
    REQUIRE(writer.add_vectors("visual", create_vectors(1), kItems, kDim).ok());
    REQUIRE(writer.add_vectors("text", create_vectors(2), kItems, kDim).ok());
    CHECK(writer.finish(R"({"models":[{"name":"m","kind":"image-encoder","file":"../m"}]})").error().code == ErrorCode::kInvalidManifest);
    const std::string hash(64, 'a');
    const auto finished =
        writer.finish(R"({"models":[{"name":"m","kind":"image-encoder","file":"models/m.onnx","bytes":9,"sha256":")" + hash +
                      R"(","contract_file":"models/m.json","contract_bytes":2,"contract_sha256":")" + hash + R"("}]})");
    REQUIRE(finished.ok());
    CHECK(finished.value().find("models/m.onnx") != std::string::npos);
}

TEST_CASE("writer: wrong members of a bundle are refused by their path") {
    const std::string json = create_bundle_json();
    CHECK(begin_code(json) == ErrorCode::kOk);
    CHECK(begin_code("[1]") == ErrorCode::kInvalidJson);
    CHECK(begin_code(replaced(json, "\"bundle\":1", "\"bundle\":2"), "bundle") == ErrorCode::kInvalidJson);
    CHECK(begin_code(replaced(json, "\"CNY\"", "\"yuan\""), "catalogue.currency") == ErrorCode::kInvalidJson);
    CHECK(begin_code(replaced(json, "\"price_scale\":100", "\"price_scale\":125"), "catalogue.price_scale") == ErrorCode::kInvalidJson);
    CHECK(begin_code(replaced(json, "[\"zh-Hans\",\"en\"]", "[]"), "catalogue.locales") == ErrorCode::kInvalidJson);
    CHECK(begin_code(replaced(json, "\"dim\":16", "\"dim\":20"), "modalities") == ErrorCode::kInvalidJson);
    CHECK(begin_code(replaced(json, "\"id\":\"B\"", "\"id\":\"A\""), "items.id") == ErrorCode::kInvalidJson);
    CHECK(begin_code(replaced(json, "\"id\":\"B\"", "\"id\":\"\""), "items.id") == ErrorCode::kInvalidJson);
    CHECK(begin_code(replaced(json, "\"id\":\"B\"", "\"id\":\"a\\u0000b\""), "items.id") == ErrorCode::kInvalidJson);
    CHECK(begin_code(replaced(json, "\"price_minor\":1000", "\"price_minor\":10.5"), "items.price_minor") == ErrorCode::kInvalidJson);
    CHECK(begin_code(replaced(json, "\"price_minor\":1000", "\"price_minor\":4294967295"), "items.price_minor") == ErrorCode::kInvalidJson);
    CHECK(begin_code(replaced(json, "\"popularity_count\":3", "\"popularity_count\":-3"), "items.popularity_count") ==
          ErrorCode::kInvalidJson);
    CHECK(begin_code(replaced(json, "\"confidence\":0.8", "\"confidence\":1.2"), "items.seen.confidence") == ErrorCode::kInvalidJson);
    CHECK(begin_code(replaced(json, "[0.1,0.2,0.5,0.6]", "[0.5,0.2,0.1,0.6]"), "items.seen.box") == ErrorCode::kInvalidJson);
    CHECK(begin_code(replaced(json, "\"2026-03-20\"", "\"2026-02-30\""), "dates") == ErrorCode::kInvalidJson);
    CHECK(begin_code(replaced(json, "{\"id\":\"phoenix\"", "{\"id\":\"dragon\""), "distinct") == ErrorCode::kInvalidJson);
}

TEST_CASE("writer: a shop without modalities, or with one item, is a shard too") {
    std::string json =
        replaced(create_bundle_json(), R"([{"name":"visual","dim":16,"model":"v"},{"name":"text","dim":16,"model":"t"}])", "[]");
    json = json.substr(0, json.find("{\"id\":\"A\"")) + json.substr(json.find("{\"id\":\"E\""));
    ShardWriter writer;
    REQUIRE(writer.begin(json).ok());
    CHECK(writer.add_block("words-000", create_words(0, {"a"}).view()).error().code == ErrorCode::kInvalidArgument);
    const auto finished = writer.finish("");
    REQUIRE(finished.ok());
    const StoredShard stored = store(writer, finished.value());
    CHECK(stored.manifest.items == 1);
    CHECK(stored.manifest.near_buckets == 0);
}

TEST_CASE("writer: long texts halve the group of cards until every block fits") {
    std::string words;
    for (int i = 0; i < 40; ++i)
        words += std::string(i == 0 ? "" : ",") + R"({"field":"f)" + std::to_string(i) + R"(","lang":"","text":")" + std::string(200, 'x') +
                 R"( lotus"})";
    std::string items;
    for (int i = 0; i < 70; ++i) {
        items += std::string(i == 0 ? "" : ",") + R"({"id":"I)" + std::to_string(i) +
                 R"(","category":"","price_minor":null,"available":true,"popularity_count":0,"title":{"en":")" + std::string(20000, 't') +
                 R"("},"texts":[)" + words + R"(],"url":"","picture":"","thumb":""})";
    }
    std::string json =
        replaced(create_bundle_json(), R"([{"name":"visual","dim":16,"model":"v"},{"name":"text","dim":16,"model":"t"}])", "[]");
    json = json.substr(0, json.find("\"items\":[")) + "\"items\":[" + items + "]}";
    ShardWriter writer;
    REQUIRE(writer.begin(json).ok());
    const auto finished = writer.finish("");
    REQUIRE(finished.ok());
    CHECK(store(writer, finished.value()).manifest.cards_per_block == 32);
    std::string longer = json;
    for (std::size_t at = longer.find(std::string(20000, 't')); at != std::string::npos;
         at = longer.find(std::string(20000, 't'), at + 60000))
        longer.insert(at, std::string(40000, 't'));
    REQUIRE(writer.begin(longer).ok());
    const auto halved = writer.finish("");
    REQUIRE(halved.ok());
    CHECK(store(writer, halved.value()).manifest.cards_per_block == 16);
}

TEST_CASE("quotes: cover every span within 256 bytes and never cut a character") {
    std::string text;
    for (int i = 0; i < 200; ++i) text += "纹";  // 600 bytes
    const std::vector<Quote> spans = {{0, 3}, {30, 33}, {300, 303}, {303, 306}, {597, 600}};
    const auto quotes = quotes_for(text, spans);
    CHECK(quotes.size() == 3);
    for (const Quote& quote : quotes) {
        CHECK(quote.end - quote.begin <= 256);
        CHECK(quote.begin % 3 == 0);
        CHECK(quote.end % 3 == 0);
    }
    for (const Quote& span : spans) {
        CHECK(std::any_of(quotes.begin(), quotes.end(), [&](const Quote& q) { return q.begin <= span.begin && span.end <= q.end; }));
    }
    CHECK(quotes_for(text, {}).empty());
    CHECK(quotes_for("short", std::vector<Quote>{{0, 5}})[0].end == 5);
}

TEST_CASE("vectors: rows become unit length, a zero row stays zero, and the step is the largest component / 127") {
    std::vector<float> values = {3.0f, -4.0f, 0.0f, 0.0f, 0.0f, 0.0f};
    const auto matrix = quantise_rows(values, 3, 2);
    REQUIRE(matrix.ok());
    CHECK(std::vector<int>(matrix.value().q.begin(), matrix.value().q.end()) == std::vector<int>{95, -127, 0, 0, 0, 0});
    CHECK(matrix.value().scale[0] == static_cast<float>(0.8 / 127.0));
    CHECK(matrix.value().scale[1] == 0.0f);
    CHECK(quantise_rows(values, 2, 2).error().code == ErrorCode::kDimensionMismatch);
    values[0] = std::nanf("");
    CHECK(quantise_rows(values, 3, 2).error().code == ErrorCode::kInvalidArgument);
}

TEST_CASE("vectors: one large and a thousand tiny components still give a length within the format's one per cent") {
    for (const float tiny : {0.49f / 127.0f, 0.51f / 127.0f, 1e-30f}) {
        std::vector<float> values(1024, tiny);
        values[5] = 1.0f;
        const auto matrix = quantise_rows(values, 1, 1024);
        double squares = 0.0;
        for (const std::int8_t q : matrix.value().q) squares += static_cast<double>(q) * q;
        CHECK(std::fabs(std::sqrt(squares) * static_cast<double>(matrix.value().scale[0]) - 1.0) < 0.0095);
    }
}
