// From the names of a request and a profile to indices, weights and who may be shown.
#include "order.hpp"
#include "portable_math.hpp"
#include "recommend_run.hpp"
#include "ruyi/knowledge.hpp"

namespace ruyi {

namespace {

Result<std::vector<ItemIndex>> items_by_id(const Shard& shard, const std::vector<std::string>& ids) {
    std::vector<ItemIndex> items;
    for (const std::string& id : ids) {
        const auto item = shard.item_by_id(id);
        if (!item) return item.error();
        items.push_back(item.value());
    }
    return items;
}

/// Unknown ids drop out: a profile and an exclusion list outlive a version of the catalogue.
std::vector<ItemIndex> known_items(const Shard& shard, const std::vector<std::string>& ids) {
    std::vector<ItemIndex> items;
    for (const std::string& id : ids) {
        if (const auto item = shard.item_by_id(id)) items.push_back(item.value());
    }
    return items;
}

constexpr double kWishedOccasionWeight = 0.5;

void keep_other_categories(const HotBlock& hot, ItemIndex anchor, std::span<std::uint8_t> eligible) {
    for (std::size_t i = 0; i < eligible.size(); ++i) {
        if (hot.item_category[i] == hot.item_category[anchor.value]) eligible[i] = 0;
    }
}
}  // namespace

Result<void> RequestRun::resolve_names() {
    if (request_.placement == Placement::kSimilar || request_.placement == Placement::kLook) {
        const auto anchor = shard_.item_by_id(request_.item);
        if (!anchor) return anchor.error();
        anchor_ = anchor.value();
    }
    auto without_items = items_by_id(shard_, request_.without_items);
    if (!without_items) return without_items.error();
    without_items_ = std::move(without_items.value());
    auto asked = items_by_id(shard_, request_.rank_of);
    if (!asked) return asked.error();
    rank_of_ = std::move(asked.value());
    if (request_.explain_ids) explain_ids_ = known_items(shard_, *request_.explain_ids);
    without_.assign(view_.symbols, 0);
    for (const std::string& id : request_.without) {
        const auto symbol = shard_.symbol_by_id(id);
        if (!symbol) return symbol.error();
        without_[symbol.value().value] = 1;
    }
    return {};
}

Result<void> RequestRun::resolve_slots() {
    if (anchor_) origin_.fill(QueryOrigin::kAnchor);
    for (std::size_t m = 0; m < kDenseCount; ++m) {
        const std::string& name = request_.slots[m];
        if (name.empty()) continue;
        const auto slot = Slots::find(name);
        if (!slot || Slots::kModality[*slot] != m)
            return Error{ErrorCode::kInvalidArgument,
                         concat({"query names the slot \"", excerpt(name), "\", which there is not for this modality"})};
        if (slots_.vectors[*slot].empty())
            return Error{ErrorCode::kInvalidState, concat({"the slot \"", name, "\" holds no vector: set it first"})};
        slot_vectors_[m] = slots_.vectors[*slot];
        origin_[m] = Slots::kOrigin[*slot];
    }
    return {};
}

Result<void> RequestRun::resolve_ranker() {
    if (request_.ranker.empty() || request_.ranker == "core") return {};
    auto ranker = AppliedRanker::create(shard_, view_, request_.ranker, slots_);
    if (!ranker) return ranker.error();
    ranker_.emplace(std::move(ranker.value()));
    for (std::size_t m = 0; m < kDenseCount; ++m) {
        if (!slot_vectors_[m].empty() && ranker_->silences(m))
            return Error{ErrorCode::kInvalidArgument, concat({"the ranker \"", request_.ranker, "\" takes the place of ", kTermNames[m],
                                                              ": leave out query.", kTermNames[m], " or name another ranker"})};
    }
    return {};
}

void RequestRun::resolve_profile() {
    weights_ = default_weights(request_.placement);
    if (profile_.personalise) {
        resolve_history();
        for (const SymbolSwitch& one : profile_.switches) {
            if (const auto symbol = shard_.symbol_by_id(one.symbol)) switches_.push_back({symbol.value(), one.wish});
        }
        price_ = profile_.price;
        resolve_categories();
        resolve_wishes();
        if (request_.placement == Placement::kForYou) apply_wishes(weights_, profile_.learned.weights);
        double& occasion = weights_[static_cast<std::size_t>(TermKind::kOccasion)];
        if (festival_) occasion = std::max(occasion, kWishedOccasionWeight);
        if (!anchor_ && request_.placement != Placement::kTrending) apply_wishes(weights_, profile_.weights);
    }
    apply_wishes(weights_, request_.weights);
    if (anchor_ && !price_.given()) price_ = similar_price(*view_.hot, *anchor_);
}

void RequestRun::resolve_history() {
    for (const Event& event : profile_.events) {
        IndexedEvent known;
        known.kind = event.kind;
        known.interest = {event_strength(event), event.position, event.day};
        if (event.kind == EventKind::kTap) {
            const auto symbol = shard_.symbol_by_id(event.symbol);
            if (!symbol) continue;
            known.symbol = symbol.value();
        } else {
            const auto item = shard_.item_by_id(event.item);
            if (!item) continue;
            known.item = item.value();
        }
        events_.push_back(known);
    }
}

/// Place of an id among names; nothing for "" and for what the shop does not know.
std::optional<std::uint8_t> place_of(const StringTable& names, const std::string& id) {
    for (std::size_t i = 0; i < names.size() && !id.empty(); ++i) {
        if (names[i] == id) return static_cast<std::uint8_t>(i);
    }
    return std::nullopt;
}

void RequestRun::resolve_wishes() {
    const GraphBlock& graph = *view_.graph;
    if (request_.placement != Placement::kTrending)
        festival_ = place_of(graph.festival_id, profile_.occasion);  // trending: the same for every shopper
    const auto recipient = place_of(graph.recipient_id, profile_.recipient);
    if (recipient || profile_.styles != std::array<double, kStyleCount>{}) {
        wished_ = wished_affinity(graph, profile_.styles, recipient);
        offsets_ = wished_;
    }
    if (anchor_) return;
    for (const Learned::Offset& learned : profile_.learned.symbols) {
        const auto symbol = shard_.symbol_by_id(learned.symbol);
        if (!symbol) continue;
        offsets_.resize(view_.symbols, 0.0);
        offsets_[symbol.value().value] += learned.value;
        learned_.resize(view_.symbols, 0.0);
        learned_[symbol.value().value] += learned.value;
    }
}

/// "Phone case" and "phone-case" are one category.
std::string category_key(std::string_view name) {
    std::string key(name);
    for (char& c : key) c = c == ' ' || c == '_' ? '-' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return key;
}

void RequestRun::resolve_categories() {
    const StringTable& names = view_.hot->category;
    for (const CategoryWish& wish : profile_.categories) {
        for (std::size_t c = 0; c < names.size(); ++c) {
            if (category_key(names[c]) != category_key(wish.category)) continue;
            category_.resize(names.size(), 0.0);
            category_[c] = wish.wish == Wish::kMore ? 1.0 : -1.0;
            if (wish.wish == Wish::kNever) never_categories_.push_back(static_cast<std::uint16_t>(c));
        }
    }
}

/// Whether an event takes its item off the shelf.
bool bars(EventKind kind, const Keep& keep) {
    switch (kind) {
        case EventKind::kView:
        case EventKind::kDwell: return !keep.seen;
        case EventKind::kLike:
        case EventKind::kCart: return !keep.liked;
        case EventKind::kBuy: return !keep.owned;
        case EventKind::kDislike:
        case EventKind::kHide: return true;
        case EventKind::kWhy:  // asking about an item must not take it away
        case EventKind::kTap: return false;
    }
    return false;
}

void RequestRun::bar_items() {
    std::vector<ItemIndex> barred = known_items(shard_, request_.exclude);
    for (const IndexedEvent& event : events_) {
        if (event.item && bars(event.kind, request_.keep)) barred.push_back(*event.item);
    }
    if (anchor_) barred.push_back(*anchor_);
    eligible_ = eligible_items(view_, barred, switches_);
    for (const std::uint16_t never : never_categories_) {
        for (std::uint32_t i = 0; i < view_.items; ++i) {
            if (view_.hot->item_category[i] == never) eligible_[i] = 0;
        }
    }
    if (request_.placement == Placement::kLook) keep_other_categories(*view_.hot, *anchor_, eligible_);
    rules_ = resolve_rules(shard_, request_.rules);
    apply_filters(rules_, eligible_);
    shelf_.emplace(view_, rules_, request_.diversity.value_or(default_diversity(request_.placement)));
    ranked_ = eligible_;
}

History RequestRun::weighed_history(std::span<const ItemIndex> left_out) const {
    if (anchor_) return {{{*anchor_, 1.0}}, {}};
    if (request_.placement == Placement::kTrending) return {};  // the same for every shopper
    std::vector<const IndexedEvent*> kept;
    std::vector<InterestEvent> interests;
    for (const IndexedEvent& event : events_) {
        if (event.item && (contains(without_items_, *event.item) || contains(left_out, *event.item))) continue;
        kept.push_back(&event);
        interests.push_back(event.interest);
    }
    const std::vector<double> omegas = interest_weights(interests, request_.date);
    History history;
    for (std::size_t h = 0; h < kept.size(); ++h) {
        if (kept[h]->item) {
            history.events.push_back({*kept[h]->item, omegas[h]});
        } else {
            history.taps.push_back({kept[h]->symbol, omegas[h]});
        }
    }
    return history;
}

/// The history as the ranker weighs it: its own half-life where its rule has one.
std::vector<WeightedEvent> RequestRun::ranker_events(std::span<const ItemIndex> left_out) const {
    if (anchor_ || request_.placement == Placement::kTrending || ranker_->spec().half_life_days == 0.0)
        return weighed_history(left_out).events;
    std::vector<WeightedEvent> weighted;
    for (const IndexedEvent& event : events_) {
        if (!event.item || contains(without_items_, *event.item) || contains(left_out, *event.item)) continue;
        const double age = static_cast<double>(std::max<std::int64_t>(0, std::int64_t{request_.date} - event.interest.day));
        weighted.push_back({*event.item, event.interest.strength * portable_exp2(-age / ranker_->spec().half_life_days)});
    }
    return weighted;
}

Result<void> RequestRun::resolve() {
    if (shard_.hot() == nullptr || shard_.graph() == nullptr)
        return Error{ErrorCode::kMissingBlock, "the blocks hot and graph must be attached before a request"};
    view_ = view_of(shard_, sketches_);
    if (auto names = resolve_names(); !names) return names;
    if (auto slots = resolve_slots(); !slots) return slots;
    if (auto ranker = resolve_ranker(); !ranker) return ranker;
    resolve_profile();
    bar_items();
    history_ = weighed_history({});
    return {};
}
}  // namespace ruyi
