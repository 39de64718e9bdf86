#include "json/understand_json.hpp"

#include <algorithm>
#include <optional>

#include "json/json_write.hpp"
#include "understand_patch.hpp"

namespace ruyi {
namespace {

constexpr double kLargestMinor = 4294967294.0;

void write_span(json::Writer& json, WishSpan span) { json.key("span").begin_array().value(span.begin).value(span.end).end_array(); }

void write_minor(json::Writer& json, std::string_view name, const std::optional<double>& minor) {
    if (minor) json.member(name, static_cast<std::uint32_t>(std::min(*minor + 0.5, kLargestMinor)));
}

void write_patch(json::Writer& json, const WishPatch& patch) {
    json.key("patch").begin_object();
    if (!patch.switches.empty()) {
        json.key("switches").begin_object();
        for (const std::string_view symbol : patch.switches) json.member(symbol, patch.wish);
        json.end_object();
    }
    if (patch.price_low || patch.price_high) {
        json.key("price").begin_object();
        write_minor(json, "min_minor", patch.price_low);
        write_minor(json, "max_minor", patch.price_high);
        json.end_object();
    }
    if (!patch.style.empty()) json.key("styles").begin_object().member(patch.style, patch.lean).end_object();
    if (!patch.occasion.empty()) json.member("occasion", patch.occasion);
    if (!patch.recipient.empty()) json.member("recipient", patch.recipient);
    json.end_object();
}

void write_control(json::Writer& json, const WishControl& control, std::uint32_t price_scale, const GraphBlock* graph) {
    json.begin_object();
    json.member("kind", wish_kind_name(control.kind));
    json.member("target", control.target);
    json.member("sign", std::int32_t{control.sign});
    json.member("degree", std::uint32_t{control.degree});
    if (control.values == 1) json.member("value", control.value[0]);
    if (control.values == 2) json.key("value").begin_array().value(control.value[0]).value(control.value[1]).end_array();
    write_span(json, control.span);
    const WishPatch patch = wish_patch(control, price_scale, graph);
    if (!patch.empty()) write_patch(json, patch);
    json.end_object();
}

}  // namespace

std::string understanding_json(const Understanding& understanding, std::uint32_t price_scale, const GraphBlock* graph) {
    json::Writer json;
    json.begin_object().key("controls").begin_array();
    for (const WishControl& control : understanding.controls) write_control(json, control, price_scale, graph);
    json.end_array().key("unknown").begin_array();
    for (const WishSpan span : understanding.unknown) {
        json.begin_object();
        write_span(json, span);
        json.end_object();
    }
    json.end_array().end_object();
    return json.take();
}

}  // namespace ruyi
