// The one softmax of the query rules.
#pragma once

#include <span>

namespace ruyi {

/// logits become prior_i * exp(logit_i) / sum; all zero if no prior is above 0. Sizes equal.
void softmax(std::span<double> logits, std::span<const double> prior);

}  // namespace ruyi
