#include "ruyi/profile.hpp"

#include "portable_math.hpp"

namespace ruyi {

namespace {

constexpr bool leap_year(std::int32_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

constexpr std::int32_t days_in_month(std::int32_t year, std::int32_t month) {
    constexpr std::array<std::int32_t, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && leap_year(year) ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

/// Days from 0000-03-01 turned to the 1970 epoch; years start in March so that the leap day comes last.
constexpr std::int32_t day_of(std::int32_t year, std::int32_t month, std::int32_t day) {
    const std::int32_t y = month <= 2 ? year - 1 : year;
    const std::int32_t era = y / 400, year_of_era = y % 400;
    const std::int32_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

void append_padded(std::string& out, std::int32_t value, int width) {
    std::string digits = std::to_string(value);
    while (static_cast<int>(digits.size()) < width) digits.insert(digits.begin(), '0');
    out += digits;
}

}  // namespace

Result<std::int32_t> parse_civil_day(std::string_view text) {
    const Error bad{ErrorCode::kInvalidArgument, "date must be YYYY-MM-DD, a day of the Gregorian calendar in the years 0001 to 9999"};
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return bad;
    std::array<std::int32_t, 3> part{};
    for (std::size_t i = 0, p = 0; i < text.size(); ++i) {
        if (i == 4 || i == 7) {
            ++p;
            continue;
        }
        if (text[i] < '0' || text[i] > '9') return bad;
        part[p] = part[p] * 10 + (text[i] - '0');
    }
    if (part[0] < 1 || part[1] < 1 || part[1] > 12 || part[2] < 1 || part[2] > days_in_month(part[0], part[1])) return bad;
    return day_of(part[0], part[1], part[2]);
}

std::string civil_day_text(std::int32_t day) {
    const std::int32_t shifted = day + 719468;
    const std::int32_t era = shifted / 146097, day_of_era = shifted % 146097;
    const std::int32_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const std::int32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int32_t march_month = (5 * day_of_year + 2) / 153;
    const std::int32_t month = march_month < 10 ? march_month + 3 : march_month - 9;
    std::string text;
    append_padded(text, era * 400 + year_of_era + (month <= 2 ? 1 : 0), 4);
    text += '-';
    append_padded(text, month, 2);
    text += '-';
    append_padded(text, day_of_year - (153 * march_month + 2) / 5 + 1, 2);
    return text;
}

double event_kind_weight(EventKind kind) {
    switch (kind) {
        case EventKind::kLike: return 1.0;
        case EventKind::kBuy: return 1.0;
        case EventKind::kCart: return 0.7;
        case EventKind::kView: return 0.25;
        case EventKind::kDislike: return -0.5;
        case EventKind::kHide: return -1.0;
    }
    return 0.0;
}

double event_weight(EventKind kind, std::int32_t day, std::int32_t date) {
    const std::int64_t age = std::int64_t{date} - day;
    return event_kind_weight(kind) * portable_exp2(age > 0 ? -static_cast<double>(age) / 30.0 : 0.0);
}

}  // namespace ruyi
