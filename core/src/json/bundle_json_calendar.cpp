#include "json/bundle_json_calendar.hpp"

#include <array>
#include <iterator>

namespace ruyi::builder {
namespace {

std::int64_t read_small(const Json& json, const std::string& path, std::int64_t low, std::int64_t high, ReadError& error) {
    if (json.is_number_integer()) {
        const auto value = json.get<std::int64_t>();
        if (value >= low && value <= high) return value;
    }
    error.fail(path, "must be an integer from " + std::to_string(low) + " to " + std::to_string(high));
    return low;
}

}  // namespace

void read_rule(const Json& json, std::vector<std::int8_t>& rules, ReadError& error) {
    const ObjectReader reader(json, "knowledge.festivals.festivals.on", error);
    std::array<std::int8_t, kRuleColumns> rule{};
    constexpr const char* kKinds[] = {"lunar", "term", "date", "weekday"};
    for (std::size_t kind = 0; kind < std::size(kKinds); ++kind) {
        const Json* value = reader.find(kKinds[kind]);
        if (value == nullptr) continue;
        bool fits = rule[0] == 0;  // one kind only
        rule[0] = static_cast<std::int8_t>(kind + 1);
        std::size_t column = 1;
        const auto add = [&](const Json& number) {
            fits = fits && column < 4;
            if (fits) rule[column++] = static_cast<std::int8_t>(read_small(number, reader.path(kKinds[kind]), -1, 31, error));
        };
        if (value->is_array()) {
            for (const Json& number : *value) add(number);
        } else {
            add(*value);
        }
        if (!fits) rule[0] = 0;
    }
    if (reader.has("shift")) rule[4] = static_cast<std::int8_t>(read_small(*reader.find("shift"), reader.path("shift"), -60, 60, error));
    if (!valid_rule(rule)) return error.fail("knowledge.festivals.festivals.on", "must be rules such as {\"lunar\": [8, 15]}");
    rules.insert(rules.end(), rule.begin(), rule.end());
}

void read_calendar(const Json& json, Calendar& calendar, ReadError& error) {
    const ObjectReader reader(json, "knowledge.calendar", error);
    calendar.first.push_back(static_cast<std::uint16_t>(reader.integer("first", 1, 9000)));
    for (const Json& year : reader.array("years"))
        calendar.years.push_back(static_cast<std::uint32_t>(read_small(year, reader.path("years"), 0, (1 << 23) - 1, error)));
    for (const Json& terms : reader.array("terms")) {
        if (!terms.is_array()) return error.fail(reader.path("terms"), "must be an array of arrays");
        for (const Json& day : terms)
            calendar.terms.push_back(static_cast<std::uint8_t>(read_small(day, reader.path("terms"), 1, 28, error)));
    }
    if (calendar.years.empty() || calendar.terms.size() != calendar.years.size() * kTermsPerYear)
        error.fail("knowledge.calendar", "must have 24 terms for each of its years");
}

}  // namespace ruyi::builder
