#include "ruyi/interest.hpp"

#include <cmath>

#include "native/catch.hpp"
#include "support/small_catalogue.hpp"

using namespace ruyi;

namespace {

constexpr std::int32_t kToday = 20000;

double size_of(const std::vector<double>& omegas) {
    double sum = 0.0;
    for (const double omega : omegas) sum += std::fabs(omega);
    return sum;
}

}  // namespace

TEST_CASE("interest: each kind has its strength; a stay counts by its length, folded events at most ten times") {
    const auto strength = [](EventKind kind, double seconds = 0.0, std::uint32_t count = 1) {
        return event_strength({kind, "a", "", 0, 0, count, seconds});
    };
    CHECK(strength(EventKind::kLike) == 1.0);
    CHECK(strength(EventKind::kBuy) == 1.0);
    CHECK(strength(EventKind::kCart) == 0.7);
    CHECK(strength(EventKind::kView) == 0.25);
    CHECK(strength(EventKind::kDislike) == -0.5);
    CHECK(strength(EventKind::kHide) == -1.0);
    CHECK(strength(EventKind::kWhy) == 0.3);
    CHECK(strength(EventKind::kTap) == 0.4);
    CHECK(strength(EventKind::kDwell) == 0.0);
    CHECK(strength(EventKind::kDwell, 30.0) == 0.25);
    CHECK(strength(EventKind::kView, 0.0, 4) == 1.0);
    CHECK(strength(EventKind::kView, 0.0, 4000) == 2.5);
}

TEST_CASE("interest: events of one day keep the proportions of their strengths, and the sizes sum to one") {
    const std::vector<InterestEvent> events = {{1.0, 0, kToday}, {0.25, 0, kToday}, {-0.5, 0, kToday}};
    const auto omegas = interest_weights(events, kToday);
    CHECK(size_of(omegas) == Approx(1.0));
    CHECK(omegas[1] / omegas[0] == Approx(0.25));
    CHECK(omegas[2] / omegas[0] == Approx(-0.5));
    CHECK(interest_weights(events, kToday - 5) == omegas);  // a day to come counts as today
}

TEST_CASE("interest: old and new by hand") {
    // One like today, one 90 days ago. long: 1 and 1/2, short: 1 and 2^-30. L = 1.5, S = 1 + 2^-30.
    const std::vector<InterestEvent> events = {{1.0, 0, kToday - 90}, {1.0, 0, kToday}};
    const auto omegas = interest_weights(events, kToday);
    const double far = std::ldexp(1.0, -30), s = 1.0 + far, sigma = 0.5 * (s / (s + 1.0));
    CHECK(omegas[0] == Approx((1.0 - sigma) * (0.5 / 1.5) + sigma * (far / s)).epsilon(1e-14));
    CHECK(omegas[1] == Approx((1.0 - sigma) * (1.0 / 1.5) + sigma * (1.0 / s)).epsilon(1e-14));
}

TEST_CASE("interest: a burst never takes more than half from what was liked for long, and one day counts as two likes") {
    std::vector<InterestEvent> events;
    for (std::int32_t day = 0; day < 360; day += 4) events.push_back({1.0, 0, kToday - 360 + day});
    const std::size_t taste = events.size();
    const auto burst_share = [&](std::size_t likes) {
        std::vector<InterestEvent> all(events);
        for (std::size_t i = 0; i < likes; ++i) all.push_back({1.0, 0, kToday});
        const auto omegas = interest_weights(all, kToday);
        return size_of({omegas.begin() + static_cast<std::ptrdiff_t>(taste), omegas.end()});
    };
    CHECK(burst_share(1) > 0.2);
    CHECK(burst_share(5) > burst_share(1));
    CHECK(burst_share(10000) < 0.5 + 0.5 * 2.0 / 30.0);  // sigma below a half, and two likes among thirty in the long part
}

TEST_CASE("interest: a like at a later place counts more, places average one and are clipped at ten") {
    CHECK(position_weight(0) == 1.0);
    CHECK(position_weight(1) == 1.0);
    CHECK(position_weight(4) == 4.0);
    CHECK(position_weight(500) == 10.0);
    const std::vector<InterestEvent> events = {{1.0, 1, kToday}, {1.0, 3, kToday}, {1.0, 0, kToday}};
    const auto omegas = interest_weights(events, kToday);
    CHECK(omegas[1] / omegas[0] == Approx(3.0));
    CHECK((omegas[0] + omegas[1]) / 2.0 == Approx(omegas[2]));
}

TEST_CASE("interest: nothing but events of no strength weighs nothing") {
    CHECK(interest_weights({}, kToday).empty());
    const std::vector<InterestEvent> events = {{0.0, 0, kToday}, {0.0, 2, kToday}};
    CHECK(interest_weights(events, kToday) == std::vector<double>{0.0, 0.0});
    const std::vector<InterestEvent> old = {{1.0, 0, kToday - 80000}};
    CHECK(interest_weights(old, kToday)[0] == Approx(1.0));  // only its long part is left, and it is all there is
}

TEST_CASE("interest: inverse propensity finds the relevance that clicks at places hide") {
    // METHODS 4.4: 100,000 sessions, eta 1; relevance falls from .9 to .45 over ten places that are shuffled over the items' ranks.
    support::Random random(11);
    std::array<double, 10> relevance{}, naive{}, weighted{};
    double squares = 0.0, clipped_squares = 0.0;
    for (std::size_t i = 0; i < 10; ++i) relevance[i] = 0.9 - 0.05 * static_cast<double>(i);
    for (int session = 0; session < 100000; ++session) {
        for (std::size_t i = 0; i < 10; ++i) {
            const auto place = static_cast<std::uint32_t>(1 + (i + 5 * (random.below(4) == 0 ? 1 : 0)) % 10);  // mostly its own rank
            if (random.unit() >= relevance[i] / static_cast<double>(place)) continue;
            naive[i] += 1.0;
            weighted[i] += position_weight(place);
            squares += position_weight(place) * position_weight(place);
            clipped_squares += std::min(position_weight(place), 4.0) * std::min(position_weight(place), 4.0);
        }
    }
    double naive_error = 0.0, weighted_error = 0.0;  // mean relative error of the relevance
    for (std::size_t i = 0; i < 10; ++i) {
        naive_error += 0.1 * std::fabs(naive[i] / 100000.0 / relevance[i] - 1.0);
        weighted_error += 0.1 * std::fabs(weighted[i] / 100000.0 / relevance[i] - 1.0);
    }
    CHECK(weighted_error <= 0.02);
    CHECK(naive_error >= 0.3);
    CHECK(clipped_squares < squares);
}
