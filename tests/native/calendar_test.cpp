#include "ruyi/calendar.hpp"

#include <fstream>
#include <iterator>

#include "builder/bundle.hpp"
#include "catch.hpp"
#include "json/bundle_json.hpp"
#include "ruyi/knowledge.hpp"
#include "ruyi/profile.hpp"
#include "support/small_catalogue.hpp"

using namespace ruyi;

namespace {

std::string knowledge_file(const std::string& name) {
    std::ifstream file(RUYI_SOURCE_DIR "/models/knowledge/" + name);
    REQUIRE(file.good());
    return std::string(std::istreambuf_iterator<char>(file), {});
}

/// The shipped calendar and festivals, read as the builder reads them.
const builder::Bundle& shipped() {
    static const builder::Bundle bundle = [] {
        const auto parsed = builder::parse_bundle(
            R"({"bundle":1,"catalogue":{"name":"n","currency":"","price_scale":100,"locales":["en"]},"knowledge":{"symbols":{"symbols":[]},"relations":{"relations":[]},"evidence":{},"emotions":{"emotions":[]},"colours":{"palette_keys":{}},"festivals":)" +
            knowledge_file("festivals.json") + R"(,"calendar":)" + knowledge_file("calendar.json") +
            R"(},"modalities":[],"seeing":{"model":"m","symbols":[]},"items":[{"id":"A","category":"","price_minor":null,"available":true,"popularity_count":0,"title":{},"texts":[],"url":"","picture":"","thumb":""}]})");
        INFO((parsed ? "" : parsed.error().message));
        REQUIRE(parsed.ok());
        return parsed.value();
    }();
    return bundle;
}

CalendarTable table() { return {shipped().calendar.first[0], shipped().calendar.years, shipped().calendar.terms}; }

std::int32_t day(const char* text) { return parse_civil_day(text).value(); }

std::optional<std::int32_t> on(const char* festival, std::int32_t year) {
    for (const builder::Festival& one : shipped().festivals) {
        if (one.id == festival) return rule_day(table(), FestivalRule(one.rules.data(), kRuleColumns), year);
    }
    return std::nullopt;
}

}  // namespace

TEST_CASE("calendar: every day of 1899-02-10 to 2102-02-16 has the lunar date that counting days gives, and back") {
    const CalendarTable shipped_table = table();
    LunarDate expected{1899, 1, false, 0};
    std::uint32_t place = 0;
    std::int32_t in_month = 0;
    for (std::int32_t today = day("1899-02-10"); today <= day("2102-02-16"); ++today) {
        const std::uint32_t packed = shipped_table.years[static_cast<std::size_t>(expected.year - 1899)];
        const std::uint32_t leap = packed >> 13 & 15u;
        if (in_month == ((packed >> place & 1u) != 0 ? 30 : 29)) {
            in_month = 0;
            if (++place == (leap != 0 ? 13u : 12u)) {
                place = 0;
                ++expected.year;
            }
        }
        ++in_month;
        const std::uint32_t year_leap = shipped_table.years[static_cast<std::size_t>(expected.year - 1899)] >> 13 & 15u;
        expected.leap = year_leap != 0 && place == year_leap;
        expected.month = static_cast<std::uint8_t>(place + (year_leap != 0 && place >= year_leap ? 0 : 1));
        expected.day = static_cast<std::uint8_t>(in_month);
        const auto found = lunar_date(shipped_table, today);
        if (!found || !(*found == expected) || lunar_day(shipped_table, expected) != today) {
            INFO(civil_day_text(today));
            REQUIRE(found.has_value());
            CHECK(found->month == expected.month);
            REQUIRE(*found == expected);
            REQUIRE(lunar_day(shipped_table, expected) == today);
        }
    }
    CHECK_FALSE(lunar_date(shipped_table, day("1899-02-09")).has_value());
    CHECK_FALSE(lunar_date(shipped_table, day("2102-02-17")).has_value());
}

TEST_CASE("calendar: published dates that other libraries got wrong") {
    CHECK(*lunar_date(table(), day("2020-06-12")) == LunarDate{2020, 4, true, 21});   // CASES E18
    CHECK(*lunar_date(table(), day("2021-06-14")) == LunarDate{2021, 5, false, 5});   // E24
    CHECK(*lunar_date(table(), day("2033-12-22")) == LunarDate{2033, 11, true, 1});   // the leap month of 2033 is the eleventh
    CHECK(*lunar_date(table(), day("1945-09-21")) == LunarDate{1945, 8, false, 16});  // E21
    CHECK(day("2015-04-06") - day("2015-02-19") == 46);                               // E20
    CHECK(*lunar_date(table(), day("2023-12-13")) == LunarDate{2023, 11, false, 1});  // E26
    CHECK(*lunar_date(table(), day("2024-01-11")) == LunarDate{2023, 12, false, 1});
    CHECK(*lunar_date(table(), day("1933-07-22")) ==
          LunarDate{1933, 5, true, 30});  // where the sources differ: new moon at 00:02 of the 23rd
    CHECK(*lunar_date(table(), day("2097-08-07")) == LunarDate{2097, 6, false, 30});
}

TEST_CASE("calendar: a lunar day beyond the month's end is its last day, and a leap month that is not there is no day") {
    CHECK(lunar_day(table(), {2025, 4, false, 30}) == lunar_day(table(), {2025, 4, false, 29}));  // E25
    CHECK(*lunar_date(table(), *lunar_day(table(), {2025, 4, false, 30})) == LunarDate{2025, 4, false, 29});
    CHECK_FALSE(lunar_day(table(), {2025, 4, true, 1}).has_value());
    CHECK(lunar_day(table(), {2025, 6, true, 1}) == day("2025-07-25"));
}

TEST_CASE("calendar: a term begins on its day and lasts until the next, in every year") {
    // E23: the instant in UTC+8 decides. 1912 小雪 23:48:08, 1917 大雪 00:00:59, 1979 大寒 23:59:56.
    CHECK(term_day(table(), 1912, 22) == day("1912-11-22"));
    CHECK(term_day(table(), 1917, 23) == day("1917-12-08"));
    CHECK(term_day(table(), 1979, 2) == day("1979-01-20"));
    std::int32_t term = 23, start = day("1899-12-07");
    for (std::int32_t today = day("1900-01-01"); today <= day("2100-12-31"); ++today) {
        const std::int32_t year = civil_date(today).year, next = term == 24 ? 1 : term + 1;
        if (term == 23 && today < day("1900-01-06")) term = 24, start = day("1899-12-22");
        if (term_day(table(), term == 24 ? civil_date(start).year + 1 : year, next) == today) {
            term = next;
            start = today;
        }
        const auto found = solar_term(table(), today);
        if (!found || found->term != term || found->days_in != today - start) {
            INFO(civil_day_text(today));
            REQUIRE(found.has_value());
            REQUIRE(static_cast<int>(found->term) == term);
            REQUIRE(static_cast<int>(found->days_in) == today - start);
        }
    }
}

TEST_CASE("calendar: the rules of the festivals give the published days of any year") {
    CHECK(on("duanwu", 2021) == day("2021-06-14"));  // E24
    const char* duanwu[] = {"2020-06-25", "2021-06-14", "2022-06-03", "2023-06-22", "2024-06-10", "2025-05-31",
                            "2026-06-19", "2027-06-09", "2028-05-28", "2029-06-16", "2030-06-05"};
    for (std::int32_t year = 2020; year <= 2030; ++year) CHECK(on("duanwu", year) == day(duanwu[year - 2020]));
    CHECK(on("spring-festival", 1900) == day("1900-01-31"));
    CHECK(on("spring-festival", 2100) == day("2100-02-09"));
    CHECK(on("spring-eve", 2025) == day("2025-01-28"));
    CHECK(on("winter-solstice", 1950) == day("1950-12-22"));
    CHECK(on("mothers-day", 2026) == day("2026-05-10"));
    CHECK(on("double-eleven", 1999) == day("1999-11-11"));
}

TEST_CASE("calendar: rules for the last weekday, a fifth one and a day that a month does not have") {
    const auto given = [](std::array<std::int8_t, kRuleColumns> rule, std::int32_t year) { return rule_day({}, rule, year); };
    CHECK(given({4, 5, -1, 1, 0}, 2026) == day("2026-05-25"));
    CHECK(given({4, 5, -1, 0, 0}, 2026) == day("2026-05-31"));
    CHECK(given({4, 2, 5, 0, 0}, 2032) == day("2032-02-29"));
    CHECK_FALSE(given({4, 2, 5, 0, 0}, 2026).has_value());
    CHECK(given({3, 2, 29, 0, 0}, 2026) == day("2026-02-28"));
    CHECK_FALSE(given({1, 1, 1, 0, 0}, 2026).has_value());  // no table, no lunar day
    for (const auto& bad : {std::array<std::int8_t, kRuleColumns>{0, 1, 1, 0, 0},
                            {5, 1, 1, 0, 0},
                            {1, 13, 1, 0, 0},
                            {1, 1, 31, 0, 0},
                            {2, 25, 0, 0, 0},
                            {2, 1, 1, 0, 0},
                            {3, 1, 1, 1, 0},
                            {4, 1, 0, 0, 0},
                            {4, 1, 6, 0, 0},
                            {4, 1, 1, 7, 0}})
        CHECK_FALSE(valid_rule(bad));
}

TEST_CASE("calendar: an occasion comes near by rule on any date of 1900 to 2100") {
    support::Festival festival{{}, {0}, {1, 1, 1, 0, 0}};
    const support::SmallCatalogue catalogue(std::vector<support::SmallItem>(1), 1, 16, {}, {festival});
    GraphBlock graph = *catalogue.view().graph;
    graph.calendar_first = shipped().calendar.first;
    graph.calendar_year = shipped().calendar.years;
    graph.calendar_term = shipped().calendar.terms;
    for (std::int32_t year = 1900; year <= 2100; ++year) {
        const std::int32_t feast = *on("spring-festival", year);
        if (days_until_festival(graph, 0, feast) != 0 || days_until_festival(graph, 0, feast - 21) != 21 ||
            days_until_festival(graph, 0, feast + 3) != -3 || days_until_festival(graph, 0, feast + 4).value_or(0) < 300) {
            CAPTURE(year);
            FAIL("the festival is not where the rule says");
        }
    }
}
