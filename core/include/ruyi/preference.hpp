// Bounded learning on the device: personal modality weights from feedback, and corrections "this rather than that" (SCORING.md §6).
// Plain arithmetic on arrays; what the numbers stand for is decided in core/src/learn.cpp.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace ruyi {

inline constexpr double kPreferenceBeta = 2.0, kPreferenceRate = 1.5, kPreferenceShrink = 0.03, kTrustRadius = 2.5;
inline constexpr std::size_t kStepsPerCorrection = 2;

/// One correction: the difference of the two items' terms, scaled to length 1, and how much it counts.
struct Correction {
    std::vector<double> direction;  // as long as all others
    double weight = 1.0;
};

/// Mean over the corrections of weight * log(1 + exp(-beta * delta·direction)): the loss of a Bradley–Terry choice against the reference,
/// log 2 at delta = 0 with weights of 1. At least one correction.
double correction_loss(std::span<const Correction> corrections, std::span<const double> delta);
/// Its gradient in delta: mean of -weight * beta * (1 - sigmoid) * direction.
std::vector<double> correction_gradient(std::span<const Correction> corrections, std::span<const double> delta);
/// Two gradient steps per correction, each shrunk towards 0 in every coordinate (a shopper cares for few things: the lasso's proximal step)
/// and kept within the trust radius around 0. Empty without corrections.
std::vector<double> learn_corrections(std::span<const Correction> corrections);

/// Modalities that a shopper may weigh differently: visual, text, symbols.
inline constexpr std::size_t kModalityCount = 3;
using ModalityWeights = std::array<double, kModalityCount>;

/// The nearest weights with the given sum, each at least its floor. The floors sum to less than `sum`.
ModalityWeights project_to_simplex(const ModalityWeights& weights, double sum, const ModalityWeights& floors);
/// One step of projected gradient: `terms` are the item's terms above what the shop's items have on average.
ModalityWeights learn_feedback(const ModalityWeights& weights, const ModalityWeights& terms, bool liked, const ModalityWeights& floors);

}  // namespace ruyi
