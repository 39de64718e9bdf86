#include "json/profile_json.hpp"

#include "json/json_check.hpp"
#include "json/weights_json.hpp"
#include "order.hpp"

namespace ruyi {

namespace {

using json::Document;

constexpr std::array<std::string_view, 6> kEventNames = {"like", "view", "cart", "buy", "dislike", "hide"};
constexpr std::array<std::string_view, 3> kWishNames = {"more", "less", "never"};
constexpr std::int64_t kFurthestDay = 3000000;  // beyond the year 9999

/// 1-based position of the string among `names`, as the enumerations count; 0 = not there.
template <std::size_t N>
std::uint8_t number_of(const Document* value, const std::array<std::string_view, N>& names) {
    for (std::size_t i = 0; value != nullptr && value->is_string() && i < N; ++i) {
        if (value->text() == names[i]) return static_cast<std::uint8_t>(i + 1);
    }
    return 0;
}

Result<Event> read_event(const Document& value) {
    if (!value.is_object()) return json::wrong("events[]", "an object");
    if (auto known = json::only_members(value, "events[]", {"kind", "item", "day"}); !known) return known.error();
    Event event;
    const std::uint8_t kind = number_of(json::member(value, "kind"), kEventNames);
    if (kind == 0) return json::wrong("events[].kind", "like, view, cart, buy, dislike or hide");
    event.kind = static_cast<EventKind>(kind);
    const Document* item = json::member(value, "item");
    const Document* day = json::member(value, "day");
    if (item == nullptr || day == nullptr) return json::wrong("events[]", "an object with kind, item and day");
    auto id = json::as_string(*item, "events[].item");
    if (!id) return id.error();
    event.item = std::move(id.value());
    auto number = json::as_integer(*day, "events[].day", -kFurthestDay, kFurthestDay);
    if (!number) return number.error();
    event.day = static_cast<std::int32_t>(number.value());
    return event;
}

Result<void> read_events(const Document& value, Profile& profile) {
    if (!value.is_array() || value.size() > kMostEvents)
        return json::wrong("events", concat({"an array of at most ", std::to_string(kMostEvents), " events"}));
    for (const Document& one : value) {
        auto event = read_event(one);
        if (!event) return event.error();
        profile.events.push_back(std::move(event.value()));
    }
    return {};
}

Result<void> read_switches(const Document& value, Profile& profile) {
    if (!value.is_object()) return json::wrong("switches", "an object");
    for (auto it = value.begin(); !(it == value.end()); ++it) {
        const std::uint8_t wish = number_of(&it.value(), kWishNames);
        if (wish == 0) return json::wrong(concat({"switches[\"", it.key().substr(0, 64), "\"]"}), "more, less or never");
        profile.switches.push_back({std::string(it.key()), static_cast<Wish>(wish)});
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

Result<void> read_members(const Document& document, Profile& profile) {
    if (const Document* events = json::member(document, "events")) {
        if (auto read = read_events(*events, profile); !read) return read;
    }
    if (const Document* switches = json::member(document, "switches")) {
        if (auto read = read_switches(*switches, profile); !read) return read;
    }
    if (const Document* price = json::member(document, "price")) {
        if (auto read = read_price(*price, profile); !read) return read;
    }
    if (const Document* weights = json::member(document, "weights")) {
        auto wishes = json::read_weights(*weights);
        if (!wishes) return wishes.error();
        profile.weights = wishes.value();
    }
    if (const Document* personalise = json::member(document, "personalise")) {
        auto flag = json::as_bool(*personalise, "personalise");
        if (!flag) return flag.error();
        profile.personalise = flag.value();
    }
    return {};
}

}  // namespace

Result<Profile> parse_profile(std::string_view text) {
    auto document = json::parse_object(text, "profile", kProfileLimitBytes);
    if (!document) return document.error();
    const Document* version = json::member(document.value(), "version");
    if (version == nullptr || !version->is_number_integer()) return json::wrong("profile.version", "the integer 1");
    if (version->get<std::int64_t>() != 1)
        return Error{ErrorCode::kUnsupportedVersion, "profile.version must be 1: this build reads no other"};
    if (auto known = json::only_members(document.value(), "profile", {"version", "events", "switches", "price", "weights", "personalise"});
        !known) {
        return known.error();
    }
    Profile profile;
    if (auto read = read_members(document.value(), profile); !read) return read.error();
    return profile;
}

}  // namespace ruyi
