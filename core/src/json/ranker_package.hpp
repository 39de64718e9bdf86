// A ranker folder's ranker.json and items.safetensors as plain data (models/rankers/README.md, contract ranker/1). Builder only.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ruyi/result.hpp"
#include "ruyi/shard.hpp"

namespace ruyi {

/// The head of an attention package, in the order of RankerBlock::Head: matrices [dim, dim] and vectors [dim].
struct HeadTensor {
    const char* name;
    bool matrix;
};
inline constexpr HeadTensor kHeadTensors[] = {{"head.component_user", true}, {"head.component_bias", false}, {"head.component_out", false},
                                              {"head.item_user", true},      {"head.item_content", true},    {"head.item_bias", false},
                                              {"head.item_out", false}};

/// Row-major floats.
struct FloatTable {
    std::uint32_t rows = 0, dim = 0;
    std::vector<float> values;
    std::span<const float> row(std::size_t r) const { return std::span(values).subspan(r * dim, dim); }
};

struct RankerPackage {
    RankerSpec spec;       // dims as in the package; gains, groups and block numbers are the writer's
    std::string document;  // ranker.json as it came
    std::vector<std::string> item_ids, entity_ids;
    std::vector<FloatTable> parts;  // [items, dim], in the order of the modalities
    FloatTable last;                // last-item: [items, dim]
    FloatTable entity;              // graph-spread with vectors: [entities, dim]
    FloatTable component;           // attention: [components, dim], rows by component_start
    std::vector<std::uint32_t> component_start, neighbour_start, neighbour_index;
    std::vector<float> neighbour_weight;
    std::vector<FloatTable> head;  // attention: kHeadTensors
};

/// Checks every member, tensor, size and index against the contract. Fails with kInvalidJson (ranker.json) or kInvalidArgument
/// (items.safetensors), naming member or tensor and what is expected. symbols: of the shard; what they, or a head, would fill beyond the
/// ranker's first block is refused by its dim.
Result<RankerPackage> parse_ranker_package(std::string_view ranker_json, std::span<const std::uint8_t> items_safetensors,
                                           std::uint32_t symbols);

}  // namespace ruyi
