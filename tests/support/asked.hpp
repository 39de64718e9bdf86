// A Recommender with a stored shard attached, and its answers as parsed JSON.
#pragma once

#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "ruyi/recommender.hpp"
#include "support/shard_fixture.hpp"

namespace ruyi::support {

using Json = nlohmann::json;

/// Keeps the blocks' bytes alive beside the recommender that borrows them.
class Asked {
public:
    explicit Asked(const fixture::StoredShard& shard, std::uint64_t budget_bytes = 1u << 30) : recommender(budget_bytes) {
        if (!recommender.open(shard.manifest_json)) std::abort();
        for (const fixture::StoredBlock& block : shard.blocks)
            blocks_.push_back({block.name, block.kind, std::make_unique<fixture::ExactBytes>(block.bytes)});
    }

    /// Attaches every block of the kinds; all kinds without any.
    Asked& attach(const std::vector<BlockKind>& kinds = {}) {
        for (Held& block : blocks_) {
            bool wanted = kinds.empty();
            for (const BlockKind kind : kinds) wanted = wanted || kind == block.kind;
            if (wanted &&
                !recommender.attach(block.name, block.bytes->data(), static_cast<std::uint32_t>(block.bytes->view().size()), nullptr))
                std::abort();
        }
        return *this;
    }

    void attach_named(const std::string& name) {
        for (Held& block : blocks_) {
            if (block.name == name &&
                !recommender.attach(name, block.bytes->data(), static_cast<std::uint32_t>(block.bytes->view().size()), nullptr))
                std::abort();
        }
    }

    Json ask(const Json& request) {
        const auto answer = recommender.recommend(request.dump());
        return Json::parse(answer ? answer.value() : error_json(answer.error()));
    }

    Json ask(const Json& request, const Json& profile) {
        if (!recommender.set_profile(profile.dump())) std::abort();
        return ask(request);
    }

    Json blocks_for(const Json& wish) {
        const auto answer = recommender.blocks_for(wish.dump());
        return Json::parse(answer ? answer.value() : error_json(answer.error()));
    }

    Recommender recommender;

private:
    struct Held {
        std::string name;
        BlockKind kind;
        std::unique_ptr<fixture::ExactBytes> bytes;
    };
    std::vector<Held> blocks_;
};

}  // namespace ruyi::support
