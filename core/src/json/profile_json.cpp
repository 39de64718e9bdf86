#include "json/profile_json.hpp"

#include "json/profile_document.hpp"
#include "json/weights_json.hpp"
#include "order.hpp"

namespace ruyi {

namespace {

using json::Document;

constexpr double kMostOffset = 4.0;

/// 1-based position of the string among `names`, as the enumerations count; 0 = not there.
template <std::size_t N>
std::uint8_t number_of(const Document* value, const std::array<std::string_view, N>& names) {
    for (std::size_t i = 0; value != nullptr && value->is_string() && i < N; ++i) {
        if (value->text() == names[i]) return static_cast<std::uint8_t>(i + 1);
    }
    return 0;
}

/// Reads an optional member with `as`, whose answer must be a Result of something that fits `out`.
template <class Out, class As>
Result<void> read_member(const Document& object, const char* name, Out& out, As as) {
    const Document* value = json::member(object, name);
    if (value == nullptr) return {};
    auto read = as(*value);
    if (!read) return read.error();
    out = static_cast<Out>(std::move(read.value()));
    return {};
}

Result<void> read_string(const Document& object, std::string_view where, const char* name, std::string& out) {
    return read_member(object, name, out, [&](const Document& v) { return json::as_string(v, concat({where, ".", name})); });
}

template <class Out>
Result<void> read_integer(const Document& object, std::string_view where, const char* name, std::int64_t low, std::int64_t high, Out& out) {
    return read_member(object, name, out, [&](const Document& v) { return json::as_integer(v, concat({where, ".", name}), low, high); });
}

Result<double> number_within(const Document& value, std::string_view where, double low, double high) {
    auto number = json::as_number(value, where);
    if (number && (number.value() < low || number.value() > high)) return json::wrong(where, "a number within its range");
    return number;
}

/// The member must be there; everything else about it is checked by its reader.
Result<void> require(const Document& object, std::string_view where, std::initializer_list<const char*> names) {
    for (const char* name : names) {
        if (json::member(object, name) == nullptr) return json::wrong(where, concat({"an object with the member ", name}));
    }
    return {};
}

}  // namespace

Result<void> read_event(const Document& value, Event& event) {
    constexpr std::string_view kWhere = "events[]";
    if (!value.is_object()) return json::wrong(kWhere, "an object");
    if (auto known = json::only_members(value, kWhere, {"kind", "item", "symbol", "day", "position", "seconds", "count"}); !known)
        return known;
    const std::uint8_t kind = number_of(json::member(value, "kind"), kEventNames);
    if (kind == 0) return json::wrong("events[].kind", "like, view, cart, buy, dislike, hide, dwell, why or tap");
    event.kind = static_cast<EventKind>(kind);
    const bool tap = event.kind == EventKind::kTap;
    if (auto there = require(value, kWhere, {tap ? "symbol" : "item", "day"}); !there) return there;
    if (json::member(value, tap ? "item" : "symbol") != nullptr)
        return json::wrong(kWhere, "of kind tap to have a symbol, and of no other kind");
    if (auto read = read_string(value, kWhere, "item", event.item); !read) return read;
    if (auto read = read_string(value, kWhere, "symbol", event.symbol); !read) return read;
    if (auto read = read_integer(value, kWhere, "day", -kFurthestDay, kFurthestDay, event.day); !read) return read;
    if (auto read = read_integer(value, kWhere, "position", 1, kMostCount, event.position); !read) return read;
    if (auto read = read_integer(value, kWhere, "count", 1, kMostCount, event.count); !read) return read;
    return read_member(value, "seconds", event.seconds,
                       [](const Document& v) { return number_within(v, "events[].seconds", 0.0, kMostSeconds); });
}

Result<void> read_pair(const Document& value, Pair& pair) {
    constexpr std::string_view kWhere = "pairs[]";
    if (!value.is_object()) return json::wrong(kWhere, "an object");
    if (auto known = json::only_members(value, kWhere, {"better", "worse", "day", "position"}); !known) return known;
    if (auto there = require(value, kWhere, {"better", "worse", "day"}); !there) return there;
    if (auto read = read_string(value, kWhere, "better", pair.better); !read) return read;
    if (auto read = read_string(value, kWhere, "worse", pair.worse); !read) return read;
    if (auto read = read_integer(value, kWhere, "position", 1, kMostCount, pair.position); !read) return read;
    return read_integer(value, kWhere, "day", -kFurthestDay, kFurthestDay, pair.day);
}

namespace {

template <class T, class Read>
Result<void> read_list(const Document& document, const char* name, std::vector<T>& out, Read read) {
    const Document* value = json::member(document, name);
    if (value == nullptr) return {};
    if (!value->is_array() || value->size() > kMostEvents)
        return json::wrong(name, concat({"an array of at most ", std::to_string(kMostEvents), " entries"}));
    out.resize(value->size());
    std::size_t at = 0;
    for (const Document& one : *value) {
        if (auto done = read(one, out[at++]); !done) return done;
    }
    return {};
}

/// An object of named wishes; members come in ascending order.
template <class T>
Result<void> read_wishes(const Document& document, const char* name, std::vector<T>& out) {
    const Document* value = json::member(document, name);
    if (value == nullptr) return {};
    if (!value->is_object() || value->size() > kMostWishes)
        return json::wrong(name, concat({"an object of at most ", std::to_string(kMostWishes), " members"}));
    for (auto it = value->begin(); !(it == value->end()); ++it) {
        const std::uint8_t wish = number_of(&it.value(), kWishNames);
        if (wish == 0) return json::wrong(concat({name, "[\"", excerpt(it.key()), "\"]"}), "more, less or never");
        out.push_back({std::string(it.key()), static_cast<Wish>(wish)});
    }
    return {};
}

Result<void> read_price(const Document& value, Profile& profile) {
    if (!value.is_object()) return json::wrong("price", "an object");
    if (auto known = json::only_members(value, "price", {"min_minor", "max_minor"}); !known) return known.error();
    const auto bound = [&](const char* name, std::optional<double>& out) -> Result<void> {
        const Document* one = json::member(value, name);
        if (one == nullptr || one->is_null()) return {};
        auto number = json::as_integer(*one, concat({"price.", name}), 0, INT64_C(1) << 53);
        if (!number) return number.error();
        out = static_cast<double>(number.value());
        return {};
    };
    if (auto low = bound("min_minor", profile.price.low); !low) return low;
    return bound("max_minor", profile.price.high);
}

Result<void> read_styles(const Document& value, Profile& profile) {
    if (!value.is_object()) return json::wrong("styles", "an object");
    if (auto known = json::only_members(value, "styles", {kStyleNames[0], kStyleNames[1], kStyleNames[2]}); !known) return known;
    for (std::size_t a = 0; a < kStyleCount; ++a) {
        auto read = read_member(value, kStyleNames[a].data(), profile.styles[a], [&](const Document& v) {
            return number_within(v, concat({"styles.", kStyleNames[a]}), -1.0, 1.0);
        });
        if (!read) return read;
    }
    return {};
}

/// Days or counts by name.
Result<void> read_integers(const Document& document, const char* name, std::int64_t low, std::map<std::string, std::int64_t>& out) {
    const Document* value = json::member(document, name);
    if (value == nullptr) return {};
    if (!value->is_object() || value->size() > 4 * kMostWishes)
        return json::wrong(name, concat({"an object of at most ", std::to_string(4 * kMostWishes), " members"}));
    for (auto it = value->begin(); !(it == value->end()); ++it) {
        auto number = json::as_integer(*it, concat({name, "[\"", excerpt(it.key()), "\"]"}), low, kMostFoldedSum);
        if (!number) return number.error();
        out.emplace(it.key(), number.value());
    }
    return {};
}

Result<void> read_learned(const Document& value, ProfileDocument& out) {
    Learned& learned = out.profile.learned;
    if (!value.is_object()) return json::wrong("learned", "an object");
    if (auto known = json::only_members(value, "learned", {"day", "weights", "symbols"}); !known) return known;
    if (auto there = require(value, "learned", {"day"}); !there) return there;
    if (auto read = read_integer(value, "learned", "day", -kFurthestDay, kFurthestDay, out.learned_day); !read) return read;
    if (auto read = read_member(value, "weights", learned.weights, json::read_weights); !read) return read;
    const Document* symbols = json::member(value, "symbols");
    if (symbols == nullptr) return {};
    if (!symbols->is_object() || symbols->size() > 4 * kMostWishes) return json::wrong("learned.symbols", "an object of symbols");
    for (auto it = symbols->begin(); !(it == symbols->end()); ++it) {
        auto offset = number_within(*it, "learned.symbols", -kMostOffset, kMostOffset);
        if (!offset) return offset.error();
        learned.symbols.push_back({std::string(it.key()), offset.value()});
    }
    return {};
}

Result<void> read_parts(const Document& document, ProfileDocument& out) {
    Profile& profile = out.profile;
    if (const Document* price = json::member(document, "price")) {
        if (auto read = read_price(*price, profile); !read) return read;
    }
    if (const Document* styles = json::member(document, "styles")) {
        if (auto read = read_styles(*styles, profile); !read) return read;
    }
    if (auto read = read_integers(document, "wish_days", -kFurthestDay, out.wish_days); !read) return read;
    if (auto read = read_integers(document, "folded", 0, out.folded); !read) return read;
    const Document* learned = json::member(document, "learned");
    return learned == nullptr ? Result<void>{} : read_learned(*learned, out);
}

Result<void> read_members(const Document& document, ProfileDocument& whole) {
    Profile& profile = whole.profile;
    if (auto read = read_list(document, "events", profile.events, read_event); !read) return read;
    if (auto read = read_list(document, "pairs", profile.pairs, read_pair); !read) return read;
    if (auto read = read_wishes(document, "switches", profile.switches); !read) return read;
    if (auto read = read_wishes(document, "categories", profile.categories); !read) return read;
    if (auto read = read_member(document, "weights", profile.weights, json::read_weights); !read) return read;
    for (const auto& [name, out] : {std::pair{"occasion", &profile.occasion}, std::pair{"recipient", &profile.recipient}}) {
        const char* const where = name;
        if (auto read = read_member(document, where, *out, [&](const Document& v) { return json::as_string(v, where); }); !read)
            return read;
    }
    if (auto read = read_parts(document, whole); !read) return read;
    return read_member(document, "personalise", profile.personalise, [](const Document& v) { return json::as_bool(v, "personalise"); });
}

}  // namespace

Result<ProfileDocument> read_profile(const json::Document& document) {
    if (!document.is_object()) return json::wrong("profile", "a JSON object");
    const Document* version = json::member(document, "version");
    if (version == nullptr || !version->is_number_integer()) return json::wrong("profile.version", "the integer 1 or 2");
    if (const auto number = version->get<std::int64_t>(); number != 1 && number != 2)
        return Error{ErrorCode::kUnsupportedVersion, "profile.version must be 1 or 2: this build reads no other"};
    auto known = json::only_members(document, "profile",
                                    {"version", "events", "pairs", "switches", "categories", "price", "styles", "occasion", "recipient",
                                     "weights", "wish_days", "learned", "folded", "personalise"});
    if (!known) return known.error();
    ProfileDocument out;
    if (auto read = read_members(document, out); !read) return read.error();
    return out;
}

Result<Profile> parse_profile(std::string_view text, Parts parts) {
    auto document = json::parse_object(text, "profile", kProfileLimitBytes);
    if (!document) return document.error();
    for (const char* const name : {"pairs", "learned"}) {
        const Document* taught = json::member(document.value(), name);
        if (parts == Parts::kShelf && taught != nullptr && !taught->empty()) return rest_missing();
    }
    auto read = read_profile(document.value());
    if (!read) return read.error();
    return std::move(read.value().profile);
}

}  // namespace ruyi
