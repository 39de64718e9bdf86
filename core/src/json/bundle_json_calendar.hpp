// The calendar and the rules of festivals from the knowledge. Not part of the runtime module; for core/src/json/*.cpp only.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "builder/bundle.hpp"
#include "json/json_read.hpp"

namespace ruyi::builder {

using Json = nlohmann::json;  // the builder looks names up in large objects and writes trees: it keeps the library's own
using ObjectReader = BasicObjectReader<Json>;

/// {"lunar": [month, day]}, {"term": 1..24}, {"date": [month, day]} or {"weekday": [month, nth, weekday]}, each with an optional "shift"
/// in days; appended as kRuleColumns values.
void read_rule(const Json& json, std::vector<std::int8_t>& rules, ReadError& error);

/// models/knowledge/calendar.json: {"first": year, "years": [packed…], "terms": [[24 days of the month]…]}.
void read_calendar(const Json& json, Calendar& calendar, ReadError& error);

}  // namespace ruyi::builder
