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
    double threshold = 1.0;     // operating point on the confidence
    double box_quantile = 0.5;  // share of the way from the map's mean to its peak
    bool claim = false;         // may be claimed from the picture alone
};

/// The part of an image encoder's sidecar contract that core needs.
struct SeeingContract {
    std::string model;
    std::array<float, 3> mean{}, std{};
    std::vector<SymbolRule> symbols;  // in the order of the logits
};

struct SeenSymbol {
    std::string id;
    double confidence = 0.0;  // 0..1
    bool claimed = false;
    bool has_box = false;
    std::array<float, 4> box{};  // x0,y0,x1,y1 in fractions of the upright picture
};

/// Reads the sidecar JSON ("image-encoder/1"). kInvalidJson or kUnsupportedVersion name the member.
Result<SeeingContract> parse_seeing_contract(std::string_view json);

/// logits: [S]; maps: [S, map_h, map_w] row-major. Every symbol is returned, best first (ties: vocabulary order).
/// box: the 4-connected component around the map's peak of cells m >= mean + box_quantile * (peak - mean).
/// Fails with kDimensionMismatch if the sizes do not fit the contract, kInvalidPicture on NaN.
Result<std::vector<SeenSymbol>> decode_seeing(const SeeingContract& contract, std::span<const float> logits, std::span<const float> maps,
                                              std::uint32_t map_h, std::uint32_t map_w);

}  // namespace ruyi
