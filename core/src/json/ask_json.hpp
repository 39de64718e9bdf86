// The JSON of `ask`: ask.schema.json.
#pragma once

#include <string>
#include <string_view>

#include "json/json_write.hpp"
#include "ruyi/ask.hpp"

namespace ruyi {

/// {"symbol", "question", "lang"?, "strict"?}. Fails with kInvalidJson. Safe on any bytes.
Result<Question> parse_question(std::string_view text);
std::string answer_json(const Question& question, const Answer& answer);

/// "zh-Hans", "zh-Hant", "en".
std::string_view lang_name(Lang lang);
void write_citation(json::Writer& out, const Citation& citation, Lang lang);

}  // namespace ruyi
