// Rankers in a shard: what the writer refuses, what the reader refuses, and how a request uses them.
#include <functional>

#include "json/ranker_package.hpp"
#include "native/catch.hpp"
#include "shard_layout.hpp"
#include "support/asked.hpp"
#include "support/ranker_fixture.hpp"

using namespace ruyi;
using namespace ruyi::fixture;
using namespace ruyi::support;

namespace {

Error refusal(const Package& package) {
    builder::ShardWriter writer;
    REQUIRE(writer.begin(create_bundle_json()).ok());
    const auto added = add_package(writer, package);
    REQUIRE_FALSE(added.ok());
    return added.error();
}

void expect_refused(const char* word, const std::function<void(nlohmann::json&)>& spoil) {
    Package package = create_vectors_package("ridge", {{"kind", "ridge"}, {"lambda", 0.5}});
    spoil(package.document);
    const Error error = refusal(package);
    INFO(error.message);
    CHECK(error.code == ErrorCode::kInvalidJson);
    CHECK(error.message.find(word) != std::string::npos);
}

/// Parses a ranker block again after its view was spoilt.
void expect_block_refused(const StoredShard& shard, const char* name, const char* tensor, const std::function<void(RankerBlock&)>& spoil) {
    const StoredBlock& stored = shard.block(name);
    ExactBytes bytes(stored.bytes);
    const BlockShape shape = block_shape(shard.manifest, BlockKind::kRanker, stored.number);
    auto parsed = parse_block(shard.manifest, BlockKind::kRanker, stored.number, bytes.view());
    REQUIRE(parsed.ok());
    RankerBlock view = *std::get_if<RankerBlock>(&parsed.value().view);
    spoil(view);
    builder::CollectingVisitor visitor;
    describe(visitor, view, shape);
    const auto written = builder::write_container(BlockKind::kRanker, visitor.tensors());
    REQUIRE(written.ok());
    const auto refused = parse_block(shard.manifest, BlockKind::kRanker, stored.number, written.value().view());
    REQUIRE_FALSE(refused.ok());
    INFO(refused.error().message);
    CHECK(refused.error().message.find(tensor) != std::string::npos);
}

/// An attention package for all five items: `dim` wide, with `components` of item C alone, every number 0.5.
Package create_attention(std::uint32_t dim, std::uint32_t components = 0) {
    const auto filled = [](std::size_t count) { return std::vector<float>(count, 0.5f); };
    PackageTensors tensors;
    tensors.add_ids({"A", "B", "C", "D", "E"})
        .add<float>("graph.vectors", "F32", {5, dim}, filled(5 * dim))
        .add<std::uint32_t>("component.start", "U32", {6}, {0, 0, 0, components, components, components})
        .add<float>("component.vectors", "F32", {components, dim}, filled(std::size_t{components} * dim));
    for (const char* const matrix : {"head.component_user", "head.item_user", "head.item_content"})
        tensors.add<float>(matrix, "F32", {dim, dim}, filled(std::size_t{dim} * dim));
    for (const char* const vector : {"head.component_bias", "head.component_out", "head.item_bias", "head.item_out"})
        tensors.add<float>(vector, "F32", {dim}, filled(dim));
    Package package{create_ranker_document("acf", {{"kind", "attention"}, {"temperature", 1.0}}, 5), tensors.file()};
    package.document["modalities"] = Json::array({{{"name", "graph"}, {"dim", dim}}});
    return package;
}

/// One modality "graph" of two numbers for all five items.
Package create_graph(const Json& rule, const std::vector<float>& rows) {
    PackageTensors tensors;
    tensors.add_ids({"A", "B", "C", "D", "E"}).add<float>("graph.vectors", "F32", {5, 2}, rows);
    Package package{create_ranker_document("two", rule, 5), tensors.file()};
    package.document["modalities"] = Json::array({{{"name", "graph"}, {"dim", 2}}});
    return package;
}

/// What finish() says of a shard with this ranker.
Error unfinished(const Package& package) {
    builder::ShardWriter writer;
    REQUIRE(writer.begin(create_bundle_json()).ok());
    REQUIRE(writer.add_vectors("visual", create_vectors(1, 3), kItems, kDim).ok());
    REQUIRE(writer.add_vectors("text", create_vectors(2), kItems, kDim).ok());
    REQUIRE(add_package(writer, package).ok());
    const auto finished = writer.finish("");
    REQUIRE_FALSE(finished.ok());
    return finished.error();
}

Json for_you(const char* ranker) {
    return {{"placement", "for-you"}, {"date", "2026-11-25"}, {"ranker", ranker}, {"explain", "full"}, {"lang", {"en"}}};
}

Json liking(const std::vector<const char*>& items) {
    Json events = Json::array();
    for (const char* const item : items) events.push_back({{"kind", "like"}, {"item", item}, {"day", 20780}});
    return {{"version", 1}, {"events", events}};
}

}  // namespace

TEST_CASE("ranker: the writer names each breach of the contract") {
    expect_refused("contract", [](auto& d) { d["contract"] = "ranker/2"; });
    expect_refused("shares", [](auto& d) { d["shares"] = "leave-one-out"; });
    expect_refused("rule.kind", [](auto& d) { d["rule"]["kind"] = "magic"; });
    expect_refused("rule.lambda", [](auto& d) { d["rule"].erase("lambda"); });
    expect_refused("rule.lambda", [](auto& d) { d["rule"]["lambda"] = 0; });
    expect_refused("metrics", [](auto& d) { d["metrics"] = Json::array(); });
    expect_refused("metrics.split", [](auto& d) { d["metrics"][0].erase("split"); });
    expect_refused("modalities", [](auto& d) { d["modalities"] = Json::array(); });
    expect_refused("modalities", [](auto& d) { d["modalities"][0]["name"] = "smell"; });
    expect_refused("version", [](auto& d) { d["version"] = ""; });
}

TEST_CASE("ranker: tensors that do not fit the document are refused by name") {
    Package package = create_vectors_package("ridge", {{"kind", "ridge"}, {"lambda", 0.5}});
    package.document["modalities"][0]["dim"] = 4;
    CHECK(refusal(package).message.find("graph.vectors is not F32 [5, 4]") != std::string::npos);
    package.document["modalities"][0] = {{"name", "sequence"}, {"dim", 3}};
    CHECK(refusal(package).message.find("sequence.vectors is missing") != std::string::npos);
    Package strangers = create_neighbours();
    PackageTensors tensors;
    tensors.add_ids({"x", "y"})
        .add<std::uint32_t>("neighbour.start", "U32", {3}, {0, 1, 1})
        .add<std::uint32_t>("neighbour.index", "U32", {1}, {1})
        .add<float>("neighbour.weight", "F32", {1}, {1.0f});
    strangers.document["items"] = 2;
    strangers.items = tensors.file();
    CHECK(refusal(strangers).message.find("none of the catalogue's items") != std::string::npos);
}

TEST_CASE("ranker: a head too wide for its block is refused by its dim, and the widest that fits is built") {
    const Error wide = refusal(create_attention(289));
    CHECK(wide.code == ErrorCode::kInvalidJson);
    INFO(wide.message);
    for (const char* const word : {"modalities.dim", "289", "at most 288", "fewer dimensions"})
        CHECK(wide.message.find(word) != std::string::npos);
    const StoredShard stored = create_ranked_shard({create_attention(288)});
    CHECK(stored.block("ranker-000").bytes.size() <= kMaxBlockBytes);
}

TEST_CASE("ranker: symbols' vectors that overflow their block are refused by their dim") {
    Package package = create_vectors_package("ripple", {{"kind", "graph-spread"}, {"hops", 1}, {"decay", 0.5}});
    const auto message = [&](std::uint32_t dim, std::uint32_t symbols) {
        package.document["modalities"][0]["dim"] = dim;
        return parse_ranker_package(package.document.dump(), package.items, symbols).error().message;
    };
    CHECK(message(1024, 4096).find("the vectors of the shard's 4096 symbols must fit the first block of the ranker: at most 240") !=
          std::string::npos);
    CHECK(message(240, 4096).find("graph.vectors is not") != std::string::npos);  // wide enough: refused for what else is wrong
    CHECK(message(1024, 1012).find("graph.vectors is not") != std::string::npos);
}

TEST_CASE("ranker: an attention head of one dimension is padded as matrices and vectors") {
    const StoredShard stored = create_ranked_shard({create_attention(1, 2)});
    Asked shop(stored);
    shop.attach();
    REQUIRE(shop.recommender.set_profile(liking({"C", "E"}).dump()).ok());
    CHECK(shop.ask(for_you("acf"))["ranker"] == "acf/2");
}

TEST_CASE("ranker: an item whose own row fills a block is named") {
    const Error error = unfinished(create_attention(3, 60'000));
    INFO(error.message);
    CHECK(error.code == ErrorCode::kInvalidArgument);
    for (const char* const word : {"\"acf\"", "\"C\"", "larger than 1048576", "components"})
        CHECK(error.message.find(word) != std::string::npos);
}

TEST_CASE("ranker: rows too short for a gain are refused before the build") {
    const Error error = refusal(create_graph({{"kind", "decayed-mean"}, {"half_life_days", 30}}, std::vector<float>(10, 1e-35f)));
    INFO(error.message);
    for (const char* const word : {"\"two\"", "graph.vectors", "1e-30"}) CHECK(error.message.find(word) != std::string::npos);
}

TEST_CASE("ranker: a cut items file is refused at every length") {
    const Package whole = create_vectors_package("acf", {{"kind", "attention"}, {"temperature", 1.0}});
    for (std::size_t length = 0; length < whole.items.size(); ++length) {
        builder::ShardWriter writer;
        REQUIRE(writer.begin(create_bundle_json()).ok());
        ExactBytes cut(whole.items.data(), length);
        CHECK_FALSE(writer.add_ranker(whole.document.dump(), cut.view()).ok());
    }
}

TEST_CASE("ranker: two of one name are refused, and so are rankers after finish") {
    builder::ShardWriter writer;
    REQUIRE(writer.begin(create_bundle_json()).ok());
    const auto added = add_package(writer, create_neighbours());
    REQUIRE(added.ok());
    CHECK(Json::parse(added.value()) == Json{{"name", "near"}, {"matched", 3}, {"missing", 2}});
    CHECK_FALSE(add_package(writer, create_neighbours()).ok());
}

TEST_CASE("ranker: the reader refuses each broken column") {
    const StoredShard shard = create_ranked_shard();
    std::vector<std::uint32_t> index = {0, 0, 4};
    std::vector<float> bad = {std::numeric_limits<float>::infinity(), 0, 0};
    expect_block_refused(shard, "ranker-000", "neighbour.index", [&](RankerBlock& b) { b.neighbour_index = index = {0, 1, 5}; });
    expect_block_refused(shard, "ranker-000", "neighbour.index", [&](RankerBlock& b) { b.neighbour_index = index = {4, 1, 0}; });
    expect_block_refused(shard, "ranker-000", "neighbour.weight", [&](RankerBlock& b) { b.neighbour_weight = bad; });
    std::vector<float> scales = {1, 1, -1, 1, 1};
    expect_block_refused(shard, "ranker-001", "graph.scale", [&](RankerBlock& b) { b.parts[0].scale = scales; });
    expect_block_refused(shard, "ranker-002", "last.scale", [&](RankerBlock& b) { b.last.scale = scales; });
    std::vector<std::int8_t> rows(5 * 16, -128);
    expect_block_refused(shard, "ranker-001", "graph.q", [&](RankerBlock& b) { b.parts[0].q = rows; });
    std::vector<float> head(16, std::numeric_limits<float>::quiet_NaN());
    expect_block_refused(shard, "ranker-003", "head", [&](RankerBlock& b) { b.head.item_out = head; });
}

TEST_CASE("ranker: the manifest's entries are checked") {
    const StoredShard shard = create_ranked_shard();
    const auto open_code = [&](const std::function<void(Json&)>& spoil) {
        Json manifest = Json::parse(shard.manifest_json);
        spoil(manifest);
        const auto opened = Shard::open(manifest.dump(), 1u << 30);
        return opened.ok() ? ErrorCode::kOk : opened.error().code;
    };
    CHECK(open_code([](Json&) {}) == ErrorCode::kOk);
    CHECK(open_code([](Json& m) { m["rankers"].erase(0); }) == ErrorCode::kInvalidManifest);
    CHECK(open_code([](Json& m) { m["rankers"][0]["name"] = "core"; }) == ErrorCode::kInvalidManifest);
    CHECK(open_code([](Json& m) { m["rankers"][0]["name"] = m["rankers"][1]["name"]; }) == ErrorCode::kInvalidManifest);
    CHECK(open_code([](Json& m) { m["rankers"][0]["group"] = 0; }) == ErrorCode::kInvalidManifest);
    CHECK(open_code([](Json& m) { m["rankers"][1]["modalities"][0]["dim"] = 15; }) == ErrorCode::kInvalidManifest);
    CHECK(open_code([](Json& m) { m["rankers"][1]["rule"]["lambda"] = "big"; }) == ErrorCode::kInvalidManifest);
    CHECK(open_code([](Json& m) { m["rankers"] = 7; }) == ErrorCode::kInvalidManifest);
}

TEST_CASE("ranker: blocks are fetched by name, and a ranker without its blocks is a missing block") {
    const StoredShard stored = create_ranked_shard();
    Asked shop(stored);
    shop.attach({BlockKind::kHot, BlockKind::kGraph, BlockKind::kVectors});
    const auto names = shop.recommender.blocks_for(R"({"ranker":"next"})");
    REQUIRE(names.ok());
    CHECK(Json::parse(names.value())["blocks"] == Json{"ranker-002"});
    CHECK(shop.recommender.blocks_for(R"({"ranker":"core"})").value() == R"({"blocks":[]})");
    CHECK(shop.ask(for_you("next"))["code"] == "missing-block");
    const auto unknown = shop.recommender.blocks_for(R"({"ranker":"sasrec"})");
    REQUIRE_FALSE(unknown.ok());
    CHECK(unknown.error().message.find("core, near, ridge, next, acf") != std::string::npos);
}

TEST_CASE("ranker: what neighbours say is the sum of the history's rows, and stands in the answer") {
    const StoredShard stored = create_ranked_shard();
    Asked shop(stored);
    shop.attach();
    REQUIRE(shop.recommender.set_profile(liking({"E"}).dump()).ok());
    const Json answer = shop.ask(for_you("near"));
    CHECK(answer["ranker"] == "near/2");
    double a = 0.0, b = 0.0;
    for (const Json& item : answer["items"]) {
        double sum = 0.0;
        for (const Json& part : item["contributions"]) {
            sum += part["value"].get<double>();
            if (part["term"] != "graph") continue;
            CHECK(part["item"] == "E");
            (item["id"] == "A" ? a : b) += part["value"].get<double>();
        }
        CHECK(sum == Approx(item["score"].get<double>()).margin(1e-12));
        for (const Json& one : item["counterfactuals"]) CHECK(one["exactness"] == "exact");
    }
    CHECK(a == Approx(1.0));
    CHECK(b == Approx(0.5));
}

TEST_CASE("ranker: a ridge without a usable lambda stays silent instead of speaking noise") {
    const StoredShard stored = create_ranked_shard({create_graph({{"kind", "ridge"}, {"lambda", 1e-12}}, std::vector<float>(10, 300.0f))});
    Asked shop(stored);
    shop.attach();
    REQUIRE(shop.recommender.set_profile(liking({"A", "B", "C"}).dump()).ok());
    const Json found = shop.ask(for_you("two")), core = shop.ask(for_you("core"));
    REQUIRE(found["items"].size() == core["items"].size());
    for (std::size_t i = 0; i < found["items"].size(); ++i) CHECK(found["items"][i]["score"] == core["items"][i]["score"]);
}

TEST_CASE("ranker: without the item that is last another takes its place, so that rank is leave-one-out") {
    const StoredShard stored = create_ranked_shard();
    Asked shop(stored);
    shop.attach();
    REQUIRE(shop.recommender.set_profile(liking({"A", "E", "B"}).dump()).ok());
    std::size_t last = 0;
    const Json answer = shop.ask(for_you("next"));
    for (const Json& item : answer["items"]) {
        for (const Json& one : item["counterfactuals"]) {
            CAPTURE(one.dump());
            const bool speaks = one["kind"] == "item" && one["without"] == "B";
            last += speaks ? 1 : 0;
            CHECK(one["exactness"] == (speaks ? "leave-one-out" : "exact"));
        }
    }
    CHECK(last > 0);
}

TEST_CASE("ranker: attention is labelled leave-one-out, and a first visit is safe under every ranker") {
    const StoredShard stored = create_ranked_shard();
    Asked shop(stored);
    shop.attach();
    for (const char* const name : {"near", "ridge", "next", "acf"}) {
        CAPTURE(name);
        REQUIRE(shop.recommender.set_profile("").ok());
        const Json first = shop.ask(for_you(name)), core = shop.ask(for_you("core"));
        for (std::size_t i = 0; i < first["items"].size(); ++i) CHECK(first["items"][i]["score"] == core["items"][i]["score"]);
        REQUIRE(shop.recommender.set_profile(liking({"A", "E"}).dump()).ok());
        const Json known = shop.ask(for_you(name));
        for (const Json& item : known["items"]) {
            for (const Json& one : item["counterfactuals"])
                CHECK(one["exactness"] == (one["kind"] == "item" && (std::string_view(name) == "acf" ||
                                                                     (std::string_view(name) == "next" && one["without"] == "E"))
                                               ? "leave-one-out"
                                               : "exact"));
        }
    }
}
