#include "builder/shard_writer.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>

#include "builder/block_file.hpp"
#include "builder/catalogue_blocks.hpp"
#include "builder/lexicon.hpp"
#include "builder/mention_set.hpp"
#include "builder/near_blocks.hpp"
#include "builder/ranker_blocks.hpp"
#include "builder/record_terms.hpp"
#include "builder/vectors.hpp"
#include "builder/vocabulary.hpp"
#include "checksum.hpp"
#include "json/bundle_json.hpp"
#include "json/manifest_json.hpp"
#include "json/ranker_json.hpp"
#include "json/ranker_package.hpp"
#include "shard_blocks.hpp"

namespace ruyi::builder {
namespace {

constexpr std::uint32_t kNeighbours = 24;         // a shelf of ten survives fourteen hidden or excluded ones
constexpr std::uint32_t kItemsPerNearBlock = 32;  // about 15 kB with two modalities
constexpr std::uint32_t kMostNearBlocks = 128;    // more would make the manifest, which every visit fetches, the larger part
constexpr std::uint32_t kCardsPerBlock = 32;      // DESIGN's fixed groups of private cards
constexpr std::uint32_t kRecordsPerBlock = 64;
constexpr std::uint32_t kVectorsHeaderBytes = 4096;  // room for header and padding beside the rows
constexpr std::string_view kGenerator = "ruyi-builder 0.1.0";

struct NamedBlock {
    BlockKind kind = BlockKind::kHot;
    std::uint32_t number = 0;
    AlignedBytes bytes;
};

std::uint32_t vectors_per_block(const std::vector<Modality>& modalities) {
    std::uint32_t row_bytes = 0;
    for (const Modality& modality : modalities) row_bytes += modality.dim + 4;
    return row_bytes == 0 ? kMaxItems : (kMaxBlockBytes - kVectorsHeaderBytes) / row_bytes / 16 * 16;
}

}  // namespace

struct ShardWriter::State {
    enum class Stage { kEmpty, kBegun, kFinished };
    Stage stage = Stage::kEmpty;
    Bundle bundle;
    Manifest manifest;
    std::vector<std::optional<QuantisedMatrix>> vectors;  // per modality
    std::map<std::string, AlignedBytes> words;
    std::vector<RankerColumns> rankers;
    std::vector<NamedBlock> blocks;
    std::string manifest_json;

    Result<std::vector<ItemPresence>> judge_all() const;
    CatalogueView catalogue_view(const HotBlock& hot, const GraphBlock& graph) const;
    Result<void> write_all(std::span<const ItemPresence> presence);
    Result<void> write_vectors();
    Result<void> write_cards(std::span<const ItemPresence> presence);
    Result<void> write_words();
    Result<void> write_records();
    Result<void> write_rankers();
    Result<void> write_ranker(std::size_t ranker);
    Result<void> reopen() const;
    template <class Block>
    Result<void> add(BlockKind kind, std::uint32_t number, const Block& view);
};

ShardWriter::ShardWriter() : state_(std::make_unique<State>()) {}
ShardWriter::ShardWriter(ShardWriter&&) noexcept = default;
ShardWriter& ShardWriter::operator=(ShardWriter&&) noexcept = default;
ShardWriter::~ShardWriter() = default;

Result<std::string> ShardWriter::begin(std::string_view bundle_json) {
    auto bundle = parse_bundle(bundle_json);
    if (!bundle) return bundle.error();
    state_ = std::make_unique<State>();
    State& s = *state_;
    s.bundle = std::move(bundle.value());
    complete_vocabulary(s.bundle);
    if (s.bundle.symbols.size() > kMaxSymbols) return Error{ErrorCode::kInvalidJson, "bundle: more than 4096 symbols"};
    s.manifest.generator = kGenerator;
    s.manifest.catalogue_name = s.bundle.name;
    s.manifest.currency = s.bundle.currency;
    s.manifest.price_scale = s.bundle.price_scale;
    s.manifest.locales = s.bundle.locales;
    s.manifest.modalities = s.bundle.modalities;
    s.manifest.items = static_cast<std::uint32_t>(s.bundle.items.size());
    s.manifest.symbols = static_cast<std::uint32_t>(s.bundle.symbols.size());
    s.manifest.records = static_cast<std::uint32_t>(s.bundle.records.size());
    const bool near = !s.bundle.modalities.empty() && s.manifest.items > 1;
    s.manifest.near_neighbours = near ? std::min(kNeighbours, s.manifest.items - 1) : 0;
    s.manifest.near_buckets = near ? std::min((s.manifest.items + kItemsPerNearBlock - 1) / kItemsPerNearBlock, kMostNearBlocks) : 0;
    s.manifest.vectors_per_block = vectors_per_block(s.bundle.modalities);
    s.manifest.records_per_block = kRecordsPerBlock;
    s.vectors.resize(s.bundle.modalities.size());
    s.stage = State::Stage::kBegun;
    return begin_answer(s.bundle);
}

Result<void> ShardWriter::add_vectors(std::string_view modality, std::span<const float> values, std::uint32_t rows, std::uint32_t dim) {
    State& s = *state_;
    if (s.stage != State::Stage::kBegun) return Error{ErrorCode::kInvalidState, "vectors come between begin and finish"};
    for (std::size_t m = 0; m < s.bundle.modalities.size(); ++m) {
        if (s.bundle.modalities[m].name != modality) continue;
        if (rows != s.manifest.items || dim != s.bundle.modalities[m].dim) {
            return Error{ErrorCode::kDimensionMismatch, "vectors of \"" + std::string(modality) + "\" must be " +
                                                            std::to_string(s.manifest.items) + " rows of " +
                                                            std::to_string(s.bundle.modalities[m].dim)};
        }
        auto matrix = quantise_rows(values, rows, dim);
        if (!matrix) return matrix.error();
        s.vectors[m] = std::move(matrix.value());
        return {};
    }
    return Error{ErrorCode::kInvalidArgument, "the bundle names no modality \"" + std::string(modality) + "\""};
}

Result<void> ShardWriter::add_block(std::string_view name, std::span<const std::uint8_t> bytes) {
    State& s = *state_;
    if (s.stage != State::Stage::kBegun) return Error{ErrorCode::kInvalidState, "blocks come between begin and finish"};
    std::uint32_t number = 0;
    while (number < 1000 && block_name(BlockKind::kWords, number) != name) ++number;
    if (number == 1000) return Error{ErrorCode::kInvalidArgument, "\"" + std::string(name) + "\" is not a name of a words block"};
    const bool has_text =
        std::any_of(s.bundle.modalities.begin(), s.bundle.modalities.end(), [](const Modality& m) { return m.name == "text"; });
    if (!has_text) return Error{ErrorCode::kInvalidArgument, "words need a modality \"text\""};
    if (bytes.size() > kMaxBlockBytes) return Error{ErrorCode::kInvalidBlock, "block " + std::string(name) + " is larger than 1 MiB"};
    AlignedBytes copy(bytes.size());
    if (copy.data() == nullptr) return Error{ErrorCode::kOutOfMemory, "no memory for block " + std::string(name)};
    if (!bytes.empty()) std::memcpy(copy.data(), bytes.data(), bytes.size());
    const auto parsed = parse_block(s.manifest, BlockKind::kWords, number, copy.view());
    if (!parsed) return parsed.error();
    s.words.insert_or_assign(std::string(name), std::move(copy));
    return {};
}

Result<std::string> ShardWriter::add_ranker(std::string_view ranker_json, std::span<const std::uint8_t> items_safetensors) {
    State& s = *state_;
    if (s.stage != State::Stage::kBegun) return Error{ErrorCode::kInvalidState, "rankers come between begin and finish"};
    auto package = parse_ranker_package(ranker_json, items_safetensors, s.manifest.symbols);
    if (!package) return package.error();
    const std::string name = package.value().spec.name;
    for (const RankerColumns& other : s.rankers) {
        if (other.spec().name == name) return Error{ErrorCode::kInvalidArgument, "there is a ranker \"" + name + "\" already"};
    }
    std::vector<std::string> items, symbols;
    for (const Item& item : s.bundle.items) items.push_back(item.id);
    for (const Symbol& symbol : s.bundle.symbols) symbols.push_back(symbol.id);
    RankerColumns columns(std::move(package.value()), items, symbols);
    if (columns.matched() == 0)
        return Error{ErrorCode::kInvalidArgument,
                     "the ranker \"" + name + "\" knows none of the catalogue's items: was it trained on another shop?"};
    for (const RankerModality& modality : columns.spec().modalities) {
        if (modality.gain > kMostGain)
            return Error{ErrorCode::kInvalidArgument, "the ranker \"" + name + "\": the longest of this shop's rows of " + modality.name +
                                                          ".vectors is shorter than 1e-30; multiply that table by one factor"};
    }
    s.rankers.push_back(std::move(columns));
    return ranker_answer(name, s.rankers.back().matched(), s.manifest.items - s.rankers.back().matched());
}

Result<std::vector<ItemPresence>> ShardWriter::State::judge_all() const {
    std::span<const std::uint32_t> fold_from, fold_to;
    const auto first = words.find(block_name(BlockKind::kWords, 0));
    if (first != words.end()) {
        const auto parsed = parse_block(manifest, BlockKind::kWords, 0, first->second.view());
        if (!parsed) return parsed.error();
        const auto& block = *std::get_if<WordsBlock>(&parsed.value().view);
        fold_from = block.fold_from;
        fold_to = block.fold_to;
    }
    const auto finder = make_mention_finder(bundle, fold_from, fold_to);
    if (!finder) return finder.error();
    const PresenceRule rule(bundle, finder.value());
    std::vector<ItemPresence> presence;
    presence.reserve(bundle.items.size());
    for (const Item& item : bundle.items) presence.push_back(rule.judge_item(item));
    return presence;
}

template <class Block>
Result<void> ShardWriter::State::add(BlockKind kind, std::uint32_t number, const Block& view) {
    auto bytes = write_block(kind, view, block_shape(manifest, kind, number));
    if (!bytes) return bytes.error();
    const std::uint32_t limit = kind == BlockKind::kHot ? kMaxHotBytes : kMaxBlockBytes;
    if (bytes.value().view().size() > limit)
        return Error{ErrorCode::kInvalidArgument,
                     "block " + block_name(kind, number) + " would be larger than " + std::to_string(limit) + " bytes"};
    blocks.push_back({kind, number, std::move(bytes.value())});
    return {};
}

CatalogueView ShardWriter::State::catalogue_view(const HotBlock& hot, const GraphBlock& graph) const {
    CatalogueView view;
    view.items = manifest.items;
    view.symbols = manifest.symbols;
    view.hot = &hot;
    view.graph = &graph;
    for (std::size_t m = 0; m < vectors.size(); ++m) {
        ModalityView& dense = view.dense[manifest.modalities[m].name == "visual" ? kDenseVisual : kDenseText];
        dense.dim = manifest.modalities[m].dim;
        dense.rows_per_chunk = manifest.items;
        dense.chunks = {VectorsBlock::Part{vectors[m]->q, vectors[m]->scale}};
    }
    return view;
}

Result<void> ShardWriter::State::write_all(std::span<const ItemPresence> presence) {
    const HotColumns hot(bundle, presence);
    if (auto done = add(BlockKind::kHot, 0, hot.view()); !done) return done;
    const GraphColumns graph(bundle);
    if (auto done = add(BlockKind::kGraph, 0, graph.view()); !done) return done;
    if (manifest.near_buckets > 0) {
        const HotBlock hot_view = hot.view();
        const GraphBlock graph_view = graph.view();
        std::vector<std::size_t> modalities;
        for (const Modality& modality : manifest.modalities) modalities.push_back(modality.name == "visual" ? kDenseVisual : kDenseText);
        const auto near = near_columns(catalogue_view(hot_view, graph_view), modalities, manifest.near_buckets, manifest.near_neighbours);
        for (std::uint32_t b = 0; b < near.size(); ++b) {
            if (auto done = add(BlockKind::kNear, b, near[b].view()); !done) return done;
        }
    }
    if (auto done = write_vectors(); !done) return done;
    if (auto done = write_cards(presence); !done) return done;
    if (auto done = write_words(); !done) return done;
    if (auto done = write_records(); !done) return done;
    return write_rankers();
}

Result<void> ShardWriter::State::write_vectors() {
    for (std::uint32_t g = 0; g < expected_blocks(manifest, BlockKind::kVectors); ++g) {
        const std::size_t first = std::size_t{g} * manifest.vectors_per_block;
        const std::size_t rows = std::min<std::size_t>(manifest.vectors_per_block, manifest.items - first);
        VectorsBlock view;
        for (std::size_t m = 0; m < vectors.size(); ++m) {
            const std::size_t dim = manifest.modalities[m].dim;
            view.parts.push_back({std::span<const std::int8_t>(vectors[m]->q).subspan(first * dim, rows * dim),
                                  std::span<const float>(vectors[m]->scale).subspan(first, rows)});
        }
        if (auto done = add(BlockKind::kVectors, g, view); !done) return done;
    }
    return {};
}

// Long quotes may fill a block, so the group is halved until every block fits.
Result<void> ShardWriter::State::write_cards(std::span<const ItemPresence> presence) {
    const std::size_t kept = blocks.size();
    for (std::uint32_t per_block = kCardsPerBlock; per_block >= 1; per_block /= 2) {
        manifest.cards_per_block = per_block;
        Result<void> done;
        for (std::uint32_t g = 0; done && g < expected_blocks(manifest, BlockKind::kCards); ++g) {
            const std::size_t first = std::size_t{g} * per_block;
            const std::size_t rows = std::min<std::size_t>(per_block, manifest.items - first);
            const CardsColumns cards(std::span<const Item>(bundle.items).subspan(first, rows), presence.subspan(first, rows),
                                     manifest.locales.size());
            done = add(BlockKind::kCards, g, cards.view());
        }
        if (done || per_block == 1 || done.error().code != ErrorCode::kInvalidArgument) return done;
        while (blocks.size() > kept) blocks.pop_back();
    }
    return {};
}

Result<void> ShardWriter::State::write_words() {
    for (std::uint32_t n = 0; n < words.size(); ++n) {
        const auto found = words.find(block_name(BlockKind::kWords, n));
        if (found == words.end())
            return Error{ErrorCode::kInvalidState, "block " + block_name(BlockKind::kWords, n) + " is missing among the words blocks"};
        AlignedBytes copy(found->second.view().size());
        if (copy.data() == nullptr) return Error{ErrorCode::kOutOfMemory, "no memory for the words blocks"};
        std::memcpy(copy.data(), found->second.view().data(), found->second.view().size());
        blocks.push_back({BlockKind::kWords, n, std::move(copy)});
    }
    if (words.empty() || bundle.wish_words.empty()) return {};
    const auto first = parse_block(manifest, BlockKind::kWords, 0, blocks[blocks.size() - words.size()].bytes.view());
    if (!first) return first.error();
    const auto& table = *std::get_if<WordsBlock>(&first.value().view);
    const LexiconColumns lexicon(bundle, TextFolder(table.fold_from, table.fold_to));
    return add(BlockKind::kLexicon, 0, lexicon.view());
}

Result<void> ShardWriter::State::write_records() {
    const std::vector<std::string> terms = record_terms(bundle);
    for (std::uint32_t g = 0; g < expected_blocks(manifest, BlockKind::kKnowledge); ++g) {
        const std::size_t first = std::size_t{g} * kSymbolsPerKnowledgeBlock;
        const std::size_t rows = std::min<std::size_t>(kSymbolsPerKnowledgeBlock, manifest.symbols - first);
        const KnowledgeColumns knowledge(std::span<const Symbol>(bundle.symbols).subspan(first, rows), bundle.records);
        if (auto done = add(BlockKind::kKnowledge, g, knowledge.view()); !done) return done;
    }
    for (std::uint32_t g = 0; g < expected_blocks(manifest, BlockKind::kEvidence); ++g) {
        const std::size_t first = std::size_t{g} * manifest.records_per_block;
        const std::size_t rows = std::min<std::size_t>(manifest.records_per_block, manifest.records - first);
        const EvidenceColumns evidence(bundle, first, rows, std::span<const std::string>(terms).subspan(first, rows));
        if (auto done = add(BlockKind::kEvidence, g, evidence.view()); !done) return done;
    }
    return {};
}

Result<void> ShardWriter::State::write_rankers() {
    for (std::size_t r = 0; r < rankers.size(); ++r) {
        manifest.rankers.push_back(rankers[r].spec());
        manifest.rankers.back().items_per_block = manifest.items;
        number_ranker_blocks(manifest);
        if (auto done = write_ranker(r); !done) return done;
    }
    return {};
}

// Rows differ in length, so the group is halved until every block fits.
Result<void> ShardWriter::State::write_ranker(std::size_t ranker) {
    const std::size_t kept = blocks.size();
    for (;;) {
        const RankerSpec& spec = manifest.rankers[ranker];
        Result<void> done;
        for (std::uint32_t g = 0; done && g < spec.block_count; ++g) {
            const std::uint32_t first = g * spec.items_per_block, rows = std::min(spec.items_per_block, manifest.items - first);
            done = add(BlockKind::kRanker, spec.first_block + g, rankers[ranker].view(first, rows, g == 0));
        }
        if (done || done.error().code != ErrorCode::kInvalidArgument) return done;
        if (spec.items_per_block == 1)
            return Error{ErrorCode::kInvalidArgument, "the ranker \"" + spec.name + "\", item \"" + bundle.items[blocks.size() - kept].id +
                                                          "\": " + done.error().message +
                                                          "; leave out some of its neighbours or components"};
        while (blocks.size() > kept) blocks.pop_back();
        manifest.rankers[ranker].items_per_block = (spec.items_per_block + 1) / 2;
        number_ranker_blocks(manifest);
    }
}

Result<void> ShardWriter::State::reopen() const {
    auto shard = Shard::open(manifest_json, manifest.memory_bytes);
    if (!shard) return shard.error();
    for (const NamedBlock& block : blocks) {
        const auto view = block.bytes.view();
        if (auto done =
                shard.value().attach(block_name(block.kind, block.number), {view.data(), static_cast<std::uint32_t>(view.size()), nullptr});
            !done)
            return done;
    }
    return {};
}

Result<std::string> ShardWriter::finish(std::string_view models_json) {
    State& s = *state_;
    if (s.stage != State::Stage::kBegun) return Error{ErrorCode::kInvalidState, "finish comes once, after begin"};
    for (std::size_t m = 0; m < s.vectors.size(); ++m) {
        if (!s.vectors[m])
            return Error{ErrorCode::kInvalidState, "the modality \"" + s.manifest.modalities[m].name + "\" has no vectors yet"};
    }
    const auto presence = s.judge_all();
    if (!presence) return presence.error();
    s.blocks.clear();
    s.manifest.rankers.clear();
    if (auto done = s.write_all(presence.value()); !done) return done.error();
    s.manifest.blocks.clear();
    s.manifest.memory_bytes = 0;
    for (const NamedBlock& block : s.blocks) {
        BlockEntry entry;
        entry.name = block_name(block.kind, block.number);
        entry.kind = block.kind;
        entry.sha256 = sha256_hex(block.bytes.view());
        entry.bytes = static_cast<std::uint32_t>(block.bytes.view().size());
        entry.file = "blocks/" + entry.name + "-" + entry.sha256.substr(0, 16) + ".safetensors";
        s.manifest.memory_bytes += entry.bytes;
        s.manifest.blocks.push_back(std::move(entry));
    }
    s.manifest.shard_id = shard_id_of(s.manifest.blocks);
    std::vector<std::string> documents;
    for (const RankerColumns& ranker : s.rankers) documents.push_back(ranker.document());
    auto manifest_json = write_manifest(s.manifest, models_json, documents);
    if (!manifest_json) return manifest_json.error();
    s.manifest_json = std::move(manifest_json.value());
    if (auto done = s.reopen(); !done) return Error{done.error().code, "the reader refuses what was written: " + done.error().message};
    s.stage = State::Stage::kFinished;
    std::vector<Finding> findings;
    for (const ItemPresence& item : presence.value()) findings.insert(findings.end(), item.findings.begin(), item.findings.end());
    return finish_answer(s.manifest_json, s.manifest.blocks, findings);
}

Result<std::span<const std::uint8_t>> ShardWriter::take(std::string_view name) const {
    const State& s = *state_;
    if (s.stage != State::Stage::kFinished) return Error{ErrorCode::kInvalidState, "take comes after finish"};
    if (name == "manifest.json") return std::span(reinterpret_cast<const std::uint8_t*>(s.manifest_json.data()), s.manifest_json.size());
    for (std::size_t b = 0; b < s.blocks.size(); ++b) {
        if (s.manifest.blocks[b].name == name) return s.blocks[b].bytes.view();
    }
    return Error{ErrorCode::kUnknownBlock, "the shard has no block \"" + std::string(name) + "\""};
}

}  // namespace ruyi::builder
