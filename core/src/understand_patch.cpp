#include "understand_patch.hpp"

namespace ruyi {
namespace {

struct ColourOfFamily {
    std::string_view family, colour;
};

// Families without a colour of the graph (pink, orange, silver, beige) and tones change no switch.
constexpr ColourOfFamily kFamilies[] = {
    {"family:red", "colour:zhuhong"},      {"family:red", "colour:yanzhi"},
    {"family:yellow", "colour:huangse"},   {"family:yellow", "colour:imperial-yellow"},
    {"family:green", "colour:shilv"},      {"family:green", "colour:zhuqing"},
    {"family:green", "colour:kongquelv"},  {"family:green", "colour:bronze-green"},
    {"family:green", "colour:jade-green"}, {"family:blue", "colour:qinghua-blue"},
    {"family:blue", "colour:dianlan"},     {"family:blue", "colour:tianqing"},
    {"family:brown", "colour:zhe"},        {"family:grey", "colour:morandi-grey"},
};

std::string_view wish_of(const WishControl& control) {
    if (control.sign > 0) return "more";
    return control.degree == 3 ? "never" : "less";
}

void set_colour(std::string_view target, WishPatch& patch) {
    if (target.substr(0, 5) == "tone:") return;
    if (target.substr(0, 7) != "family:") return patch.switches.push_back(target);
    for (const ColourOfFamily& member : kFamilies)
        if (member.family == target) patch.switches.push_back(member.colour);
}

void set_price(const WishControl& control, double scale, WishPatch& patch) {
    const double value = control.value[0] * scale;
    if (control.target == "max") patch.price_high = value;
    if (control.target == "min") patch.price_low = value;
    if (control.target == "around") {
        patch.price_low = value * 0.75;
        patch.price_high = value * 1.25;
    }
    if (control.target == "range") {
        patch.price_low = value;
        patch.price_high = control.value[1] * scale;
    }
}

}  // namespace

WishPatch wish_patch(const WishControl& control, std::uint32_t price_scale) {
    WishPatch patch;
    switch (control.kind) {
        case WishKind::kSymbol: patch.switches.push_back(control.target); break;
        case WishKind::kColour: set_colour(control.target, patch); break;
        case WishKind::kPrice: set_price(control, price_scale, patch); break;
        default: break;
    }
    if (!patch.switches.empty()) patch.wish = wish_of(control);
    return patch;
}

}  // namespace ruyi
