// The product's colours before they get names.
#pragma once

#include <cstdint>
#include <vector>

#include "lab.hpp"
#include "product_mask.hpp"

namespace ruyi {

/// Pixels of one material: its colour, and the same colour in folds and shade.
struct ColourGroup {
    Lab colour;
    std::size_t pixels = 0;
    std::vector<std::uint8_t> mask;  // over the working copy
};

/// Largest first. Deterministic: seeds are the fullest cells of a coarse Lab histogram, then Lloyd's k-means, then merging.
std::vector<ColourGroup> colour_groups(const WorkingCopy& copy, const std::vector<std::uint8_t>& product);

}  // namespace ruyi
