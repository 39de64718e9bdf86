#include "nearest_double.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

namespace ruyi {

namespace {

constexpr int kMostDigits = 780;                         // no boundary between two doubles has more significant digits
constexpr int kHighestPoint = 310, kLowestPoint = -330;  // 0.d1d2d3… * 10^point beyond them is infinite or zero
constexpr int kLowestExponent = -1022;

/// A natural number below 2^3840, which holds 780 digits and 10^(780 + 330), each twice over.
class Natural {
public:
    explicit Natural(std::uint32_t value) { multiply(0, value); }
    int bits() const { return size_ == 0 ? 0 : 32 * size_ - std::countl_zero(limbs_[size_ - 1]); }
    bool is_zero() const { return size_ == 0; }

    /// this = this * factor + addend
    void multiply(std::uint32_t factor, std::uint32_t addend = 0) {
        std::uint64_t carry = addend;
        for (int i = 0; i < size_; ++i) {
            carry += std::uint64_t{limbs_[i]} * factor;
            limbs_[i] = static_cast<std::uint32_t>(carry);
            carry >>= 32;
        }
        if (carry != 0) limbs_[size_++] = static_cast<std::uint32_t>(carry);
    }
    void multiply_power(std::uint32_t base, int power) {
        for (; power > 0; --power) multiply(base);
    }
    /// Subtracts other if it is not larger than this; whether it was.
    bool take(const Natural& other) {
        if (!(other <= *this)) return false;
        std::int64_t borrow = 0;
        for (int i = 0; i < size_; ++i) {
            borrow += std::int64_t{limbs_[i]} - (i < other.size_ ? other.limbs_[i] : 0);
            limbs_[i] = static_cast<std::uint32_t>(borrow);
            borrow >>= 32;
        }
        while (size_ > 0 && limbs_[size_ - 1] == 0) --size_;
        return true;
    }

private:
    bool operator<=(const Natural& other) const {
        if (size_ != other.size_) return size_ < other.size_;
        int i = size_ - 1;
        while (i > 0 && limbs_[i] == other.limbs_[i]) --i;
        return size_ == 0 || limbs_[i] <= other.limbs_[i];
    }

    std::uint32_t limbs_[120];
    int size_ = 0;
};

double of_bits(std::uint64_t bits) {  // std::bit_cast is missing from Emscripten 3.1.6
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

double infinity() { return of_bits(std::uint64_t{0x7FF} << 52); }

/// The double nearest to numerator / denominator, by long division in base two.
double nearest_quotient(Natural numerator, Natural denominator) {
    // Scaled so that the quotient is below 2, and at least 1 unless it is subnormal.
    int exponent = std::max(numerator.bits() - denominator.bits(), kLowestExponent);
    (exponent > 0 ? denominator : numerator).multiply_power(2, std::abs(exponent));
    std::uint64_t mantissa = 0;
    const auto next_digit = [&] { mantissa = mantissa * 2 + (numerator.take(denominator) ? 1 : 0); };
    next_digit();
    if (mantissa == 0 && exponent > kLowestExponent) {
        numerator.multiply(2);
        --exponent;
        next_digit();
    }
    if (exponent > 1023) return infinity();
    for (int i = 0; i < 52; ++i) {
        numerator.multiply(2);
        next_digit();
    }
    numerator.multiply(2);
    if (numerator.take(denominator) && (!numerator.is_zero() || mantissa % 2 == 1)) ++mantissa;
    // The mantissa's highest bit, and what rounding carries out of it, count in the exponent.
    return of_bits((static_cast<std::uint64_t>(exponent - kLowestExponent) << 52) + mantissa);
}

/// Of a positive number.
double nearest_magnitude(std::string_view number) {
    Natural digits(0), denominator(1);
    int count = 0, power = 0;
    bool point = false, lost = false;
    std::size_t at = 0;
    for (; at < number.size() && (number[at] | 0x20) != 'e'; ++at) {
        if (number[at] == '.') {
            point = true;
            continue;
        }
        const auto digit = static_cast<std::uint32_t>(number[at] - '0');
        if (count < kMostDigits) {
            digits.multiply(10, digit);
            if (!digits.is_zero()) ++count;
            power -= point ? 1 : 0;
        } else {
            lost = lost || digit != 0;
            power += point ? 0 : 1;
        }
    }
    if (at < number.size()) {
        const bool down = number[++at] == '-';
        if (down || number[at] == '+') ++at;
        int given = 0;
        for (; at < number.size(); ++at) given = std::min(given * 10 + (number[at] - '0'), 100000000);
        power += down ? -given : given;
    }
    if (digits.is_zero() || count + power < kLowestPoint) return 0;
    if (count + power > kHighestPoint) return infinity();
    if (lost) {  // one digit more is enough to tell a tie from what is above it
        digits.multiply(10, 1);
        --power;
    }
    (power > 0 ? digits : denominator).multiply_power(10, std::abs(power));
    return nearest_quotient(digits, denominator);
}

}  // namespace

double nearest_double(std::string_view number) {
    return number.starts_with('-') ? -nearest_magnitude(number.substr(1)) : nearest_magnitude(number);
}

}  // namespace ruyi
