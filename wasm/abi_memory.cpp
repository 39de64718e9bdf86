// The allocator of every module: linked into each of them, and once into a native program that links several.
#include <cstddef>
#include <cstdlib>

#include "abi_answer.hpp"

constexpr std::size_t kAlignment = 64;

extern "C" {

RUYI_EXPORT(ruyi_alloc) void* ruyi_alloc(uint32_t bytes) {
    if (bytes == 0 || bytes > UINT32_MAX - kAlignment) return nullptr;
    return std::aligned_alloc(kAlignment, (bytes + kAlignment - 1) / kAlignment * kAlignment);
}

RUYI_EXPORT(ruyi_free) void ruyi_free(void* memory) { std::free(memory); }

}  // extern "C"
