// A checkable source of a statement, and words in the languages that are spoken.
#pragma once

#include <optional>
#include <string>

#include "ruyi/profile.hpp"
#include "ruyi/shard.hpp"

namespace ruyi {

/// The same words in every language; "" = not known (hant: as zh).
struct Wording {
    std::string zh = {}, en = {}, hant = {};
    bool known() const { return !zh.empty() || !en.empty(); }
    const std::string& in(Lang lang) const {
        if (lang == Lang::kEn) return en.empty() ? zh : en;
        if (lang == Lang::kZhHant && !hant.empty()) return hant;
        return zh.empty() ? en : zh;
    }
};

struct Citation {
    std::string id, tier, verification, url, licence;
    Wording cite;
    bool weak() const { return tier == "C" || verification == "excerpt-transcribed"; }  // what `strict` hides
};

/// The record's citation; nothing while its block is not attached.
std::optional<Citation> citation_of(const Shard& shard, std::uint32_t record);

}  // namespace ruyi
