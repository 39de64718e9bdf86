#include "understand_number.hpp"

#include <cstdint>

#include "understand_text.hpp"
#include "utf8.hpp"

namespace ruyi {
namespace {

constexpr int kMaxDigits = 9;
constexpr double kLargest = 1e8;
constexpr std::uint32_t kSome = 0x51E0;                                      // 几
constexpr std::uint32_t kMore = 0x591A, kMoreToo = 0x4F59, kAbout = 0x6765;  // 多, 余, 来

struct Code {
    std::uint32_t code = 0;
    std::size_t next = 0;
};

Code code_at(std::string_view text, std::size_t at) {
    if (at >= text.size()) return {0, at};
    const utf8::Decoded decoded = utf8::decode(text, at);
    return {decoded.code_point, at + decoded.bytes};
}

int digit_of(std::uint32_t code) {
    switch (code) {
        case 0x96F6:
        case 0x3007: return 0;
        case 0x4E00: return 1;
        case 0x4E8C:
        case 0x4E24: return 2;
        case 0x4E09: return 3;
        case 0x56DB: return 4;
        case 0x4E94: return 5;
        case 0x516D: return 6;
        case 0x4E03: return 7;
        case 0x516B: return 8;
        case 0x4E5D: return 9;
        default: return -1;
    }
}

double unit_of(std::uint32_t code) {
    switch (code) {
        case 0x5341: return 10;
        case 0x767E: return 100;
        case 0x5343: return 1000;
        case 0x4E07: return 10000;
        default: return 0;
    }
}

/// 多, 几 and 来 behind a number: "and some" reaches to the next whole unit.
void read_tail(std::string_view text, WishNumber& number) {
    const Code tail = code_at(text, number.end);
    if (tail.code == kMore || tail.code == kMoreToo) {
        number.high = number.low + number.unit;
        number.end = tail.next;
    } else if (tail.code == kAbout) {
        // 来 as a verb ("三个来") never follows a numeral that a price word follows.
        number.about = true;
        number.end = tail.next;
    }
}

WishNumber read_digits(std::string_view text, std::size_t at) {
    WishNumber number;
    double value = 0, scale = 1;
    int digits = 0, zeros = 0;
    bool fraction = false;
    std::size_t next = at;
    for (; next < text.size(); ++next) {
        const char c = text[next];
        if (c == '.' && !fraction && next + 1 < text.size() && wish::is_digit(text[next + 1])) {
            fraction = true;
            continue;
        }
        if (!wish::is_digit(c)) break;
        if (++digits > kMaxDigits) continue;
        zeros = c == '0' ? zeros + 1 : 0;
        if (fraction) {
            scale *= 10;
            value += (c - '0') / scale;
        } else {
            value = value * 10 + (c - '0');
        }
    }
    for (int z = 0; z < zeros && z < digits - 1 && !fraction; ++z) number.unit *= 10;
    const char letter = next < text.size() ? text[next] : ' ';
    const bool alone = next + 1 >= text.size() || !wish::is_letter(text[next + 1]);
    const Code han = code_at(text, next);
    const double unit = letter == 'k' && alone ? 1000 : letter == 'w' && alone ? 10000 : unit_of(han.code);
    if (unit >= 100) {
        next = letter == 'k' || letter == 'w' ? next + 1 : han.next;
        value *= unit;
        number.unit = unit;
        const std::size_t after = next;
        if (han.next == after && after < text.size() && wish::is_digit(text[after]) &&
            (after + 1 >= text.size() || !wish::is_digit(text[after + 1]))) {
            value += (text[after] - '0') * unit / 10;  // 1万2
            number.unit = unit / 10;
            ++next;
        }
    }
    number.low = number.high = digits > kMaxDigits ? 0 : value;
    number.uncertain = digits > kMaxDigits;
    number.end = next;
    read_tail(text, number);
    return number;
}

/// Chinese numerals as they are read: sections of 万, digits before units.
class NumeralReader {
public:
    NumeralReader(std::string_view text, std::size_t at) : text_(text), at_(at) {}

    WishNumber read() {
        WishNumber number;
        number.end = at_;
        const std::size_t start = at_;
        while (step()) {
        }
        if (at_ == start || (count_ == 0 && !has_unit_)) return number;
        finish(number);
        return number;
    }

private:
    bool step() {
        const Code here = code_at(text_, at_);
        const double unit = unit_of(here.code);
        const int digit = digit_of(here.code);
        if (here.code == kSome) {
            if (some_ || count_ > 0) return false;
            some_ = true;
            count_ = 1;
            low_ = high_ = 0;
        } else if (digit >= 0) {
            if (!take_digit(digit)) return false;
        } else if (unit > 0) {
            if (!take_unit(unit)) return false;
        } else {
            return false;
        }
        at_ = here.next;
        return true;
    }

    bool take_digit(int digit) {
        if (some_) return false;
        if (digit == 0 && has_unit_) {
            zero_ = true;
            return count_ == 0;
        }
        if (count_ == 0) {
            low_ = high_ = digit;
        } else if (count_ == 1 && digit > low_ && low_ > 0) {
            high_ = digit;  // 两三
        } else if (!has_unit_ && count_ < kMaxDigits) {
            low_ = high_ = spelled_ = (count_ == 1 ? low_ : spelled_) * 10 + digit;  // 三零零
        } else {
            return false;
        }
        ++count_;
        return true;
    }

    bool take_unit(double unit) {
        if (total_high_ > kLargest) return false;
        if (unit == 10000) {
            if (count_ == 0 && !has_unit_) return false;
            total_low_ = (total_low_ + low_) * unit;
            total_high_ = (total_high_ + high_) * unit;
            last_unit_ = unit;
        } else {
            if (has_unit_ && unit >= last_unit_ && last_unit_ != 10000) return false;
            if (count_ == 0 && (unit > 10 || zero_) && has_unit_) return false;
            bare_ = count_ == 0 && unit > 10;
            if (some_ && !has_unit_) vague_ = true;  // 几百
            total_low_ += (count_ == 0 ? 1 : low_) * unit;
            total_high_ += (count_ == 0 ? 1 : high_) * unit;
            last_unit_ = unit;
        }
        low_ = high_ = 0;
        count_ = 0;
        some_ = zero_ = false;
        has_unit_ = true;
        return true;
    }

    void finish(WishNumber& number) {
        // 一百五 is 150; 一百零五 and 二十五 are what they say.
        const double rest = has_unit_ && !zero_ && !some_ && count_ == 1 && last_unit_ >= 100 ? last_unit_ / 10 : 1;
        number.low = total_low_ + low_ * rest;
        number.high = total_high_ + high_ * rest;
        number.unit = count_ == 0 ? (has_unit_ ? last_unit_ : 1) : rest;
        number.bare_unit = bare_ && count_ == 0;
        number.uncertain = vague_ || (some_ && !has_unit_);
        if (some_ && has_unit_) {  // 二十几
            number.high = number.low + last_unit_;
            number.unit = last_unit_;
        }
        number.end = at_;
        read_tail(text_, number);
        const Code tail = code_at(text_, number.end);
        if (tail.code == kSome && has_unit_ && count_ == 0 && number.high == number.low) {
            number.high = number.low + number.unit;
            number.end = tail.next;
        }
    }

    std::string_view text_;
    std::size_t at_;
    double total_low_ = 0, total_high_ = 0, low_ = 0, high_ = 0, spelled_ = 0, last_unit_ = 0;
    int count_ = 0;  // digits since the last unit
    bool has_unit_ = false, some_ = false, zero_ = false, bare_ = false, vague_ = false;
};

}  // namespace

WishNumber read_wish_number(std::string_view text, std::size_t at) {
    if (wish::is_digit(text[at])) return read_digits(text, at);
    return NumeralReader(text, at).read();
}

}  // namespace ruyi
