// A shop of one item with the repository's own knowledge, words and lexicon: what `understand` needs.
#pragma once

#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "builder/columns.hpp"
#include "builder/shard_writer.hpp"
#include "native/catch.hpp"
#include "ruyi/sense.hpp"

namespace ruyi::fixture {

inline std::string read_source(const std::string& path) {
    std::ifstream file(RUYI_SOURCE_DIR "/" + path, std::ios::binary);
    INFO(path);
    REQUIRE(file);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return bytes.str();
}

class WishShop {
public:
    WishShop() : sense_(std::uint64_t{1} << 28) {
        using nlohmann::json;
        json knowledge;
        for (const auto& [member, file] : std::vector<std::pair<std::string, std::string>>{{"symbols", "symbols"},
                                                                                           {"emotions", "emotions"},
                                                                                           {"colours", "colours"},
                                                                                           {"festivals", "festivals"},
                                                                                           {"recipients", "recipients"},
                                                                                           {"stoplist", "mention_stoplist"},
                                                                                           {"lexicon", "wish_lexicon"}})
            knowledge[member] = json::parse(read_source("models/knowledge/" + file + ".json"));
        knowledge["relations"] = {{"relations", json::array()}};
        knowledge["evidence"] = json::object();
        const json bundle = {{"bundle", 1},
                             {"catalogue", {{"name", "wishes"}, {"currency", "CNY"}, {"price_scale", 100}, {"locales", {"en"}}}},
                             {"knowledge", knowledge},
                             {"modalities", {{{"name", "text"}, {"dim", 128}, {"model", "words"}}}},
                             {"seeing", {{"model", ""}, {"symbols", json::array()}}},
                             {"items",
                              {{{"id", "one"},
                                {"category", ""},
                                {"price_minor", nullptr},
                                {"available", true},
                                {"popularity_count", 0},
                                {"title", {{"en", "one"}}},
                                {"texts", json::array()},
                                {"url", ""},
                                {"picture", ""},
                                {"thumb", ""}}}}};
        check(writer_.begin(bundle.dump()));
        std::vector<float> vector(128, 0.0F);
        vector[0] = 1;
        check(writer_.add_vectors("text", vector, 1, 128));
        for (const char* const name : {"words-000", "words-001", "words-002", "words-003"}) {
            const std::string bytes = read_source("models/encoders/text/artifacts/" + std::string(name) + ".safetensors");
            check(writer_.add_block(name, {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}));
        }
        check(writer_.finish(""));
        const auto manifest = writer_.take("manifest.json");
        check(manifest);
        check(sense_.open({reinterpret_cast<const char*>(manifest.value().data()), manifest.value().size()}));
        for (const char* const name : {"words-000", "lexicon-000", "graph"}) attach(name);
    }

    const Sense& sense() const { return sense_; }
    nlohmann::json understand(const std::string& text) const {
        const auto answer = sense_.understand(text);
        check(answer);
        return nlohmann::json::parse(answer.value());
    }

private:
    template <class T>
    static void check(const Result<T>& result) {
        INFO((result.ok() ? std::string() : result.error().message));
        REQUIRE(result.ok());
    }
    void attach(const char* name) {
        const auto block = writer_.take(name);
        check(block);
        check(sense_.attach(name, block.value().data(), static_cast<std::uint32_t>(block.value().size()), nullptr));
    }

    builder::ShardWriter writer_;
    Sense sense_;
};

}  // namespace ruyi::fixture
