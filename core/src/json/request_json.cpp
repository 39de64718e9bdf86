#include "json/request_json.hpp"

#include <algorithm>

#include "json/json_check.hpp"
#include "json/weights_json.hpp"
#include "order.hpp"

namespace ruyi {

namespace {

using json::Document;

constexpr std::size_t kMostRules = 64;

/// Runs the reader of a member if the member is there.
template <class Read>
Result<void> when_given(const Document& object, const char* name, Read read) {
    const Document* value = json::member(object, name);
    return value == nullptr ? Result<void>{} : read(*value);
}

/// Stores a read value, or hands its error on.
template <class T, class Out>
Result<void> store(Result<T> read, Out& out) {
    if (!read) return read.error();
    out = static_cast<Out>(std::move(read.value()));
    return {};
}

Result<void> read_strings(const Document& object, const char* name, std::vector<std::string>& out) {
    return when_given(object, name, [&](const Document& value) { return store(json::as_strings(value, name, kMostIds), out); });
}

template <class Enum, std::size_t N>
Result<void> read_name(const Document& object, const char* name, const std::array<std::string_view, N>& names, std::string_view expected,
                       Enum& out) {
    return when_given(object, name, [&](const Document& value) -> Result<void> {
        for (std::size_t i = 0; value.is_string() && i < N; ++i) {
            if (value.text() != names[i]) continue;
            out = static_cast<Enum>(i + 1);
            return {};
        }
        return json::wrong(name, expected);
    });
}

Result<void> read_languages(const Document& object, Request& request) {
    std::vector<std::string> names;
    if (auto read = read_strings(object, "lang", names); !read) return read;
    for (const std::string& name : names) {
        const Lang lang = name == "zh-Hans" ? Lang::kZhHans : name == "zh-Hant" ? Lang::kZhHant : Lang::kEn;
        if (lang == Lang::kEn && name != "en") return json::wrong("lang[]", "zh-Hans, zh-Hant or en");
        bool again = false;
        for (const Lang one : request.lang) again = again || one == lang;
        if (!again) request.lang.push_back(lang);
    }
    if (request.lang.empty()) request.lang = {Lang::kZhHans, Lang::kEn};
    return {};
}

RUYI_REST Result<void> read_query(const Document& query, Request& request) {
    if (!query.is_object()) return json::wrong("query", "an object");
    if (auto known = json::only_members(query, "query", {"visual", "text", "weights"}); !known) return known;
    for (std::size_t m = 0; m < request.slots.size(); ++m) {
        const char* name = m == 0 ? "visual" : "text";
        auto read = when_given(query, name, [&](const Document& value) { return store(json::as_string(value, name), request.slots[m]); });
        if (!read) return read;
    }
    return when_given(query, "weights", [&](const Document& value) { return store(json::read_weights(value), request.weights); });
}

Result<void> read_date(const Document& object, Request& request) {
    const Document* value = json::member(object, "date");
    if (value == nullptr) return json::wrong("date", "given as \"YYYY-MM-DD\": core has no clock");
    auto text = json::as_string(*value, "date");
    if (!text) return text.error();
    return store(parse_civil_day(text.value()), request.date);
}

Result<void> read_scalars(const Document& object, Request& request) {
    if (auto read =
            read_name(object, "placement", std::array<std::string_view, 5>{"for-you", "similar", "query", "complete-the-look", "trending"},
                      "similar, for-you, complete-the-look, trending or query", request.placement);
        !read)
        return read;
    if (auto read =
            read_name(object, "explain", std::array<std::string_view, 3>{"none", "parts", "full"}, "none, parts or full", request.explain);
        !read)
        return read;
    if (auto read = when_given(object, "item", [&](const Document& v) { return store(json::as_string(v, "item"), request.item); }); !read)
        return read;
    if (auto read = when_given(object, "k", [&](const Document& v) { return store(json::as_integer(v, "k", 1, 1000), request.k); }); !read)
        return read;
    if (auto read = when_given(object, "strict", [&](const Document& v) { return store(json::as_bool(v, "strict"), request.strict); });
        !read)
        return read;
    if (auto read = when_given(object, "joint", [&](const Document& v) { return store(json::as_bool(v, "joint"), request.joint); }); !read)
        return read;
    if (auto read = when_given(object, "ranker", [&](const Document& v) { return store(json::as_string(v, "ranker"), request.ranker); });
        !read)
        return read;
    return read_date(object, request);
}

Result<void> read_keep(const Document& object, Keep& keep) {
    std::vector<std::string> groups;
    if (auto read = read_strings(object, "keep", groups); !read) return read;
    for (const std::string& group : groups) {
        bool* const flag = group == "seen" ? &keep.seen : group == "liked" ? &keep.liked : group == "owned" ? &keep.owned : nullptr;
        if (flag == nullptr) return json::wrong("keep", "a list of seen, liked and owned");
        *flag = true;
    }
    return {};
}

Result<void> read_lists(const Document& object, Request& request) {
    if (auto read = read_strings(object, "without", request.without); !read) return read;
    if (auto read = read_strings(object, "without_items", request.without_items); !read) return read;
    if (auto read = read_strings(object, "rank_of", request.rank_of); !read) return read;
    if (auto read = read_strings(object, "exclude", request.exclude); !read) return read;
    if (auto read = read_keep(object, request.keep); !read) return read;
    if (json::member(object, "explain_ids") == nullptr) return {};
    request.explain_ids.emplace();
    return read_strings(object, "explain_ids", *request.explain_ids);
}

Result<void> read_price_range(const Document& where, PriceWish& out) {
    return when_given(where, "price", [&](const Document& range) -> Result<void> {
        if (!range.is_object()) return json::wrong("rules[].where.price", "an object");
        if (auto known = json::only_members(range, "rules[].where.price", {"min_minor", "max_minor"}); !known) return known;
        if (auto read = when_given(range, "min_minor", [&](const Document& v) { return store(json::as_number(v, "min_minor"), out.low); });
            !read)
            return read;
        return when_given(range, "max_minor", [&](const Document& v) { return store(json::as_number(v, "max_minor"), out.high); });
    });
}

Result<void> read_where(const Document& rule, RuleWhere& out) {
    const Document* where = json::member(rule, "where");
    if (where == nullptr || !where->is_object()) return json::wrong("rules[].where", "an object");
    if (auto known = json::only_members(*where, "rules[].where", {"ids", "category", "symbol", "price", "available", "not"}); !known)
        return known;
    for (const char* const name : {"ids", "category", "symbol", "price"}) {  // an empty one would match all or nothing, by accident
        const Document* condition = json::member(*where, name);
        if (condition != nullptr && condition->empty()) return json::wrong(concat({"rules[].where.", name}), "given with something in it");
    }
    if (where->size() == (json::member(*where, "not") == nullptr ? 0u : 1u))
        return json::wrong("rules[].where", "given with a condition: ids, category, symbol, price or available");
    if (auto read = read_strings(*where, "ids", out.ids); !read) return read;
    if (auto read = read_strings(*where, "category", out.categories); !read) return read;
    if (auto read = read_strings(*where, "symbol", out.symbols); !read) return read;
    if (auto read = when_given(*where, "available", [&](const Document& v) { return store(json::as_bool(v, "available"), out.available); });
        !read)
        return read;
    if (auto read = when_given(*where, "not", [&](const Document& v) { return store(json::as_bool(v, "not"), out.negate); }); !read)
        return read;
    return read_price_range(*where, out.price);
}

RUYI_REST Result<void> read_rule(const Document& rule, ShelfRule& out) {
    if (!rule.is_object()) return json::wrong("rules[]", "an object");
    if (auto known = json::only_members(rule, "rules[]", {"id", "kind", "where", "position", "places"}); !known) return known;
    const Document* id = json::member(rule, "id");
    if (id == nullptr) return json::wrong("rules[].id", "given");
    if (auto read = store(json::as_string(*id, "rules[].id"), out.id); !read) return read;
    if (out.id.empty() || out.id == "score" || out.id == "diversity")
        return json::wrong("rules[].id", "a name other than score and diversity");
    if (json::member(rule, "kind") == nullptr) return json::wrong("rules[].kind", "given");
    if (auto read = read_name(rule, "kind", std::array<std::string_view, 4>{"filter", "pin", "bury", "boost"}, "filter, pin, bury or boost",
                              out.kind);
        !read)
        return read;
    for (const bool pins : {true, false}) {
        const char* const name = pins ? "position" : "places";
        const Document* value = json::member(rule, name);
        if ((value != nullptr) != (out.kind == (pins ? ShelfRuleKind::kPin : ShelfRuleKind::kBoost)))
            return json::wrong(name, value == nullptr ? "given" : "absent for a rule of this kind");
        if (value == nullptr) continue;
        if (auto read = store(json::as_integer(*value, name, 1, 1000), out.place); !read) return read;
    }
    return read_where(rule, out.where);
}

Result<void> read_rules(const Document& object, std::vector<ShelfRule>& out) {
    return when_given(object, "rules", [&](const Document& rules) -> Result<void> {
        if (!rules.is_array() || rules.size() > kMostRules) return json::wrong("rules", "an array of at most 64 rules");
        for (const Document& rule : rules) {
            if (auto read = read_rule(rule, out.emplace_back()); !read) return read;
        }
        return {};
    });
}

RUYI_REST Result<void> read_diversity(const Document& value, std::optional<Diversity>& out) {
    if (!value.is_object()) return json::wrong("diversity", "an object");
    if (auto known = json::only_members(value, "diversity", {"method", "strength"}); !known) return known;
    Diversity diversity;
    if (auto read = read_name(value, "method", std::array<std::string_view, 3>{"none", "mmr", "dpp"}, "none, mmr or dpp", diversity.method);
        !read)
        return read;
    if (diversity.method == DiversityMethod::kDpp) diversity.strength = 4.0;
    if (auto read =
            when_given(value, "strength", [&](const Document& v) { return store(json::as_number(v, "strength"), diversity.strength); });
        !read)
        return read;
    const double most = diversity.method == DiversityMethod::kDpp ? 16.0 : 1.0;
    if (diversity.strength < 0.0 || diversity.strength > most) return json::wrong("diversity.strength", "0 to 1 for mmr, 0 to 16 for dpp");
    out = diversity;
    return {};
}

Result<void> check_consistency(const Document& object, const Request& request) {
    if (json::member(object, "placement") == nullptr) return json::wrong("placement", "given");
    const bool similar = request.placement == Placement::kSimilar || request.placement == Placement::kLook;
    const bool query = request.placement == Placement::kQuery;
    const bool slotted = !request.slots[0].empty() || !request.slots[1].empty();
    if (similar && request.item.empty()) return json::wrong("item", "given when placement is similar or complete-the-look");
    if (!similar && !request.item.empty()) return json::wrong("item", "absent unless placement is similar or complete-the-look");
    if (query && !slotted) return json::wrong("query", "given with a slot for visual or text when placement is query");
    if (slotted && !query && request.placement != Placement::kForYou)
        return json::wrong("query", "without slots unless placement is for-you or query");
    return {};
}

Result<void> read_numbers(const Document& object, const char* name, std::vector<std::uint32_t>& out) {
    return when_given(object, name, [&](const Document& value) -> Result<void> {
        if (!value.is_array() || value.size() > kMostIds)
            return json::wrong(name, concat({"an array of at most ", std::to_string(kMostIds), " integers"}));
        for (const Document& one : value) {
            auto number = json::as_integer(one, name, 0, 0xFFFFFFFE);
            if (!number) return number.error();
            out.push_back(static_cast<std::uint32_t>(number.value()));
        }
        return {};
    });
}

bool any_member(const Document& object, std::initializer_list<const char*> names) {
    return std::any_of(names.begin(), names.end(), [&](const char* name) { return json::member(object, name) != nullptr; });
}

/// Whether it asks for more than a plain shelf: the line along which wasm/split.txt cuts the code.
bool needs_rest(const Document& object, const Request& request) {
    if (request.explain == Depth::kFull || request.placement == Placement::kQuery || request.placement == Placement::kLook) return true;
    return any_member(object, {"without_items", "rank_of", "explain_ids", "joint", "query", "rules", "diversity", "ranker"});
}

}  // namespace

Result<Request> parse_request(std::string_view text, Parts parts) {
    auto document = json::parse_object(text, "request", kRequestLimitBytes);
    if (!document) return document.error();
    const Document& object = document.value();
    if (auto known = json::only_members(object, "request",
                                        {"placement", "item", "k", "date", "lang", "without", "without_items", "rank_of", "exclude",
                                         "explain", "explain_ids", "strict", "joint", "query", "rules", "diversity", "ranker", "keep"});
        !known)
        return known.error();
    Request request;
    if (auto read = read_scalars(object, request); !read) return read.error();
    if (parts == Parts::kShelf && needs_rest(object, request)) return rest_missing();
    if (auto read = read_lists(object, request); !read) return read.error();
    if (auto read = read_languages(object, request); !read) return read.error();
    if (auto read = when_given(object, "query", [&](const Document& v) { return read_query(v, request); }); !read) return read.error();
    if (auto read = read_rules(object, request.rules); !read) return read.error();
    if (auto read = when_given(object, "diversity", [&](const Document& v) { return read_diversity(v, request.diversity); }); !read)
        return read.error();
    if (auto consistent = check_consistency(object, request); !consistent) return consistent.error();
    return request;
}

Result<BlockWish> parse_block_wish(std::string_view text, Parts parts) {
    auto document = json::parse_object(text, "block request", kRequestLimitBytes);
    if (!document) return document.error();
    const Document& object = document.value();
    if (auto known = json::only_members(
            object, "block request",
            {"near", "cards", "cards_of", "knowledge", "records", "vectors", "words", "graph", "lexicon", "explain", "ask", "ranker"});
        !known)
        return known.error();
    if (parts == Parts::kShelf && any_member(object, {"knowledge", "records", "words", "lexicon", "explain", "ask", "ranker"}))
        return rest_missing();
    BlockWish wish;
    if (auto read = when_given(object, "near", [&](const Document& v) { return store(json::as_string(v, "near"), wish.near_item); }); !read)
        return read.error();
    if (auto read = when_given(object, "knowledge",
                               [&](const Document& v) { return store(json::as_string(v, "knowledge"), wish.knowledge_symbol); });
        !read)
        return read.error();
    if (auto read = when_given(object, "ask", [&](const Document& v) { return store(json::as_string(v, "ask"), wish.ask_symbol); }); !read)
        return read.error();
    if (auto read = when_given(object, "ranker", [&](const Document& v) { return store(json::as_string(v, "ranker"), wish.ranker); });
        !read)
        return read.error();
    if (auto read = when_given(object, "vectors", [&](const Document& v) { return store(json::as_bool(v, "vectors"), wish.vectors); });
        !read)
        return read.error();
    if (auto read = when_given(object, "lexicon", [&](const Document& v) { return store(json::as_bool(v, "lexicon"), wish.lexicon); });
        !read)
        return read.error();
    if (auto read = when_given(object, "graph", [&](const Document& v) { return store(json::as_bool(v, "graph"), wish.graph); }); !read)
        return read.error();
    if (auto read = when_given(object, "words", [&](const Document& v) { return store(json::as_bool(v, "words"), wish.words); }); !read)
        return read.error();
    if (auto read = read_strings(object, "cards_of", wish.cards_of); !read) return read.error();
    if (auto read = read_strings(object, "explain", wish.explain); !read) return read.error();
    if (auto read = read_numbers(object, "cards", wish.cards); !read) return read.error();
    if (auto read = read_numbers(object, "records", wish.records); !read) return read.error();
    return wish;
}

}  // namespace ruyi
