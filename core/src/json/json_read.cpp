#include "json/json_read.hpp"

namespace ruyi {

template class BasicObjectReader<json::Document>;

Result<json::Text> parse_json(std::string_view text, ErrorCode code, std::string_view what) {
    json::Text json = json::Text::parse(text);
    if (!json.valid()) return Error{code, std::string(what) + " is not valid JSON"};
    return json;
}

void ReadError::fail(std::string_view path, std::string_view problem) {
    if (error_) return;
    std::string message = what_;
    if (!path.empty()) message += ": `" + std::string(path) + "`";
    error_ = Error{code_, message + " " + std::string(problem)};
}

}  // namespace ruyi
