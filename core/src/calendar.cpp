#include "ruyi/calendar.hpp"

#include <algorithm>

namespace ruyi {

std::int32_t days_in_month(std::int32_t year, std::int32_t month) {
    if (month == 2) return leap_year(year) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/// Years start in March so that the leap day comes last; days from 0000-03-01 are turned to the 1970 epoch.
std::int32_t civil_day(CivilDate date) {
    const std::int32_t y = date.month <= 2 ? date.year - 1 : date.year;
    const std::int32_t era = y / 400, year_of_era = y % 400;
    const std::int32_t day_of_year = (153 * (date.month > 2 ? date.month - 3 : date.month + 9) + 2) / 5 + date.day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

CivilDate civil_date(std::int32_t day) {
    const std::int32_t shifted = day + 719468;
    const std::int32_t era = shifted / 146097, day_of_era = shifted % 146097;
    const std::int32_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const std::int32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int32_t march_month = (5 * day_of_year + 2) / 153;
    const std::int32_t month = march_month < 10 ? march_month + 3 : march_month - 9;
    return {era * 400 + year_of_era + (month <= 2 ? 1 : 0), month, day_of_year - (153 * march_month + 2) / 5 + 1};
}

std::int32_t LunarYear::days() const {
    std::int32_t sum = 0;
    for (std::uint32_t place = 0; place < months(); ++place) sum += days_of(place);
    return sum;
}

LunarYear lunar_year(const CalendarTable& table, std::int32_t year) {
    const std::uint32_t packed = table.years[static_cast<std::size_t>(year - table.first)];
    return {civil_day({year, 1, 1}) + static_cast<std::int32_t>(packed >> 17), packed & 0x1FFFu,
            static_cast<std::uint8_t>(packed >> 13 & 0xFu)};
}

std::optional<LunarDate> lunar_date(const CalendarTable& table, std::int32_t day) {
    std::int32_t year = civil_date(day).year;  // or the one before
    if (!table.covers(year) || lunar_year(table, year).start > day) --year;
    if (!table.covers(year)) return std::nullopt;
    const LunarYear lunar = lunar_year(table, year);
    std::int32_t left = day - lunar.start;
    for (std::uint32_t place = 0; place < lunar.months(); ++place) {
        if (left < lunar.days_of(place)) {
            const bool after_leap = lunar.leap != 0 && place >= lunar.leap;
            return LunarDate{year, static_cast<std::uint8_t>(after_leap ? place : place + 1), lunar.leap != 0 && place == lunar.leap,
                             static_cast<std::uint8_t>(left + 1)};
        }
        left -= lunar.days_of(place);
    }
    return std::nullopt;
}

std::optional<std::int32_t> lunar_day(const CalendarTable& table, const LunarDate& date) {
    if (!table.covers(date.year) || date.month < 1 || date.month > 12) return std::nullopt;
    const LunarYear lunar = lunar_year(table, date.year);
    if (date.leap && date.month != lunar.leap) return std::nullopt;
    const bool after_leap = date.leap || (lunar.leap != 0 && date.month > lunar.leap);
    const std::uint32_t wanted = static_cast<std::uint32_t>(date.month) - (after_leap ? 0u : 1u);
    std::int32_t day = lunar.start + std::min<std::int32_t>(date.day, lunar.days_of(wanted)) - 1;
    for (std::uint32_t place = 0; place < wanted; ++place) day += lunar.days_of(place);
    return day;
}

std::optional<std::int32_t> term_day(const CalendarTable& table, std::int32_t year, std::int32_t term) {
    if (!table.covers(year) || term < 1 || term > 24) return std::nullopt;
    const std::size_t place = static_cast<std::size_t>(year - table.first) * kTermsPerYear + static_cast<std::size_t>(term - 1);
    return civil_day({year, (term + 1) / 2, table.terms[place]});
}

std::optional<SolarTerm> solar_term(const CalendarTable& table, std::int32_t day) {
    const CivilDate date = civil_date(day);
    for (std::int32_t term = date.month * 2, year = date.year; term >= date.month * 2 - 2; --term) {
        const bool last_year = term == 0;
        const auto start = term_day(table, last_year ? year - 1 : year, last_year ? 24 : term);
        if (!start) return std::nullopt;
        if (*start <= day) return SolarTerm{static_cast<std::uint8_t>(last_year ? 24 : term), static_cast<std::uint8_t>(day - *start)};
    }
    return std::nullopt;
}

bool valid_rule(FestivalRule rule) {
    const bool month = rule[1] >= 1 && rule[1] <= 12, rest = rule[3] == 0;
    switch (static_cast<RuleKind>(rule[0])) {
        case RuleKind::kLunar: return month && rule[2] >= 1 && rule[2] <= 30 && rest;
        case RuleKind::kTerm: return rule[1] >= 1 && rule[1] <= 24 && rule[2] == 0 && rest;
        case RuleKind::kGregorian: return month && rule[2] >= 1 && rule[2] <= 31 && rest;
        case RuleKind::kWeekday: return month && (rule[2] == -1 || (rule[2] >= 1 && rule[2] <= 5)) && rule[3] >= 0 && rule[3] <= 6;
    }
    return false;
}

namespace {

std::optional<std::int32_t> weekday_in_month(std::int32_t year, std::int32_t month, std::int32_t nth, std::int32_t weekday) {
    const std::int32_t first = civil_day({year, month, 1}), days = days_in_month(year, month);
    const std::int32_t first_weekday = ((first + 4) % 7 + 7) % 7;  // 1970-01-01 was a Thursday
    std::int32_t offset = (weekday - first_weekday + 7) % 7 + 7 * (nth == -1 ? 4 : nth - 1);
    if (nth == -1 && offset >= days) offset -= 7;
    if (offset >= days) return std::nullopt;
    return first + offset;
}

}  // namespace

std::optional<std::int32_t> rule_day(const CalendarTable& table, FestivalRule rule, std::int32_t year) {
    std::optional<std::int32_t> day;
    switch (static_cast<RuleKind>(rule[0])) {
        case RuleKind::kLunar:
            day = lunar_day(table, {year, static_cast<std::uint8_t>(rule[1]), false, static_cast<std::uint8_t>(rule[2])});
            break;
        case RuleKind::kTerm: day = term_day(table, year, rule[1]); break;
        case RuleKind::kGregorian: day = civil_day({year, rule[1], std::min<std::int32_t>(rule[2], days_in_month(year, rule[1]))}); break;
        case RuleKind::kWeekday: day = weekday_in_month(year, rule[1], rule[2], rule[3]); break;
    }
    if (day) *day += rule[4];
    return day;
}

}  // namespace ruyi
