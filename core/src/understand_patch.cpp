#include "understand_patch.hpp"

#include <algorithm>
#include <array>

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

/// A profile wishes an occasion or a recipient, or says nothing of them: it has no "not for".
std::string_view known_id(const WishControl& control, const StringTable& ids) {
    for (std::size_t i = 0; control.sign > 0 && i < ids.size(); ++i) {
        if (ids[i] == control.target) return control.target;
    }
    return {};
}

}  // namespace

WishPatch wish_patch(const WishControl& control, std::uint32_t price_scale, const GraphBlock* graph) {
    WishPatch patch;
    switch (control.kind) {
        case WishKind::kSymbol: patch.switches.push_back(control.target); break;
        case WishKind::kColour: set_colour(control.target, patch); break;
        case WishKind::kPrice: set_price(control, price_scale, patch); break;
        case WishKind::kStyle:
            patch.style = control.target;
            patch.lean = control.sign * std::array{0.35, 0.7, 1.0}[static_cast<std::size_t>(std::clamp<int>(control.degree, 1, 3) - 1)];
            break;
        case WishKind::kOccasion:
            if (graph != nullptr) patch.occasion = known_id(control, graph->festival_id);
            break;
        case WishKind::kRecipient:
            if (graph != nullptr) patch.recipient = known_id(control, graph->recipient_id);
            break;
        default: break;
    }
    if (!patch.switches.empty()) patch.wish = wish_of(control);
    return patch;
}

}  // namespace ruyi
