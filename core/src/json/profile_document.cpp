#include "json/profile_document.hpp"

#include <algorithm>

namespace ruyi {

namespace {

using json::Writer;

std::string_view name_of(EventKind kind) { return kEventNames[static_cast<std::size_t>(kind) - 1]; }
std::string_view name_of(Wish wish) { return kWishNames[static_cast<std::size_t>(wish) - 1]; }

void write_integers(Writer& out, const char* name, const std::map<std::string, std::int64_t>& numbers) {
    if (numbers.empty()) return;
    out.key(name).begin_object();
    for (const auto& [key, number] : numbers) out.key(key).integer(number);
    out.end_object();
}

void write_weights(Writer& out, const WeightWishes& weights) {
    std::array<std::size_t, kTermCount> order{};
    for (std::size_t t = 0; t < kTermCount; ++t) order[t] = t;
    std::sort(order.begin(), order.end(), [](std::size_t a, std::size_t b) { return kTermNames[a] < kTermNames[b]; });
    if (std::none_of(weights.begin(), weights.end(), [](const auto& weight) { return weight.has_value(); })) return;
    out.key("weights").begin_object();
    for (const std::size_t t : order) {
        if (weights[t]) out.member(kTermNames[t], *weights[t]);
    }
    out.end_object();
}

void write_learned(Writer& out, const Learned& learned, std::int32_t day) {
    const bool taught = std::any_of(learned.weights.begin(), learned.weights.end(), [](const auto& weight) { return weight.has_value(); });
    if (!taught && learned.symbols.empty()) return;
    out.key("learned").begin_object().member("day", day);
    if (!learned.symbols.empty()) {
        out.key("symbols").begin_object();
        for (const Learned::Offset& one : learned.symbols) out.member(one.symbol, one.value);
        out.end_object();
    }
    write_weights(out, learned.weights);
    out.end_object();
}

void write_price(Writer& out, const PriceWish& price) {
    if (!price.given()) return;
    out.key("price").begin_object();
    if (price.high) out.key("max_minor").integer(static_cast<std::int64_t>(*price.high));
    if (price.low) out.key("min_minor").integer(static_cast<std::int64_t>(*price.low));
    out.end_object();
}

void write_styles(Writer& out, const std::array<double, kStyleCount>& styles) {
    if (styles == std::array<double, kStyleCount>{}) return;
    std::array<std::size_t, kStyleCount> order{};
    for (std::size_t a = 0; a < kStyleCount; ++a) order[a] = a;
    std::sort(order.begin(), order.end(), [](std::size_t a, std::size_t b) { return kStyleNames[a] < kStyleNames[b]; });
    out.key("styles").begin_object();
    for (const std::size_t a : order) {
        if (styles[a] != 0.0) out.member(kStyleNames[a], styles[a]);
    }
    out.end_object();
}

template <class List, class Write>
void write_list(Writer& out, const char* name, const List& list, Write write) {
    if (list.empty()) return;
    out.key(name).begin_array();
    for (const auto& one : list) write(out, one);
    out.end_array();
}

}  // namespace

void write_event(Writer& out, const Event& event) {
    out.begin_object();
    if (event.count != 1) out.member("count", event.count);
    out.member("day", event.day);
    if (event.kind != EventKind::kTap) out.member("item", event.item);
    out.member("kind", name_of(event.kind));
    if (event.position != 0) out.member("position", event.position);
    if (event.seconds != 0.0) out.member("seconds", event.seconds);
    if (event.kind == EventKind::kTap) out.member("symbol", event.symbol);
    out.end_object();
}

void write_pair(Writer& out, const Pair& pair) {
    out.begin_object().member("better", pair.better).member("day", pair.day);
    if (pair.position != 0) out.member("position", pair.position);
    out.member("worse", pair.worse).end_object();
}

std::string profile_text(const ProfileDocument& document) {
    const Profile& profile = document.profile;
    Writer out;
    out.begin_object();
    if (!profile.categories.empty()) {
        out.key("categories").begin_object();
        for (const CategoryWish& one : profile.categories) out.member(one.category, name_of(one.wish));
        out.end_object();
    }
    write_list(out, "events", profile.events, write_event);
    write_integers(out, "folded", document.folded);
    write_learned(out, profile.learned, document.learned_day);
    if (!profile.occasion.empty()) out.member("occasion", profile.occasion);
    write_list(out, "pairs", profile.pairs, write_pair);
    if (!profile.personalise) out.member("personalise", false);
    write_price(out, profile.price);
    if (!profile.recipient.empty()) out.member("recipient", profile.recipient);
    write_styles(out, profile.styles);
    if (!profile.switches.empty()) {
        out.key("switches").begin_object();
        for (const SymbolSwitch& one : profile.switches) out.member(one.symbol, name_of(one.wish));
        out.end_object();
    }
    out.member("version", std::int32_t{2});
    write_weights(out, profile.weights);
    write_integers(out, "wish_days", document.wish_days);
    out.end_object();
    return out.take();
}

}  // namespace ruyi
