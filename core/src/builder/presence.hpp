// Named evidence -> presence, claims and findings of one item (SCORING.md §1).
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "builder/bundle.hpp"
#include "json/bundle_json.hpp"
#include "ruyi/mentions.hpp"

namespace ruyi::builder {

struct SymbolRow {
    std::uint16_t symbol = 0;
    std::uint8_t presence_q = 0, evidence = 0;
};

inline constexpr std::uint8_t kKindShop = 1, kKindPicture = 2, kKindPerson = 3;
inline constexpr std::uint8_t kFlagClaimed = 1, kFlagDenied = 2, kFlagDisagrees = 4;
inline constexpr std::uint32_t kNoText = 0xFFFFFFFFu;

struct EvidenceRow {
    std::uint16_t symbol = 0;
    std::uint8_t kind = 0, confidence_q = 0, flags = 0;
    std::uint32_t text = kNoText;  // index into Item::texts
    std::uint32_t begin = 0, end = 0;
    std::array<std::uint16_t, 4> box{};
};

struct ItemPresence {
    std::vector<SymbolRow> rows;        // ascending by symbol
    std::vector<EvidenceRow> evidence;  // by symbol, then shop, picture, person
    std::vector<Finding> findings;
};

/// What speaks for one symbol on one item.
struct SymbolCase {
    bool title = false, other = false, negated = false;  // the words
    bool looked = false, may_claim = false;              // the encoder's vocabulary holds it and the picture was seen
    double p = 0.0, threshold = 1.0;
    bool confirmed = false, refuted = false;  // a person
    double colour = 0.0;                      // presence from the palette, 0 if under 8 %
};

struct Verdict {
    double presence = 0.0;
    std::uint8_t evidence = 0;  // bits of HotBlock::symbol_evidence
    bool stored = false, denied = false, vouched = false, disagrees = false;
};

/// The rule itself.
Verdict judge(const SymbolCase& c);

/// Knows the vocabulary once; judges items one by one.
class PresenceRule {
public:
    PresenceRule(const Bundle& bundle, const MentionFinder& mentions);
    ItemPresence judge_item(const Item& item) const;

private:
    struct Gathered;
    void gather_words(const Item& item, Gathered& all) const;
    void gather_picture(const Item& item, Gathered& all) const;
    const Bundle& bundle_;
    const MentionFinder& mentions_;
    std::unordered_map<std::string, std::uint16_t> index_;
    std::vector<const EncoderSymbol*> encoder_;  // per symbol; null outside the encoder's vocabulary
};

}  // namespace ruyi::builder
