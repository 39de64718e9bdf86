#include "json/json_write.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "utf8.hpp"

namespace ruyi::json {

void Writer::separate() {
    if (!first_) text_ += ',';
    first_ = false;
}

Writer& Writer::open(char bracket) {
    separate();
    text_ += bracket;
    first_ = true;
    return *this;
}

Writer& Writer::close(char bracket) {
    text_ += bracket;
    first_ = false;
    return *this;
}

Writer& Writer::raw(std::string_view text) {
    separate();
    text_ += text;
    return *this;
}

Writer& Writer::key(std::string_view name) {
    separate();
    append_quoted(name);
    text_ += ':';
    first_ = true;
    return *this;
}

Writer& Writer::value(std::string_view text) {
    separate();
    append_quoted(text);
    return *this;
}

Writer& Writer::value(double number) {
    if (!std::isfinite(number)) return null();
    char text[64];  // as much as the library asks for
    const char* end = nlohmann::detail::to_chars(text, text + sizeof text, number);
    return raw(std::string_view(text, static_cast<std::size_t>(end - text)));
}

void Writer::append_quoted(std::string_view text) {
    constexpr char kHex[] = "0123456789abcdef";
    text_ += '"';
    for (std::size_t i = 0; i < text.size();) {
        const utf8::Decoded decoded = utf8::decode(text, i);
        if (!decoded.valid) {
            utf8::append(text_, utf8::kReplacement);
        } else if (decoded.code_point == '"' || decoded.code_point == '\\') {
            text_ += '\\';
            text_ += text[i];
        } else if (decoded.code_point < 0x20) {
            text_ += "\\u00";
            text_ += kHex[decoded.code_point >> 4];
            text_ += kHex[decoded.code_point & 15];
        } else {
            text_ += text.substr(i, decoded.bytes);
        }
        i += decoded.bytes;
    }
    text_ += '"';
}

}  // namespace ruyi::json
