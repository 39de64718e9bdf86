// The hot loop: int16 x int8 -> exact integer. The result is a whole number, so every way of adding it up gives the same one.
#pragma once

#include <cstddef>
#include <cstdint>

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace ruyi {

/// At most this many products fit a 32-bit sum: 512 * 32767 * 128 < 2^31.
inline constexpr std::size_t kDotChunk = 512;

/// n a multiple of 16, at most kDotChunk; a within +-32767.
inline std::int32_t dot_chunk(const std::int16_t* a, const std::int8_t* b, std::size_t n) {
#if defined(__wasm_simd128__)
    v128_t sum = wasm_i32x4_splat(0);
    for (std::size_t d = 0; d < n; d += 16) {
        const v128_t bytes = wasm_v128_load(b + d);
        sum = wasm_i32x4_add(sum, wasm_i32x4_dot_i16x8(wasm_v128_load(a + d), wasm_i16x8_extend_low_i8x16(bytes)));
        sum = wasm_i32x4_add(sum, wasm_i32x4_dot_i16x8(wasm_v128_load(a + d + 8), wasm_i16x8_extend_high_i8x16(bytes)));
    }
    return wasm_i32x4_extract_lane(sum, 0) + wasm_i32x4_extract_lane(sum, 1) + wasm_i32x4_extract_lane(sum, 2) +
           wasm_i32x4_extract_lane(sum, 3);
#elif defined(__SSE2__)
    const auto load = [](const void* p) { return _mm_loadu_si128(static_cast<const __m128i*>(p)); };
    __m128i sum = _mm_setzero_si128();
    for (std::size_t d = 0; d < n; d += 16) {
        const __m128i bytes = load(b + d);
        const __m128i low = _mm_srai_epi16(_mm_unpacklo_epi8(bytes, bytes), 8);
        const __m128i high = _mm_srai_epi16(_mm_unpackhi_epi8(bytes, bytes), 8);
        sum = _mm_add_epi32(sum, _mm_madd_epi16(load(a + d), low));
        sum = _mm_add_epi32(sum, _mm_madd_epi16(load(a + d + 8), high));
    }
    alignas(16) std::int32_t lanes[4];
    _mm_store_si128(reinterpret_cast<__m128i*>(lanes), sum);
    return lanes[0] + lanes[1] + lanes[2] + lanes[3];
#else
    std::int32_t sum = 0;
    for (std::size_t d = 0; d < n; ++d) sum += std::int32_t{a[d]} * std::int32_t{b[d]};
    return sum;
#endif
}

/// n a multiple of 16.
inline std::int64_t dot_i16_i8(const std::int16_t* a, const std::int8_t* b, std::size_t n) {
    std::int64_t sum = 0;
    for (std::size_t d = 0; d < n; d += kDotChunk) sum += dot_chunk(a + d, b + d, n - d < kDotChunk ? n - d : kDotChunk);
    return sum;
}

}  // namespace ruyi
