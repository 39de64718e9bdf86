#include "builder/presence.hpp"

#include <algorithm>
#include <cmath>

namespace ruyi::builder {
namespace {

constexpr double kTitleTrust = 0.9, kTextTrust = 0.8, kDisagreeFactor = 0.6, kMinColourShare = 0.08;
constexpr double kMinLocating = 0.02;  // below it the map points hardly better than the middle of the picture does (DECISIONS.md)
constexpr std::size_t kMaxShopRowsPerSymbol = 3;

std::uint8_t quantise(double x) { return static_cast<std::uint8_t>(std::floor(255.0 * x + 0.5)); }

std::array<std::uint16_t, 4> quantise_box(const Located& place) {
    std::array<std::uint16_t, 4> box{};
    for (std::size_t i = 0; place.has_box && i < 4; ++i) box[i] = static_cast<std::uint16_t>(std::floor(65535.0 * place.box[i] + 0.5));
    return box;
}

double shop_trust(const SymbolCase& c) { return c.title ? kTitleTrust : c.other ? kTextTrust : 0.0; }

// Presence of a symbol that the shop names; `v.disagrees` is set already.
double named_presence(const SymbolCase& c, const Verdict& v) {
    const double a = shop_trust(c);
    if (v.disagrees) return kDisagreeFactor * a;
    return c.looked ? 1.0 - (1.0 - a) * (1.0 - c.p) : a;
}

struct PlacedMention {
    std::uint32_t text = 0, begin = 0, end = 0;
    bool negated = false;
};

}  // namespace

Verdict judge(const SymbolCase& c) {
    Verdict v;
    v.denied = c.negated && !c.title;
    const bool named = !v.denied && shop_trust(c) > 0.0;
    v.vouched = (c.looked && c.may_claim && c.p >= c.threshold) || c.colour > 0.0;
    v.disagrees = named && c.looked && c.may_claim && c.p < c.threshold / 4.0 && !c.confirmed && !c.refuted;
    if (named) v.evidence |= kEvidenceShop;
    if (v.vouched) v.evidence |= kEvidencePicture;
    if (c.confirmed || c.refuted) v.evidence |= kEvidencePerson;
    if (v.denied) v.evidence |= kEvidenceDenied;
    if (v.disagrees) v.evidence |= kEvidenceDisagree;
    v.stored = v.evidence != 0;
    if (c.confirmed) {
        v.presence = 1.0;
    } else if (c.refuted || v.denied) {
        return v;  // nothing there, and nothing to claim
    } else if (c.colour > 0.0) {
        v.presence = c.colour;
    } else if (named) {
        v.presence = named_presence(c, v);
    } else if (v.vouched) {
        v.presence = c.p;
    }
    if (v.stored) v.evidence |= kEvidenceClaimable;
    return v;
}

struct PresenceRule::Gathered {
    explicit Gathered(std::size_t symbols)
        : cases(symbols), mentions(symbols), seen(symbols, nullptr), colours(symbols, nullptr), person(symbols, nullptr) {}
    std::vector<SymbolCase> cases;
    std::vector<std::vector<PlacedMention>> mentions;
    std::vector<const SeenSymbol*> seen;
    std::vector<const FoundColour*> colours;
    std::vector<const PersonAnswer*> person;
};

PresenceRule::PresenceRule(const Bundle& bundle, const MentionFinder& mentions)
    : bundle_(bundle), mentions_(mentions), encoder_(bundle.symbols.size(), nullptr) {
    for (std::size_t s = 0; s < bundle.symbols.size(); ++s) index_.emplace(bundle.symbols[s].id, static_cast<std::uint16_t>(s));
    for (const EncoderSymbol& symbol : bundle.encoder) {
        const auto found = index_.find(symbol.id);
        if (found != index_.end()) encoder_[found->second] = &symbol;
    }
}

void PresenceRule::gather_words(const Item& item, Gathered& all) const {
    for (std::size_t t = 0; t < item.texts.size(); ++t) {
        for (const Mention& mention : mentions_.find(item.texts[t].text)) {
            SymbolCase& c = all.cases[mention.symbol];
            if (mention.negated)
                c.negated = true;
            else if (item.texts[t].title)
                c.title = true;
            else
                c.other = true;
            all.mentions[mention.symbol].push_back({static_cast<std::uint32_t>(t), mention.begin, mention.end, mention.negated});
        }
    }
}

void PresenceRule::gather_picture(const Item& item, Gathered& all) const {
    const bool looked = item.has_seen && !item.picture.empty();
    for (std::size_t s = 0; looked && s < encoder_.size(); ++s) {
        if (encoder_[s] == nullptr) continue;
        all.cases[s].looked = true;
        all.cases[s].may_claim = encoder_[s]->claim;
        all.cases[s].threshold = encoder_[s]->threshold;
    }
    for (const SeenSymbol& seen : item.seen) {
        const auto found = index_.find(seen.id);
        if (found == index_.end() || !all.cases[found->second].looked) continue;
        all.cases[found->second].p = seen.confidence;
        all.seen[found->second] = &seen;
    }
    for (const FoundColour& colour : item.colours) {
        const auto found = index_.find(colour.id);
        if (found == index_.end() || !colour.id.starts_with("colour:") || colour.share < kMinColourShare) continue;
        all.cases[found->second].colour = std::min(1.0, 2.0 * colour.share);
        all.colours[found->second] = &colour;
    }
    for (const PersonAnswer& answer : item.person) {
        const auto found = index_.find(answer.id);
        if (found == index_.end()) continue;
        all.cases[found->second].confirmed = answer.present;
        all.cases[found->second].refuted = !answer.present;
        all.person[found->second] = &answer;
    }
}

namespace {

// One row per text, of the sort that decided: negated ones if the words deny it, else affirming ones.
void add_shop_rows(const Item& item, const std::vector<PlacedMention>& mentions, EvidenceRow row, const Verdict& v, bool refuted,
                   std::vector<EvidenceRow>& out) {
    row.kind = kKindShop;
    row.flags = v.denied ? kFlagDenied : static_cast<std::uint8_t>((refuted ? 0 : kFlagClaimed) | (v.disagrees ? kFlagDisagrees : 0));
    std::size_t rows = 0;
    for (const PlacedMention& mention : mentions) {
        if (mention.negated != v.denied || rows == kMaxShopRowsPerSymbol) continue;
        if (rows > 0 && out.back().text == mention.text) continue;
        row.confidence_q = quantise(item.texts[mention.text].title ? kTitleTrust : kTextTrust);
        row.text = mention.text;
        row.begin = mention.begin;
        row.end = mention.end;
        out.push_back(row);
        ++rows;
    }
}

void add_finding(const Item& item, const std::string& symbol, const SymbolCase& c, const Verdict& v, std::vector<Finding>& out) {
    if (v.disagrees) out.push_back({item.id, symbol, "the words name it, the picture does not show it"});
    if (v.vouched && v.denied && !c.confirmed) out.push_back({item.id, symbol, "the words deny it, the picture shows it"});
    if (v.vouched && c.refuted) out.push_back({item.id, symbol, "a person denied it, the picture shows it"});
}

}  // namespace

ItemPresence PresenceRule::judge_item(const Item& item) const {
    Gathered all(bundle_.symbols.size());
    gather_words(item, all);
    gather_picture(item, all);
    ItemPresence result;
    for (std::size_t s = 0; s < all.cases.size(); ++s) {
        const SymbolCase& c = all.cases[s];
        const Verdict v = judge(c);
        if (!v.stored) continue;
        EvidenceRow row;
        row.symbol = static_cast<std::uint16_t>(s);
        result.rows.push_back({row.symbol, quantise(v.presence), v.evidence});
        add_shop_rows(item, all.mentions[s], row, v, c.refuted, result.evidence);
        const bool claimed = v.vouched && !c.refuted && (!v.denied || c.confirmed);
        row.kind = kKindPicture;
        if (all.colours[s] != nullptr) {
            row.confidence_q = quantise(c.colour);
            row.flags = claimed ? kFlagClaimed : 0;
            row.box = quantise_box(*all.colours[s]);
            result.evidence.push_back(row);
        } else if (all.seen[s] != nullptr && (v.vouched || v.disagrees || (all.seen[s]->has_box && c.p >= kMinLocating))) {
            row.confidence_q = quantise(c.p);
            row.flags = static_cast<std::uint8_t>((claimed ? kFlagClaimed : 0) | (v.disagrees ? kFlagDisagrees : 0));
            row.box = v.disagrees ? std::array<std::uint16_t, 4>{} : quantise_box(*all.seen[s]);
            result.evidence.push_back(row);
        }
        if (all.person[s] != nullptr) {
            row.kind = kKindPerson;
            row.confidence_q = c.confirmed ? 255 : 0;
            row.flags = c.confirmed ? kFlagClaimed : kFlagDenied;
            row.box = quantise_box(*all.person[s]);
            result.evidence.push_back(row);
        }
        add_finding(item, bundle_.symbols[s].id, c, v, result.findings);
    }
    return result;
}

}  // namespace ruyi::builder
