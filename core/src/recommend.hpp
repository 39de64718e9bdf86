// One request against one shard: everything between the parsed request and the answer's numbers.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "counterfactual.hpp"
#include "ruyi/arrange.hpp"
#include "ruyi/explain.hpp"
#include "ruyi/narrate.hpp"
#include "ruyi/profile.hpp"
#include "ruyi/rank.hpp"
#include "ruyi/score.hpp"
#include "ruyi/shard.hpp"
#include "sketch.hpp"

namespace ruyi {

enum class Loaded : std::uint8_t { kHot = 1, kNear = 2, kVectors = 3 };

/// Query vectors by slot; an empty one is not set.
struct Slots {
    static constexpr std::size_t kCount = 7;
    static constexpr std::array<std::string_view, kCount> kNames = {"photo.visual", "text.visual",  "user.visual",    "text.text",
                                                                    "user.text",    "ranker.graph", "ranker.sequence"};
    /// The last two are for the head of the ranker that the request names; no modality of the shard is theirs.
    static constexpr std::size_t kOfRankers = kDenseCount;
    static constexpr std::array<std::size_t, kCount> kModality = {kDenseVisual, kDenseVisual, kDenseVisual, kDenseText,
                                                                  kDenseText,   kOfRankers,   kOfRankers};
    static constexpr std::array<QueryOrigin, kCount> kOrigin = {QueryOrigin::kPhoto,  QueryOrigin::kWords,   QueryOrigin::kEncoder,
                                                                QueryOrigin::kWords,  QueryOrigin::kEncoder, QueryOrigin::kEncoder,
                                                                QueryOrigin::kEncoder};
    std::array<std::vector<float>, kCount> vectors;

    static std::optional<std::size_t> find(std::string_view name) {
        for (std::size_t i = 0; i < kCount; ++i) {
            if (kNames[i] == name) return i;
        }
        return std::nullopt;
    }
};

struct RecommendedItem {
    ItemIndex item;
    std::uint32_t rank = 0, position = 0;
    double score = 0.0;
    std::vector<Move> moved;
    std::vector<Contribution> contributions;
    std::vector<Counterfactual> counterfactuals;
    std::optional<JointCounterfactuals> joint;
    std::vector<SymbolFinding> findings;
    std::vector<Sentence> sentences;
};

struct RankAnswer {
    ItemIndex item;
    std::uint32_t rank = 0, position = 0;  // 0 = not eligible, or not among the loaded ones
};

struct Recommendation {
    std::string ranker;
    Placement placement = Placement::kForYou;
    std::uint32_t eligible = 0;
    std::int32_t date = 0;
    Loaded loaded = Loaded::kHot;
    bool exact = false;  // ranks and scores are those of the whole catalogue with all its terms
    std::vector<RecommendedItem> items;
    std::optional<std::vector<RankAnswer>> ranks;
};

/// What is made from a shard's vectors once they are all there; null where it would not pay.
using Sketches = std::array<std::unique_ptr<const VectorSketch>, kDenseCount>;
Sketches sketches_of(const Shard& shard);

/// The scoring view of a shard: its vectors only when all of them are attached. hot and graph must be.
CatalogueView view_of(const Shard& shard, const Sketches* sketches = nullptr);

/// Fails with kMissingBlock (hot, graph; vectors for `query`), kUnknownItem, kUnknownSymbol, kInvalidArgument or kInvalidState (slots).
/// sketches: of this shard; null: every row is read. The answer is the same.
Result<Recommendation> recommend(const Shard& shard, const Profile& profile, const Slots& slots, const Request& request,
                                 const Sketches* sketches = nullptr);

/// The plan of `for-you` for a profile on a day, without scoring the catalogue. Fails as `recommend` does.
Result<ScoringPlan> plan_for_you(const Shard& shard, const Profile& profile, std::int32_t date);

}  // namespace ruyi
