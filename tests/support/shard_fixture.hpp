// A small shard that holds every kind of block, written by the real writer, and copies of it that may be broken.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "builder/block_file.hpp"
#include "builder/shard_writer.hpp"
#include "json/manifest_json.hpp"
#include "shard_blocks.hpp"
#include "shard_layout.hpp"

namespace ruyi::fixture {

inline constexpr std::uint32_t kDim = 16;
inline constexpr std::uint32_t kItems = 5;

/// Five items, three symbols of the knowledge (and the vocabulary's extra labels and one colour), three records.
inline std::string create_bundle_json() {
    return R"json({"bundle":1,
"catalogue":{"name":"Fixture","currency":"CNY","price_scale":100,"locales":["zh-Hans","en"]},
"knowledge":{
 "symbols":{"symbols":[
  {"id":"dragon","zh":"龙纹","en":"Dragon","category":"fauna","aliases_zh":["龙"],"aliases_en":["dragon"],
   "meanings":[{"zh":"力量","en":"power","evidence":["r-b","r-a"],"unsupported":false},{"zh":"雨","en":"rain","evidence":[],"unsupported":true}],
   "emotions":[{"emotion":"majesty"}]},
  {"id":"phoenix","zh":"凤纹","en":"Phoenix","category":"fauna","aliases_zh":["凤凰"],"aliases_en":[],
   "meanings":[{"zh":"祥瑞","en":"good omen","evidence":["r-sa"],"unsupported":false}],"emotions":[{"emotion":"joy"},{"emotion":"unknown"}]},
  {"id":"lotus","zh":"莲花纹","en":"Lotus","category":"flora","aliases_zh":["莲花","荷花"],"aliases_en":["lotus"],"meanings":[],"emotions":[]}]},
 "relations":{"relations":[{"from":"dragon","type":"pairs-with","to":"phoenix"},{"from":"phoenix","type":"pairs-with","to":"dragon"},
  {"from":"lotus","type":"resembles","to":"phoenix"},{"from":"lotus","type":"contrasts-with","to":"dragon"},{"from":"lotus","type":"confusable-with","to":null}]},
 "evidence":{
  "r-b":{"id":"r-b","type":"publication","url":"https://example.org/b","licence":"CC0 1.0","statement":{"zh":"乙","en":"B"},"cite_zh":"乙书","cite_en":"Book B","tier":"B","verification":"source-text-reread"},
  "r-a":{"id":"r-a","type":"museum-page","url":"javascript:alert(1)","licence":"CC BY 3.0","statement":{"zh":"甲","en":"A"},"cite_zh":"甲馆","cite_en":"Museum A","tier":"A","verification":"excerpt-transcribed"},
  "r-sa":{"id":"r-sa","type":"dictionary","url":"","licence":"CC-CEDICT data: CC BY-SA 4.0","statement":{"zh":"丙","en":"C"},"cite_zh":"丙典","cite_en":"Dictionary C","verification":"source-text-reread"}},
 "emotions":{"emotions":[{"id":"majesty","zh":"威严","en":"majestic"},{"id":"joy","zh":"喜悦","en":"joyful"}]},
 "colours":{"palette_keys":{"zhuhong":{"zh":"朱红","hex":"#ff4c00"}}},
 "festivals":{"festivals":[{"id":"longtaitou","zh":"龙抬头","en":"Dragon Day","dates":{"2027":"2027-03-09","2026":"2026-03-20"},"symbols":["dragon","nobody"]},
  {"id":"wedding","zh":"婚庆","en":"Wedding","on":[{"lunar":[8,15]},{"weekday":[5,-1,0],"shift":1}],"dates":{},"symbols":["phoenix","dragon"]}]},
 "calendar":{"first":2026,"years":[6162213,4720203],"terms":[[5,20,4,18,5,20,5,20,5,21,5,21,7,23,7,23,7,23,8,23,7,22,7,22],[5,20,4,19,6,21,5,20,6,21,6,21,7,23,8,23,8,23,8,23,7,22,7,22]]},
 "stoplist":{"stop_zh":["龙井"],"negators_before":["不含","without"],"connectors":["和","and"],"fillers":["任何","any"]}},
"modalities":[{"name":"visual","dim":16,"model":"v"},{"name":"text","dim":16,"model":"t"}],
"seeing":{"model":"m","symbols":[{"id":"dragon","claim":true,"threshold":0.6},{"id":"phoenix","claim":true,"threshold":0.5},{"id":"lotus","claim":false}]},
"items":[
 {"id":"A","category":"mug","price_minor":1000,"available":true,"popularity_count":3,"title":{"zh-Hans":"龙纹马克杯","en":"Dragon mug"},
  "texts":[{"field":"description","lang":"en","text":"Printed with a lotus."}],"url":"/a.html","picture":"a.webp","thumb":"a-t.webp","picture_size":[640,800],
  "seen":[{"id":"dragon","confidence":0.8,"claimed":true,"box":[0.1,0.2,0.5,0.6]},{"id":"lotus","confidence":0.3,"claimed":false,"box":[0.0,0.0,0.2,0.2]}],
  "colours":[{"id":"colour:zhuhong","share":0.3,"box":[0.0,0.0,1.0,1.0]}]},
 {"id":"B","category":"scarf","price_minor":null,"available":true,"popularity_count":0,"title":{"zh-Hans":"凤凰丝巾"},
  "texts":[{"field":"tags","lang":"","text":"不含龙纹"}],"url":"javascript:alert(1)","picture":"b.webp","thumb":"",
  "seen":[{"id":"dragon","confidence":0.9,"claimed":true,"box":null},{"id":"phoenix","confidence":0.05,"claimed":false,"box":null}],"colours":[]},
 {"id":"C","category":"mug","price_minor":4294967294,"available":false,"popularity_count":1,"title":{"en":"Plain mug"},"texts":[],"url":"https://shop.example/c","picture":"","thumb":"",
  "person":[{"id":"lotus","present":true,"box":[0.2,0.2,0.4,0.4]}]},
 {"id":"D","category":"","price_minor":0,"available":true,"popularity_count":1,"title":{"zh-Hans":"龙井茶罐"},"texts":[],"url":"","picture":"","thumb":""},
 {"id":"E","category":"mug","price_minor":900,"available":true,"popularity_count":7,"title":{"zh-Hans":"荷花杯","en":"Lotus cup"},"texts":[],"url":"","picture":"e.webp","thumb":"",
  "seen":[{"id":"phoenix","confidence":0.5,"claimed":true,"box":[0.5,0.5,1.0,1.0]}]}]})json";
}

/// Rows that differ, none special; row `zero` stays zero.
inline std::vector<float> create_vectors(std::uint32_t seed, std::uint32_t zero = kItems) {
    std::vector<float> values(kItems * kDim, 0.0f);
    for (std::uint32_t i = 0; i < values.size(); ++i) {
        seed = seed * 1664525u + 1013904223u;
        if (i / kDim != zero)
            values[i] = static_cast<float>(static_cast<std::int32_t>(seed >> 8) - (1 << 23)) / static_cast<float>(1 << 23);
    }
    return values;
}

inline builder::AlignedBytes create_words(std::uint32_t number, const std::vector<std::string>& tokens) {
    builder::StringColumn table;
    std::vector<std::int8_t> rows(tokens.size() * kDim, 1);
    std::vector<float> scales(tokens.size(), 0.25f);
    for (const std::string& token : tokens) table.add(token);
    std::vector<std::uint32_t> from = {'A', 'D', 'L', 'M', 0x9F8D}, to = {'a', 'd', 'l', 'm', 0x9F99};
    WordsBlock view;
    view.token = table.view();
    view.rows = rows;
    view.scales = scales;
    view.fold_from = from;
    view.fold_to = to;
    BlockShape shape;
    shape.text_dim = kDim;
    shape.number = number;
    return std::move(builder::write_block(BlockKind::kWords, view, shape).value());
}

struct StoredBlock {
    std::string name;
    BlockKind kind = BlockKind::kHot;
    std::uint32_t number = 0;
    std::vector<std::uint8_t> bytes;
};

struct StoredShard {
    std::string manifest_json, answer;
    Manifest manifest;
    std::vector<StoredBlock> blocks;

    const StoredBlock& block(std::string_view name) const {
        for (const StoredBlock& candidate : blocks) {
            if (candidate.name == name) return candidate;
        }
        std::abort();
    }
};

/// Takes everything out of a finished writer.
inline StoredShard store(const builder::ShardWriter& writer, std::string answer) {
    StoredShard shard;
    const auto manifest = writer.take("manifest.json").value();
    shard.manifest_json.assign(reinterpret_cast<const char*>(manifest.data()), manifest.size());
    shard.manifest = std::move(parse_manifest(shard.manifest_json).value());
    shard.answer = std::move(answer);
    std::uint32_t number = 0;
    for (const BlockEntry& entry : shard.manifest.blocks) {
        number = !shard.blocks.empty() && shard.blocks.back().kind == entry.kind ? number + 1 : 0;
        const auto bytes = writer.take(entry.name).value();
        shard.blocks.push_back({entry.name, entry.kind, number, {bytes.begin(), bytes.end()}});
    }
    return shard;
}

inline StoredShard create_shard(const std::string& bundle_json = create_bundle_json()) {
    builder::ShardWriter writer;
    if (!writer.begin(bundle_json)) std::abort();
    if (!writer.add_vectors("visual", create_vectors(1, 3), kItems, kDim)) std::abort();
    if (!writer.add_vectors("text", create_vectors(2), kItems, kDim)) std::abort();
    if (!writer.add_block("words-000", create_words(0, {"", "a", "b"}).view())) std::abort();
    if (!writer.add_block("words-001", create_words(1, {"c", "d"}).view())) std::abort();
    const auto answer = writer.finish("");
    if (!answer) std::abort();
    return store(writer, answer.value());
}

/// Exactly `size` bytes at a 64-byte aligned address of their own, so that the sanitizer sees a read of one byte too many.
class ExactBytes {
public:
    ExactBytes(const std::uint8_t* data, std::size_t size) : size_(size) {
        void* memory = nullptr;
        if (posix_memalign(&memory, 64, size == 0 ? 1 : size) != 0) std::abort();
        data_.reset(static_cast<std::uint8_t*>(memory));
        if (size > 0) std::memcpy(data_.get(), data, size);
    }
    explicit ExactBytes(std::span<const std::uint8_t> bytes) : ExactBytes(bytes.data(), bytes.size()) {}
    std::uint8_t* data() { return data_.get(); }
    std::span<const std::uint8_t> view() const { return {data_.get(), size_}; }
    BlockBytes borrowed() const { return {data_.get(), static_cast<std::uint32_t>(size_), nullptr}; }

private:
    struct Free {
        void operator()(std::uint8_t* data) const { std::free(data); }
    };
    std::unique_ptr<std::uint8_t, Free> data_;
    std::size_t size_;
};

/// Reads everything that a view reaches, as a user of the view would; the sum keeps the reads alive.
class TouchingVisitor {
public:
    template <class T, class... Width>
    void tensor(std::string_view, std::span<const T>& values, std::size_t, Width...) {
        for (const T value : values) sum_ += value != T{} ? 1 : 0;
    }
    void csr(std::string_view, CsrRows& rows, std::size_t) {
        for (std::size_t r = 0; r + 1 < rows.start.size(); ++r) sum_ += rows.end(r) - rows.begin(r);
    }
    void strings(std::string_view, StringTable& table, std::size_t) {
        for (std::size_t i = 0; i < table.size(); ++i) {
            for (const char c : table[i]) sum_ += static_cast<std::uint8_t>(c);
        }
    }
    std::uint64_t sum() const { return sum_; }

private:
    std::uint64_t sum_ = 0;
};

inline std::uint64_t touch(ParsedBlock& parsed, const BlockShape& shape) {
    TouchingVisitor visitor;
    std::visit([&](auto& view) { describe(visitor, view, shape); }, parsed.view);
    return visitor.sum();
}

}  // namespace ruyi::fixture
