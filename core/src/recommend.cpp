#include "recommend.hpp"

#include <algorithm>
#include <memory>

#include "facts.hpp"
#include "order.hpp"
#include "portable_math.hpp"
#include "ranker.hpp"
#include "ruyi/interest.hpp"
#include "ruyi/knowledge.hpp"
#include "ruyi/scan.hpp"

namespace ruyi {

namespace {

/// An event on an item or, for a tap, on a symbol that the shop knows.
struct IndexedEvent {
    std::optional<ItemIndex> item;
    SymbolIndex symbol;
    EventKind kind = EventKind::kView;
    InterestEvent interest;
};

/// The history as it is weighed on the day of the request.
struct History {
    std::vector<WeightedEvent> events;
    std::vector<WeightedTap> taps;
};

/// One rank that an explanation needs: of which row, without what, and the plan that leaves it out.
struct WhatIf {
    std::size_t row = 0;
    Counterfactual answer;
    const ScoringPlan* plan = nullptr;   // one of `WhatIfs::plans`
    const ScoringPlan* dense = nullptr;  // see RankQuestion
};

struct WhatIfs {
    std::vector<WhatIf> asked;
    std::vector<std::unique_ptr<ScoringPlan>> plans;
};

bool contains(std::span<const ItemIndex> items, ItemIndex item) { return std::find(items.begin(), items.end(), item) != items.end(); }

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

/// The request with every name resolved and every score known; explanations are read off it.
class Run {
public:
    Run(const Shard& shard, const Profile& profile, const Slots& slots, const Request& request, const Sketches* sketches)
        : shard_(shard), profile_(profile), slots_(slots), request_(request), sketches_(sketches) {}

    Result<void> prepare();
    Result<Recommendation> answer();
    Result<ScoringPlan> plan();

private:
    Result<void> resolve();
    Result<void> resolve_names();
    Result<void> resolve_slots();
    Result<void> resolve_ranker();
    void resolve_profile();
    void resolve_history();
    void resolve_categories();
    void resolve_wishes();
    void bar_items();
    Result<void> choose_blocks();
    void choose_near(const NearBlock& near);
    PlanInput plan_input(const History& history, std::span<const std::uint8_t> without) const;
    History weighed_history(std::span<const ItemIndex> left_out) const;
    std::vector<WeightedEvent> ranker_events(std::span<const ItemIndex> left_out) const;
    void score();
    std::array<double, kDenseCount> products_of(ItemIndex item) const;
    bool wants_full(ItemIndex item) const;
    std::vector<ItemIndex> counterfactual_items(ItemIndex item) const;
    void ask_without_symbols(const std::vector<RecommendedItem>& items, WhatIfs& what_ifs) const;
    void ask_without_items(const std::vector<RecommendedItem>& items, WhatIfs& what_ifs) const;
    void answer_with_ranker(const std::vector<WhatIf>& asked, std::vector<RecommendedItem>& items) const;
    void add_counterfactuals(std::vector<RecommendedItem>& items) const;
    std::vector<double> scores_with(const ScoringPlan& plan, const AppliedRanker& ranker) const;
    std::vector<ScoredItem> best() const;
    std::vector<ScoredItem> best_of(std::span<const double> scores) const;
    std::vector<RankAnswer> ranks_of(std::span<const ItemIndex> items) const;
    std::vector<Signal> signals_of(const RecommendedItem& one) const;
    std::uint32_t rank_without(ItemIndex item, std::span<const double> dense, std::span<const Signal> absent) const;
    void add_joint_counterfactuals(std::vector<RecommendedItem>& items) const;
    void explain(std::vector<RecommendedItem>& items);
    void narrate_items(std::vector<RecommendedItem>& items) const;
    std::string ranker() const;

    const Shard& shard_;
    const Profile& profile_;
    const Slots& slots_;
    const Request& request_;
    const Sketches* sketches_;
    CatalogueView view_;
    std::optional<ItemIndex> anchor_;
    std::vector<ItemIndex> without_items_, rank_of_, explain_ids_;
    std::vector<IndexedEvent> events_;  // of the profile, all of them
    std::vector<IndexedSwitch> switches_;
    std::vector<std::uint8_t> without_, eligible_, ranked_;  // ranked_: eligible and scored
    std::array<std::span<const float>, kDenseCount> slot_vectors_;
    std::array<QueryOrigin, kDenseCount> origin_{};
    Weights weights_{};
    PriceWish price_;
    std::vector<double> category_;                    // [categories], or empty without a wish
    std::vector<double> wished_, learned_, offsets_;  // [symbols], or empty: by styles and recipient; what pairs taught; both
    std::optional<std::uint8_t> festival_;
    std::vector<std::uint16_t> never_categories_;
    std::optional<AppliedRanker> ranker_;  // the one that the request names; none: core alone
    Loaded loaded_ = Loaded::kHot;
    bool exact_ = false;
    std::vector<std::pair<ItemIndex, std::array<double, kDenseCount>>> near_;  // candidates and their products, with Loaded::kNear
    History history_;
    ScoringPlan plan_;
    std::vector<double> scores_;           // [items], with a ranker
    std::vector<ScoredItem> near_scores_;  // the eligible candidates in rank order, with Loaded::kNear
    std::vector<ItemRule> rules_;
    std::optional<Shelf> shelf_;
};

Result<void> Run::resolve_names() {
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

Result<void> Run::resolve_slots() {
    if (anchor_) origin_.fill(QueryOrigin::kAnchor);
    for (std::size_t m = 0; m < kDenseCount; ++m) {
        const std::string& name = request_.slots[m];
        if (name.empty()) continue;
        const auto slot = Slots::find(name);
        if (!slot || Slots::kModality[*slot] != m)
            return Error{ErrorCode::kInvalidArgument, concat({"query names the slot \"", std::string_view(name).substr(0, 64),
                                                              "\", which there is not for this modality"})};
        if (slots_.vectors[*slot].empty())
            return Error{ErrorCode::kInvalidState, concat({"the slot \"", name, "\" holds no vector: set it first"})};
        slot_vectors_[m] = slots_.vectors[*slot];
        origin_[m] = Slots::kOrigin[*slot];
    }
    return {};
}

Result<void> Run::resolve_ranker() {
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

void Run::resolve_profile() {
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

void Run::resolve_history() {
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

void Run::resolve_wishes() {
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

void Run::resolve_categories() {
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

void Run::bar_items() {
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

History Run::weighed_history(std::span<const ItemIndex> left_out) const {
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
std::vector<WeightedEvent> Run::ranker_events(std::span<const ItemIndex> left_out) const {
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

/// Which blocks the scores come from, and whether they are the whole truth.
Result<void> Run::choose_blocks() {
    const bool slotted = !slot_vectors_[0].empty() || !slot_vectors_[1].empty();
    const bool all_silent = ranker_ && ranker_->silences(kDenseVisual) && ranker_->silences(kDenseText);
    const bool needs_dense = !shard_.manifest().modalities.empty() && !all_silent && (slotted || !history_.events.empty());
    if (view_.dense_loaded() || !needs_dense) {
        loaded_ = view_.dense_loaded() ? Loaded::kVectors : Loaded::kHot;
        exact_ = true;
        return {};
    }
    if (request_.placement == Placement::kQuery)
        return Error{ErrorCode::kMissingBlock, "a query needs every vectors block: attach them first"};
    const NearBlock* near = request_.placement == Placement::kSimilar && !ranker_ ? shard_.near_of(request_.item) : nullptr;
    if (near != nullptr) choose_near(*near);
    return {};
}

void Run::choose_near(const NearBlock& near) {
    const auto found = std::lower_bound(near.item.begin(), near.item.end(), anchor_->value);
    if (found == near.item.end() || *found != anchor_->value) return;
    const std::size_t row = static_cast<std::size_t>(found - near.item.begin());
    const std::vector<Modality>& modalities = shard_.manifest().modalities;
    const std::size_t neighbours = shard_.manifest().near_neighbours;
    loaded_ = Loaded::kNear;
    std::fill(ranked_.begin(), ranked_.end(), std::uint8_t{0});
    for (std::size_t n = row * neighbours; n < (row + 1) * neighbours && near.neighbour[n] != kNoNeighbour; ++n) {
        std::array<double, kDenseCount> products{};
        for (std::size_t m = 0; m < modalities.size(); ++m)
            products[modalities[m].name == "visual" ? kDenseVisual : kDenseText] = near.dense[n * modalities.size() + m];
        near_.emplace_back(ItemIndex{near.neighbour[n]}, products);
        ranked_[near.neighbour[n]] = eligible_[near.neighbour[n]];
    }
    const bool plain = shelf_->plain() && !shard_.stock_reorders() && switches_.empty() && category_.empty() && offsets_.empty() &&
                       !(profile_.personalise && profile_.price.given()) && request_.without.empty() &&
                       weights_ == default_weights(Placement::kSimilar);
    const std::uint32_t ranked = count_eligible(ranked_);
    bool all_asked = true;
    for (const ItemIndex item : rank_of_) all_asked = all_asked && (eligible_[item.value] == 0 || ranked_[item.value] != 0);
    exact_ = plain && all_asked && ranked >= std::min(request_.k, count_eligible(eligible_));
}

PlanInput Run::plan_input(const History& history, std::span<const std::uint8_t> without) const {
    PlanInput input;
    input.events = history.events;
    input.taps = history.taps;
    input.offsets = offsets_;
    input.festival = festival_;
    input.switches = switches_;
    input.without = without;
    input.date = request_.date;
    input.price = price_;
    input.category = category_;
    input.weights = weights_;
    input.slots = slot_vectors_;
    for (std::size_t m = 0; m < kDenseCount; ++m) input.silent[m] = ranker_ && ranker_->silences(m);
    return input;
}

void Run::score() {
    plan_ = make_plan(view_, plan_input(history_, without_));
    if (ranker_) {
        ranker_->set_history(ranker_events({}), without_);
        scores_ = scores_with(plan_, *ranker_);
        return;
    }
    if (loaded_ != Loaded::kNear) return;  // ranked as a whole, in one pass: scan.hpp
    for (const auto& [item, products] : near_) {
        if (ranked_[item.value] != 0) near_scores_.push_back({item, score_sparse_one(view_, plan_, item, dense_sum(plan_, products))});
    }
    std::sort(near_scores_.begin(), near_scores_.end(),
              [](const ScoredItem& a, const ScoredItem& b) { return ranks_before(a.score, a.item, b.score, b.item); });
}

/// A ranker's terms are no rows of the catalogue, so with one every item is scored plainly.
std::vector<double> Run::scores_with(const ScoringPlan& plan, const AppliedRanker& ranker) const {
    std::vector<double> scores(view_.items);
    score_dense(view_, plan, scores);
    ranker.add_terms(plan.weights, scores);
    score_sparse(view_, plan, scores, scores);
    return scores;
}

std::vector<ScoredItem> Run::best_of(std::span<const double> scores) const {
    std::vector<ScoredItem> best;
    for (const ItemIndex item : top_k(scores, ranked_, shelf_->depth(request_.k))) best.push_back({item, scores[item.value]});
    return best;
}

std::vector<ScoredItem> Run::best() const {
    if (ranker_) return best_of(scores_);
    if (loaded_ != Loaded::kNear) return best_items(view_, plan_, ranked_, shelf_->depth(request_.k));
    return {near_scores_.begin(),
            near_scores_.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(shelf_->depth(request_.k), near_scores_.size()))};
}

std::vector<RankAnswer> Run::ranks_of(std::span<const ItemIndex> items) const {
    std::vector<RankAnswer> ranks;
    if (ranker_) {
        for (const ItemIndex item : items) ranks.push_back({item, rank_of(scores_, ranked_, item)});
        return ranks;
    }
    if (loaded_ == Loaded::kNear) {
        for (const ItemIndex item : items) {
            const auto found =
                std::find_if(near_scores_.begin(), near_scores_.end(), [item](const ScoredItem& one) { return one.item == item; });
            ranks.push_back({item, found == near_scores_.end() ? 0 : static_cast<std::uint32_t>(found - near_scores_.begin()) + 1, 0});
        }
        return ranks;
    }
    std::vector<RankQuestion> questions;
    for (const ItemIndex item : items) questions.push_back({&plan_, item, 0, nullptr});
    answer_ranks(view_, ranked_, questions);
    for (const RankQuestion& one : questions) ranks.push_back({one.item, one.rank, 0});
    return ranks;
}

Result<void> Run::resolve() {
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

Result<ScoringPlan> Run::plan() {
    if (auto resolved = resolve(); !resolved) return resolved.error();
    return make_plan(view_, plan_input(history_, without_));
}

Result<void> Run::prepare() {
    if (auto resolved = resolve(); !resolved) return resolved;
    if (auto blocks = choose_blocks(); !blocks) return blocks;
    score();
    return {};
}

std::array<double, kDenseCount> Run::products_of(ItemIndex item) const {
    std::array<double, kDenseCount> products{};
    if (loaded_ == Loaded::kNear) {
        for (const auto& [candidate, known] : near_) {
            if (candidate == item) products = known;
        }
        return products;
    }
    for (std::size_t m = 0; m < kDenseCount; ++m) {
        const ModalityView& modality = view_.dense[m];
        if (plan_.dense[m].present && modality.loaded())
            products[m] = dense_product(plan_.dense[m], modality.row(item), modality.scale(item));
    }
    return products;
}

bool Run::wants_full(ItemIndex item) const {
    return request_.explain == Depth::kFull && (!request_.explain_ids || contains(explain_ids_, item));
}

/// The liked items whose absence is worth a rank: those with the largest exact shares.
std::vector<ItemIndex> Run::counterfactual_items(ItemIndex item) const {
    std::vector<ItemIndex> items;
    if (anchor_ || (ranker_ ? ranker_->has_head() : loaded_ != Loaded::kVectors) || origin_[0] != QueryOrigin::kHistory ||
        origin_[1] != QueryOrigin::kHistory)
        return items;
    const std::vector<ItemShare> shares = item_shares(view_, plan_, item, ranker_ ? &*ranker_ : nullptr);
    for (std::size_t h = 0; h < std::min(kNamedShares, shares.size()); ++h) items.push_back(shares[h].item);
    return items;
}

/// Left-out symbols leave the dense terms alone, so these questions share the dense work of the plain plan.
void Run::ask_without_symbols(const std::vector<RecommendedItem>& items, WhatIfs& what_ifs) const {
    std::vector<std::uint8_t> without = without_;
    const PlanInput input = plan_input(history_, without);
    for (std::size_t s = 0; s < view_.symbols; ++s) {
        if (without_[s] != 0) continue;
        const auto bears = [&](const SymbolFinding& f) { return f.claimed && f.symbol.value == s; };
        ScoringPlan* plan = nullptr;
        for (std::size_t row = 0; row < items.size(); ++row) {
            const RecommendedItem& one = items[row];
            if (!wants_full(one.item) || std::none_of(one.findings.begin(), one.findings.end(), bears)) continue;
            if (plan == nullptr) {
                without[s] = 1;
                plan = what_ifs.plans.emplace_back(std::make_unique<ScoringPlan>(plan_)).get();
                replan_symbols(view_, input, *plan);
                without[s] = 0;
            }
            what_ifs.asked.push_back({row, {SymbolIndex{static_cast<std::uint16_t>(s)}, std::nullopt, 0, 0, true}, plan, &plan_});
        }
    }
}

void Run::ask_without_items(const std::vector<RecommendedItem>& items, WhatIfs& what_ifs) const {
    std::vector<std::pair<ItemIndex, std::vector<std::size_t>>> wanted;  // a liked item, the rows it explains
    for (std::size_t row = 0; row < items.size(); ++row) {
        if (!wants_full(items[row].item)) continue;
        for (const ItemIndex liked : counterfactual_items(items[row].item)) {
            auto known = std::find_if(wanted.begin(), wanted.end(), [&](const auto& one) { return one.first == liked; });
            if (known == wanted.end()) known = wanted.insert(wanted.end(), {liked, {}});
            known->second.push_back(row);
        }
    }
    for (const auto& [liked, rows] : wanted) {
        const History history = weighed_history({&liked, 1});
        what_ifs.plans.push_back(std::make_unique<ScoringPlan>(make_plan(view_, plan_input(history, without_))));
        for (const std::size_t row : rows)
            what_ifs.asked.push_back({row, {std::nullopt, liked, 0, 0, true}, what_ifs.plans.back().get(), nullptr});
    }
}

/// What-ifs of one plan follow each other and share its scores; a walk, and every history without an item, is planned again.
void Run::answer_with_ranker(const std::vector<WhatIf>& asked, std::vector<RecommendedItem>& items) const {
    std::vector<double> scores;
    const ScoringPlan* scored = nullptr;
    Shelf shelf = *shelf_;
    for (const WhatIf& one : asked) {
        if (one.plan != scored) {
            scored = one.plan;
            std::optional<AppliedRanker> planned;
            std::vector<std::uint8_t> without = without_;
            if (one.answer.symbol) without[one.answer.symbol->value] = 1;
            std::vector<ItemIndex> left_out;
            if (one.answer.item) left_out.push_back(*one.answer.item);
            if (one.answer.item || ranker_->walks()) planned.emplace(ranker_->with_history(ranker_events(left_out), without));
            scores = scores_with(*one.plan, planned ? *planned : *ranker_);
            if (!shelf.plain()) shelf.arrange(best_of(scores));
        }
        const ItemIndex item = items[one.row].item;
        Counterfactual answer = one.answer;
        answer.rank = rank_of(scores, ranked_, item);
        answer.position = shelf.plain() ? answer.rank : shelf.place_of(item, answer.rank);
        answer.exact = !answer.item || ranker_->exact_without(*answer.item);
        items[one.row].counterfactuals.push_back(answer);
    }
}

/// All what-ifs of all rows in one pass over the catalogue.
void Run::add_counterfactuals(std::vector<RecommendedItem>& items) const {
    WhatIfs what_ifs;
    ask_without_symbols(items, what_ifs);
    ask_without_items(items, what_ifs);
    const std::vector<WhatIf>& asked = what_ifs.asked;
    if (ranker_) return answer_with_ranker(asked, items);
    std::vector<RankQuestion> questions;
    for (const WhatIf& one : asked) questions.push_back({one.plan, items[one.row].item, 0, one.dense});
    answer_ranks(view_, ranked_, questions);
    Shelf shelf = *shelf_;  // as it would be, one plan after the other
    const ScoringPlan* shelved = nullptr;
    for (std::size_t q = 0; q < asked.size(); ++q) {
        Counterfactual answer = asked[q].answer;
        answer.rank = answer.position = questions[q].rank;
        if (!shelf_->plain()) {
            if (shelved != asked[q].plan) {
                shelved = asked[q].plan;
                shelf.arrange(best_items(view_, *shelved, ranked_, shelf.depth(request_.k)));
            }
            answer.position = shelf.place_of(questions[q].item, answer.rank);
        }
        items[asked[q].row].counterfactuals.push_back(answer);
    }
}

/// What may be taken away of an item's reasons: its claimed symbols, the liked items of the largest shares, switches, the price wish, the
/// occasion. A `never` is no signal: it decides who is eligible.
std::vector<Signal> Run::signals_of(const RecommendedItem& one) const {
    std::vector<Signal> signals;
    for (const SymbolFinding& finding : one.findings) {
        if (finding.claimed && without_[finding.symbol.value] == 0) signals.push_back({Signal::Kind::kSymbol, finding.symbol.value});
    }
    for (const ItemIndex liked : counterfactual_items(one.item)) signals.push_back({Signal::Kind::kItem, liked.value});
    for (const IndexedSwitch& wish : switches_) {
        if (wish.wish != Wish::kNever) signals.push_back({Signal::Kind::kSwitch, wish.symbol.value});
    }
    if (profile_.personalise && profile_.price.given()) signals.push_back({Signal::Kind::kPrice, 0});
    const auto on_occasion = [](const Contribution& part) { return part.term == ContributionTerm::kOccasion; };
    if (std::any_of(one.contributions.begin(), one.contributions.end(), on_occasion)) signals.push_back({Signal::Kind::kOccasion, 0});
    return signals;
}

/// dense: of every item, by the plan as it is.
std::uint32_t Run::rank_without(ItemIndex item, std::span<const double> dense, std::span<const Signal> absent) const {
    std::vector<std::uint8_t> without = without_;
    std::vector<ItemIndex> left_out;
    std::vector<IndexedSwitch> switches = switches_;
    PlanInput input = plan_input(history_, without);
    for (const Signal& signal : absent) {
        if (signal.kind == Signal::Kind::kSymbol) without[signal.index] = 1;
        if (signal.kind == Signal::Kind::kSwitch)
            std::erase_if(switches, [&](const IndexedSwitch& one) { return one.symbol.value == signal.index; });
        if (signal.kind == Signal::Kind::kPrice) input.price = anchor_ ? similar_price(*view_.hot, *anchor_) : PriceWish{};
        if (signal.kind == Signal::Kind::kOccasion) input.weights[static_cast<std::size_t>(TermKind::kOccasion)] = 0.0;
        if (signal.kind == Signal::Kind::kItem) left_out.push_back(ItemIndex{signal.index});
    }
    const History history = left_out.empty() ? History{} : weighed_history(left_out);  // the weights of those that stay depend on who goes
    if (!left_out.empty()) {
        input.events = history.events;
        input.taps = history.taps;
    }
    input.switches = switches;
    const ScoringPlan plan = make_plan(view_, input);
    std::vector<double> scores(dense.begin(), dense.end());
    if (!left_out.empty()) score_dense(view_, plan, scores);
    if (ranker_ && (!left_out.empty() || ranker_->walks())) {
        if (left_out.empty()) score_dense(view_, plan, scores);
        ranker_->with_history(ranker_events(left_out), without).add_terms(plan.weights, scores);
    }
    score_sparse(view_, plan, scores, scores);
    return rank_of(scores, ranked_, item);
}

void Run::add_joint_counterfactuals(std::vector<RecommendedItem>& items) const {
    struct Asked {
        const Run* run;
        ItemIndex item;
        std::span<const double> dense;
    };
    std::vector<double> dense(view_.items);
    score_dense(view_, plan_, dense);
    if (ranker_) ranker_->add_terms(plan_.weights, dense);
    for (RecommendedItem& one : items) {
        if (!wants_full(one.item)) continue;
        const Asked asked{this, one.item, dense};
        const auto rank = [](const void* context, std::span<const Signal> absent) {
            const Asked& what = *static_cast<const Asked*>(context);
            return what.run->rank_without(what.item, what.dense, absent);
        };
        one.joint = find_joint(signals_of(one), one.rank, request_.k, one.rank <= request_.k && count_eligible(ranked_) > request_.k,
                               {&asked, rank});
        const std::vector<ItemIndex> liked = counterfactual_items(one.item);
        const auto exact = [this](ItemIndex item) { return !ranker_ || ranker_->exact_without(item); };
        one.joint->exact = std::all_of(liked.begin(), liked.end(), exact);
    }
}

void Run::narrate_items(std::vector<RecommendedItem>& items) const {
    const bool told = !history_.taps.empty() || !offsets_.empty() || festival_.has_value();
    const bool price_wished = profile_.personalise && profile_.price.given();
    const std::vector<WeightedEvent> ranker_events = ranker_ ? this->ranker_events({}) : std::vector<WeightedEvent>();
    const FactSource source{shard_,        view_,
                            plan_,         switches_,
                            history_.taps, wished_,
                            learned_,      origin_,
                            anchor_,       request_.placement,
                            request_.date, told,
                            price_wished,  ranker_ ? &*ranker_ : nullptr,
                            ranker_events};
    for (RecommendedItem& one : items) {
        if (!wants_full(one.item)) continue;
        const Facts facts = gather_facts(source, one);
        for (const Lang lang : request_.lang) {
            for (Sentence& sentence : narrate(facts, lang, request_.strict)) one.sentences.push_back(std::move(sentence));
        }
    }
}

void Run::explain(std::vector<RecommendedItem>& items) {
    for (RecommendedItem& one : items) {
        const CardsBlock* cards = shard_.cards_of(one.item);
        one.contributions = contributions_of(view_, plan_, one.item, one.score, products_of(one.item), ranker_ ? &*ranker_ : nullptr);
        one.findings = findings_of(*view_.hot, cards, one.item.value % shard_.manifest().cards_per_block, one.item);
    }
    if (request_.explain != Depth::kFull) return;
    if (exact_ && loaded_ != Loaded::kNear) add_counterfactuals(items);
    if (exact_ && loaded_ != Loaded::kNear && request_.joint) add_joint_counterfactuals(items);
    narrate_items(items);
}

std::string Run::ranker() const {
    if (ranker_) return concat({ranker_->spec().name, "/", ranker_->spec().version});
    if (request_.placement == Placement::kQuery) return "query/1";
    if (request_.placement == Placement::kTrending) return "trending/1";
    for (std::size_t m = 0; m < kDenseCount; ++m) {
        if (!slot_vectors_[m].empty()) return "user-encoder/1";
    }
    return "decayed-mean/1";
}

Result<Recommendation> Run::answer() {
    Recommendation answer;
    answer.ranker = ranker();
    answer.placement = request_.placement;
    answer.eligible = count_eligible(eligible_);
    answer.date = request_.date;
    answer.loaded = loaded_;
    answer.exact = exact_;
    const std::vector<ScoredItem> best = this->best();
    shelf_->arrange(best);
    for (const ItemIndex item : shelf_->order().first(std::min<std::size_t>(request_.k, best.size()))) {
        RecommendedItem& one = answer.items.emplace_back();
        one.item = item;
        one.rank = shelf_->rank_of(item);
        one.position = static_cast<std::uint32_t>(answer.items.size());
        one.score = best[one.rank - 1].score;
        one.moved = shelf_->moves_of(item);
    }
    if (request_.explain != Depth::kNone) explain(answer.items);
    if (request_.rank_of.empty()) return answer;
    answer.ranks = ranks_of(rank_of_);
    for (RankAnswer& one : *answer.ranks) one.position = one.rank == 0 ? 0 : shelf_->place_of(one.item, one.rank);
    return answer;
}

}  // namespace

CatalogueView view_of(const Shard& shard, const Sketches* sketches) {
    const Manifest& manifest = shard.manifest();
    CatalogueView view;
    view.items = manifest.items;
    view.symbols = manifest.symbols;
    view.hot = shard.hot();
    view.graph = shard.graph();
    if (!shard.all_vectors()) return view;
    for (std::size_t m = 0; m < manifest.modalities.size(); ++m) {
        ModalityView& modality = view.dense[manifest.modalities[m].name == "visual" ? kDenseVisual : kDenseText];
        modality.dim = manifest.modalities[m].dim;
        modality.rows_per_chunk = manifest.vectors_per_block;
        for (std::uint64_t first = 0; first < manifest.items; first += manifest.vectors_per_block) {
            modality.chunks.push_back(shard.vectors_of(ItemIndex{static_cast<std::uint32_t>(first)})->parts[m]);
        }
    }
    for (std::size_t m = 0; sketches != nullptr && m < kDenseCount; ++m) view.dense[m].sketch = (*sketches)[m].get();
    return view;
}

Sketches sketches_of(const Shard& shard) {
    Sketches sketches;
    const CatalogueView view = view_of(shard);
    for (std::size_t m = 0; m < kDenseCount; ++m) {
        if (view.dense[m].loaded()) sketches[m] = VectorSketch::create(view.dense[m], view.items);
    }
    return sketches;
}

Result<Recommendation> recommend(const Shard& shard, const Profile& profile, const Slots& slots, const Request& request,
                                 const Sketches* sketches) {
    Run run(shard, profile, slots, request, sketches);
    if (auto ready = run.prepare(); !ready) return ready.error();
    return run.answer();
}

Result<ScoringPlan> plan_for_you(const Shard& shard, const Profile& profile, std::int32_t date) {
    Request request;
    request.date = date;
    const Slots slots;
    return Run(shard, profile, slots, request, nullptr).plan();
}

}  // namespace ruyi
