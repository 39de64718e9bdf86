#include "recommend.hpp"

#include "facts.hpp"
#include "order.hpp"
#include "recommend_run.hpp"

namespace ruyi {

/// Which blocks the scores come from, and whether they are the whole truth.
Result<void> RequestRun::choose_blocks() {
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

void RequestRun::choose_near(const NearBlock& near) {
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

PlanInput RequestRun::plan_input(const History& history, std::span<const std::uint8_t> without) const {
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

void RequestRun::score() {
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
std::vector<double> RequestRun::scores_with(const ScoringPlan& plan, const AppliedRanker& ranker) const {
    std::vector<double> scores(view_.items);
    score_dense(view_, plan, scores);
    ranker.add_terms(plan.weights, scores);
    score_sparse(view_, plan, scores, scores);
    return scores;
}

std::vector<ScoredItem> RequestRun::best_of(std::span<const double> scores) const {
    std::vector<ScoredItem> best;
    for (const ItemIndex item : top_k(scores, ranked_, shelf_->depth(request_.k))) best.push_back({item, scores[item.value]});
    return best;
}

std::vector<ScoredItem> RequestRun::best() const {
    if (ranker_) return best_of(scores_);
    if (loaded_ != Loaded::kNear) return best_items(view_, plan_, ranked_, shelf_->depth(request_.k));
    return {near_scores_.begin(),
            near_scores_.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(shelf_->depth(request_.k), near_scores_.size()))};
}

std::vector<RankAnswer> RequestRun::ranks_of(std::span<const ItemIndex> items) const {
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

Result<ScoringPlan> RequestRun::plan() {
    if (auto resolved = resolve(); !resolved) return resolved.error();
    return make_plan(view_, plan_input(history_, without_));
}

Result<void> RequestRun::prepare() {
    if (auto resolved = resolve(); !resolved) return resolved;
    if (auto blocks = choose_blocks(); !blocks) return blocks;
    score();
    return {};
}

std::array<double, kDenseCount> RequestRun::products_of(ItemIndex item) const {
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

void RequestRun::narrate_items(std::vector<RecommendedItem>& items) const {
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

void RequestRun::explain(std::vector<RecommendedItem>& items) {
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

std::string RequestRun::ranker() const {
    if (ranker_) return concat({ranker_->spec().name, "/", ranker_->spec().version});
    if (request_.placement == Placement::kQuery) return "query/1";
    if (request_.placement == Placement::kTrending) return "trending/1";
    for (std::size_t m = 0; m < kDenseCount; ++m) {
        if (!slot_vectors_[m].empty()) return "user-encoder/1";
    }
    return "decayed-mean/1";
}

Result<Recommendation> RequestRun::answer() {
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
    RequestRun run(shard, profile, slots, request, sketches);
    if (auto ready = run.prepare(); !ready) return ready.error();
    return run.answer();
}

Result<ScoringPlan> plan_for_you(const Shard& shard, const Profile& profile, std::int32_t date) {
    Request request;
    request.date = date;
    const Slots slots;
    return RequestRun(shard, profile, slots, request, nullptr).plan();
}

}  // namespace ruyi
