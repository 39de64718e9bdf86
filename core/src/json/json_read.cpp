#include "json/json_read.hpp"

#include <cmath>

namespace ruyi {
namespace {
const Json kNull;
const Json kEmptyArray = Json::array();
const Json kEmptyObject = Json::object();
}  // namespace

Result<Json> parse_json(std::string_view text, ErrorCode code, std::string_view what) {
    Json json = Json::parse(text.data(), text.data() + text.size(), nullptr, false);
    if (json.is_discarded()) return Error{code, std::string(what) + " is not valid JSON"};
    return json;
}

void ReadError::fail(std::string_view path, std::string_view problem) {
    if (error_) return;
    std::string message = what_;
    if (!path.empty()) message += ": `" + std::string(path) + "`";
    error_ = Error{code_, message + " " + std::string(problem)};
}

ObjectReader::ObjectReader(const Json& json, std::string path, ReadError& error) : json_(json), path_(std::move(path)), error_(error) {
    if (!json_.is_object()) error_.fail(path_, "must be an object");
}

const Json* ObjectReader::find(const char* name) const {
    if (!json_.is_object()) return nullptr;
    const auto it = json_.find(name);
    return it == json_.end() ? nullptr : &*it;
}

bool ObjectReader::has(const char* name) const {
    const Json* found = find(name);
    return found != nullptr && !found->is_null();
}

const Json& ObjectReader::member(const char* name) const {
    const Json* found = find(name);
    if (found != nullptr) return *found;
    error_.fail(path(name), "is missing");
    return kNull;
}

std::string ObjectReader::text(const char* name) const { return read_text(member(name), path(name), error_); }

std::string ObjectReader::text_or(const char* name, std::string_view fallback) const {
    return has(name) ? text(name) : std::string(fallback);
}

std::uint64_t ObjectReader::integer(const char* name, std::uint64_t low, std::uint64_t high) const {
    const Json& json = member(name);
    if (json.is_number_unsigned()) {
        const std::uint64_t value = json.get<std::uint64_t>();
        if (value >= low && value <= high) return value;
    } else if (json.is_number_integer() && low == 0 && json.get<std::int64_t>() == 0) {
        return 0;
    }
    error_.fail(path(name), "must be an integer from " + std::to_string(low) + " to " + std::to_string(high));
    return low;
}

double ObjectReader::number(const char* name, double low, double high) const {
    const Json& json = member(name);
    const double value = json.is_number() ? json.get<double>() : std::nan("");
    if (value >= low && value <= high) return value;
    error_.fail(path(name), "must be a number in its documented range");
    return low;
}

bool ObjectReader::boolean(const char* name) const {
    const Json& json = member(name);
    if (json.is_boolean()) return json.get<bool>();
    error_.fail(path(name), "must be true or false");
    return false;
}

bool ObjectReader::boolean_or(const char* name, bool fallback) const { return has(name) ? boolean(name) : fallback; }

const Json& ObjectReader::array(const char* name) const {
    const Json& json = member(name);
    if (json.is_array()) return json;
    error_.fail(path(name), "must be an array");
    return kEmptyArray;
}

const Json& ObjectReader::array_or_empty(const char* name) const { return has(name) ? array(name) : kEmptyArray; }

const Json& ObjectReader::object(const char* name) const {
    const Json& json = member(name);
    if (json.is_object()) return json;
    error_.fail(path(name), "must be an object");
    return kEmptyObject;
}

std::string read_text(const Json& json, std::string_view path, ReadError& error) {
    const std::string* text = json.is_string() ? json.get_ptr<const std::string*>() : nullptr;
    if (text == nullptr) {
        error.fail(path, "must be a string");
        return "";
    }
    if (text->find('\0') != std::string::npos) {
        error.fail(path, "must not hold a NUL character");
        return "";
    }
    return *text;
}

}  // namespace ruyi
