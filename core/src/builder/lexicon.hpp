// wish_lexicon.json and the symbols' names -> the lexicon block, whose entries are folded and carry the variants of core/UNDERSTANDING.md.
#pragma once

#include <string>
#include <vector>

#include "builder/bundle.hpp"
#include "builder/columns.hpp"
#include "ruyi/text.hpp"

namespace ruyi::builder {

class LexiconColumns {
public:
    LexiconColumns(const Bundle& bundle, const TextFolder& folder);
    LexiconBlock view() const { return {entry_.view(), role_, target_, sign_, flags_, target_id_.view()}; }

private:
    StringColumn entry_, target_id_;
    std::vector<std::uint8_t> role_, flags_;
    std::vector<std::uint16_t> target_;
    std::vector<std::int8_t> sign_;
};

}  // namespace ruyi::builder
