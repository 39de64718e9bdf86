// A shop of any size as a bundle, made from a seed and written by the real writer: for properties that must hold for every shop.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "support/shard_fixture.hpp"
#include "support/small_catalogue.hpp"

namespace ruyi::support {

struct RandomShop {
    std::uint32_t items = 60, symbols = 14, dim = 32;
    std::uint64_t seed = 1;
};

inline std::string shop_item_id(std::uint32_t i) { return "P" + std::to_string(i); }

inline std::string symbols_json(const RandomShop& shop, Random& random) {
    std::string symbols, relations;
    for (std::uint32_t s = 0; s < shop.symbols; ++s) {
        const std::string n = std::to_string(s);
        symbols += (s == 0 ? "" : ",") + std::string(R"({"id":"m)") + n + R"(","zh":"纹样)" + n + R"(","en":"Motif )" + n +
                   R"(","category":"flora","aliases_zh":[],"aliases_en":[],"meanings":[],"emotions":[]})";
        const std::uint32_t to = random.below(shop.symbols);
        if (to == s) continue;
        relations += (relations.empty() ? "" : ",") + std::string(R"({"from":"m)") + n + R"(","type":"pairs-with","to":"m)" +
                     std::to_string(to) + "\"}";
    }
    return R"("symbols":{"symbols":[)" + symbols + R"(]},"relations":{"relations":[)" + relations + "]}";
}

inline std::string item_json(const RandomShop& shop, std::uint32_t id, Random& random) {
    std::string seen;
    for (std::uint32_t s = 0; s < shop.symbols; ++s) {
        if (random.below(4) != 0) continue;
        seen += (seen.empty() ? "" : ",") + std::string(R"({"id":"m)") + std::to_string(s) + R"(","confidence":0.)" +
                std::to_string(5 + random.below(5)) + R"(,"claimed":true,"box":[0.1,0.1,0.4,0.4]})";
    }
    return R"({"id":")" + shop_item_id(id) + R"(","category":"mug","price_minor":)" + std::to_string(500 + random.below(9000)) +
           R"(,"available":)" + (random.below(15) == 0 ? "false" : "true") + R"(,"popularity_count":)" + std::to_string(random.below(50)) +
           R"(,"title":{"zh-Hans":"商品)" + std::to_string(id) + R"(","en":"Product )" + std::to_string(id) +
           R"("},"texts":[],"url":"","picture":"p.webp","thumb":"","seen":[)" + seen + "]}";
}

/// The shop's items in the order of `order` (ids are those of the unpermuted shop): the same shop, differently indexed.
inline fixture::StoredShard create_random_shop(const RandomShop& shop, const std::vector<std::uint32_t>& order) {
    Random random(shop.seed);
    const std::string graph = symbols_json(shop, random);
    std::vector<std::string> items(shop.items);
    std::vector<float> visual(std::size_t{shop.items} * shop.dim), text(visual.size());
    std::vector<std::string> made;
    std::vector<float> made_visual(visual.size()), made_text(visual.size());
    for (std::uint32_t i = 0; i < shop.items; ++i) {
        made.push_back(item_json(shop, i, random));
        for (std::uint32_t d = 0; d < shop.dim; ++d) {
            made_visual[i * shop.dim + d] = static_cast<float>(random.unit() - 0.4);
            made_text[i * shop.dim + d] = static_cast<float>(random.unit() - 0.4);
        }
    }
    std::string list, claims;
    for (std::uint32_t place = 0; place < shop.items; ++place) {
        list += (place == 0 ? "" : ",") + made[order[place]];
        for (std::uint32_t d = 0; d < shop.dim; ++d) {
            visual[place * shop.dim + d] = made_visual[order[place] * shop.dim + d];
            text[place * shop.dim + d] = made_text[order[place] * shop.dim + d];
        }
    }
    for (std::uint32_t s = 0; s < shop.symbols; ++s)
        claims += (s == 0 ? "" : ",") + std::string(R"({"id":"m)") + std::to_string(s) + R"(","claim":true,"threshold":0.4})";
    const std::string d = std::to_string(shop.dim);
    const std::string bundle =
        R"({"bundle":1,"catalogue":{"name":"Random","currency":"CNY","price_scale":100,"locales":["zh-Hans","en"]},"knowledge":{)" + graph +
        R"(,"evidence":{},"emotions":{"emotions":[]},"colours":{"palette_keys":{}},"festivals":{"festivals":[{"id":"f","zh":"节","en":"Feast","dates":{"2026":"2026-12-01"},"symbols":["m0","m1"]}]}},"modalities":[{"name":"visual","dim":)" +
        d + R"(,"model":"v"},{"name":"text","dim":)" + d + R"(,"model":"t"}],"seeing":{"model":"m","symbols":[)" + claims +
        R"(]},"items":[)" + list + "]}";
    builder::ShardWriter writer;
    if (auto begun = writer.begin(bundle); !begun) {
        std::fprintf(stderr, "%s\n", begun.error().message.c_str());
        std::abort();
    }
    if (!writer.add_vectors("visual", visual, shop.items, shop.dim) || !writer.add_vectors("text", text, shop.items, shop.dim))
        std::abort();
    const auto answer = writer.finish("");
    if (!answer) {
        std::fprintf(stderr, "%s\n", answer.error().message.c_str());
        std::abort();
    }
    return fixture::store(writer, answer.value());
}

inline fixture::StoredShard create_random_shop(const RandomShop& shop) {
    std::vector<std::uint32_t> order(shop.items);
    for (std::uint32_t i = 0; i < shop.items; ++i) order[i] = i;
    return create_random_shop(shop, order);
}

}  // namespace ruyi::support
