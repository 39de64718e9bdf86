#include "ruyi/profile.hpp"

#include "ruyi/calendar.hpp"

namespace ruyi {

namespace {

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
    return civil_day({part[0], part[1], part[2]});
}

std::string civil_day_text(std::int32_t day) {
    const CivilDate date = civil_date(day);
    std::string text;
    append_padded(text, date.year, 4);
    text += '-';
    append_padded(text, date.month, 2);
    text += '-';
    append_padded(text, date.day, 2);
    return text;
}

}  // namespace ruyi
