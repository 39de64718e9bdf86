#include "json/number.hpp"

#include <bit>
#include <cstring>

namespace ruyi::json {

namespace {

constexpr std::uint64_t kHidden = std::uint64_t{1} << 52;
constexpr int kBias = 1075;          // of the exponent, for a mantissa that is an integer
constexpr int kMostDigits = 780;     // no double's boundary has more significant digits
constexpr int kFurthestPower = 400;  // beyond it a number of one digit is zero or infinite

// std::bit_cast is missing from Emscripten 3.1.6.
std::uint64_t bits_of(double value) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
}

double double_of(std::uint64_t bits) {
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

/// A natural number below 2^4544: 780 digits, or 10^400 times 64 bits, or a double's mantissa 2^1100 up.
class Natural {
public:
    explicit Natural(std::uint64_t value) {
        for (; value != 0; value >>= 32) limbs_[size_++] = static_cast<std::uint32_t>(value);
    }
    Natural(const Natural& other) { *this = other; }
    Natural& operator=(const Natural& other) {
        size_ = other.size_;
        for (int i = 0; i < size_; ++i) limbs_[i] = other.limbs_[i];
        return *this;
    }
    int bits() const { return size_ == 0 ? 0 : 32 * size_ - std::countl_zero(limbs_[size_ - 1]); }

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
    void multiply_power_of_ten(int power) {
        for (; power >= 9; power -= 9) multiply(1000000000);
        for (; power > 0; --power) multiply(10);
    }
    void shift_left(int bits) {
        if (size_ == 0) return;
        const int whole = bits / 32;
        if (whole != 0) {
            for (int i = size_ - 1; i >= 0; --i) limbs_[i + whole] = limbs_[i];
            for (int i = 0; i < whole; ++i) limbs_[i] = 0;
            size_ += whole;
        }
        multiply(std::uint32_t{1} << (bits % 32));
    }
    /// Needs other <= this.
    void subtract(const Natural& other) {
        std::int64_t borrow = 0;
        for (int i = 0; i < size_; ++i) {
            borrow += std::int64_t{limbs_[i]} - (i < other.size_ ? other.limbs_[i] : 0);
            limbs_[i] = static_cast<std::uint32_t>(borrow);
            borrow >>= 32;
        }
        while (size_ > 0 && limbs_[size_ - 1] == 0) --size_;
    }
    void add(const Natural& other) {
        std::uint64_t carry = 0;
        for (int i = 0; i < other.size_ || carry != 0; ++i) {
            if (i == size_) limbs_[size_++] = 0;
            carry += std::uint64_t{limbs_[i]} + (i < other.size_ ? other.limbs_[i] : 0);
            limbs_[i] = static_cast<std::uint32_t>(carry);
            carry >>= 32;
        }
    }
    /// Below, at or above zero as this is below, at or above other.
    int compare(const Natural& other) const {
        if (size_ != other.size_) return size_ - other.size_;
        for (int i = size_ - 1; i >= 0; --i) {
            if (limbs_[i] != other.limbs_[i]) return limbs_[i] < other.limbs_[i] ? -1 : 1;
        }
        return 0;
    }

private:
    std::uint32_t limbs_[142];
    int size_ = 0;
};

/// The double nearest to numerator / denominator, by long division in base two.
double nearest_quotient(Natural numerator, Natural denominator) {
    // Scaled so that 1/2 < quotient < 2, then so that it is at least 1.
    int exponent = numerator.bits() - denominator.bits();
    if (exponent > 0) denominator.shift_left(exponent);
    if (exponent < 0) numerator.shift_left(-exponent);
    if (numerator.compare(denominator) < 0) {
        numerator.shift_left(1);
        --exponent;
    }
    if (exponent > 1023) return double_of(std::uint64_t{0x7FF} << 52);
    if (exponent < -1075) return 0;
    const int digits = exponent >= -1022 ? 53 : 53 - (-1022 - exponent);  // fewer for a subnormal number, down to none
    std::uint64_t mantissa = 0;
    for (int i = 0; i < digits; ++i) {
        mantissa <<= 1;
        if (numerator.compare(denominator) >= 0) {
            numerator.subtract(denominator);
            mantissa |= 1;
        }
        numerator.shift_left(1);
    }
    const int half = numerator.compare(denominator);  // the next binary digit, and whether anything follows it
    if (half > 0 || (half == 0 && (mantissa & 1) != 0)) ++mantissa;
    // A mantissa that rounds up to 2^53 carries into the exponent by itself, up to infinity.
    const std::uint64_t biased = exponent >= -1022 ? static_cast<std::uint64_t>(exponent + 1022) : 0;
    return double_of((biased << 52) + mantissa);
}

/// Digits of the shortest decimal and the place of its point: 0.d1d2d3… * 10^point.
struct Decimal {
    char digits[18];
    int count = 0, point = 0;
};

/// Steele and White's free-format printing with exact integers: value = remainder / scale, `low` and `high` are half the gaps to the
/// neighbouring doubles.
Decimal shortest(double value) {
    const auto bits = bits_of(value);
    const int biased = static_cast<int>(bits >> 52);
    const std::uint64_t fraction = bits & (kHidden - 1);
    const std::uint64_t mantissa = biased == 0 ? fraction : fraction | kHidden;
    const int exponent = (biased == 0 ? 1 : biased) - kBias;
    const bool even = (mantissa & 1) == 0, uneven_gaps = fraction == 0 && biased > 1;

    Natural remainder(mantissa), scale(1), low(1);
    const int up = (exponent > 0 ? exponent : 0) + (uneven_gaps ? 2 : 1);
    remainder.shift_left(up);
    if (exponent > 0) low.shift_left(exponent);
    scale.shift_left((exponent < 0 ? -exponent : 0) + (uneven_gaps ? 2 : 1));

    Decimal out;
    // floor(log10) from the binary exponent, never too large and at most one too small.
    const int top = exponent + 63 - std::countl_zero(mantissa);
    int power = (top * 1233) / 4096 - (top < 0 ? 1 : 0);
    if (power > 0) scale.multiply_power_of_ten(power);
    if (power < 0) {
        remainder.multiply_power_of_ten(-power);
        low.multiply_power_of_ten(-power);
    }
    Natural high = low;
    if (uneven_gaps) high.shift_left(1);
    const auto reaches_up = [&] {
        Natural above = remainder;
        above.add(high);
        const int order = above.compare(scale);
        return even ? order >= 0 : order > 0;
    };
    const auto next_digit = [&] {
        remainder.multiply(10);
        low.multiply(10);
        high.multiply(10);
    };
    // The value, or what rounds to it, must lie below 10^(power + 1).
    for (scale.multiply(10), ++power; reaches_up(); ++power) scale.multiply(10);
    for (next_digit(); !reaches_up(); next_digit()) --power;
    for (;;) {
        int digit = 0;
        for (; remainder.compare(scale) >= 0; ++digit) remainder.subtract(scale);
        const int below = remainder.compare(low);
        const bool stop_low = even ? below <= 0 : below < 0, stop_high = reaches_up();
        if (stop_low || stop_high) {
            Natural twice = remainder;
            twice.shift_left(1);
            const int half = twice.compare(scale);
            if (stop_high && (!stop_low || half > 0 || (half == 0 && (digit & 1) != 0))) ++digit;
            out.digits[out.count++] = static_cast<char>('0' + digit);
            break;
        }
        out.digits[out.count++] = static_cast<char>('0' + digit);
        next_digit();
    }
    out.point = power;
    return out;
}

}  // namespace

double nearest_double(std::string_view number) {
    const bool negative = !number.empty() && number.front() == '-';
    Natural digits(0);
    std::uint64_t small = 0;
    int count = 0, power = 0;
    bool point = false, lost = false;
    std::size_t at = negative ? 1 : 0;
    for (; at < number.size() && (number[at] | 0x20) != 'e'; ++at) {
        if (number[at] == '.') {
            point = true;
            continue;
        }
        const auto digit = static_cast<std::uint32_t>(number[at] - '0');
        if (count == 0 && digit == 0) {  // a leading zero
            if (point) --power;
        } else if (count < kMostDigits) {
            digits.multiply(10, digit);
            small = small * 10 + digit;  // right while count <= 19
            ++count;
            if (point) --power;
        } else {
            lost = lost || digit != 0;
            if (!point) ++power;
        }
    }
    if (at < number.size()) {
        const bool down = number[++at] == '-';
        if (down || number[at] == '+') ++at;
        int given = 0;
        for (; at < number.size(); ++at) given = given < 100000000 ? given * 10 + (number[at] - '0') : given;
        power += down ? -given : given;
    }
    const double sign = negative ? -1 : 1;
    if (count == 0) return sign * 0.0;
    constexpr double kExact[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    if (count <= 15 && power >= -22 && power <= 22) {  // both exact, so the one rounding is the right one
        const auto value = static_cast<double>(small);
        return sign * (power < 0 ? value / kExact[-power] : value * kExact[power]);
    }
    if (lost) {  // something beyond the last digit kept: enough to tell a tie from what is above it
        digits.multiply(10, 1);
        --power;
        ++count;
    }
    if (count + power > kFurthestPower) return sign * double_of(std::uint64_t{0x7FF} << 52);
    if (count + power < -kFurthestPower) return sign * 0.0;
    Natural denominator(1);
    if (power > 0) digits.multiply_power_of_ten(power);
    if (power < 0) denominator.multiply_power_of_ten(-power);
    return sign * nearest_quotient(digits, denominator);
}

void append_shortest(std::string& out, double value) {
    if ((bits_of(value) >> 63) != 0) {
        out += '-';
        value = -value;
    }
    if (value == 0) {
        out += "0.0";
        return;
    }
    const Decimal decimal = shortest(value);
    const std::string_view digits(decimal.digits, static_cast<std::size_t>(decimal.count));
    const int point = decimal.point;
    if (point > 15 || point <= -4) {
        out += digits.front();
        if (digits.size() > 1) {
            out += '.';
            out += digits.substr(1);
        }
        const int exponent = point - 1, size = exponent < 0 ? -exponent : exponent;
        out += exponent < 0 ? "e-" : "e+";
        if (size < 10) out += '0';
        out += std::to_string(size);
    } else if (point <= 0) {
        out += "0.";
        out.append(static_cast<std::size_t>(-point), '0');
        out += digits;
    } else if (decimal.count <= point) {
        out += digits;
        out.append(static_cast<std::size_t>(point - decimal.count), '0');
        out += ".0";
    } else {
        out += digits.substr(0, static_cast<std::size_t>(point));
        out += '.';
        out += digits.substr(static_cast<std::size_t>(point));
    }
}

}  // namespace ruyi::json
