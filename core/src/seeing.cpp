#include "ruyi/seeing.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "portable_math.hpp"

namespace ruyi {
namespace {

double sigmoid(double logit) { return 1.0 / (1.0 + portable_exp2(-logit * kLog2E)); }

bool all_finite(std::span<const float> values) {
    constexpr float kLargest = std::numeric_limits<float>::max();
    return std::all_of(values.begin(), values.end(), [](float value) { return value >= -kLargest && value <= kLargest; });
}

struct CellBox {
    std::uint32_t x0, y0, x1, y1;  // half-open
};

/// The component is grown from the peak; `taken` marks cells of this map by a stamp, so that it need not be cleared between maps.
class ComponentFinder {
public:
    ComponentFinder(std::uint32_t map_h, std::uint32_t map_w) : height_(map_h), width_(map_w), stamp_of_(std::size_t{map_h} * map_w, 0) {}

    CellBox around(std::span<const float> map, std::size_t peak, double level) {
        ++stamp_;
        stack_.clear();
        const auto visit = [&](std::size_t cell) {
            if (stamp_of_[cell] != stamp_ && static_cast<double>(map[cell]) >= level) {
                stamp_of_[cell] = stamp_;
                stack_.push_back(cell);
            }
        };
        CellBox box{width_, height_, 0, 0};
        stamp_of_[peak] = stamp_;  // the peak belongs to its component even if rounding lifts the level above it
        stack_.push_back(peak);
        while (!stack_.empty()) {
            const std::size_t cell = stack_.back();
            stack_.pop_back();
            const auto x = static_cast<std::uint32_t>(cell % width_), y = static_cast<std::uint32_t>(cell / width_);
            box = {std::min(box.x0, x), std::min(box.y0, y), std::max(box.x1, x + 1), std::max(box.y1, y + 1)};
            if (x > 0) visit(cell - 1);
            if (x + 1 < width_) visit(cell + 1);
            if (y > 0) visit(cell - width_);
            if (y + 1 < height_) visit(cell + width_);
        }
        return box;
    }

private:
    std::uint32_t height_, width_, stamp_ = 0;
    std::vector<std::uint32_t> stamp_of_;
    std::vector<std::size_t> stack_;
};

void locate(std::span<const float> map, std::uint32_t map_h, std::uint32_t map_w, double box_quantile, ComponentFinder& finder,
            SeenSymbol& symbol) {
    const auto peak = static_cast<std::size_t>(std::max_element(map.begin(), map.end()) - map.begin());
    if (map[peak] == *std::min_element(map.begin(), map.end())) {
        return;
    }
    double sum = 0.0;
    for (float value : map) {
        sum += value;
    }
    const double mean = sum / static_cast<double>(map.size());
    const CellBox cells = finder.around(map, peak, mean + box_quantile * (map[peak] - mean));
    const auto fraction = [](std::uint32_t part, std::uint32_t whole) { return static_cast<float>(static_cast<double>(part) / whole); };
    symbol.has_box = true;
    symbol.box = {fraction(cells.x0, map_w), fraction(cells.y0, map_h), fraction(cells.x1, map_w), fraction(cells.y1, map_h)};
}

Result<void> check_sizes(std::size_t symbols, std::size_t logits, std::size_t maps, std::uint32_t map_h, std::uint32_t map_w) {
    if (logits != symbols) {
        return Error{ErrorCode::kDimensionMismatch,
                     std::to_string(logits) + " symbol logits for " + std::to_string(symbols) + " symbols of the contract"};
    }
    if (map_h < 1 || map_w < 1 || map_h > kMaxMapSide || map_w > kMaxMapSide) {
        return Error{ErrorCode::kDimensionMismatch, "symbol maps of " + std::to_string(map_h) + " x " + std::to_string(map_w) +
                                                        " cells; each side must be 1 to " + std::to_string(kMaxMapSide)};
    }
    const std::uint64_t expected = std::uint64_t{symbols} * map_h * map_w;
    if (maps != expected) {
        return Error{ErrorCode::kDimensionMismatch, std::to_string(maps) + " map values; " + std::to_string(symbols) + " symbols x " +
                                                        std::to_string(map_h) + " x " + std::to_string(map_w) + " cells are " +
                                                        std::to_string(expected)};
    }
    return {};
}

}  // namespace

Result<std::vector<SeenSymbol>> decode_seeing(const SeeingContract& contract, std::span<const float> logits, std::span<const float> maps,
                                              std::uint32_t map_h, std::uint32_t map_w) {
    if (const Result<void> checked = check_sizes(contract.symbols.size(), logits.size(), maps.size(), map_h, map_w); !checked) {
        return checked.error();
    }
    if (!all_finite(logits) || !all_finite(maps)) {
        return Error{ErrorCode::kInvalidPicture,
                     "the image encoder's output holds NaN or infinity; the model is not usable on this device"};
    }
    std::vector<std::size_t> order(logits.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return logits[a] > logits[b]; });

    ComponentFinder finder(map_h, map_w);
    const std::size_t cells = std::size_t{map_h} * map_w;
    std::vector<SeenSymbol> out;
    out.reserve(order.size());
    for (std::size_t index : order) {
        const SymbolRule& rule = contract.symbols[index];
        SeenSymbol& symbol = out.emplace_back();
        symbol.id = rule.id;
        symbol.confidence = sigmoid(logits[index]);
        symbol.claimed = rule.claim && symbol.confidence >= rule.threshold;
        locate(maps.subspan(index * cells, cells), map_h, map_w, rule.box_quantile, finder, symbol);
    }
    return out;
}

}  // namespace ruyi
