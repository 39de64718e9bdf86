// The facade: all that outsiders may call. JSON in, JSON out; the shapes are in js/schemas and wasm/ABI.md.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ruyi/parts.hpp"

namespace ruyi {

/// One shop, one shopper. Not thread-safe. A failed call changes nothing.
class Recommender {
public:
    /// budget_bytes: `open` refuses a shard whose blocks sum to more.
    /// parts: kShelf where the rest of the module is loaded later; until `complete`, a call that needs it fails with kMissingPart.
    explicit Recommender(std::uint64_t budget_bytes, Parts parts = Parts::kAll);
    Recommender(const Recommender&) = delete;
    Recommender& operator=(const Recommender&) = delete;
    ~Recommender();

    /// The rest of the module is there.
    void complete();
    /// Takes the manifest. kInvalidState when a shard is open already.
    Result<std::string> open(std::string_view manifest_json);
    /// Names of the blocks that a purpose still needs. Repeat until the list is empty: knowledge names its records only once it is there.
    Result<std::string> blocks_for(std::string_view wish_json) const;
    /// Takes a block. data: 64-byte aligned; on success it is released with `free` (may be null) when the Recommender ends,
    /// on failure it stays the caller's.
    Result<void> attach(std::string_view name, const std::uint8_t* data, std::uint32_t bytes, void (*free)(const std::uint8_t*));
    /// Replaces the profile; "" = an empty one.
    Result<void> set_profile(std::string_view profile_json);
    /// Changes a profile document: track, pair, set, unset, merge, forget, learn (js/schemas/profile-edit.schema.json). Touches no state of
    /// its own; only `learn` needs an open shard with every vectors block.
    Result<std::string> edit_profile(std::string_view edit_json) const;
    /// Prices and stock since the build (js/schemas/stock.schema.json), in place of an earlier document; "" = as it was built. Needs `hot`.
    Result<std::string> set_stock(std::string_view stock_json);
    /// Sets a query vector of any length but zero, in the order of the modality's dimensions; an empty one clears the slot.
    Result<void> set_vector(std::string_view slot, std::span<const float> vector);
    Result<std::string> recommend(std::string_view request_json) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace ruyi
