// From the image encoder's raw outputs to named symbols with confidence and box (rule "seeing/1").
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ruyi/result.hpp"

namespace ruyi {

struct SymbolRule {
    std::string id;
    double threshold = 1.0;     // operating point on the confidence, 0..1
    double box_quantile = 0.5;  // share of the way from the map's mean to its peak, 0..1
    bool claim = false;         // may be claimed from the picture alone
};

/// The part of an image encoder's sidecar contract that core needs.
struct SeeingContract {
    std::string model;
    std::array<float, 3> mean{}, std{};  // arguments of picture_to_input
    std::vector<SymbolRule> symbols;     // in the order of the logits
};

struct SeenSymbol {
    std::string id;
    double confidence = 0.0;  // 0..1
    bool claimed = false;
    bool has_box = false;
    std::array<float, 4> box{};  // x0,y0,x1,y1 in fractions of the upright picture
};

/// Reads the sidecar JSON ("image-encoder/1"): `contract`, `model`, `symbols`, `pixels`.`mean`/`std` and, per symbol, `symbol_calibration`
/// entries
/// (`id`, and `threshold`, `box_quantile`, `claim`, each of which may be absent or null). A symbol without an entry keeps SymbolRule's
/// defaults: it is scored and located, never claimed. `claim` without `threshold`, an unknown or repeated id, or more than
/// kMaxSeeingSymbols symbols is refused. kInvalidJson or kUnsupportedVersion (contract, layout, channels or resize this build does not
/// read) name the member.
Result<SeeingContract> parse_seeing_contract(std::string_view json);

inline constexpr std::size_t kMaxSeeingSymbols = 4096;
inline constexpr std::uint32_t kMaxMapSide = 1024;

/// logits: [S], already calibrated; maps: [S, map_h, map_w] row-major, map sides 1..kMaxMapSide. Every symbol is returned, best first (by
/// logit; ties: vocabulary order). confidence: 1 / (1 + exp(-logit)). claimed: `claim` and confidence >= threshold. box: around the
/// 4-connected component, containing the map's peak (ties: first in row-major order), of cells m >= mean + box_quantile * (peak - mean);
/// mean is the row-major sum in double divided by the cell count. A flat map has no box.
/// Fails with kDimensionMismatch if the sizes do not fit the contract, kInvalidPicture on NaN or infinity.
Result<std::vector<SeenSymbol>> decode_seeing(const SeeingContract& contract, std::span<const float> logits, std::span<const float> maps,
                                              std::uint32_t map_h, std::uint32_t map_w);

}  // namespace ruyi
