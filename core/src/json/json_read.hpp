// Typed reads from parsed JSON with one sticky error: nlohmann without exceptions ends the process on a wrong type, so nothing here does
// an unchecked read. For core/src/json/*.cpp only.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "ruyi/result.hpp"

namespace ruyi {

using Json = nlohmann::json;

/// Parses UTF-8 JSON. A failure carries `code` and names `what` ("manifest", "request").
Result<Json> parse_json(std::string_view text, ErrorCode code, std::string_view what);

/// The first failure of a whole document; later ones are dropped.
class ReadError {
public:
    ReadError(ErrorCode code, std::string_view what) : code_(code), what_(what) {}
    void fail(std::string_view path, std::string_view problem);
    bool failed() const { return error_.has_value(); }
    Error take() const { return *error_; }

private:
    ErrorCode code_;
    std::string what_;
    std::optional<Error> error_;
};

/// One JSON object of a document. Reads of missing or mistyped members record the failure and return an empty value.
class ObjectReader {
public:
    ObjectReader(const Json& json, std::string path, ReadError& error);
    bool has(const char* name) const;  // present and not null
    const Json* find(const char* name) const;
    std::string text(const char* name) const;  // without NUL
    std::string text_or(const char* name, std::string_view fallback) const;
    std::uint64_t integer(const char* name, std::uint64_t low, std::uint64_t high) const;
    double number(const char* name, double low, double high) const;  // finite
    bool boolean(const char* name) const;
    bool boolean_or(const char* name, bool fallback) const;
    const Json& array(const char* name) const;
    const Json& array_or_empty(const char* name) const;
    const Json& object(const char* name) const;
    std::string path(const char* name) const { return path_.empty() ? name : path_ + "." + name; }
    ReadError& error() const { return error_; }

private:
    const Json& member(const char* name) const;  // records the failure if absent
    const Json& json_;
    std::string path_;
    ReadError& error_;
};

/// A JSON string without NUL, or a recorded failure and "".
std::string read_text(const Json& json, std::string_view path, ReadError& error);

}  // namespace ruyi
