#include "json/profile_edit_json.hpp"

#include <algorithm>

#include "json/json_write.hpp"
#include "json/profile_document.hpp"
#include "json/profile_json.hpp"
#include "learn.hpp"
#include "order.hpp"

namespace ruyi {

namespace {

using json::Document;

constexpr std::size_t kMostOps = 1000;
constexpr std::int64_t kMostCount = 10000;
constexpr std::array<const char*, 4> kNamedWishes = {"switches", "categories", "styles", "weights"};
constexpr std::array<const char*, 3> kSingleWishes = {"price", "occasion", "recipient"};

void write(json::Writer& writer, const Document& value) {
    if (value.is_object()) {
        writer.begin_object();
        for (auto it = value.begin(); it != value.end(); ++it) write(writer.key(it.key()), it.value());
        writer.end_object();
    } else if (value.is_array()) {
        writer.begin_array();
        for (const Document& one : value) write(writer, one);
        writer.end_array();
    } else if (const std::string* text = value.get_ptr<const std::string*>()) {
        writer.value(std::string_view(*text));
    } else if (value.is_boolean()) {
        writer.value(value.get<bool>());
    } else if (value.is_number_integer()) {
        writer.integer(value.get<std::int64_t>());
    } else {
        writer.value(value.get<double>());
    }
}

std::string text_of(const Document& value) {
    json::Writer writer;
    write(writer, value);
    return writer.take();
}

std::string string_member(const Document& object, const char* name) {
    const Document* value = json::member(object, name);
    const std::string* text = value == nullptr ? nullptr : value->get_ptr<const std::string*>();
    return text == nullptr ? std::string() : *text;
}

std::int64_t integer_member(const Document& object, const char* name, std::int64_t otherwise) {
    const Document* value = json::member(object, name);
    return value != nullptr && value->is_number_integer() ? value->get<std::int64_t>() : otherwise;
}

std::string event_id(const Document& event) {
    const std::string item = string_member(event, "item");
    return item.empty() ? string_member(event, "symbol") : item;
}

bool same_signal(const Document& a, const Document& b) {
    return string_member(a, "kind") == string_member(b, "kind") && event_id(a) == event_id(b);
}

bool one_of(const std::string& text, std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), text) != names.end();
}

Document empty_document() {
    Document profile(Document::value_t::object);
    profile["version"] = 2;
    return profile;
}

/// The list or object of the name, made if it is not there.
Document& part(Document& profile, const char* name, Document::value_t type) {
    if (json::member(profile, name) == nullptr) profile[name] = Document(type);
    return profile[name];
}

Document& list(Document& profile, const char* name) { return part(profile, name, Document::value_t::array); }
Document& object(Document& profile, const char* name) { return part(profile, name, Document::value_t::object); }

template <class Drop>
void drop_from(Document& profile, const char* name, Drop drop) {
    Document& entries = list(profile, name);
    Document kept(Document::value_t::array);
    for (Document& one : entries) {
        if (!drop(one)) kept.push_back(std::move(one));
    }
    entries = std::move(kept);
}

// ---- wishes by path ----

/// "switches.lotus" -> switches, lotus; "price" -> price, "". False for what is no wish.
bool split_path(const std::string& path, std::string& member, std::string& name) {
    const std::size_t dot = path.find('.');
    member = path.substr(0, dot);
    name = dot == std::string::npos ? "" : path.substr(dot + 1);
    const auto& known = [&](const char* one) { return member == one; };
    return dot == std::string::npos ? std::any_of(kSingleWishes.begin(), kSingleWishes.end(), known)
                                    : std::any_of(kNamedWishes.begin(), kNamedWishes.end(), known);
}

const Document* wish_at(const Document& profile, const std::string& path) {
    std::string member, name;
    if (!split_path(path, member, name)) return nullptr;
    const Document* found = json::member(profile, member.c_str());
    return found == nullptr || path.size() == member.size() ? found : json::member(*found, name.c_str());
}

/// value null: takes the wish away.
void put_wish(Document& profile, const std::string& path, const Document* value) {
    std::string member, name;
    if (!split_path(path, member, name)) return;
    const bool single = path.size() == member.size();
    Document& home = single ? profile : object(profile, member.c_str());
    const std::string& key = single ? member : name;
    if (value == nullptr) {
        home.erase(key);
    } else {
        home[key] = *value;
    }
}

void add_path(std::vector<std::string>& paths, std::string path) {
    if (std::find(paths.begin(), paths.end(), path) == paths.end()) paths.push_back(std::move(path));
}

/// Every wish that is set, and with `taken_back` those too that are only remembered by their day.
void add_paths(const Document& profile, bool taken_back, std::vector<std::string>& paths) {
    for (const char* member : kSingleWishes) {
        if (json::member(profile, member) != nullptr) add_path(paths, member);
    }
    for (const char* member : kNamedWishes) {
        const Document* named = json::member(profile, member);
        if (named == nullptr) continue;
        for (auto it = named->begin(); it != named->end(); ++it) add_path(paths, concat({member, ".", it.key()}));
    }
    const Document* days = json::member(profile, "wish_days");
    if (!taken_back || days == nullptr) return;
    for (auto it = days->begin(); it != days->end(); ++it) add_path(paths, it.key());
}

std::int64_t wish_day(const Document& profile, const std::string& path) {
    const Document* days = json::member(profile, "wish_days");
    return days == nullptr ? -kFurthestDay - 1 : integer_member(*days, path.c_str(), -kFurthestDay - 1);
}

// ---- events ----

/// A later like stands for the earlier one; the same visit on the same day is counted.
void track(Document& profile, Document event) {
    Document& events = list(profile, "events");
    if (one_of(string_member(event, "kind"), {"like", "dislike", "hide"})) {
        drop_from(profile, "events", [&](const Document& old) { return same_signal(old, event); });
        list(profile, "events").push_back(std::move(event));
        return;
    }
    const auto same = [&](const Document& old) {
        return same_signal(old, event) && integer_member(old, "day", 0) == integer_member(event, "day", 0);
    };
    const auto before = std::find_if(events.begin(), events.end(), same);
    if (before != events.end()) {
        event["count"] = std::min(integer_member(*before, "count", 1) + integer_member(event, "count", 1), kMostCount);
        const Document* seconds = json::member(*before, "seconds");
        const Document* more = json::member(event, "seconds");
        const double sum = (seconds == nullptr ? 0.0 : seconds->get<double>()) + (more == nullptr ? 0.0 : more->get<double>());
        if (sum > 0.0) event["seconds"] = std::min(sum, 86400.0);
        events.erase(before);
    }
    events.push_back(std::move(event));
}

void count_folded(Document& profile, const std::string& kind, std::int64_t count) {
    Document& folded = object(profile, "folded");
    folded[kind] = integer_member(folded, kind.c_str(), 0) + count;
}

/// Places of the events that go, so that kKeptEvents stay: the oldest weak ones, then the first ones.
std::vector<std::uint8_t> events_to_fold(const Document& events) {
    std::vector<std::uint8_t> goes(events.size(), 0);
    std::size_t left = events.size() > kKeptEvents ? events.size() - kKeptEvents : 0;
    std::vector<double> ages(events.size());
    for (std::size_t i = 0; i < ages.size(); ++i) ages[i] = -static_cast<double>(integer_member(events[i], "day", 0));
    for (const std::uint32_t i : descending_order(ages)) {
        if (left == 0 || !one_of(string_member(events[i], "kind"), {"view", "dwell", "why", "tap"})) continue;
        goes[i] = 1;
        --left;
    }
    for (std::size_t i = 0; left > 0; ++i) {
        left -= goes[i] == 0 ? 1 : 0;
        goes[i] = 1;
    }
    return goes;
}

/// Each event that goes is added to the next one of its kind and item, or counted in `folded`.
void fold_events(Document& profile) {
    Document& events = list(profile, "events");
    const std::vector<std::uint8_t> goes = events_to_fold(events);
    Document kept(Document::value_t::array);
    for (std::size_t i = 0; i < goes.size(); ++i) {
        if (goes[i] == 0) {
            kept.push_back(events[i]);
            continue;
        }
        const std::int64_t count = integer_member(events[i], "count", 1);
        std::size_t next = i + 1;
        while (next < goes.size() && !(goes[next] == 0 && same_signal(events[i], events[next]))) ++next;
        if (next < goes.size()) {
            events[next]["count"] = std::min(integer_member(events[next], "count", 1) + count, kMostCount);
        } else {
            count_folded(profile, string_member(events[i], "kind"), count);
        }
    }
    list(profile, "events") = std::move(kept);
}

void fold_pairs(Document& profile) {
    Document& pairs = list(profile, "pairs");
    while (pairs.size() > kKeptPairs) {
        pairs.erase(pairs.begin());
        count_folded(profile, "pair", 1);
    }
}

// ---- merging ----

/// What is in either list, as often as in the one that has it more often, by day and then by text: the same whichever comes first.
void merge_list(Document& profile, const Document& other, const char* name) {
    using Keyed = std::pair<std::string, const Document*>;
    const Document mine = list(profile, name);
    const Document* theirs = json::member(other, name);
    const auto keyed = [](const Document& entries) {
        std::vector<Keyed> keys;
        for (const Document& one : entries)
            keys.emplace_back(concat({std::to_string(integer_member(one, "day", 0) + 2 * kFurthestDay), text_of(one)}), &one);
        std::sort(keys.begin(), keys.end(), [](const Keyed& a, const Keyed& b) { return a.first < b.first; });
        return keys;
    };
    const std::vector<Keyed> a = keyed(mine), b = theirs == nullptr ? std::vector<Keyed>() : keyed(*theirs);
    Document merged(Document::value_t::array);
    for (std::size_t i = 0, j = 0; i < a.size() || j < b.size();) {
        const bool first = j == b.size() || (i < a.size() && a[i].first <= b[j].first);
        const bool both = i < a.size() && j < b.size() && a[i].first == b[j].first;
        merged.push_back(first ? *a[i].second : *b[j].second);
        i += first ? 1 : 0;
        j += !first || both ? 1 : 0;
    }
    list(profile, name) = std::move(merged);
}

/// The newest wish wins; of two equally old ones the one whose text comes last, so that the order does not matter.
void merge_wishes(Document& profile, const Document& other) {
    std::vector<std::string> paths;
    add_paths(profile, true, paths);
    add_paths(other, true, paths);
    for (const std::string& path : paths) {
        const Document* mine = wish_at(profile, path);
        const Document* theirs = wish_at(other, path);
        const std::int64_t my_day = wish_day(profile, path), their_day = wish_day(other, path);
        const std::string my_text = mine == nullptr ? "" : text_of(*mine), their_text = theirs == nullptr ? "" : text_of(*theirs);
        if (their_day < my_day || (their_day == my_day && their_text <= my_text)) continue;
        const Document copy = theirs == nullptr ? Document() : *theirs;
        put_wish(profile, path, theirs == nullptr ? nullptr : &copy);
        if (their_day >= -kFurthestDay) object(profile, "wish_days")[path] = their_day;
    }
}

void merge(Document& profile, const Document& other) {
    merge_list(profile, other, "events");
    merge_list(profile, other, "pairs");
    merge_wishes(profile, other);
    if (const Document* folded = json::member(other, "folded")) {
        Document& mine = object(profile, "folded");
        for (auto it = folded->begin(); it != folded->end(); ++it)
            mine[it.key()] = std::max(integer_member(mine, it.key().c_str(), 0), it.value().get<std::int64_t>());
    }
    const Document* on = json::member(other, "personalise");
    if (on != nullptr && !on->get<bool>()) profile["personalise"] = false;
    profile.erase("learned");
}

// ---- the operations ----

/// A document beside the first one; valid on success.
Result<const Document*> profile_of(const Document& op) {
    const Document* profile = json::member(op, "profile");
    if (profile == nullptr) return json::wrong("ops[].profile", "a profile");
    if (auto read = read_profile(*profile); !read) return read.error();
    return profile;
}

Result<void> set_wishes(Document& profile, const Document& op, std::int64_t day) {
    auto given = profile_of(op);
    if (!given) return given.error();
    std::vector<std::string> paths;
    add_paths(*given.value(), false, paths);
    for (const std::string& path : paths) {
        put_wish(profile, path, wish_at(*given.value(), path));
        object(profile, "wish_days")[path] = day;
    }
    return {};
}

/// forgotten: no day stays behind. Otherwise the day says when it was taken back.
Result<void> drop_wish(Document& profile, const Document& op, bool forgotten, std::int64_t day) {
    const std::string path = string_member(op, "wish");
    std::string member, name;
    if (!split_path(path, member, name))
        return json::wrong("ops[].wish", "price, occasion, recipient, or a name in switches, categories, styles or weights");
    put_wish(profile, path, nullptr);
    if (forgotten) {
        object(profile, "wish_days").erase(path);
    } else {
        object(profile, "wish_days")[path] = day;
    }
    return {};
}

void forget_item(Document& profile, const std::string& id) {
    drop_from(profile, "events", [&](const Document& one) { return string_member(one, "item") == id; });
    drop_from(profile, "pairs",
              [&](const Document& one) { return string_member(one, "better") == id || string_member(one, "worse") == id; });
}

void forget_symbol(Document& profile, const std::string& id) {
    drop_from(profile, "events", [&](const Document& one) { return string_member(one, "symbol") == id; });
    const std::string path = "switches." + id;
    put_wish(profile, path, nullptr);
    object(profile, "wish_days").erase(path);
}

Result<void> forget(Document& profile, const Document& op) {
    if (auto known = json::only_members(op, "ops[]", {"op", "item", "symbol", "pair", "wish", "all"}); !known) return known;
    profile.erase("learned");  // it may rest on what goes
    if (json::member(op, "all") != nullptr) {
        profile = empty_document();
        return {};
    }
    if (json::member(op, "wish") != nullptr) return drop_wish(profile, op, true, 0);
    if (const Document* pair = json::member(op, "pair")) {
        drop_from(profile, "pairs", [&](const Document& one) {
            return pair->is_object() && string_member(one, "better") == string_member(*pair, "better") &&
                   string_member(one, "worse") == string_member(*pair, "worse");
        });
        return {};
    }
    const std::string item = string_member(op, "item"), symbol = string_member(op, "symbol");
    if (item.empty() && symbol.empty()) return json::wrong("ops[]", "a forget with an item, a symbol, a pair, a wish or all");
    if (!item.empty()) forget_item(profile, item);
    if (!symbol.empty()) forget_symbol(profile, symbol);
    return {};
}

Result<void> learn_into(Document& profile, const Shard* shard, std::int32_t day) {
    if (shard == nullptr) return Error{ErrorCode::kInvalidState, "no shard is open: learning needs one"};
    auto parsed = read_profile(profile);
    if (!parsed) return parsed.error();
    auto learned = learn(*shard, parsed.value(), day);
    if (!learned) return learned.error();
    Document stated(Document::value_t::object);
    stated["day"] = day;
    for (std::size_t t = 0; t < kTermCount; ++t) {
        if (learned.value().weights[t]) object(stated, "weights")[std::string(kTermNames[t])] = *learned.value().weights[t];
    }
    for (const Learned::Offset& one : learned.value().symbols) object(stated, "symbols")[one.symbol] = one.value;
    profile["learned"] = std::move(stated);
    if (profile["learned"].size() == 1) profile.erase("learned");
    return {};
}

Result<void> apply(Document& profile, const Document& op, const Shard* shard, std::int32_t day) {
    if (!op.is_object()) return json::wrong("ops[]", "an object");
    const std::string name = string_member(op, "op");
    if (name == "forget") return forget(profile, op);
    if (name == "learn") return learn_into(profile, shard, day);
    if (name == "set") return set_wishes(profile, op, day);
    if (name == "unset") return drop_wish(profile, op, false, day);
    if (name == "merge") {
        auto other = profile_of(op);
        if (!other) return other.error();
        merge(profile, *other.value());
        return {};
    }
    const bool event = name == "track";
    if (!event && name != "pair") return json::wrong("ops[].op", "track, pair, set, unset, merge, forget or learn");
    const Document* value = json::member(op, event ? "event" : "pair");
    if (value == nullptr) return json::wrong("ops[]", event ? "a track with an event" : "a pair with a pair");
    Document alone = empty_document();
    list(alone, event ? "events" : "pairs").push_back(*value);
    if (auto read = read_profile(alone); !read) return read.error();
    if (event) {
        track(profile, *value);
    } else {
        list(profile, "pairs").push_back(*value);
    }
    return {};
}

/// Version 2, short lists, and no member that says nothing.
void tidy(Document& profile) {
    profile["version"] = 2;
    fold_events(profile);
    fold_pairs(profile);
    for (auto it = profile.begin(); it != profile.end();) {
        if ((it->is_object() || it->is_array()) && it->empty()) {
            it = profile.erase(it);
        } else {
            ++it;
        }
    }
}

}  // namespace

Result<std::string> edit_profile(std::string_view request_json, const Shard* shard) {
    auto request = json::parse_object(request_json, "profile edit", kProfileLimitBytes * 2);
    if (!request) return request.error();
    if (auto known = json::only_members(request.value(), "profile edit", {"profile", "date", "ops"}); !known) return known.error();
    const auto day = parse_civil_day(string_member(request.value(), "date"));
    if (!day) return day.error();
    const Document* given = json::member(request.value(), "profile");
    Document profile = given == nullptr || given->is_null() ? empty_document() : *given;
    if (auto read = read_profile(profile); !read) return read.error();
    const Document* ops = json::member(request.value(), "ops");
    if (ops == nullptr || !ops->is_array() || ops->size() > kMostOps)
        return json::wrong("ops", concat({"an array of at most ", std::to_string(kMostOps), " operations"}));
    for (const Document& op : *ops) {
        if (auto done = apply(profile, op, shard, day.value()); !done) return done.error();
    }
    tidy(profile);
    if (auto read = read_profile(profile); !read) return read.error();
    return text_of(profile);
}

}  // namespace ruyi
