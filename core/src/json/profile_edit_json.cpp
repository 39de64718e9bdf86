#include "json/profile_edit_json.hpp"

#include <algorithm>

#include "json/profile_document.hpp"
#include "json/profile_json.hpp"
#include "learn.hpp"
#include "order.hpp"

namespace ruyi {

namespace {

using json::Document;

constexpr std::size_t kMostOps = 200;
constexpr std::array<std::string_view, 3> kSingleWishes = {"price", "occasion", "recipient"};
constexpr std::array<std::string_view, 4> kNamedWishes = {"switches", "categories", "styles", "weights"};

std::string string_member(const Document& object, const char* name) {
    const Document* value = json::member(object, name);
    return value == nullptr ? std::string() : std::string(value->text());
}

bool same_signal(const Event& a, const Event& b) { return a.kind == b.kind && a.item == b.item && a.symbol == b.symbol; }

bool is_weak(EventKind kind) {
    return kind == EventKind::kView || kind == EventKind::kDwell || kind == EventKind::kWhy || kind == EventKind::kTap;
}

// ---- wishes by path: "price", or "switches.lotus" ----

struct WishPath {
    std::string member, name;  // name: "" for a single wish
};

std::optional<WishPath> split_path(const std::string& path) {
    const std::size_t dot = path.find('.');
    WishPath split{path.substr(0, dot), dot == std::string::npos ? "" : path.substr(dot + 1)};
    const auto known = [&](std::string_view one) { return split.member == one; };
    const bool wish = dot == std::string::npos ? std::any_of(kSingleWishes.begin(), kSingleWishes.end(), known)
                                               : std::any_of(kNamedWishes.begin(), kNamedWishes.end(), known);
    if (!wish) return std::nullopt;
    return split;
}

const std::string& key_of(const SymbolSwitch& one) { return one.symbol; }
const std::string& key_of(const CategoryWish& one) { return one.category; }

/// Makes `to` say of the name what `from` says; lists stay ascending.
template <class T>
void copy_named(const std::vector<T>& from, std::vector<T>& to, const std::string& name) {
    const auto before = [](const T& one, const std::string& key) { return key_of(one) < key; };
    const auto source = std::lower_bound(from.begin(), from.end(), name, before);
    const bool given = source != from.end() && key_of(*source) == name;
    const auto place = std::lower_bound(to.begin(), to.end(), name, before);
    const bool there = place != to.end() && key_of(*place) == name;
    if (given && there) *place = *source;
    if (given && !there) to.insert(place, *source);
    if (!given && there) to.erase(place);
}

template <std::size_t N>
std::optional<std::size_t> place_in(const std::array<std::string_view, N>& names, const std::string& name) {
    for (std::size_t i = 0; i < N; ++i) {
        if (names[i] == name) return i;
    }
    return std::nullopt;
}

/// Makes `to` wish at this path what `from` wishes, nothing included.
void copy_wish(const Profile& from, Profile& to, const WishPath& path) {
    if (path.member == "price") to.price = from.price;
    if (path.member == "occasion") to.occasion = from.occasion;
    if (path.member == "recipient") to.recipient = from.recipient;
    if (path.member == "switches") copy_named(from.switches, to.switches, path.name);
    if (path.member == "categories") copy_named(from.categories, to.categories, path.name);
    if (path.member == "styles") {
        if (const auto axis = place_in(kStyleNames, path.name)) to.styles[*axis] = from.styles[*axis];
    }
    if (path.member == "weights") {
        if (const auto term = place_in(kTermNames, path.name)) to.weights[*term] = from.weights[*term];
    }
}

/// The wish as text, for a choice that does not depend on the order; "" without the wish.
std::string wish_text(const Profile& profile, const WishPath& path) {
    ProfileDocument alone;
    const std::string none = profile_text(alone);
    copy_wish(profile, alone.profile, path);
    std::string text = profile_text(alone);
    return text == none ? std::string() : text;
}

void add_path(std::vector<std::string>& paths, std::string path) {
    if (std::find(paths.begin(), paths.end(), path) == paths.end()) paths.push_back(std::move(path));
}

/// Every wish that is set.
void add_paths(const Profile& profile, std::vector<std::string>& paths) {
    if (profile.price.given()) add_path(paths, "price");
    if (!profile.occasion.empty()) add_path(paths, "occasion");
    if (!profile.recipient.empty()) add_path(paths, "recipient");
    for (const SymbolSwitch& one : profile.switches) add_path(paths, concat({"switches.", one.symbol}));
    for (const CategoryWish& one : profile.categories) add_path(paths, concat({"categories.", one.category}));
    for (std::size_t a = 0; a < kStyleCount; ++a) {
        if (profile.styles[a] != 0.0) add_path(paths, concat({"styles.", kStyleNames[a]}));
    }
    for (std::size_t t = 0; t < kTermCount; ++t) {
        if (profile.weights[t]) add_path(paths, concat({"weights.", kTermNames[t]}));
    }
}

std::int64_t wish_day(const ProfileDocument& document, const std::string& path) {
    const auto found = document.wish_days.find(path);
    return found == document.wish_days.end() ? -kFurthestDay - 1 : found->second;
}

// ---- events ----

/// A stay grows longer, everything else happens more often: the strength of a stay has its seconds already.
void add_to(Event& event, const Event& earlier) {
    event.seconds = std::min(event.seconds + earlier.seconds, kMostSeconds);
    if (event.kind == EventKind::kDwell)
        event.count = std::max(event.count, earlier.count);
    else
        event.count = std::min(event.count + earlier.count, static_cast<std::uint32_t>(kMostCount));
}

/// A later like stands for the earlier one; the same visit on the same day is counted.
void track(std::vector<Event>& events, Event event) {
    if (event.kind == EventKind::kLike || event.kind == EventKind::kDislike || event.kind == EventKind::kHide) {
        std::erase_if(events, [&](const Event& old) { return same_signal(old, event); });
        events.push_back(std::move(event));
        return;
    }
    const auto before =
        std::find_if(events.begin(), events.end(), [&](const Event& old) { return same_signal(old, event) && old.day == event.day; });
    if (before != events.end()) {
        add_to(event, *before);
        events.erase(before);
    }
    events.push_back(std::move(event));
}

/// Places of the events that go, so that kKeptEvents stay: the oldest weak ones, then the oldest likes and carts, last those whose items
/// must stay away.
std::vector<std::uint8_t> events_to_fold(const std::vector<Event>& events) {
    std::vector<std::uint8_t> goes(events.size(), 0);
    std::size_t left = events.size() > kKeptEvents ? events.size() - kKeptEvents : 0;
    std::vector<double> order;  // classes apart by more than any two days
    for (const Event& event : events) {
        const double worth = is_weak(event.kind) ? 0.0 : event.kind == EventKind::kLike || event.kind == EventKind::kCart ? 1.0 : 2.0;
        order.push_back(-static_cast<double>(event.day) - worth * 4.0 * static_cast<double>(kFurthestDay));
    }
    for (const std::uint32_t i : descending_order(order)) {
        if (left == 0) break;
        goes[i] = 1;
        --left;
    }
    return goes;
}

void count_folded(ProfileDocument& document, std::string_view kind, std::int64_t count) {
    std::int64_t& sum = document.folded[std::string(kind)];
    sum = std::min(sum + count, kMostFoldedSum);
}

/// Each event that goes is added to the next one of its kind and item, or counted in `folded`.
void fold_events(ProfileDocument& document) {
    std::vector<Event>& events = document.profile.events;
    if (events.size() <= kKeptEvents) return;
    const std::vector<std::uint8_t> goes = events_to_fold(events);
    std::vector<Event> kept;
    for (std::size_t i = 0; i < goes.size(); ++i) {
        if (goes[i] == 0) {
            kept.push_back(events[i]);
            continue;
        }
        std::size_t next = i + 1;
        while (next < goes.size() && !(goes[next] == 0 && same_signal(events[i], events[next]))) ++next;
        if (next < goes.size()) {
            add_to(events[next], events[i]);
        } else {
            count_folded(document, kEventNames[static_cast<std::size_t>(events[i].kind) - 1], events[i].count);
        }
    }
    events = std::move(kept);
}

void fold_pairs(ProfileDocument& document) {
    std::vector<Pair>& pairs = document.profile.pairs;
    if (pairs.size() <= kKeptPairs) return;
    count_folded(document, "pair", static_cast<std::int64_t>(pairs.size() - kKeptPairs));
    pairs.erase(pairs.begin(), pairs.end() - static_cast<std::ptrdiff_t>(kKeptPairs));
}

// ---- merging ----

/// What is in either list, as often as in the one that has it more often, by day and then by text: the same whichever comes first.
template <class T>
void merge_list(std::vector<T>& mine, const std::vector<T>& theirs, void (*write)(json::Writer&, const T&)) {
    using Keyed = std::pair<std::string, const T*>;
    const auto keyed = [write](const std::vector<T>& entries) {
        std::vector<Keyed> keys;
        for (const T& one : entries) {
            json::Writer text;
            write(text, one);
            keys.emplace_back(concat({std::to_string(one.day + 2 * kFurthestDay), text.take()}), &one);
        }
        std::sort(keys.begin(), keys.end(), [](const Keyed& a, const Keyed& b) { return a.first < b.first; });
        return keys;
    };
    const std::vector<Keyed> a = keyed(mine), b = keyed(theirs);
    std::vector<T> merged;
    for (std::size_t i = 0, j = 0; i < a.size() || j < b.size();) {
        const bool first = j == b.size() || (i < a.size() && a[i].first <= b[j].first);
        const bool both = i < a.size() && j < b.size() && a[i].first == b[j].first;
        merged.push_back(first ? *a[i].second : *b[j].second);
        i += first ? 1 : 0;
        j += !first || both ? 1 : 0;
    }
    mine = std::move(merged);
}

/// The newest wish wins; of two equally old ones one that is there before one that is not, then the one whose text comes last, so that the
/// order does not matter.
void merge_wishes(ProfileDocument& document, const ProfileDocument& other) {
    std::vector<std::string> paths;
    for (const ProfileDocument* one : {static_cast<const ProfileDocument*>(&document), &other}) {
        add_paths(one->profile, paths);
        for (const auto& [path, day] : one->wish_days) add_path(paths, path);
    }
    for (const std::string& path : paths) {
        const auto split = split_path(path);
        if (!split) continue;
        const std::int64_t my_day = wish_day(document, path), their_day = wish_day(other, path);
        if (their_day < my_day || (their_day == my_day && wish_text(other.profile, *split) <= wish_text(document.profile, *split)))
            continue;
        copy_wish(other.profile, document.profile, *split);
        if (their_day >= -kFurthestDay) document.wish_days[path] = their_day;
    }
}

void merge(ProfileDocument& document, const ProfileDocument& other) {
    merge_list(document.profile.events, other.profile.events, write_event);
    merge_list(document.profile.pairs, other.profile.pairs, write_pair);
    merge_wishes(document, other);
    for (const auto& [kind, count] : other.folded) document.folded[kind] = std::max(document.folded[kind], count);
    document.profile.personalise = document.profile.personalise && other.profile.personalise;
    document.profile.learned = {};
}

// ---- the operations ----

/// The document beside the first one.
Result<ProfileDocument> profile_of(const Document& op) {
    const Document* profile = json::member(op, "profile");
    if (profile == nullptr) return json::wrong("ops[].profile", "a profile");
    return read_profile(*profile);
}

Result<void> set_wishes(ProfileDocument& document, const Document& op, std::int64_t day) {
    const auto given = profile_of(op);
    if (!given) return given.error();
    std::vector<std::string> paths;
    add_paths(given.value().profile, paths);
    for (const std::string& path : paths) {
        if (const auto split = split_path(path)) copy_wish(given.value().profile, document.profile, *split);
        document.wish_days[path] = day;
    }
    return {};
}

/// forgotten: no day stays behind. Otherwise the day says when it was taken back.
Result<void> drop_wish(ProfileDocument& document, const Document& op, bool forgotten, std::int64_t day) {
    const std::string path = string_member(op, "wish");
    const auto split = split_path(path);
    if (!split) return json::wrong("ops[].wish", "price, occasion, recipient, or a name in switches, categories, styles or weights");
    copy_wish(Profile{}, document.profile, *split);
    document.wish_days.erase(path);
    if (!forgotten) document.wish_days[path] = day;
    return {};
}

void forget_item(Profile& profile, const std::string& id) {
    std::erase_if(profile.events, [&](const Event& one) { return one.item == id; });
    std::erase_if(profile.pairs, [&](const Pair& one) { return one.better == id || one.worse == id; });
}

void forget_symbol(ProfileDocument& document, const std::string& id) {
    std::erase_if(document.profile.events, [&](const Event& one) { return one.symbol == id; });
    copy_wish(Profile{}, document.profile, {"switches", id});
    document.wish_days.erase(concat({"switches.", id}));
}

Result<void> forget(ProfileDocument& document, const Document& op) {
    if (auto known = json::only_members(op, "ops[]", {"op", "item", "symbol", "pair", "wish", "all"}); !known) return known;
    if (op.size() != 2) return json::wrong("ops[]", "a forget with one of item, symbol, pair, wish and all");
    document.profile.learned = {};  // it may rest on what goes
    if (const Document* all = json::member(op, "all")) {
        if (!all->is_boolean() || !all->get<bool>()) return json::wrong("ops[].all", "true");
        document = ProfileDocument{};
        return {};
    }
    if (json::member(op, "wish") != nullptr) return drop_wish(document, op, true, 0);
    if (const Document* pair = json::member(op, "pair")) {
        if (!pair->is_object()) return json::wrong("ops[].pair", "an object");
        const std::string better = string_member(*pair, "better"), worse = string_member(*pair, "worse");
        std::erase_if(document.profile.pairs, [&](const Pair& one) { return one.better == better && one.worse == worse; });
        return {};
    }
    const std::string item = string_member(op, "item"), symbol = string_member(op, "symbol");
    if (item.empty() && symbol.empty()) return json::wrong("ops[]", "a forget with an item, a symbol, a pair, a wish or all");
    if (!item.empty()) forget_item(document.profile, item);
    if (!symbol.empty()) forget_symbol(document, symbol);
    return {};
}

Result<void> learn_into(ProfileDocument& document, const Shard* shard, std::int32_t day) {
    if (shard == nullptr) return Error{ErrorCode::kInvalidState, "no shard is open: learning needs one"};
    auto learned = learn(*shard, document.profile, day);
    if (!learned) return learned.error();
    document.profile.learned = std::move(learned.value());
    document.learned_day = day;
    return {};
}

Result<void> note(ProfileDocument& document, const Document& op, bool event) {
    const Document* value = json::member(op, event ? "event" : "pair");
    if (value == nullptr) return json::wrong("ops[]", event ? "a track with an event" : "a pair with a pair");
    if (event) {
        Event noted;
        if (auto read = read_event(*value, noted); !read) return read;
        track(document.profile.events, std::move(noted));
        return {};
    }
    Pair noted;
    if (auto read = read_pair(*value, noted); !read) return read;
    document.profile.pairs.push_back(std::move(noted));
    return {};
}

Result<void> apply(ProfileDocument& document, const Document& op, const Shard* shard, std::int32_t day) {
    if (!op.is_object()) return json::wrong("ops[]", "an object");
    const std::string name = string_member(op, "op");
    const char* const member = name == "track" ? "event" : name == "pair" ? "pair" : name == "unset" ? "wish" : "profile";
    if (name != "forget") {
        if (auto known = json::only_members(op, "ops[]", {"op", member}); !known) return known;
    }
    if (name == "track" || name == "pair") return note(document, op, name == "track");
    if (name == "set") return set_wishes(document, op, day);
    if (name == "unset") return drop_wish(document, op, false, day);
    if (name == "forget") return forget(document, op);
    if (name == "learn") return learn_into(document, shard, day);
    if (name != "merge") return json::wrong("ops[].op", "track, pair, set, unset, merge, forget or learn");
    const auto other = profile_of(op);
    if (!other) return other.error();
    merge(document, other.value());
    return {};
}

}  // namespace

Result<std::string> edit_profile(std::string_view request_json, const Shard* shard) {
    const auto request = json::parse_object(request_json, "profile edit", kProfileLimitBytes * 2);
    if (!request) return request.error();
    const Document& object = request.value();
    if (auto known = json::only_members(object, "profile edit", {"profile", "date", "ops"}); !known) return known.error();
    const auto day = parse_civil_day(string_member(object, "date"));
    if (!day) return day.error();
    ProfileDocument document;
    if (const Document* given = json::member(object, "profile"); given != nullptr && !given->is_null()) {
        auto read = read_profile(*given);
        if (!read) return read.error();
        document = std::move(read.value());
    }
    const Document* ops = json::member(object, "ops");
    if (ops == nullptr || !ops->is_array() || ops->size() > kMostOps)
        return json::wrong("ops", concat({"an array of at most ", std::to_string(kMostOps), " operations"}));
    for (const Document& op : *ops) {
        if (auto done = apply(document, op, shard, day.value()); !done) return done.error();
    }
    fold_events(document);
    fold_pairs(document);
    std::string text = profile_text(document);
    if (text.size() > kProfileLimitBytes)
        return Error{ErrorCode::kInvalidArgument, concat({"the profile would have ", std::to_string(text.size()), " bytes; at most ",
                                                          std::to_string(kProfileLimitBytes), " are kept: forget something first"})};
    return text;
}

}  // namespace ruyi
