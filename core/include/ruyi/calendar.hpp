// Days, lunar dates, solar terms and the days of festivals: integer arithmetic on civil days of UTC+8, no clock and no time zone.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace ruyi {

struct CivilDate {
    std::int32_t year = 1970, month = 1, day = 1;
};

constexpr bool leap_year(std::int32_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }
/// Proleptic Gregorian; month 1..12.
std::int32_t days_in_month(std::int32_t year, std::int32_t month);
/// Days since 1970-01-01, years 0..9999.
std::int32_t civil_day(CivilDate date);
CivilDate civil_date(std::int32_t day);

struct LunarDate {
    std::int32_t year = 0;
    std::uint8_t month = 1;  // 1..12; the leap month has the number of the month before it
    bool leap = false;
    std::uint8_t day = 1;  // 1..30
    bool operator==(const LunarDate&) const = default;
};

inline constexpr std::size_t kTermsPerYear = 24;

/// The tables of the `graph` block (FORMAT.md, `calendar`). Borrowed; a shard may have none.
struct CalendarTable {
    std::int32_t first = 0;                // year of the first row
    std::span<const std::uint32_t> years;  // month lengths, leap month, new year's day
    std::span<const std::uint8_t> terms;   // [years, 24], day of the month; 小寒 first, 冬至 last

    bool covers(std::int32_t year) const { return year >= first && static_cast<std::size_t>(year - first) < years.size(); }
};

/// The lunar year's first day, its months and its days.
struct LunarYear {
    std::int32_t start = 0;  // civil day
    std::uint32_t lengths = 0;
    std::uint8_t leap = 0;  // the month that is followed by its leap month; 0 = none

    std::uint32_t months() const { return leap == 0 ? 12 : 13; }
    std::int32_t days_of(std::uint32_t place) const { return (lengths >> place & 1u) != 0 ? 30 : 29; }
    std::int32_t days() const;
};
/// table.covers(year) must hold.
LunarYear lunar_year(const CalendarTable& table, std::int32_t year);

std::optional<LunarDate> lunar_date(const CalendarTable& table, std::int32_t day);
/// A day beyond the month's end is its last day. Nothing for a leap month that the year does not have.
std::optional<std::int32_t> lunar_day(const CalendarTable& table, const LunarDate& date);
/// term: 1 小寒 … 24 冬至, as they come in a Gregorian year.
std::optional<std::int32_t> term_day(const CalendarTable& table, std::int32_t year, std::int32_t term);

struct SolarTerm {
    std::uint8_t term = 1;     // the term whose days these are
    std::uint8_t days_in = 0;  // 0 on its own day
};
std::optional<SolarTerm> solar_term(const CalendarTable& table, std::int32_t day);

enum class RuleKind : std::int8_t { kLunar = 1, kTerm = 2, kGregorian = 3, kWeekday = 4 };
inline constexpr std::size_t kRuleColumns = 5;

/// One row of `festival_rule.day`: kind, a, b, c, shift.
/// lunar: month a, day b. term: a. Gregorian: month a, day b. weekday: the b-th (-1: last) weekday c (0 Sunday) of month a.
using FestivalRule = std::span<const std::int8_t, kRuleColumns>;
bool valid_rule(FestivalRule rule);
/// The civil day in the lunar or Gregorian year, or nothing: outside the table, or a fifth weekday that the month does not have.
std::optional<std::int32_t> rule_day(const CalendarTable& table, FestivalRule rule, std::int32_t year);

}  // namespace ruyi
