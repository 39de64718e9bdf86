// A visit made of any calls of both runtime modules in any order with any bytes: every answer is a result, every error a typed one.
// A call is an operation byte and its arguments, each two little-endian length bytes and that many bytes.
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "ruyi/result.hpp"
#include "ruyi_abi.h"
#include "sense_abi.h"
#include "support/shard_fixture.hpp"

namespace {

class Tape {
public:
    Tape(const std::uint8_t* data, std::size_t size) : data_(data), left_(size) {}
    bool done() const { return left_ == 0; }
    std::uint8_t byte() {
        if (left_ == 0) return 0;
        --left_;
        return *data_++;
    }
    /// An exact copy: a read past its end is seen.
    std::vector<char> bytes() {
        std::size_t size = byte();
        size |= std::size_t{byte()} << 8;
        if (size > left_) size = left_;
        std::vector<char> copy(data_, data_ + size);
        data_ += size;
        left_ -= size;
        return copy;
    }

private:
    const std::uint8_t* data_;
    std::size_t left_;
};

void check(const ruyi_result* result) {
    if (result == nullptr || result->code > static_cast<std::uint32_t>(ruyi::ErrorCode::kInternal)) __builtin_trap();
    if (result->code == static_cast<std::uint32_t>(ruyi::ErrorCode::kInternal)) __builtin_trap();
    std::uint32_t sum = 0;
    for (std::uint32_t i = 0; i < result->data_bytes; ++i) sum += result->data[i];
    if (result->code != 0 && (result->data_bytes < 2 || result->data[0] != '{')) __builtin_trap();
    volatile std::uint32_t kept = sum;
    (void)kept;
}

/// A block of the fixture if there is one of the name; with a flipped byte if `damage` is not 0. `call` hands it to the core or the senses.
template <class Call>
void attach(const Call& call, const ruyi::fixture::StoredShard& shard, const std::vector<char>& name, std::uint8_t damage) {
    for (const ruyi::fixture::StoredBlock& block : shard.blocks) {
        if (block.name != std::string(name.begin(), name.end())) continue;
        auto* data = static_cast<std::uint8_t*>(ruyi_alloc(static_cast<std::uint32_t>(block.bytes.size())));
        std::memcpy(data, block.bytes.data(), block.bytes.size());
        if (damage != 0) data[block.bytes.size() * damage / 256] ^= damage;
        const ruyi_result* result =
            call(name.data(), static_cast<std::uint32_t>(name.size()), data, static_cast<std::uint32_t>(block.bytes.size()));
        check(result);
        if (result->code != 0) ruyi_free(data);
        if (damage != 0 && result->code == 0) __builtin_trap();
        return;
    }
    std::uint8_t byte = 0;
    const ruyi_result* result = call(name.data(), static_cast<std::uint32_t>(name.size()), &byte, 0u);
    check(result);
    if (result->code == 0) __builtin_trap();
}

void set_vector(ruyi_handle* handle, const std::vector<char>& slot, const std::vector<char>& bytes) {
    std::vector<float> values(bytes.size() / sizeof(float));
    if (!values.empty()) std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
    check(ruyi_set_vector(handle, slot.data(), static_cast<std::uint32_t>(slot.size()), values.data(),
                          static_cast<std::uint32_t>(values.size())));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ruyi::fixture::StoredShard shard = ruyi::fixture::create_shard();
    ruyi_handle* handle = ruyi_create(1u << 24);
    ruyi_sense* sense = ruyi_sense_create(1u << 24);
    const auto to_core = [&](auto... block) { return ruyi_attach(handle, block...); };
    const auto to_sense = [&](auto... block) { return ruyi_sense_attach(sense, block...); };
    check(ruyi_open(handle, shard.manifest_json.data(), static_cast<std::uint32_t>(shard.manifest_json.size())));
    check(ruyi_sense_open(sense, shard.manifest_json.data(), static_cast<std::uint32_t>(shard.manifest_json.size())));
    for (Tape tape(data, size); !tape.done();) {
        const std::uint8_t operation = tape.byte();
        const std::vector<char> text = tape.bytes();
        const auto bytes = static_cast<std::uint32_t>(text.size());
        switch (operation % 9) {
            case 0: check(ruyi_block_for(handle, text.data(), bytes)); break;
            case 1:
                if ((operation & 8) == 0) {
                    attach(to_core, shard, text, operation >= 128 ? operation : 0);
                } else {
                    attach(to_sense, shard, text, operation >= 128 ? operation : 0);
                }
                break;
            case 2: check(ruyi_set_profile(handle, text.data(), bytes)); break;
            case 3: check(ruyi_recommend(handle, text.data(), bytes)); break;
            case 4: set_vector(handle, text, tape.bytes()); break;
            case 5:
                switch (operation >> 3 & 3) {
                    case 0: check(ruyi_sense_encode_text(sense, text.data(), bytes)); break;
                    case 1: check(ruyi_sense_understand(sense, text.data(), bytes)); break;
                    case 2: check(ruyi_sense_ask(sense, text.data(), bytes)); break;
                    default: check(ruyi_sense_block_for(sense, text.data(), bytes)); break;
                }
                break;
            case 6: check(ruyi_open(handle, text.data(), bytes)); break;
            case 7:
                if ((operation & 8) == 0) {
                    check(ruyi_edit_profile(handle, text.data(), bytes));
                } else {
                    check(ruyi_set_stock(handle, text.data(), bytes));
                }
                break;
            default:
                check(ruyi_sense_palette(sense, reinterpret_cast<const std::uint8_t*>(text.data()), bytes / 4, bytes >= 4 ? 1 : 0));
                break;
        }
    }
    ruyi_destroy(handle);
    ruyi_sense_destroy(sense);
    return 0;
}
