// The query rules of rankers as pure functions, against closed forms, Eigen and properties that must hold.
#include "ruyi/query_rule.hpp"

#include <cmath>
#include <eigen3/Eigen/Dense>
#include <limits>

#include "catch.hpp"
#include "support/small_catalogue.hpp"

using namespace ruyi;
using namespace ruyi::support;

namespace {

constexpr std::uint32_t kWidth = 32, kCount = 40;

/// Random rows, and the same as doubles.
struct Table {
    explicit Table(std::uint64_t seed, std::uint32_t rows = kCount) {
        Random random(seed);
        for (std::uint32_t i = 0; i < rows; ++i) {
            float one = 0;
            const auto row = create_row(random, kWidth, one);
            q.insert(q.end(), row.begin(), row.end());
            scale.push_back(one * static_cast<float>(1 + i % 3));  // of any length
        }
    }
    RowTable view() const { return {kWidth, static_cast<std::uint32_t>(scale.size()), {{q, scale}}}; }
    Eigen::VectorXd row(std::uint32_t i) const {
        Eigen::VectorXd v(kWidth);
        for (std::uint32_t d = 0; d < kWidth; ++d) v[d] = static_cast<double>(q[i * kWidth + d]) * static_cast<double>(scale[i]);
        return v;
    }
    std::vector<std::int8_t> q;
    std::vector<float> scale;
};

std::vector<WeightedEvent> create_history() {
    return {{ItemIndex{3}, 1.0}, {ItemIndex{17}, 0.25}, {ItemIndex{5}, -0.5}, {ItemIndex{30}, 0.7}, {ItemIndex{8}, 1.0}};
}

Eigen::VectorXd sum_of(const EventRows& rows) {
    Eigen::VectorXd sum = Eigen::VectorXd::Zero(kWidth);
    for (std::size_t e = 0; e < rows.size() / kWidth; ++e) {
        for (std::uint32_t d = 0; d < kWidth; ++d) sum[d] += rows[e * kWidth + d];
    }
    return sum;
}

/// One component of its own for every item, and an attention head.
struct AttentionTables {
    explicit AttentionTables(std::uint64_t seed) : parts(seed, kCount * 3) {
        Random random(seed + 1);
        for (std::uint32_t i = 0; i <= kCount; ++i) start.push_back(i * 3);
        for (auto* values : {&matrix, &other, &content}) {
            for (std::uint32_t d = 0; d < kWidth * kWidth; ++d) values->push_back(static_cast<float>(random.unit() - 0.5));
        }
        for (std::uint32_t d = 0; d < kWidth; ++d) vector.push_back(static_cast<float>(random.unit() * 4 - 2));
        block.component_rows = {start};
        block.component = {parts.q, parts.scale};
        block.head = {matrix, vector, vector, other, content, vector, vector};
    }
    AttentionTables(const AttentionTables&) = delete;
    ComponentTable view() const { return {kWidth, kCount, {&block}}; }
    Table parts;
    std::vector<std::uint32_t> start;
    std::vector<float> matrix, other, content, vector;
    RankerBlock block;
};

}  // namespace

TEST_CASE("ridge: agrees with Eigen's LDLT of the Gram matrix to 1e-5, and far below") {
    const Table table(1);
    const auto history = create_history();
    for (const double lambda : {1e-3, 0.5, 20.0}) {
        Eigen::MatrixXd x(history.size(), kWidth);
        Eigen::VectorXd omega(history.size());
        for (std::size_t e = 0; e < history.size(); ++e) {
            x.row(static_cast<Eigen::Index>(e)) = table.row(history[e].item.value).transpose();
            omega[static_cast<Eigen::Index>(e)] = history[e].omega;
        }
        const Eigen::MatrixXd gram = x * x.transpose() + lambda * Eigen::MatrixXd::Identity(x.rows(), x.rows());
        const Eigen::VectorXd expected = x.transpose() * gram.ldlt().solve(omega);
        const Eigen::VectorXd found = sum_of(ridge_rows(table.view(), history, lambda));
        CHECK((found - expected).cwiseAbs().maxCoeff() < 1e-9 * (1.0 + expected.cwiseAbs().maxCoeff()));
    }
}

TEST_CASE("ridge: what an event brings scales with its own omega alone") {
    const Table table(2);
    auto history = create_history();
    const EventRows before = ridge_rows(table.view(), history, 0.3);
    history[1].omega *= 3.0;
    const EventRows after = ridge_rows(table.view(), history, 0.3);
    for (std::size_t e = 0; e < history.size(); ++e) {
        for (std::size_t d = 0; d < kWidth; ++d) {
            CAPTURE(e, d);
            CHECK(after[e * kWidth + d] == Approx(before[e * kWidth + d] * (e == 1 ? 3.0 : 1.0)).margin(1e-12));
        }
    }
}

TEST_CASE("ridge: the same item twice and a huge history of equals stay finite") {
    const Table table(3);
    const std::vector<WeightedEvent> twice(kMostRuleItems, {ItemIndex{4}, 1.0});
    for (const double x : ridge_rows(table.view(), twice, 1e-6)) REQUIRE(std::isfinite(x));
}

TEST_CASE("ridge: where rounding leaves nothing of lambda, no event brings anything") {
    Table table(3);
    for (float& one : table.scale) one *= 300.0f;
    const std::vector<WeightedEvent> twice(2, {ItemIndex{4}, 1.0});
    REQUIRE(table.row(4).squaredNorm() >= 1e4);
    for (const double x : ridge_rows(table.view(), twice, 1e-12)) REQUIRE(x == 0.0);
    const Eigen::VectorXd kept = sum_of(ridge_rows(table.view(), twice, 1.0));  // the same rows, and a lambda that counts
    CHECK((kept - table.row(4) / (table.row(4).squaredNorm() + 0.5)).cwiseAbs().maxCoeff() < 1e-9);
    for (float& one : table.scale) one = 0.0f;
    for (const double x : ridge_rows(table.view(), twice, 1e-12)) REQUIRE(x == 0.0);
}

TEST_CASE("query: of numbers that are not finite, or whose length is not, there is none") {
    constexpr double kNan = std::numeric_limits<double>::quiet_NaN(), kInfinity = std::numeric_limits<double>::infinity();
    for (const double x : {kNan, kInfinity, -kInfinity, 1e200, 0.0, 1e-200}) {
        CAPTURE(x);
        CHECK_FALSE(quantise_query(std::vector<double>{0.0, x}).present);
        if (!(std::fabs(x) <= 1.0)) CHECK_FALSE(quantise_query(std::vector<double>{x, 1.0}).present);
    }
    CHECK(quantise_query(std::vector<double>{0.0, -1e100}).q16 == std::vector<std::int16_t>{0, -32767});
}

TEST_CASE("last item: the newest event with a positive omega speaks with its row, whatever the omega") {
    const Table table(4);
    std::vector<WeightedEvent> history = create_history();
    history.push_back({ItemIndex{9}, -1.0});
    CHECK((sum_of(last_item_rows(table.view(), history)) - table.row(8)).cwiseAbs().maxCoeff() < 1e-12);
    CHECK(sum_of(last_item_rows(table.view(), std::vector<WeightedEvent>{{ItemIndex{9}, -1.0}})).isZero());
    CHECK(last_item_rows(table.view(), {}).empty());
}

TEST_CASE("attention: with heads of zeros it is the mean of items and of their components") {
    const Table table(5);
    AttentionTables tables(6);
    for (auto* values : {&tables.matrix, &tables.other, &tables.content, &tables.vector}) std::fill(values->begin(), values->end(), 0.0f);
    const auto history = create_history();
    double total = 0.0;
    Eigen::VectorXd expected = Eigen::VectorXd::Zero(kWidth);
    for (const WeightedEvent& event : history) {
        if (event.omega <= 0.0) continue;
        const std::uint32_t i = event.item.value;
        total += event.omega;
        expected +=
            event.omega * (table.row(i) + (tables.parts.row(3 * i) + tables.parts.row(3 * i + 1) + tables.parts.row(3 * i + 2)) / 3.0);
    }
    const Eigen::VectorXd found = sum_of(attention_rows(table.view(), tables.view(), tables.block.head, 1.0, history));
    CHECK((found - expected / total).cwiseAbs().maxCoeff() < 1e-6);
}

TEST_CASE("attention: neither the order of the history nor that of an item's components matters") {
    const Table table(7);
    AttentionTables tables(8);
    std::vector<WeightedEvent> history = create_history();
    const Eigen::VectorXd before = sum_of(attention_rows(table.view(), tables.view(), tables.block.head, 0.7, history));
    std::reverse(history.begin(), history.end());
    CHECK((sum_of(attention_rows(table.view(), tables.view(), tables.block.head, 0.7, history)) - before).cwiseAbs().maxCoeff() < 1e-9);
    for (std::uint32_t i = 0; i < kCount; ++i) {
        std::swap_ranges(tables.parts.q.begin() + i * 3 * kWidth, tables.parts.q.begin() + (i * 3 + 1) * kWidth,
                         tables.parts.q.begin() + (i * 3 + 2) * kWidth);
        std::swap(tables.parts.scale[i * 3], tables.parts.scale[i * 3 + 2]);
    }
    CHECK((sum_of(attention_rows(table.view(), tables.view(), tables.block.head, 0.7, history)) - before).cwiseAbs().maxCoeff() < 1e-9);
}

TEST_CASE("attention: a head that looks at one direction puts its mass on the component that has it") {
    AttentionTables tables(9);
    const Table none(10);
    std::vector<float> scale(kCount, 0.0f);  // items without vectors: only the components speak
    const RowTable silent{kWidth, kCount, {{none.q, scale}}};
    for (auto* values : {&tables.matrix, &tables.other, &tables.content, &tables.vector}) std::fill(values->begin(), values->end(), 0.0f);
    std::vector<float> out(kWidth, 0.0f);
    out[0] = 40.0f;
    tables.block.head.component_out = out;
    for (std::uint32_t i = 0; i < kCount; ++i) {
        for (std::uint32_t k = 0; k < 3; ++k) {
            std::fill_n(tables.parts.q.begin() + (i * 3 + k) * kWidth, kWidth, std::int8_t{0});
            tables.parts.q[(i * 3 + k) * kWidth + (k == i % 3 ? 0 : 1)] = 127;
            tables.parts.scale[i * 3 + k] = 1.0f / 127.0f;
        }
    }
    const Eigen::VectorXd found = sum_of(attention_rows(silent, tables.view(), tables.block.head, 1.0, create_history()));
    CHECK(found[0] >= 0.8);  // METHODS 2.4: attention mass on the planted component
    CHECK(found[0] + found[1] == Approx(1.0).margin(1e-6));
}

TEST_CASE("attention: an empty history, one of dislikes, and items without components are safe") {
    const Table table(11);
    AttentionTables tables(12);
    CHECK(attention_rows(table.view(), tables.view(), tables.block.head, 1.0, {}).empty());
    for (const double x :
         attention_rows(table.view(), tables.view(), tables.block.head, 1.0, std::vector<WeightedEvent>{{ItemIndex{2}, -1.0}}))
        CHECK(x == 0.0);
    std::fill(tables.start.begin(), tables.start.end(), 0u);
    const std::vector<WeightedEvent> one = {{ItemIndex{2}, 0.4}};
    CHECK((sum_of(attention_rows(table.view(), tables.view(), tables.block.head, 1.0, one)) - table.row(2)).cwiseAbs().maxCoeff() < 1e-12);
}

TEST_CASE("walk: one hop with vectors is softmax attention over the item's symbols") {
    constexpr std::uint32_t kSymbols = 6;
    std::vector<SmallItem> items(4);
    items[1].symbols = {{0, 255, 8}, {2, 51, 8}, {5, 255, 8}};
    const SmallCatalogue shop(items, kSymbols, kWidth);
    const Table vectors(13, 4), entities(14, kSymbols);
    const RowTable x = vectors.view(), e = entities.view();
    const GraphWalk walk(shop.view(), x, e, 1, 0.5, {});
    const std::vector<WeightedEvent> history = {{ItemIndex{1}, 0.7}};
    const double c[] = {1.0, 51.0 / 255.0, 1.0};
    const std::uint32_t s[] = {0, 2, 5};
    Eigen::VectorXd expected = Eigen::VectorXd::Zero(kWidth);
    double total = 0.0;
    for (std::size_t k = 0; k < 3; ++k) {
        const double p = c[k] * std::exp(vectors.row(1).dot(entities.row(s[k])));
        expected += p * entities.row(s[k]);
        total += p;
    }
    CHECK((sum_of(walk.rows(history)) - 0.7 * expected / total).cwiseAbs().maxCoeff() < 1e-9);
    CHECK(walk.rows({}).empty());
}

TEST_CASE("walk: mass runs along relations with decay, names its way, and avoids what is left out") {
    std::vector<SmallItem> items(3);
    items[0].symbols = {{0, 255, 8}};
    items[1].symbols = {{2, 255, 8}};
    const SmallCatalogue shop(items, 3, kWidth, {{0, 1, 255}, {1, 2, 255}});
    const RowTable none;
    const std::vector<WeightedEvent> history = {{ItemIndex{0}, 2.0}};
    const GraphWalk walk(shop.view(), none, none, 3, 0.5, {});
    const EventRows mass = walk.rows(history);
    CHECK(mass == EventRows{2.0, 1.0, 0.5});
    CHECK(walk.presence_product(mass, ItemIndex{1}) == 0.5);
    const auto way = walk.path(ItemIndex{0}, ItemIndex{1});
    REQUIRE(way.size() == 3);
    CHECK((way[0].value == 0 && way[1].value == 1 && way[2].value == 2));
    CHECK(walk.path(ItemIndex{0}, ItemIndex{2}).empty());
    const std::vector<std::uint8_t> without = {0, 1, 0};
    CHECK(GraphWalk(shop.view(), none, none, 3, 0.5, without).rows(history) == EventRows{2.0, 0.0, 0.0});
}
