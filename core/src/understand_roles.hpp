// What a word of a sentence does, beside naming something. Numbers are those of the lexicon block (FORMAT.md); names those of
// models/knowledge/wish_lexicon.json.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ruyi::wish {

enum class Role : std::uint8_t {
    // 1 to 11: WishKind
    kNeutral = 16,
    kSuffix,    // 纹, pattern: belongs to the name before it
    kFiller,    // may stand between a negation and its name: any, the
    kStopWord,  // a longer word that is no name: said back
    kNot,
    kDislike,
    kLess,
    kToo,
    kShort,  // 不够
    kEnough,
    kSlight,
    kStrong,
    kWant,  // ends a negation that has its name
    kBut,   // ends a negation
    kAnd,
    kOf,
    kExcept,
    kExceptEnd,
    kAnything,  // 都行
    kBesides,
    kAlso,
    kNeed,     // 不能没有
    kNeedEnd,  // 不可, 不行
    kOkay,
    kDontCare,
    kRefuse,  // 就算了: refuses what stands before
    kFree,    // dragon-free
    kSwap,    // 换成
    kCurrency,
    kAtMostBefore,
    kAtMostAfter,
    kAtLeastBefore,
    kAtLeastAfter,
    kAboutBefore,
    kAboutAfter,
    kBetween,
    kTo,
    kPriceWord,
    kBudget,
    kMeasure,
    kUnit,
};

inline constexpr std::uint8_t kFirstGrammarRole = 16, kGrammarRoles = 41, kLastKind = 11;
static_assert(static_cast<std::uint8_t>(Role::kUnit) == kFirstGrammarRole + kGrammarRoles - 1);

inline constexpr std::string_view kRoleNames[kGrammarRoles] = {
    "neutral",
    "suffix",
    "filler",
    "stop",
    "not",
    "dislike",
    "less",
    "too",
    "short",
    "enough",
    "slight",
    "strong",
    "want",
    "but",
    "and",
    "of",
    "except",
    "except_end",
    "anything",
    "besides",
    "also",
    "need",
    "need_end",
    "okay",
    "dont_care",
    "refuse",
    "free",
    "swap",
    "currency",
    "at_most_before",
    "at_most_after",
    "at_least_before",
    "at_least_after",
    "about_before",
    "about_after",
    "between",
    "to",
    "price_word",
    "budget",
    "measure",
    "unit",
};

}  // namespace ruyi::wish
