// Shard: manifest, budget, attaching, look-ups, and each single rule of FORMAT.md broken on purpose.
#include "ruyi/shard.hpp"

#include <functional>
#include <limits>

#include "catch.hpp"
#include "checksum.hpp"
#include "json/bundle_json.hpp"
#include "support/shard_fixture.hpp"

using namespace ruyi;
using namespace ruyi::fixture;

namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    INFO(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

ErrorCode open_code(const std::string& manifest, std::uint64_t budget = 1 << 20) {
    const auto shard = Shard::open(manifest, budget);
    return shard.ok() ? ErrorCode::kOk : shard.error().code;
}

Shard open_all(const StoredShard& stored, std::vector<ExactBytes>& owned) {
    auto shard = Shard::open(stored.manifest_json, 1 << 20);
    REQUIRE(shard.ok());
    for (const StoredBlock& block : stored.blocks) {
        owned.emplace_back(block.bytes);
        REQUIRE(shard.value().attach(block.name, owned.back().borrowed()).ok());
    }
    return std::move(shard.value());
}

/// A stored block's view with its columns copied, so that one may be changed and the block written again with a right container.
template <class Block>
struct Editable {
    Editable(const StoredShard& stored, const char* name)
        : entry(stored.block(name)), bytes(entry.bytes), shape(block_shape(stored.manifest, entry.kind, entry.number)) {
        auto parsed = parse_block(stored.manifest, entry.kind, entry.number, bytes.view());
        REQUIRE(parsed.ok());
        view = *std::get_if<Block>(&parsed.value().view);
    }
    const StoredBlock& entry;
    ExactBytes bytes;
    BlockShape shape;
    Block view;
};

template <class Block>
void expect_refused(const StoredShard& stored, const char* name, const std::string& tensor, const std::function<void(Block&)>& spoil) {
    Editable<Block> block(stored, name);
    spoil(block.view);
    builder::CollectingVisitor visitor;
    describe(visitor, block.view, block.shape);
    const auto written = builder::write_container(block.entry.kind, visitor.tensors());
    REQUIRE(written.ok());
    const auto parsed = parse_block(stored.manifest, block.entry.kind, block.entry.number, written.value().view());
    INFO(tensor);
    REQUIRE_FALSE(parsed.ok());
    CHECK(parsed.error().code == ErrorCode::kInvalidBlock);
    CHECK(parsed.error().message.find("`" + tensor + "`") != std::string::npos);
}

// Changes one element of a copy that lives until the test ends.
template <class T>
void poke(std::span<const T>& values, std::size_t at, T value) {
    static std::vector<std::unique_ptr<std::vector<T>>> kept;
    kept.push_back(std::make_unique<std::vector<T>>(values.begin(), values.end()));
    REQUIRE(at < kept.back()->size());
    (*kept.back())[at] = value;
    values = *kept.back();
}

StringTable table_of(const std::vector<std::string>& texts) {
    static std::vector<std::unique_ptr<builder::StringColumn>> kept;
    kept.push_back(std::make_unique<builder::StringColumn>());
    for (const std::string& text : texts) kept.back()->add(text);
    return kept.back()->view();
}

std::vector<std::string> texts_of(const StringTable& table) {
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < table.size(); ++i) texts.emplace_back(table[i]);
    return texts;
}

StringTable with_text(const StringTable& table, std::size_t at, const std::string& text) {
    auto texts = texts_of(table);
    REQUIRE(at < texts.size());
    texts[at] = text;
    return table_of(texts);
}

}  // namespace

TEST_CASE("shard: opens the manifest that the writer made and says what is in it") {
    const StoredShard stored = create_shard();
    const auto shard = Shard::open(stored.manifest_json, stored.manifest.memory_bytes);
    REQUIRE(shard.ok());
    const Manifest& m = shard.value().manifest();
    CHECK(m.items == 5);
    CHECK(m.symbols == 3 + 12 + 1);
    CHECK(m.records == 3);
    CHECK(m.locales == std::vector<std::string>{"zh-Hans", "en"});
    CHECK(m.currency == "CNY");
    CHECK(m.modalities.size() == 2);
    CHECK(m.near_buckets == 1);
    CHECK(m.near_neighbours == 4);
    CHECK(shard.value().hot() == nullptr);
}

TEST_CASE("shard: a budget one byte too small is refused before any block is read") {
    const StoredShard stored = create_shard();
    CHECK(open_code(stored.manifest_json, stored.manifest.memory_bytes) == ErrorCode::kOk);
    CHECK(open_code(stored.manifest_json, stored.manifest.memory_bytes - 1) == ErrorCode::kMemoryBudget);
}

TEST_CASE("shard: another format or version is refused by its own code") {
    const StoredShard stored = create_shard();
    CHECK(open_code(replaced(stored.manifest_json, "\"version\": 1", "\"version\": 2")) == ErrorCode::kUnsupportedVersion);
    CHECK(open_code(replaced(stored.manifest_json, "\"version\": 1", "\"version\": -1")) == ErrorCode::kUnsupportedVersion);
    CHECK(open_code(replaced(stored.manifest_json, "\"version\": 1", "\"version\": 1.0")) == ErrorCode::kInvalidManifest);
    CHECK(open_code(replaced(stored.manifest_json, "\"version\": 1", "\"version\": \"1\"")) == ErrorCode::kInvalidManifest);
    CHECK(open_code(replaced(stored.manifest_json, "ruyi-shard", "ruyi-shore")) == ErrorCode::kInvalidManifest);
}

TEST_CASE("shard: a manifest without any one of its members, or with one of another type, is refused") {
    const StoredShard stored = create_shard();
    for (const char* const name :
         {"format",     "version", "generator", "shard_id", "catalogue", "modalities",  "near",    "groups", "memory_bytes", "blocks",
          "models",     "items",   "symbols",   "records",  "currency",  "price_scale", "locales", "dim",    "model",        "buckets",
          "neighbours", "cards",   "vectors",   "evidence", "kind",      "file",        "bytes",   "sha256"}) {
        INFO(name);
        CHECK(open_code(replaced(stored.manifest_json, "\"" + std::string(name) + "\":", "\"x\":")) == ErrorCode::kInvalidManifest);
        const std::string key = "\"" + std::string(name) + "\": ";
        CHECK(open_code(replaced(stored.manifest_json, key, key + "null, \"x\": ")) == ErrorCode::kInvalidManifest);
    }
}

TEST_CASE("shard: members that a reader does not know are ignored") {
    const StoredShard stored = create_shard();
    CHECK(open_code(replaced(stored.manifest_json, "\"format\":", "\"later\": {\"a\": [1]}, \"format\":")) == ErrorCode::kOk);
}

TEST_CASE("shard: a manifest that is cut anywhere is refused") {
    const StoredShard stored = create_shard();
    const std::size_t end = stored.manifest_json.rfind('}');
    for (std::size_t size = 0; size <= end; ++size) {
        if (open_code(stored.manifest_json.substr(0, size)) != ErrorCode::kInvalidManifest) FAIL("accepted at " << size);
    }
}

TEST_CASE("shard: values outside their documented ranges are refused") {
    const StoredShard stored = create_shard();
    const std::string& json = stored.manifest_json;
    const std::vector<std::pair<std::string, std::string>> changes = {
        {"\"items\": 5", "\"items\": 0"},
        {"\"items\": 5", "\"items\": 1000001"},
        {"\"items\": 5", "\"items\": 5.0"},
        {"\"items\": 5", "\"items\": -5"},
        {"\"symbols\": 16", "\"symbols\": 4097"},
        {"\"symbols\": 16", "\"symbols\": 65"},
        {"\"price_scale\": 100", "\"price_scale\": 20"},
        {"\"currency\": \"CNY\"", "\"currency\": \"cny\""},
        {"\"en\"", "\"zh-Hans\""},
        {"\"en\"", "\"e n\""},
        {"\"name\": \"visual\"", "\"name\": \"graph\""},
        {"\"name\": \"visual\"", "\"name\": \"text\""},
        {"\"dim\": 16", "\"dim\": 24"},
        {"\"dim\": 16", "\"dim\": 0"},
        {"\"buckets\": 1", "\"buckets\": 2"},
        {"\"buckets\": 1", "\"buckets\": 0"},
        {"\"neighbours\": 4", "\"neighbours\": 65"},
        {"\"cards\": 32", "\"cards\": 2"},
        {"\"cards\": 32", "\"cards\": 0"},
        {"\"name\": \"graph\"", "\"name\": \"hot\""},
        {"\"name\": \"near-000\"", "\"name\": \"near-001\""},
        {"\"name\": \"words-001\"", "\"name\": \"words-002\""},
        {"\"kind\": \"graph\"", "\"kind\": \"hot\""},
        {"\"kind\": \"graph\"", "\"kind\": \"other\""},
        {"\"file\": \"blocks/hot", "\"file\": \"/blocks/hot"},
        {"\"file\": \"blocks/hot", "\"file\": \"../blocks/hot"},
        {"\"file\": \"blocks/hot", "\"file\": \"https://x/hot"},
        {"\"memory_bytes\": ", "\"memory_bytes\": 1"},
        {"\"shard_id\": \"", "\"shard_id\": \"0"},
        {"\"models\": []", "\"models\": [{}]"},
    };
    for (const auto& [from, to] : changes) {
        INFO(from << " -> " << to);
        CHECK(open_code(replaced(json, from, to)) == ErrorCode::kInvalidManifest);
    }
}

TEST_CASE("shard: a block's length is bounded, but hot may be longer than the others") {
    const StoredShard stored = create_shard();
    const auto code_with_bytes = [&stored](BlockKind kind, std::uint32_t bytes) {
        Manifest manifest = stored.manifest;
        manifest.memory_bytes = 0;
        for (BlockEntry& entry : manifest.blocks) {
            if (entry.kind == kind) entry.bytes = bytes;
            manifest.memory_bytes += entry.bytes;
        }
        return open_code(builder::write_manifest(manifest, "").value(), std::uint64_t{1} << 40);
    };
    CHECK(code_with_bytes(BlockKind::kGraph, kMaxBlockBytes) == ErrorCode::kOk);
    CHECK(code_with_bytes(BlockKind::kGraph, kMaxBlockBytes + 1) == ErrorCode::kInvalidManifest);
    CHECK(code_with_bytes(BlockKind::kGraph, 15) == ErrorCode::kInvalidManifest);
    CHECK(code_with_bytes(BlockKind::kHot, kMaxHotBytes) == ErrorCode::kOk);
    CHECK(code_with_bytes(BlockKind::kHot, kMaxHotBytes + 1) == ErrorCode::kInvalidManifest);
}

TEST_CASE("shard: a block given under another's name is refused, and nothing is attached") {
    const StoredShard stored = create_shard();
    for (const StoredBlock& as : stored.blocks) {
        auto shard = Shard::open(stored.manifest_json, 1 << 20);
        for (const StoredBlock& given : stored.blocks) {
            if (given.name == as.name) continue;
            const ExactBytes bytes(given.bytes);
            const auto attached = shard.value().attach(as.name, bytes.borrowed());
            REQUIRE_FALSE(attached.ok());
            CHECK(attached.error().code == ErrorCode::kBlockIntegrity);
            CHECK_FALSE(shard.value().attached(as.name));
            if (given.kind != as.kind) CHECK_FALSE(parse_block(stored.manifest, as.kind, as.number, bytes.view()).ok());
        }
    }
}

TEST_CASE("shard: attaching an unknown block, one twice, or one at an odd address has its own error") {
    const StoredShard stored = create_shard();
    auto shard = Shard::open(stored.manifest_json, 1 << 20);
    const ExactBytes hot(stored.block("hot").bytes);
    CHECK(shard.value().attach("hat", hot.borrowed()).error().code == ErrorCode::kUnknownBlock);
    std::vector<std::uint8_t> shifted(hot.view().size() + 128);
    const std::size_t to_aligned = (64 - reinterpret_cast<std::uintptr_t>(shifted.data()) % 64) % 64;
    std::memcpy(shifted.data() + to_aligned + 1, hot.view().data(), hot.view().size());
    CHECK(shard.value().attach("hot", {shifted.data() + to_aligned + 1, hot.borrowed().bytes, nullptr}).error().code ==
          ErrorCode::kInvalidArgument);
    CHECK(shard.value().attach("hot", {nullptr, 0, nullptr}).error().code == ErrorCode::kInvalidArgument);
    CHECK(shard.value().attach("hot", hot.borrowed()).ok());
    CHECK(shard.value().attach("hot", hot.borrowed()).error().code == ErrorCode::kInvalidState);
}

namespace {
int g_freed = 0;
void count_free(const std::uint8_t* data) {
    ++g_freed;
    std::free(const_cast<std::uint8_t*>(data));
}
}  // namespace

TEST_CASE("shard: attached bytes are freed once, with the shard; refused bytes stay the caller's") {
    const StoredShard stored = create_shard();
    const StoredBlock& hot = stored.block("hot");
    const auto allocate = [&hot] {
        void* memory = nullptr;
        REQUIRE(posix_memalign(&memory, 64, hot.bytes.size()) == 0);
        std::memcpy(memory, hot.bytes.data(), hot.bytes.size());
        return static_cast<std::uint8_t*>(memory);
    };
    g_freed = 0;
    {
        auto shard = Shard::open(stored.manifest_json, 1 << 20);
        std::uint8_t* const refused = allocate();
        CHECK_FALSE(shard.value().attach("graph", {refused, static_cast<std::uint32_t>(hot.bytes.size()), count_free}).ok());
        std::free(refused);
        CHECK(shard.value().attach("hot", {allocate(), static_cast<std::uint32_t>(hot.bytes.size()), count_free}).ok());
        Shard moved = std::move(shard.value());
        CHECK(moved.hot()->item_id[0] == "A");
        CHECK(g_freed == 0);
    }
    CHECK(g_freed == 1);
}

TEST_CASE("shard: every block is found by what it is for, before and after it is attached") {
    const StoredShard stored = create_shard();
    auto empty = Shard::open(stored.manifest_json, 1 << 20);
    CHECK(empty.value().item_by_id("A").error().code == ErrorCode::kMissingBlock);
    CHECK(empty.value().symbol_by_id("lotus").error().code == ErrorCode::kMissingBlock);
    CHECK(empty.value().near_of("A") == nullptr);
    CHECK(empty.value().words() == nullptr);
    CHECK_FALSE(empty.value().all_vectors());
    CHECK(empty.value().near_block_name("A") == "near-000");
    CHECK(empty.value().cards_block_name(ItemIndex{4}) == "cards-000");
    CHECK(empty.value().knowledge_block_name(SymbolIndex{3}) == "knowledge-000");
    CHECK(empty.value().evidence_block_name(2) == "evidence-000");

    std::vector<ExactBytes> owned;
    const Shard shard = open_all(stored, owned);
    CHECK(shard.item_by_id("E").value() == ItemIndex{4});
    CHECK(shard.item_by_id("F").error().code == ErrorCode::kUnknownItem);
    CHECK(shard.item_by_id("").error().code == ErrorCode::kUnknownItem);
    CHECK(shard.symbol_by_id("lotus").value() == SymbolIndex{2});
    CHECK(shard.symbol_by_id("colour:zhuhong").value() == SymbolIndex{15});
    CHECK(shard.symbol_by_id("none").error().code == ErrorCode::kUnknownSymbol);
    CHECK(shard.near_of("A")->item.size() == 5);
    CHECK(shard.all_vectors());
    CHECK(shard.vectors_of(ItemIndex{4})->parts[1].q.size() == 5 * kDim);
    CHECK(shard.cards_of(ItemIndex{0})->title[1][0] == "Dragon mug");
    CHECK(shard.words()->size() == 2);
    CHECK((*shard.words())[1]->token[0] == "c");
    CHECK(shard.knowledge_of(SymbolIndex{0})->meaning_en[0] == "power");
    CHECK(shard.evidence_of(0)->record_id[0] == "r-a");
    CHECK(shard.evidence_of(64) == nullptr);
}

TEST_CASE("shard: words blocks must ascend from one to the next, in whatever order they come") {
    StoredShard stored = create_shard();
    const auto swapped = create_words(1, {"A", "d"});
    Manifest manifest = stored.manifest;
    for (BlockEntry& entry : manifest.blocks) {
        if (entry.name != "words-001") continue;
        manifest.memory_bytes += swapped.view().size() - entry.bytes;
        entry.bytes = static_cast<std::uint32_t>(swapped.view().size());
        entry.sha256 = sha256_hex(swapped.view());
    }
    manifest.shard_id = shard_id_of(manifest.blocks);
    const std::string json = builder::write_manifest(manifest, "").value();
    const ExactBytes first(stored.block("words-000").bytes), second(swapped.view());
    for (const bool first_first : {true, false}) {
        auto shard = Shard::open(json, 1 << 20);
        REQUIRE(shard.ok());
        CHECK(shard.value().attach(first_first ? "words-000" : "words-001", (first_first ? first : second).borrowed()).ok());
        CHECK(shard.value().attach(first_first ? "words-001" : "words-000", (first_first ? second : first).borrowed()).error().code ==
              ErrorCode::kInvalidBlock);
        CHECK(shard.value().words() == nullptr);
    }
}

TEST_CASE("shard: hot with any index, flag or id out of its range is refused by the tensor's name") {
    const StoredShard s = create_shard();
    using B = HotBlock;
    expect_refused<B>(s, "hot", "item_id", [](B& b) { b.item_id = with_text(b.item_id, 0, "E"); });
    expect_refused<B>(s, "hot", "item_id", [](B& b) { b.item_id = with_text(b.item_id, 0, ""); });
    expect_refused<B>(s, "hot", "item_id", [](B& b) { b.item_id = with_text(b.item_id, 0, std::string(257, 'x')); });
    expect_refused<B>(s, "hot", "item_id", [](B& b) { b.item_id = with_text(b.item_id, 0, "\xC3"); });
    expect_refused<B>(s, "hot", "item_id", [](B& b) { b.item_id = with_text(b.item_id, 0, "\xEF\xBB\xBFx"); });
    expect_refused<B>(s, "hot", "item_id", [](B& b) { b.item_id = with_text(b.item_id, 0, std::string(1, '\0')); });
    expect_refused<B>(s, "hot", "category", [](B& b) { b.category = with_text(b.category, 0, "scarf"); });
    expect_refused<B>(s, "hot", "category", [](B& b) { b.category = table_of({}); });
    expect_refused<B>(s, "hot", "item_category", [](B& b) { poke<std::uint16_t>(b.item_category, 4, 3); });
    expect_refused<B>(s, "hot", "available", [](B& b) { poke<std::uint8_t>(b.available, 4, 2); });
    expect_refused<B>(s, "hot", "symbol.index", [](B& b) { poke<std::uint16_t>(b.symbol_index, b.symbol_index.size() - 1, 16); });
    expect_refused<B>(s, "hot", "symbol.index", [](B& b) { poke<std::uint16_t>(b.symbol_index, 1, b.symbol_index[0]); });
    expect_refused<B>(s, "hot", "symbol.evidence", [](B& b) { poke<std::uint8_t>(b.symbol_evidence, 0, 64); });
    expect_refused<B>(s, "hot", "symbol.start", [](B& b) { poke<std::uint32_t>(b.symbol.start, 0, 1); });
    expect_refused<B>(s, "hot", "symbol.start", [](B& b) { poke<std::uint32_t>(b.symbol.start, 2, 0xFFFFFFFFu); });
}

TEST_CASE("shard: graph with any index out of its range is refused by the tensor's name") {
    const StoredShard s = create_shard();
    using B = GraphBlock;
    expect_refused<B>(s, "graph", "symbol_id", [](B& b) { b.symbol_id = with_text(b.symbol_id, 1, "dragon"); });
    expect_refused<B>(s, "graph", "relation.to", [](B& b) { poke<std::uint16_t>(b.relation_to, 0, 16); });
    expect_refused<B>(s, "graph", "relation.type", [](B& b) { poke<std::uint8_t>(b.relation_type_index, 0, 8); });
    expect_refused<B>(s, "graph", "symbol_emotion.emotion", [](B& b) { poke<std::uint8_t>(b.symbol_emotion_index, 0, 2); });
    expect_refused<B>(s, "graph", "festival_symbol.index", [](B& b) { poke<std::uint16_t>(b.festival_symbol_index, 0, 16); });
    expect_refused<B>(s, "graph", "festival_day.day", [](B& b) { poke<std::int32_t>(b.festival_day_value, 1, b.festival_day_value[0]); });
    expect_refused<B>(s, "graph", "festival_rule.start", [](B& b) { poke<std::uint32_t>(b.festival_rule.start, 1, 7); });
    expect_refused<B>(s, "graph", "festival_rule.day", [](B& b) { poke<std::int8_t>(b.festival_rule_day, 0, 5); });
    expect_refused<B>(s, "graph", "calendar.first", [](B& b) { poke<std::uint16_t>(b.calendar_first, 0, 0); });
    expect_refused<B>(s, "graph", "calendar.first", [](B& b) { b.calendar_first = {}; });
    expect_refused<B>(s, "graph", "calendar.year", [](B& b) { poke<std::uint32_t>(b.calendar_year, 0, b.calendar_year[0] ^ 1u); });
    expect_refused<B>(s, "graph", "calendar.year", [](B& b) { poke<std::uint32_t>(b.calendar_year, 1, b.calendar_year[1] | 1u << 23); });
    expect_refused<B>(s, "graph", "calendar.year", [](B& b) { poke<std::uint32_t>(b.calendar_year, 0, b.calendar_year[0] | 13u << 13); });
    expect_refused<B>(s, "graph", "calendar.term", [](B& b) { poke<std::uint8_t>(b.calendar_term, 3, 29); });
    expect_refused<B>(s, "graph", "calendar.term", [](B& b) { poke<std::uint8_t>(b.calendar_term, 0, 0); });
    expect_refused<B>(s, "graph", "relation_type", [](B& b) { b.relation_type = table_of(std::vector<std::string>(256, "t")); });
    expect_refused<B>(s, "graph", "relation.start", [](B& b) { poke<std::uint32_t>(b.relation.start, 1, 0xFFFFFFFFu); });
}

TEST_CASE("shard: near with an impossible neighbour or a product that is not finite is refused") {
    const StoredShard s = create_shard();
    using B = NearBlock;
    expect_refused<B>(s, "near-000", "item", [](B& b) { poke<std::uint32_t>(b.item, 4, 5); });
    expect_refused<B>(s, "near-000", "item", [](B& b) { poke<std::uint32_t>(b.item, 1, 0); });
    expect_refused<B>(s, "near-000", "neighbour", [](B& b) { poke<std::uint32_t>(b.neighbour, 0, 5); });
    expect_refused<B>(s, "near-000", "neighbour", [](B& b) { poke<std::uint32_t>(b.neighbour, 0, 0); });
    expect_refused<B>(s, "near-000", "neighbour", [](B& b) { poke<std::uint32_t>(b.neighbour, 1, b.neighbour[0]); });
    expect_refused<B>(s, "near-000", "neighbour", [](B& b) { poke<std::uint32_t>(b.neighbour, 0, kNoNeighbour); });
    expect_refused<B>(s, "near-000", "dense", [](B& b) { poke<double>(b.dense, 3, std::numeric_limits<double>::quiet_NaN()); });
}

TEST_CASE("shard: vectors that are neither of unit length nor zero are refused") {
    const StoredShard s = create_shard();
    using B = VectorsBlock;
    expect_refused<B>(s, "vectors-000", "visual.q", [](B& b) { poke<std::int8_t>(b.parts[0].q, 0, -128); });
    expect_refused<B>(s, "vectors-000", "text.scale", [](B& b) { poke<float>(b.parts[1].scale, 0, b.parts[1].scale[0] * 1.02f); });
    expect_refused<B>(s, "vectors-000", "text.scale", [](B& b) { poke<float>(b.parts[1].scale, 0, -b.parts[1].scale[0]); });
    expect_refused<B>(s, "vectors-000", "text.scale",
                      [](B& b) { poke<float>(b.parts[1].scale, 0, std::numeric_limits<float>::quiet_NaN()); });
    expect_refused<B>(s, "vectors-000", "text.scale",
                      [](B& b) { poke<float>(b.parts[1].scale, 0, std::numeric_limits<float>::infinity()); });
    expect_refused<B>(s, "vectors-000", "visual.scale", [](B& b) { poke<float>(b.parts[0].scale, 3, 0.5f); });
}

TEST_CASE("shard: cards with any index, flag, box or span out of its range are refused by the tensor's name") {
    const StoredShard s = create_shard();
    using B = CardsBlock;
    expect_refused<B>(s, "cards-000", "evidence.symbol", [](B& b) { poke<std::uint16_t>(b.evidence_symbol, 0, 16); });
    expect_refused<B>(s, "cards-000", "evidence.kind", [](B& b) { poke<std::uint8_t>(b.evidence_kind, 0, 0); });
    expect_refused<B>(s, "cards-000", "evidence.kind", [](B& b) { poke<std::uint8_t>(b.evidence_kind, 0, 4); });
    expect_refused<B>(s, "cards-000", "evidence.flags", [](B& b) { poke<std::uint8_t>(b.evidence_flags, 0, 8); });
    expect_refused<B>(s, "cards-000", "evidence.field", [](B& b) { poke<std::uint8_t>(b.evidence_field_index, 0, 254); });
    expect_refused<B>(s, "cards-000", "evidence_text.field", [](B& b) { poke<std::uint8_t>(b.evidence_text_field, 0, 255); });
    expect_refused<B>(s, "cards-000", "evidence.box", [](B& b) { poke<std::uint16_t>(b.evidence_box, 0, 65535); });
    expect_refused<B>(s, "cards-000", "evidence_quote",
                      [](B& b) { b.evidence_quote = with_text(b.evidence_quote, 0, std::string(257, 'q')); });
    expect_refused<B>(s, "cards-000", "evidence.span", [](B& b) { poke<std::uint32_t>(b.evidence_span, 1, 4000); });
    expect_refused<B>(s, "cards-000", "evidence.span", [](B& b) { poke<std::uint32_t>(b.evidence_span, 0, 0xFFFFFFFFu); });
    expect_refused<B>(s, "cards-000", "evidence.span", [](B& b) { poke<std::uint32_t>(b.evidence_text_begin, 0, 0xFFFFFFFFu); });
    expect_refused<B>(s, "cards-000", "title_1", [](B& b) { b.title[1] = with_text(b.title[1], 0, "\xED\xA0\x80"); });
}

TEST_CASE("shard: words, knowledge and evidence with a bad value are refused by the tensor's name") {
    const StoredShard s = create_shard();
    expect_refused<WordsBlock>(s, "words-000", "token", [](WordsBlock& b) { b.token = table_of({"", "b", "b"}); });
    expect_refused<WordsBlock>(s, "words-000", "row.q", [](WordsBlock& b) { poke<std::int8_t>(b.rows, 0, -128); });
    expect_refused<WordsBlock>(s, "words-000", "row.scale", [](WordsBlock& b) { poke<float>(b.scales, 0, -1.0f); });
    expect_refused<WordsBlock>(s, "words-000", "fold.from", [](WordsBlock& b) { poke<std::uint32_t>(b.fold_from, 1, b.fold_from[0]); });
    expect_refused<KnowledgeBlock>(s, "knowledge-000", "meaning.flags",
                                   [](KnowledgeBlock& b) { poke<std::uint8_t>(b.meaning_flags, 0, 2); });
    expect_refused<KnowledgeBlock>(s, "knowledge-000", "meaning_evidence.record",
                                   [](KnowledgeBlock& b) { poke<std::uint32_t>(b.meaning_evidence_record, 0, 3); });
    expect_refused<EvidenceBlock>(s, "evidence-000", "record_tier", [](EvidenceBlock& b) { poke<std::uint8_t>(b.tier, 0, 4); });
    expect_refused<EvidenceBlock>(s, "evidence-000", "record_verification",
                                  [](EvidenceBlock& b) { poke<std::uint8_t>(b.verification, 0, 0); });
    expect_refused<EvidenceBlock>(s, "evidence-000", "record_flags", [](EvidenceBlock& b) { poke<std::uint8_t>(b.flags, 0, 2); });
    expect_refused<EvidenceBlock>(s, "evidence-000", "record_id", [](EvidenceBlock& b) { b.record_id = with_text(b.record_id, 0, "z"); });
}

// ---- the container ----

namespace {

std::vector<std::uint8_t> container(std::string header, std::size_t data_bytes, std::uint8_t fill = 0) {
    header.append((64 - (8 + header.size()) % 64) % 64, ' ');
    std::vector<std::uint8_t> file(8 + header.size() + data_bytes, fill);
    const std::uint64_t length = header.size();
    std::memcpy(file.data(), &length, 8);
    std::memcpy(file.data() + 8, header.data(), header.size());
    return file;
}

// The near block of a shard without neighbours to speak of: item [1], neighbour [1,4], dense [1,4,2].
std::string near_header(
    const std::string& item =
        R"("item":{"dtype":"U32","shape":[1],"data_offsets":[0,4]},"_pad0":{"dtype":"U8","shape":[60],"data_offsets":[4,64]})",
    const std::string& metadata = R"("ruyi.kind":"near","ruyi.version":"1")", const std::string& more = "") {
    return R"({"__metadata__":{)" + metadata + "}," + item +
           R"(,"neighbour":{"dtype":"U32","shape":[1,4],"data_offsets":[64,80]},"_pad1":{"dtype":"U8","shape":[48],"data_offsets":[80,128]},)" +
           more + R"("dense":{"dtype":"F64","shape":[1,4,2],"data_offsets":[128,192]}})";
}

bool near_accepted(const std::vector<std::uint8_t>& file) {
    static const StoredShard stored = create_shard();
    std::vector<std::uint8_t> bytes = file;
    const ExactBytes exact(bytes);
    const auto parsed = parse_block(stored.manifest, BlockKind::kNear, 0, exact.view());
    if (!parsed.ok()) CHECK(parsed.error().code == ErrorCode::kInvalidBlock);
    return parsed.ok();
}

std::vector<std::uint8_t> near_file(const std::string& header, std::size_t data_bytes = 192) {
    std::vector<std::uint8_t> file = container(header, data_bytes);
    const std::size_t data = file.size() - data_bytes;
    if (data_bytes >= 80) std::memset(file.data() + data + 64, 0xFF, 16);  // no neighbours
    return file;
}

}  // namespace

TEST_CASE("container: the hand-made block that the next tests break is accepted") { CHECK(near_accepted(near_file(near_header()))); }

TEST_CASE("container: another kind, another version or no metadata is refused") {
    CHECK_FALSE(
        near_accepted(near_file(near_header("\"item\":{\"dtype\":\"U32\",\"shape\":[1],\"data_offsets\":[0,4]},\"_pad0\":{\"dtype\":\"U8\","
                                            "\"shape\":[60],\"data_offsets\":[4,64]}",
                                            R"("ruyi.kind":"cards","ruyi.version":"1")"))));
    for (const char* const metadata : {R"("ruyi.kind":"near","ruyi.version":"2")", R"("ruyi.kind":"near","ruyi.version":1)",
                                       R"("ruyi.kind":"near")", R"("ruyi.version":"1")", ""}) {
        std::string header = near_header();
        header = replaced(header, R"("ruyi.kind":"near","ruyi.version":"1")", metadata);
        CHECK_FALSE(near_accepted(near_file(header)));
    }
    CHECK_FALSE(near_accepted(near_file(replaced(near_header(), "__metadata__", "__metadate__"))));
}

TEST_CASE("container: unknown tensors are ignored, missing and mistyped ones refused") {
    CHECK(near_accepted(near_file(replaced(near_header(), "\"_pad1\"", "\"_pad1\""))));
    const std::string empty = R"("later":{"dtype":"I16","shape":[0,7],"data_offsets":[128,128]},)";
    CHECK(near_accepted(near_file(
        near_header(R"("item":{"dtype":"U32","shape":[1],"data_offsets":[0,4]},"_pad0":{"dtype":"U8","shape":[60],"data_offsets":[4,64]})",
                    R"("ruyi.kind":"near","ruyi.version":"1")", empty))));
    CHECK_FALSE(near_accepted(near_file(replaced(near_header(), "\"item\"", "\"items\""))));
    CHECK_FALSE(near_accepted(near_file(replaced(near_header(), "\"dtype\":\"U32\",\"shape\":[1]", "\"dtype\":\"I32\",\"shape\":[1]"))));
    CHECK_FALSE(near_accepted(near_file(replaced(near_header(), "\"dtype\":\"U32\",\"shape\":[1]", "\"dtype\":\"F32\",\"shape\":[1]"))));
    CHECK_FALSE(near_accepted(near_file(replaced(near_header(), "\"dtype\":\"U32\",\"shape\":[1]", "\"dtype\":\"BF16\",\"shape\":[2]"))));
    CHECK_FALSE(near_accepted(near_file(replaced(near_header(), "\"shape\":[1,4]", "\"shape\":[4,1]"))));
    CHECK_FALSE(near_accepted(near_file(replaced(near_header(), "\"shape\":[1,4]", "\"shape\":[4]"))));
}

TEST_CASE("container: gaps, overlaps, odd offsets and sizes that overflow are refused") {
    const std::vector<std::pair<std::string, std::string>> changes = {
        {"[128,192]", "[127,191]"},
        {"[128,192]", "[128,256]"},
        {"[128,192]", "[192,128]"},
        {"[128,192]", "[128]"},
        {"[128,192]", "[128,192,200]"},
        {"[128,192]", "[128,4294967488]"},
        {"[128,192]", "[128,-1]"},
        {"[128,192]", "[128,192.0]"},
        {"[1,4,2]", "[4294967295,4294967295,4294967295]"},
        {"[1,4,2]", "[1,4,2,1]"},
        {"[1,4,2]", "[1,1,1,1,1,1,1,4,2]"},
        {"[64,80]", "[0,16]"},
        {"\"shape\":[60],\"data_offsets\":[4,64]", "\"shape\":[59],\"data_offsets\":[5,64]"},
        {"\"dtype\":\"U8\",\"shape\":[60]", "\"dtype\":\"I8\",\"shape\":[60]"},
        {"\"_pad0\"", "\"filler\""},
        {"\"dtype\":\"F64\"", "\"dtype\":8"},
    };
    for (const auto& [from, to] : changes) {
        INFO(from << " -> " << to);
        CHECK_FALSE(near_accepted(near_file(replaced(near_header(), from, to))));
    }
    CHECK_FALSE(near_accepted(near_file(near_header(), 256)));
    std::vector<std::uint8_t> padded = near_file(near_header());
    padded[padded.size() - 192 + 10] = 1;
    CHECK_FALSE(near_accepted(padded));
}

TEST_CASE("container: a header that is not an aligned JSON object of at most 65536 bytes is refused") {
    CHECK_FALSE(near_accepted(near_file("[]")));
    CHECK_FALSE(near_accepted(near_file("{\"__metadata__\":")));
    CHECK_FALSE(near_accepted(near_file(near_header() + std::string(70000, ' '))));
    std::vector<std::uint8_t> odd = near_file(near_header());
    odd[0] = static_cast<std::uint8_t>(odd[0] - 1);
    CHECK_FALSE(near_accepted(odd));
    std::vector<std::uint8_t> huge = near_file(near_header());
    std::memset(huge.data(), 0xFF, 8);
    CHECK_FALSE(near_accepted(huge));
}

// ---- ids and addresses ----

TEST_CASE("id index: finds every id, and stays quick when ids are made to collide") {
    std::vector<std::string> ids;
    for (int i = 0; i < 3000; ++i) ids.push_back("item-" + std::to_string(i));
    IdIndex index;
    REQUIRE(index.build(table_of(ids)));
    for (std::uint32_t i = 0; i < ids.size(); ++i) REQUIRE(index.find(ids[i]).value() == i);
    CHECK_FALSE(index.find("item-3000").has_value());
    ids.push_back("item-7");
    CHECK_FALSE(index.build(table_of(ids)));

    // Ids that all want the same few slots of a table of 2048: linear probing alone would need 180,000 steps.
    std::vector<std::string> colliding;
    for (std::uint32_t i = 0; colliding.size() < 600; ++i) {
        const std::string id = std::to_string(i);
        const std::uint32_t hash = fnv1a32(id);
        if (((hash * 2654435769u ^ (hash >> 15)) & 2047u) < 4) colliding.push_back(id);
    }
    REQUIRE(index.build(table_of(colliding)));
    for (std::uint32_t i = 0; i < colliding.size(); ++i) REQUIRE(index.find(colliding[i]).value() == i);
    CHECK_FALSE(index.find("none").has_value());
    colliding.push_back(colliding[0]);
    CHECK_FALSE(index.build(table_of(colliding)));
}

TEST_CASE("addresses: only http, https and relative ones may be used") {
    for (const char* const good : {"", "/a/b.html", "a.webp", "../x?y=1:2#z", "https://shop.example/a", "HTTP://shop.example/",
                                   "//cdn.example/a", "?q=a:b", "dir/a:b"}) {
        CHECK(safe_address(good) == good);
    }
    for (const char* const bad :
         {"javascript:alert(1)", "JavaScript:alert(1)", "java\nscript:alert(1)", " javascript:alert(1)", "data:text/html,x", "vbscript:x",
          "blob:x", "file:///etc", "ja vascript:x", "\x01https://x", "mailto:a@b"}) {
        CHECK(safe_address(bad).empty());
    }
}
