#include "ruyi/preference.hpp"

#include <cmath>

#include "portable_math.hpp"

namespace ruyi {

namespace {

constexpr double kFeedbackScale = 4.0, kFeedbackRate = 0.1;

/// 1 - sigmoid(x).
double doubt(double x) { return 1.0 / (1.0 + portable_exp2(x * kLog2E)); }

double shrunk(double x) {
    constexpr double kBy = kPreferenceRate * kPreferenceShrink;
    return x > kBy ? x - kBy : x < -kBy ? x + kBy : 0.0;
}

double dot(std::span<const double> a, std::span<const double> b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

}  // namespace

double correction_loss(std::span<const Correction> corrections, std::span<const double> delta) {
    double sum = 0.0;
    for (const Correction& one : corrections)
        sum += one.weight * (kLn2 * portable_log2(1.0 + portable_exp2(-kPreferenceBeta * dot(delta, one.direction) * kLog2E)));
    return sum / static_cast<double>(corrections.size());
}

std::vector<double> correction_gradient(std::span<const Correction> corrections, std::span<const double> delta) {
    std::vector<double> gradient(delta.size(), 0.0);
    for (const Correction& one : corrections) {
        const double pull = one.weight * kPreferenceBeta * doubt(kPreferenceBeta * dot(delta, one.direction));
        for (std::size_t i = 0; i < gradient.size(); ++i) gradient[i] -= pull * one.direction[i];
    }
    for (double& g : gradient) g /= static_cast<double>(corrections.size());
    return gradient;
}

std::vector<double> learn_corrections(std::span<const Correction> corrections) {
    if (corrections.empty()) return {};
    std::vector<double> delta(corrections.front().direction.size(), 0.0);
    for (std::size_t step = 0; step < kStepsPerCorrection * corrections.size(); ++step) {
        const std::vector<double> gradient = correction_gradient(corrections, delta);
        for (std::size_t i = 0; i < delta.size(); ++i) delta[i] = shrunk(delta[i] - kPreferenceRate * gradient[i]);
        const double length = std::sqrt(dot(delta, delta));
        for (double& d : delta) d *= length > kTrustRadius ? kTrustRadius / length : 1.0;
    }
    return delta;
}

ModalityWeights project_to_simplex(const ModalityWeights& weights, double sum, const ModalityWeights& floors) {
    std::array<bool, kModalityCount> at_floor{};
    ModalityWeights projected = weights;
    for (std::size_t round = 0; round < kModalityCount; ++round) {
        double excess = -sum, free = 0.0;
        for (std::size_t m = 0; m < kModalityCount; ++m) {
            excess += at_floor[m] ? floors[m] : weights[m];
            free += at_floor[m] ? 0.0 : 1.0;
        }
        bool below = false;
        for (std::size_t m = 0; m < kModalityCount; ++m) {
            projected[m] = at_floor[m] ? floors[m] : weights[m] - excess / free;
            if (projected[m] >= floors[m]) continue;
            at_floor[m] = below = true;
        }
        if (!below) break;
    }
    return projected;
}

ModalityWeights learn_feedback(const ModalityWeights& weights, const ModalityWeights& terms, bool liked, const ModalityWeights& floors) {
    const double sign = liked ? 1.0 : -1.0;
    const double step = kFeedbackRate * kFeedbackScale * sign * doubt(sign * kFeedbackScale * dot(weights, terms));
    ModalityWeights moved = weights;
    double sum = 0.0;
    for (std::size_t m = 0; m < kModalityCount; ++m) {
        sum += weights[m];
        moved[m] += step * terms[m];
    }
    return project_to_simplex(moved, sum, floors);
}

}  // namespace ruyi
