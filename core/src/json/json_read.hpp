// Typed reads from parsed JSON with one sticky error. For core/src/json/*.cpp only.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "json/document.hpp"
#include "ruyi/result.hpp"

namespace ruyi {

/// Parses UTF-8 JSON. A failure carries `code` and names `what` ("manifest", "request").
Result<json::Text> parse_json(std::string_view text, ErrorCode code, std::string_view what);

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

/// The text of a string, or "" of anything else.
inline std::string_view text_of(const json::Document& json) { return json.text(); }
template <class Tree>
std::string_view text_of(const Tree& json) {
    return json.is_string() ? std::string_view(*json.template get_ptr<const std::string*>()) : std::string_view();
}

/// A JSON string without NUL, or a recorded failure and "".
template <class Tree>
std::string read_text(const Tree& json, std::string_view path, ReadError& error) {
    const std::string_view text = text_of(json);
    if (!json.is_string()) {
        error.fail(path, "must be a string");
    } else if (text.find('\0') != std::string_view::npos) {
        error.fail(path, "must not hold a NUL character");
    } else {
        return std::string(text);
    }
    return "";
}

/// One object of a document (json::Document, or nlohmann::json in the builder). Reads of missing or mistyped members record the failure and
/// return an empty value.
template <class Tree>
class BasicObjectReader {
public:
    BasicObjectReader(const Tree& json, std::string path, ReadError& error);
    bool has(const char* name) const;  // present and not null
    const Tree* find(const char* name) const;
    std::string text(const char* name) const;  // without NUL
    std::string text_or(const char* name, std::string_view fallback) const;
    std::uint64_t integer(const char* name, std::uint64_t low, std::uint64_t high) const;
    double number(const char* name, double low, double high) const;  // finite
    bool boolean(const char* name) const;
    bool boolean_or(const char* name, bool fallback) const;
    const Tree& array(const char* name) const;
    const Tree& array_or_empty(const char* name) const;
    const Tree& object(const char* name) const;
    std::string path(const char* name) const { return path_.empty() ? name : path_ + "." + name; }
    ReadError& error() const { return error_; }

private:
    static const Tree& none() {
        static const Tree kNone{};  // null: nothing to find, nothing to walk
        return kNone;
    }
    const Tree& member(const char* name) const;  // records the failure if absent
    const Tree& json_;
    std::string path_;
    ReadError& error_;
};

template <class Tree>
BasicObjectReader<Tree>::BasicObjectReader(const Tree& json, std::string path, ReadError& error)
    : json_(json), path_(std::move(path)), error_(error) {
    if (!json_.is_object()) error_.fail(path_, "must be an object");
}

template <class Tree>
const Tree* BasicObjectReader<Tree>::find(const char* name) const {
    if (!json_.is_object()) return nullptr;
    const auto it = json_.find(name);
    return it == json_.end() ? nullptr : &*it;
}

template <class Tree>
bool BasicObjectReader<Tree>::has(const char* name) const {
    const Tree* found = find(name);
    return found != nullptr && !found->is_null();
}

template <class Tree>
const Tree& BasicObjectReader<Tree>::member(const char* name) const {
    const Tree* found = find(name);
    if (found != nullptr) return *found;
    error_.fail(path(name), "is missing");
    return none();
}

template <class Tree>
std::string BasicObjectReader<Tree>::text(const char* name) const {
    const Tree& json = member(name);
    const std::string_view text = text_of(json);
    if (json.is_string() && text.find('\0') == std::string_view::npos) return std::string(text);  // without making a path of it
    return read_text(json, path(name), error_);
}

template <class Tree>
std::string BasicObjectReader<Tree>::text_or(const char* name, std::string_view fallback) const {
    return has(name) ? text(name) : std::string(fallback);
}

template <class Tree>
std::uint64_t BasicObjectReader<Tree>::integer(const char* name, std::uint64_t low, std::uint64_t high) const {
    const Tree& json = member(name);
    if (json.is_number_unsigned()) {
        const std::uint64_t value = json.template get<std::uint64_t>();
        if (value >= low && value <= high) return value;
    } else if (json.is_number_integer() && low == 0 && json.template get<std::int64_t>() == 0) {
        return 0;
    }
    error_.fail(path(name), "must be an integer from " + std::to_string(low) + " to " + std::to_string(high));
    return low;
}

template <class Tree>
double BasicObjectReader<Tree>::number(const char* name, double low, double high) const {
    const Tree& json = member(name);
    const double value = json.is_number() ? json.template get<double>() : std::nan("");
    if (value >= low && value <= high) return value;
    error_.fail(path(name), "must be a number in its documented range");
    return low;
}

template <class Tree>
bool BasicObjectReader<Tree>::boolean(const char* name) const {
    const Tree& json = member(name);
    if (json.is_boolean()) return json.template get<bool>();
    error_.fail(path(name), "must be true or false");
    return false;
}

template <class Tree>
bool BasicObjectReader<Tree>::boolean_or(const char* name, bool fallback) const {
    return has(name) ? boolean(name) : fallback;
}

template <class Tree>
const Tree& BasicObjectReader<Tree>::array(const char* name) const {
    const Tree& json = member(name);
    if (json.is_array()) return json;
    error_.fail(path(name), "must be an array");
    return none();
}

template <class Tree>
const Tree& BasicObjectReader<Tree>::array_or_empty(const char* name) const {
    return has(name) ? array(name) : none();
}

template <class Tree>
const Tree& BasicObjectReader<Tree>::object(const char* name) const {
    const Tree& json = member(name);
    if (json.is_object()) return json;
    error_.fail(path(name), "must be an object");
    return none();
}

using ObjectReader = BasicObjectReader<json::Document>;
extern template class BasicObjectReader<json::Document>;

}  // namespace ruyi
