#include "wished_blocks.hpp"

#include <algorithm>

#include "json/recommendation_json.hpp"
#include "json/request_json.hpp"
#include "order.hpp"
#include "shard_layout.hpp"

namespace ruyi {

namespace {

/// Collects block names: each once, attached ones left out.
class NameList {
public:
    explicit NameList(const Shard& shard) : shard_(shard) {}
    bool lists(const std::string& name) const {
        const auto& blocks = shard_.manifest().blocks;
        return std::any_of(blocks.begin(), blocks.end(), [&](const BlockEntry& block) { return block.name == name; });
    }
    void add(const std::string& name) {
        if (lists(name) && !shard_.attached(name) && std::find(names_.begin(), names_.end(), name) == names_.end()) names_.push_back(name);
    }
    void add_kind(BlockKind kind) {
        for (const BlockEntry& block : shard_.manifest().blocks) {
            if (block.kind == kind) add(block.name);
        }
    }
    const std::vector<std::string>& names() const { return names_; }

private:
    const Shard& shard_;
    std::vector<std::string> names_;
};

void add_meaning_blocks(const Shard& shard, SymbolIndex symbol, NameList& list) {
    list.add(shard.knowledge_block_name(symbol));
    const KnowledgeBlock* block = shard.knowledge_of(symbol);
    if (block == nullptr) return;
    const std::size_t row = symbol.value % kSymbolsPerKnowledgeBlock;
    for (std::uint32_t m = block->meaning.begin(row); m < block->meaning.end(row); ++m) {
        for (std::uint32_t e = block->meaning_evidence.begin(m); e < block->meaning_evidence.end(m); ++e) {
            list.add(shard.evidence_block_name(block->meaning_evidence_record[e]));
        }
    }
}

/// All that a full explanation reads: exact ranks need every vector; words need the card, the meanings and their records.
Result<void> add_explanation_blocks(const Shard& shard, const std::string& id, NameList& list) {
    const auto item = shard.item_by_id(id);
    if (!item) return item.error();
    list.add(shard.cards_block_name(item.value()));
    list.add_kind(BlockKind::kVectors);
    const HotBlock& hot = *shard.hot();
    for (std::uint32_t r = hot.symbol.begin(item.value().value); shard.graph() != nullptr && r < hot.symbol.end(item.value().value); ++r) {
        if ((hot.symbol_evidence[r] & kEvidenceClaimable) != 0) add_meaning_blocks(shard, SymbolIndex{hot.symbol_index[r]}, list);
    }
    return {};
}

/// All that a question reads; without the graph nobody knows the symbol yet.
Result<void> add_question_blocks(const Shard& shard, const std::string& id, NameList& list) {
    list.add_kind(BlockKind::kGraph);
    if (shard.graph() == nullptr) return {};
    const auto symbol = shard.symbol_by_id(id);
    if (!symbol) return symbol.error();
    list.add(shard.knowledge_block_name(symbol.value()));
    list.add_kind(BlockKind::kEvidence);
    list.add_kind(BlockKind::kWords);
    return {};
}

Result<void> add_numbered_blocks(const Shard& shard, const BlockWish& wish, NameList& list) {
    for (const std::uint32_t item : wish.cards) {
        if (item >= shard.manifest().items)
            return Error{ErrorCode::kUnknownItem, concat({"cards names the item index ", std::to_string(item), "; the catalogue has ",
                                                          std::to_string(shard.manifest().items), " items"})};
        list.add(shard.cards_block_name(ItemIndex{item}));
    }
    for (const std::uint32_t record : wish.records) {
        const std::string name = shard.evidence_block_name(record);
        if (!list.lists(name))
            return Error{ErrorCode::kInvalidArgument,
                         concat({"records names the record ", std::to_string(record), ", which no evidence block holds"})};
        list.add(name);
    }
    return {};
}

Result<void> add_named_blocks(const Shard& shard, const BlockWish& wish, NameList& list) {
    for (const std::string& id : wish.cards_of) {
        const auto item = shard.item_by_id(id);
        if (!item) return item.error();
        list.add(shard.cards_block_name(item.value()));
    }
    for (const std::string& id : wish.explain) {
        if (auto added = add_explanation_blocks(shard, id, list); !added) return added;
    }
    if (wish.knowledge_symbol) {
        const auto symbol = shard.symbol_by_id(*wish.knowledge_symbol);
        if (!symbol) return symbol.error();
        add_meaning_blocks(shard, symbol.value(), list);
    }
    return wish.ask_symbol ? add_question_blocks(shard, *wish.ask_symbol, list) : Result<void>();
}

Result<void> add_ranker_blocks(const Shard& shard, std::string_view name, NameList& list) {
    const auto ranker = find_ranker(shard.manifest(), name);
    if (!ranker) return ranker.error();
    for (std::uint32_t g = 0; g < ranker.value()->block_count; ++g)
        list.add(block_name(BlockKind::kRanker, ranker.value()->first_block + g));
    return {};
}

}  // namespace

Result<std::string> wished_blocks(const Shard& shard, std::string_view wish_json, Parts parts) {
    auto wish = parse_block_wish(wish_json, parts);
    if (!wish) return wish.error();
    NameList list(shard);
    if (wish.value().near_item) list.add(shard.near_block_name(*wish.value().near_item));
    if (auto added = add_numbered_blocks(shard, wish.value(), list); !added) return added.error();
    if (auto added = add_named_blocks(shard, wish.value(), list); !added) return added.error();
    if (wish.value().vectors) list.add_kind(BlockKind::kVectors);
    if (wish.value().words) list.add_kind(BlockKind::kWords);
    if (wish.value().lexicon) {
        list.add_kind(BlockKind::kLexicon);
        list.add(block_name(BlockKind::kWords, 0));  // its fold table
        list.add_kind(BlockKind::kGraph);            // ids of occasions and recipients
    }
    if (wish.value().ranker && *wish.value().ranker != "core") {
        if (auto added = add_ranker_blocks(shard, *wish.value().ranker, list); !added) return added.error();
    }
    if (wish.value().graph) list.add_kind(BlockKind::kGraph);
    return block_names_json(list.names());
}

}  // namespace ruyi
