#include "ruyi/preference.hpp"

#include <algorithm>
#include <cmath>

#include "native/catch.hpp"
#include "support/small_catalogue.hpp"

using namespace ruyi;

namespace {

double dot(const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

std::vector<double> unit(std::vector<double> v) {
    const double length = std::sqrt(dot(v, v));
    for (double& x : v) x /= length;
    return v;
}

std::vector<Correction> create_corrections(std::uint64_t seed, std::size_t count, std::size_t size) {
    support::Random random(seed);
    std::vector<Correction> corrections;
    for (std::size_t c = 0; c < count; ++c) {
        std::vector<double> direction(size);
        for (double& d : direction) d = random.unit() - 0.5;
        corrections.push_back({unit(direction), 0.25 + random.unit()});
    }
    return corrections;
}

std::vector<double> opposite(std::vector<double> v) {
    for (double& x : v) x = -x;
    return v;
}

}  // namespace

TEST_CASE("preference: at the reference every correction costs log 2") {
    auto corrections = create_corrections(1, 7, 12);
    for (Correction& one : corrections) one.weight = 1.0;
    CHECK(correction_loss(corrections, std::vector<double>(12, 0.0)) == Approx(std::log(2.0)).epsilon(1e-14));
}

TEST_CASE("preference: the gradient equals finite differences") {
    const auto corrections = create_corrections(2, 9, 12);
    support::Random random(3);
    std::vector<double> delta(12);
    for (double& d : delta) d = random.unit() - 0.5;
    const auto gradient = correction_gradient(corrections, delta);
    for (std::size_t i = 0; i < delta.size(); ++i) {
        auto up = delta, down = delta;
        up[i] += 1e-5;
        down[i] -= 1e-5;
        const double difference = (correction_loss(corrections, up) - correction_loss(corrections, down)) / 2e-5;
        CHECK(std::fabs(gradient[i] - difference) < 1e-6);
    }
}

TEST_CASE("preference: no correction, no change; one lowers the loss; many stay within the trust radius") {
    CHECK(learn_corrections({}).empty());
    for (const std::size_t count : {1u, 2u, 3u, 10u, 200u}) {
        std::vector<Correction> same(count, create_corrections(4, 1, 8).front());
        for (Correction& one : same) one.weight = 1.0;
        const auto delta = learn_corrections(same);
        CHECK(correction_loss(same, delta) < std::log(2.0) - 0.2);
        CHECK(std::sqrt(dot(delta, delta)) <= kTrustRadius + 1e-12);
        const auto mixed = create_corrections(count, count, 8);
        CHECK(std::sqrt(dot(learn_corrections(mixed), learn_corrections(mixed))) <= kTrustRadius + 1e-12);
    }
}

TEST_CASE("preference: three consistent corrections reach half of the trust radius and more") {
    Correction one = create_corrections(5, 1, 8).front();
    one.weight = 1.0;
    double before = 0.0;
    for (std::size_t count = 1; count <= 3; ++count) {
        const double gain = dot(learn_corrections(std::vector<Correction>(count, one)), one.direction);
        CHECK(gain > before);
        before = gain;
    }
    CHECK(before >= 0.5 * kTrustRadius);
}

TEST_CASE("preference: corrections that contradict each other lead back to the reference") {
    const auto corrections = create_corrections(6, 5, 10);
    std::vector<Correction> both;
    for (const Correction& one : corrections) {
        both.push_back(one);
        both.push_back({opposite(one.direction), one.weight});
    }
    for (const double d : learn_corrections(both)) CHECK(std::fabs(d) < 1e-15);
}

TEST_CASE("preference: projection keeps the sum and the floors and is the nearest such point") {
    const ModalityWeights floors = {0.3, 0.0, 0.0};
    support::Random random(7);
    for (int round = 0; round < 200; ++round) {
        ModalityWeights weights{};
        for (double& w : weights) w = 6.0 * random.unit() - 3.0;
        const auto projected = project_to_simplex(weights, 2.2, floors);
        double sum = 0.0, distance = 0.0;
        for (std::size_t m = 0; m < weights.size(); ++m) {
            sum += projected[m];
            CHECK(projected[m] >= floors[m]);
            distance += (projected[m] - weights[m]) * (projected[m] - weights[m]);
        }
        CHECK(sum == Approx(2.2).epsilon(1e-12));
        for (int other = 0; other < 50; ++other) {  // no feasible point is nearer
            const double a = 0.3 + 1.9 * random.unit(), b = (2.2 - a) * random.unit();
            const ModalityWeights feasible = {a, b, 2.2 - a - b};
            double further = 0.0;
            for (std::size_t m = 0; m < weights.size(); ++m) further += (feasible[m] - weights[m]) * (feasible[m] - weights[m]);
            CHECK(further >= distance - 1e-12);
        }
    }
    for (std::size_t m = 0; m < 3; ++m)
        CHECK(project_to_simplex({1.0, 0.4, 0.8}, 2.2, floors)[m] == Approx(ModalityWeights{1.0, 0.4, 0.8}[m]));
}

TEST_CASE("preference: planted modality weights are found again from feedback, and the picture keeps its floor") {
    // DualGNN's acceptance: 64 shoppers who weigh look against words by theta; Spearman of what is learnt with theta at least .7.
    support::Random random(8);
    const ModalityWeights start = {1.0, 0.4, 0.8}, floors = {0.3, 0.0, 0.0};
    std::vector<std::pair<double, double>> found;  // theta, learnt share of the look
    for (int shopper = 0; shopper < 64; ++shopper) {
        const double theta = random.unit();
        ModalityWeights weights = start;
        for (int shown = 0; shown < 40; ++shown) {
            const double look = random.unit() - 0.5, words = random.unit() - 0.5, noise = 0.2 * (random.unit() - 0.5);
            weights = learn_feedback(weights, {look, words, 0.0}, theta * look + (1.0 - theta) * words + noise > 0.0, floors);
        }
        CHECK(weights[0] >= 0.3);
        CHECK(weights[0] + weights[1] + weights[2] == Approx(2.2).epsilon(1e-9));
        found.emplace_back(theta, weights[0] / (weights[0] + weights[1]));
    }
    const auto rank = [&](auto key) {
        std::vector<double> ranks;
        for (const auto& one : found) {
            double below = 0.0;
            for (const auto& other : found) below += key(other) < key(one) ? 1.0 : 0.0;
            ranks.push_back(below);
        }
        return ranks;
    };
    const auto a = rank([](const auto&p) { return p.first; }), b = rank([](const auto&p) { return p.second; });
    double squares = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) squares += (a[i] - b[i]) * (a[i] - b[i]);
    const double n = static_cast<double>(a.size());
    const double spearman = 1.0 - 6.0 * squares / (n * (n * n - 1.0));
    UNSCOPED_INFO("Spearman " << spearman);
    CHECK(spearman >= 0.7);
}
