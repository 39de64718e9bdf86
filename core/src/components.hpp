// Connected components of small masks.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace ruyi {

template <class Visit>
void for_each_neighbour4(std::size_t pixel, std::uint32_t width, std::uint32_t height, Visit visit) {
    const std::size_t x = pixel % width, y = pixel / width;
    if (y > 0) visit(pixel - width);
    if (x > 0) visit(pixel - 1);
    if (x + 1 < width) visit(pixel + 1);
    if (y + 1 < height) visit(pixel + width);
}

struct Components {
    std::size_t largest_size = 0;                  // pixels; 0 for an empty mask
    std::uint32_t x0 = 0, y0 = 0, x1 = 0, y1 = 0;  // half-open box of the largest component
};

/// The largest component of the pixels that are not 0 (ties: the first in row-major order). `reach`: pixels at most this far apart in x and
/// in y count as connected (1: the eight neighbours), so that the strokes of one motif hold together.
inline Components components_of(const std::vector<std::uint8_t>& mask, std::uint32_t width, std::uint32_t height, std::uint32_t reach = 1) {
    Components best;
    std::vector<std::uint8_t> open = mask;
    std::vector<std::size_t> stack;
    for (std::size_t start = 0; start < open.size(); ++start) {
        if (open[start] == 0) {
            continue;
        }
        Components part{0, width, height, 0, 0};
        open[start] = 0;
        stack.push_back(start);
        while (!stack.empty()) {
            const std::size_t pixel = stack.back();
            stack.pop_back();
            const auto x = static_cast<std::uint32_t>(pixel % width), y = static_cast<std::uint32_t>(pixel / width);
            part = {part.largest_size + 1, std::min(part.x0, x), std::min(part.y0, y), std::max(part.x1, x + 1), std::max(part.y1, y + 1)};
            const std::uint32_t right = std::min(width - 1, x + reach), bottom = std::min(height - 1, y + reach);
            for (std::uint32_t ny = y > reach ? y - reach : 0; ny <= bottom; ++ny) {
                for (std::uint32_t nx = x > reach ? x - reach : 0; nx <= right; ++nx) {
                    const std::size_t next = std::size_t{ny} * width + nx;
                    if (open[next] != 0) {
                        open[next] = 0;
                        stack.push_back(next);
                    }
                }
            }
        }
        if (part.largest_size > best.largest_size) {
            best = part;
        }
    }
    return best;
}

}  // namespace ruyi
