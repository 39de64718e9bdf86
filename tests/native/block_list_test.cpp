#include "json/block_list.hpp"

#include <fstream>
#include <iterator>

#include "json/json_read.hpp"
#include "json/manifest_json.hpp"
#include "native/catch.hpp"

using namespace ruyi;

namespace {

std::string golden_manifest() {
    std::ifstream file(RUYI_SOURCE_DIR "/tests/golden/planted.fv1/manifest.json", std::ios::binary);
    REQUIRE(file.good());
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    return Json::parse(text).dump();
}

/// The same document with a blank where the quick reader wants none.
std::string slow_text(std::string text) {
    for (std::size_t at = text.find("\"blocks\":["); at != std::string::npos; at = text.find("\"blocks\":[", at)) text.insert(at + 9, " ");
    return text;
}

std::string said(const std::string& text) {
    const auto manifest = parse_manifest(text);
    if (!manifest) return manifest.error().message;
    std::string all = manifest.value().shard_id + " " + std::to_string(manifest.value().memory_bytes);
    for (const BlockEntry& block : manifest.value().blocks)
        all += "\n" + block.name + " " + block.file + " " + block.sha256 + " " + std::to_string(block.bytes);
    return all;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("block list: the quick reader takes what the writer writes, and nothing with a blank in it") {
    const std::string text = golden_manifest();
    const auto list = read_block_list(text);
    REQUIRE(list);
    CHECK(list->blocks.size() == 8);
    CHECK(Json::parse(list->rest)["blocks"].empty());
    CHECK_FALSE(read_block_list(slow_text(text)));
    CHECK(said(text) == said(slow_text(text)));
    CHECK(said(text).find("hot") != std::string::npos);
}

TEST_CASE("block list: cut or changed anywhere, a manifest is taken or refused as without the quick reader") {
    const std::string text = golden_manifest();
    const std::size_t begin = text.find("\"blocks\":[");
    for (std::size_t size = begin; size < text.size(); ++size) REQUIRE(said(text.substr(0, size)) == said(slow_text(text.substr(0, size))));
    for (std::size_t at = begin + 10; at < text.size(); at += 3) {
        for (const char c : {'"', '\\', '0', ',', '}', ' ', '\x01'}) {
            std::string changed = text;
            changed[at] = c;
            INFO("byte " << at << " is " << static_cast<int>(c));
            REQUIRE(said(changed) == said(slow_text(changed)));
        }
    }
}

TEST_CASE("block list: another member of that name does not pass for the list") {
    const std::string text = golden_manifest();
    const std::string list = Json::parse(text)["blocks"].dump();
    for (const std::string& changed : {
             replaced(text, "\"blocks\":", "\"extra\":{\"blocks\":" + list + "},\"blocks\":"),
             replaced(text, "\"blocks\":", "\"blocks\":[],\"blocks\":"),
             replaced(text, "\"blocks\":" + list, "\"extra\":{\"blocks\":" + list + "}"),
             replaced(text, "\"format\":", "\"note\":\"\\\"blocks\\\":[\",\"format\":"),
             replaced(text, "\"format\":", "\"\\u0062locks\":[],\"format\":"),
             replaced(text, "\"name\":\"hot\"", "\"name\":\"hot\",\"name\":\"hot\""),
             replaced(text, "\"kind\":\"hot\"", "\"kind\":\"cold\""),
             replaced(text, "\"bytes\":", "\"bytes\":0"),
         })
        CHECK(said(changed) == said(slow_text(changed)));
}
