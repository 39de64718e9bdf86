#include "json/json_write.hpp"

#include <nlohmann/json.hpp>

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

Writer& Writer::value(double number) { return raw(nlohmann::json(number).dump()); }

void Writer::append_quoted(std::string_view text) {
    text_ += nlohmann::json(std::string(text)).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace ruyi::json
