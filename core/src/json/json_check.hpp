// Typed, total reads from a parsed document: with exceptions off a wrong type must be found before it is read.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "json/document.hpp"
#include "ruyi/result.hpp"

namespace ruyi::json {

/// kInvalidJson: "WHERE must be EXPECTED".
Error wrong(std::string_view where, std::string_view expected);

/// A parsed object of at most `limit_bytes`; kInvalidJson names `what`.
Result<Text> parse_object(std::string_view text, std::string_view what, std::size_t limit_bytes);

/// kInvalidJson if `object` has a member that is not in `known`: a misspelt name must not pass silently.
Result<void> only_members(const Document& object, std::string_view what, std::initializer_list<std::string_view> known);

/// Null if there is no member of the name.
const Document* member(const Document& object, const char* name);

Result<std::string> as_string(const Document& value, std::string_view where);
/// Finite.
Result<double> as_number(const Document& value, std::string_view where);
/// An integer of low..high, both at most 2^53 in size.
Result<std::int64_t> as_integer(const Document& value, std::string_view where, std::int64_t low, std::int64_t high);
Result<bool> as_bool(const Document& value, std::string_view where);
Result<std::vector<std::string>> as_strings(const Document& value, std::string_view where, std::size_t most);

}  // namespace ruyi::json
