// The hot loop: int16 x int8 -> exact integer. The result is a whole number, so every way of adding it up gives the same one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace ruyi {

/// At most this many products fit a 32-bit sum: 512 * 32767 * 128 < 2^31.
inline constexpr std::size_t kDotChunk = 512;

// Four partial sums: what a target's SIMD needs to know is these few functions.
#if defined(__wasm_simd128__)
using DotSums = v128_t;
inline DotSums dot_zero() { return wasm_i32x4_splat(0); }
/// Adds the products of 16 values.
inline DotSums dot_add16(DotSums sum, const std::int16_t* a, const std::int8_t* b) {
    const v128_t bytes = wasm_v128_load(b);
    sum = wasm_i32x4_add(sum, wasm_i32x4_dot_i16x8(wasm_v128_load(a), wasm_i16x8_extend_low_i8x16(bytes)));
    return wasm_i32x4_add(sum, wasm_i32x4_dot_i16x8(wasm_v128_load(a + 8), wasm_i16x8_extend_high_i8x16(bytes)));
}
/// Lane r adds the products of two values with the same two of `pair`.
inline DotSums dot_add_pairs(DotSums sum, DotSums pair, const std::int16_t* eight) {
    return wasm_i32x4_add(sum, wasm_i32x4_dot_i16x8(pair, wasm_v128_load(eight)));
}
inline DotSums dot_splat_pair(const std::int16_t* pair) { return wasm_v128_load32_splat(pair); }
inline void dot_lanes(DotSums sum, std::int32_t* lanes) { wasm_v128_store(lanes, sum); }
#elif defined(__SSE2__)
using DotSums = __m128i;
inline DotSums dot_zero() { return _mm_setzero_si128(); }
inline DotSums dot_add16(DotSums sum, const std::int16_t* a, const std::int8_t* b) {
    const auto load = [](const void* p) { return _mm_loadu_si128(static_cast<const __m128i*>(p)); };
    const __m128i bytes = load(b);
    sum = _mm_add_epi32(sum, _mm_madd_epi16(load(a), _mm_srai_epi16(_mm_unpacklo_epi8(bytes, bytes), 8)));
    return _mm_add_epi32(sum, _mm_madd_epi16(load(a + 8), _mm_srai_epi16(_mm_unpackhi_epi8(bytes, bytes), 8)));
}
inline DotSums dot_add_pairs(DotSums sum, DotSums pair, const std::int16_t* eight) {
    return _mm_add_epi32(sum, _mm_madd_epi16(pair, _mm_loadu_si128(reinterpret_cast<const __m128i*>(eight))));
}
inline DotSums dot_splat_pair(const std::int16_t* pair) {
    std::int32_t both = 0;
    std::memcpy(&both, pair, sizeof both);
    return _mm_set1_epi32(both);
}
inline void dot_lanes(DotSums sum, std::int32_t* lanes) { _mm_storeu_si128(reinterpret_cast<__m128i*>(lanes), sum); }
#else
struct DotSums {
    std::int32_t lane[4];
};
inline DotSums dot_zero() { return {}; }
inline DotSums dot_add16(DotSums sum, const std::int16_t* a, const std::int8_t* b) {
    for (std::size_t d = 0; d < 16; ++d) sum.lane[d / 4] += std::int32_t{a[d]} * std::int32_t{b[d]};
    return sum;
}
inline DotSums dot_add_pairs(DotSums sum, DotSums pair, const std::int16_t* eight) {
    for (std::size_t r = 0; r < 4; ++r) sum.lane[r] += pair.lane[0] * eight[2 * r] + pair.lane[1] * eight[2 * r + 1];
    return sum;
}
inline DotSums dot_splat_pair(const std::int16_t* pair) { return {{pair[0], pair[1], 0, 0}}; }
inline void dot_lanes(DotSums sum, std::int32_t* lanes) { std::memcpy(lanes, sum.lane, sizeof sum.lane); }
#endif

inline std::int32_t dot_total(DotSums sum) {
    std::int32_t lanes[4];
    dot_lanes(sum, lanes);
    return lanes[0] + lanes[1] + lanes[2] + lanes[3];
}

/// n a multiple of 16, at most kDotChunk; a within +-32767.
inline std::int32_t dot_chunk(const std::int16_t* a, const std::int8_t* b, std::size_t n) {
    DotSums sum = dot_zero();
    for (std::size_t d = 0; d < n; d += 16) sum = dot_add16(sum, a + d, b + d);
    return dot_total(sum);
}

/// Four rows that follow one another: the query is loaded once for all of them. n a multiple of 16, at most kDotChunk.
inline void dot_four_rows(const std::int16_t* a, const std::int8_t* rows, std::size_t n, std::int32_t* dots) {
    DotSums sums[4] = {dot_zero(), dot_zero(), dot_zero(), dot_zero()};
    for (std::size_t d = 0; d < n; d += 16) {
        sums[0] = dot_add16(sums[0], a + d, rows + d);
        sums[1] = dot_add16(sums[1], a + d, rows + n + d);
        sums[2] = dot_add16(sums[2], a + d, rows + 2 * n + d);
        sums[3] = dot_add16(sums[3], a + d, rows + 3 * n + d);
    }
    for (std::size_t r = 0; r < 4; ++r) dots[r] = dot_total(sums[r]);
}

/// n a multiple of 16.
inline std::int64_t dot_i16_i8(const std::int16_t* a, const std::int8_t* b, std::size_t n) {
    std::int64_t sum = 0;
    for (std::size_t d = 0; d < n; d += kDotChunk) sum += dot_chunk(a + d, b + d, n - d < kDotChunk ? n - d : kDotChunk);
    return sum;
}

}  // namespace ruyi
