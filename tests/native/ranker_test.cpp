// Rankers in a shard: what the writer refuses, what the reader refuses, and how a request uses them.
#include <functional>

#include "native/catch.hpp"
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
                CHECK(one["exactness"] == (one["kind"] == "item" && std::string_view(name) == "acf" ? "leave-one-out" : "exact"));
        }
    }
}
