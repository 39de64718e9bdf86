// Writes JSON in the order of the calls. Numbers read back to the same double; bytes that are not UTF-8 become U+FFFD.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ruyi::json {

class Writer {
public:
    Writer& begin_object() { return open('{'); }
    Writer& end_object() { return close('}'); }
    Writer& begin_array() { return open('['); }
    Writer& end_array() { return close(']'); }
    Writer& key(std::string_view name);
    Writer& value(std::string_view text);
    Writer& value(const char* text) { return value(std::string_view(text)); }
    Writer& value(double number);
    Writer& value(std::uint32_t number) { return raw(std::to_string(number)); }
    Writer& value(std::int32_t number) { return raw(std::to_string(number)); }
    Writer& integer(std::int64_t number) { return raw(std::to_string(number)); }
    Writer& value(bool flag) { return raw(flag ? "true" : "false"); }
    Writer& null() { return raw("null"); }
    template <class T>
    Writer& member(std::string_view name, const T& v) {
        return key(name).value(v);
    }
    std::string take() { return std::move(text_); }

private:
    Writer& open(char bracket);
    Writer& close(char bracket);
    Writer& raw(std::string_view text);
    void separate();
    void append_quoted(std::string_view text);

    std::string text_;
    bool first_ = true;  // nothing stands before the next value in its object, array or after its key
};

}  // namespace ruyi::json
