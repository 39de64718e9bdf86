// tests/parity/cases.json on this machine: the ids, ranks and score bits that every target must give.
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>

#include "native/catch.hpp"
#include "support/asked.hpp"

using namespace ruyi;
using namespace ruyi::support;

namespace {

const std::string kTests = RUYI_SOURCE_DIR "/tests/";

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    INFO(path);
    REQUIRE(file.good());
    return std::string(std::istreambuf_iterator<char>(file), {});
}

fixture::StoredShard read_golden() {
    fixture::StoredShard shard;
    shard.manifest_json = read_file(kTests + "golden/planted.fv1/manifest.json");
    shard.manifest = parse_manifest(shard.manifest_json).value();
    for (const BlockEntry& block : shard.manifest.blocks) {
        const std::string bytes = read_file(kTests + "golden/planted.fv1/" + block.file);
        shard.blocks.push_back({block.name, block.kind, 0, {bytes.begin(), bytes.end()}});
    }
    return shard;
}

std::string bits_of(double value) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(bits));
    return text;
}

std::vector<BlockKind> kinds_of(const Json& names) {
    const std::vector<std::string> known = {"", "hot", "graph", "near", "vectors", "cards", "words", "knowledge", "evidence"};
    std::vector<BlockKind> kinds;
    for (std::size_t k = 1; k < known.size(); ++k) {
        for (const Json& name : names) {
            if (name == known[k]) kinds.push_back(static_cast<BlockKind>(k));
        }
    }
    return kinds;
}

Json first_of(const Json& answer) {
    Json first = {{"contributions", Json::array()}, {"counterfactuals", Json::array()}, {"sentences", Json::array()}};
    if (answer["items"].empty()) return first;
    const Json& item = answer["items"][0];
    for (const Json& part : item["contributions"]) first["contributions"].push_back(bits_of(part["value"]));
    for (const Json& one : item["counterfactuals"]) first["counterfactuals"].push_back(Json::array({one["without"], one["rank"]}));
    for (const Json& sentence : item["sentences"]) first["sentences"].push_back(sentence["text"]);
    return first;
}

Json found_in(const Json& answer) {
    if (!answer.contains("items")) return {{"error", answer["code"]}};
    Json found = {{"items", Json::array()}, {"ranks", Json::array()}, {"first", first_of(answer)}};
    for (const char* name : {"ranker", "eligible", "loaded", "exact"}) found[name] = answer[name];
    for (const Json& item : answer["items"])
        found["items"].push_back({{"id", item["id"]}, {"rank", item["rank"]}, {"score", bits_of(item["score"])}});
    if (answer.contains("ranks")) {
        for (const Json& one : answer["ranks"]) found["ranks"].push_back(one["rank"]);
    }
    return found;
}

}  // namespace

TEST_CASE("parity: this build gives the ids, ranks and score bits of every case") {
    const fixture::StoredShard golden = read_golden();
    const Json document = Json::parse(read_file(kTests + "parity/cases.json"));
    REQUIRE(document["cases"].size() >= 40);
    for (const Json& one : document["cases"]) {
        CAPTURE(one["name"].get<std::string>());
        Asked shop(golden);
        shop.attach(kinds_of(one["attach"]));
        if (one.contains("profile")) REQUIRE(shop.recommender.set_profile(one["profile"].dump()).ok());
        if (one.contains("vectors")) {
            for (const auto& [slot, values] : one["vectors"].items())
                REQUIRE(shop.recommender.set_vector(slot, values.get<std::vector<float>>()).ok());
        }
        CHECK(found_in(shop.ask(one["request"])) == one["expected"]);
    }
}
