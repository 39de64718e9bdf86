// What else a record is about, so that a question finds it in other words or in the other language (core/include/ruyi/ask.hpp).
#pragma once

#include <string>
#include <vector>

#include "builder/bundle.hpp"

namespace ruyi::builder {

/// Per record: the meanings that rest on it, its title, and the words of every group (QuestionWords) of which its statement, title or
/// meanings hold one and not that one itself; blanks between. English words count as whole words only.
std::vector<std::string> record_terms(const Bundle& bundle);

}  // namespace ruyi::builder
