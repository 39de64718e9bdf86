#include "json/json_check.hpp"

#include <cmath>

#include "order.hpp"

namespace ruyi::json {

Error wrong(std::string_view where, std::string_view expected) { return {ErrorCode::kInvalidJson, concat({where, " must be ", expected})}; }

Result<Text> parse_object(std::string_view text, std::string_view what, std::size_t limit_bytes) {
    if (text.size() > limit_bytes) return wrong(what, concat({"at most ", std::to_string(limit_bytes), " bytes long"}));
    Text document = Text::parse(text);
    if (!document.valid() || !document.root().is_object()) return wrong(what, "a JSON object");
    return document;
}

Result<void> only_members(const Document& object, std::string_view what, std::initializer_list<std::string_view> known) {
    for (auto it = object.begin(); !(it == object.end()); ++it) {
        bool found = false;
        for (const std::string_view name : known) found = found || it.key() == name;
        if (!found) return Error{ErrorCode::kInvalidJson, concat({what, " has no member \"", excerpt(it.key()), "\""})};
    }
    return {};
}

const Document* member(const Document& object, const char* name) {
    const auto it = object.find(name);
    return it == object.end() ? nullptr : &*it;
}

Result<std::string> as_string(const Document& value, std::string_view where) {
    if (!value.is_string()) return wrong(where, "a string");
    return std::string(value.text());
}

Result<double> as_number(const Document& value, std::string_view where) {
    if (!value.is_number()) return wrong(where, "a number");
    const double number = value.get<double>();
    if (!std::isfinite(number)) return wrong(where, "a finite number");
    return number;
}

Result<std::int64_t> as_integer(const Document& value, std::string_view where, std::int64_t low, std::int64_t high) {
    const std::string range = concat({"an integer of ", std::to_string(low), " to ", std::to_string(high)});
    if (!value.is_number_integer()) return wrong(where, range);
    const bool too_large = value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX);
    if (too_large || value.get<std::int64_t>() < low || value.get<std::int64_t>() > high) return wrong(where, range);
    return value.get<std::int64_t>();
}

Result<bool> as_bool(const Document& value, std::string_view where) {
    if (!value.is_boolean()) return wrong(where, "true or false");
    return value.get<bool>();
}

Result<std::vector<std::string>> as_strings(const Document& value, std::string_view where, std::size_t most) {
    if (!value.is_array() || value.size() > most) return wrong(where, concat({"an array of at most ", std::to_string(most), " strings"}));
    std::vector<std::string> strings;
    for (const Document& one : value) {
        auto text = as_string(one, where);
        if (!text) return text.error();
        strings.push_back(std::move(text.value()));
    }
    return strings;
}

}  // namespace ruyi::json
