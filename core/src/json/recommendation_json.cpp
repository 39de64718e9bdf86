#include "json/recommendation_json.hpp"

#include "json/ask_json.hpp"
#include "json/json_write.hpp"
#include "order.hpp"
#include "ruyi/parts.hpp"

namespace ruyi {

namespace {

using json::Writer;

std::string_view placement_name(Placement placement) {
    switch (placement) {
        case Placement::kForYou: return "for-you";
        case Placement::kSimilar: return "similar";
        case Placement::kQuery: return "query";
        case Placement::kLook: return "complete-the-look";
        case Placement::kTrending: return "trending";
    }
    return "for-you";
}

std::string_view loaded_name(Loaded loaded) {
    switch (loaded) {
        case Loaded::kHot: return "hot";
        case Loaded::kNear: return "near";
        case Loaded::kVectors: return "vectors";
    }
    return "hot";
}

std::string_view kind_name(EvidenceKind kind) {
    switch (kind) {
        case EvidenceKind::kShop: return "shop";
        case EvidenceKind::kPicture: return "picture";
        case EvidenceKind::kPerson: return "person";
    }
    return "shop";
}

void write_contributions(Writer& out, const std::vector<Contribution>& parts, const Shard& shard) {
    out.key("contributions").begin_array();
    for (const Contribution& part : parts) {
        out.begin_object().member("term", term_name(part.term));
        if (part.symbol) out.member("symbol", shard.graph()->symbol_id[part.symbol->value]);
        if (part.item) out.member("item", shard.hot()->item_id[part.item->value]);
        if (part.festival) out.member("festival", shard.graph()->festival_id[*part.festival]);
        if (!part.path.empty()) {
            out.key("path").begin_array();
            for (const SymbolIndex symbol : part.path) out.value(shard.graph()->symbol_id[symbol.value]);
            out.end_array();
        }
        out.member("value", part.value).end_object();
    }
    out.end_array();
}

RUYI_REST void write_counterfactual(Writer& out, const Counterfactual& one, const Shard& shard) {
    out.begin_object().member("without", one.symbol ? shard.graph()->symbol_id[one.symbol->value] : shard.hot()->item_id[one.item->value]);
    out.member("kind", one.symbol ? "symbol" : "item").member("exactness", one.exact ? "exact" : "leave-one-out");
    out.member("rank", one.rank).member("position", one.position).end_object();
}

void write_counterfactuals(Writer& out, const std::vector<Counterfactual>& counterfactuals, const Shard& shard) {
    out.key("counterfactuals").begin_array();
    for (const Counterfactual& one : counterfactuals) write_counterfactual(out, one, shard);
    out.end_array();
}

void write_signals(Writer& out, const std::vector<Signal>& signals, const Shard& shard) {
    constexpr std::array<std::string_view, 5> kKinds = {"symbol", "item", "switch", "price", "occasion"};
    out.begin_array();
    for (const Signal& signal : signals) {
        out.begin_object().member("kind", kKinds[static_cast<std::size_t>(signal.kind) - 1]);
        if (signal.kind == Signal::Kind::kItem) out.member("id", shard.hot()->item_id[signal.index]);
        if (signal.kind == Signal::Kind::kSymbol || signal.kind == Signal::Kind::kSwitch)
            out.member("id", shard.graph()->symbol_id[signal.index]);
        out.end_object();
    }
    out.end_array();
}

RUYI_REST void write_joint(Writer& out, const JointCounterfactuals& joint, const Shard& shard) {
    out.key("joint").begin_object().member("evaluations", joint.evaluations).member("pairs_complete", joint.pairs_complete);
    out.member("exactness", joint.exact ? "exact" : "leave-one-out");
    out.key("pairs").begin_array();
    for (const SignalSet& pair : joint.pairs) {
        out.begin_object().key("without");
        write_signals(out, pair.signals, shard);
        out.member("rank", pair.rank).end_object();
    }
    out.end_array().key("out_of_top").begin_object().member("k", joint.k).member("complete", joint.out_complete).key("without");
    if (joint.out_of_top.signals.empty()) {
        out.null().end_object().end_object();
        return;
    }
    write_signals(out, joint.out_of_top.signals, shard);
    out.member("rank", joint.out_of_top.rank).end_object().end_object();
}

template <class Side>
void write_box(Writer& out, const std::array<Side, 4>& box) {
    out.key("box").begin_array();
    for (const Side side : box) out.value(static_cast<double>(side));
    out.end_array();
}

void write_evidence(Writer& out, const Evidence& evidence) {
    out.begin_object()
        .member("kind", kind_name(evidence.kind))
        .member("confidence", evidence.confidence)
        .member("claimed", evidence.claimed);
    if (evidence.denied) out.member("denied", true);
    if (evidence.disagrees) out.member("disagrees", true);
    if (evidence.span) out.key("span").begin_array().value((*evidence.span)[0]).value((*evidence.span)[1]).end_array();
    if (!evidence.field.empty()) out.member("field", evidence.field);
    if (!evidence.quote.empty()) out.member("quote", evidence.quote);
    if (evidence.box) write_box(out, *evidence.box);
    out.end_object();
}

void write_findings(Writer& out, const std::vector<SymbolFinding>& findings, const GraphBlock& graph) {
    out.key("symbols").begin_array();
    for (const SymbolFinding& finding : findings) {
        const std::size_t s = finding.symbol.value;
        const std::string_view zh = graph.symbol_zh[s], hant = graph.symbol_hant[s];
        out.begin_object().member("id", graph.symbol_id[s]).member("zh", zh).member("hant", hant.empty() ? zh : hant);
        out.member("en", graph.symbol_en[s]);
        out.member("presence", finding.presence).member("claimed", finding.claimed).key("evidence").begin_array();
        for (const Evidence& evidence : finding.evidence) write_evidence(out, evidence);
        out.end_array().end_object();
    }
    out.end_array();
}

RUYI_REST void write_sentence(Writer& out, const Sentence& sentence) {
    out.begin_object().member("lang", lang_name(sentence.lang)).member("text", sentence.text);
    if (!sentence.about.empty()) out.member("about", sentence.about);
    out.key("citations").begin_array();
    for (const Citation& citation : sentence.citations) write_citation(out, citation, sentence.lang);
    out.end_array().end_object();
}

void write_sentences(Writer& out, const std::vector<Sentence>& sentences) {
    out.key("sentences").begin_array();
    for (const Sentence& sentence : sentences) write_sentence(out, sentence);
    out.end_array();
}

void write_card(Writer& out, const Shard& shard, ItemIndex item) {
    const CardsBlock* cards = shard.cards_of(item);
    if (cards == nullptr) return;
    const Manifest& manifest = shard.manifest();
    const HotBlock& hot = *shard.hot();
    const std::size_t row = item.value % manifest.cards_per_block;
    out.key("card").begin_object().key("title").begin_object();
    for (std::size_t l = 0; l < manifest.locales.size(); ++l) {
        if (!cards->title[l][row].empty()) out.member(manifest.locales[l], cards->title[l][row]);
    }
    out.end_object().member("url", cards->url[row]).member("picture", cards->picture[row]).member("thumb", cards->thumb[row]);
    out.key("picture_size").begin_array();
    for (std::size_t side = 0; side < 2; ++side) out.value(std::uint32_t{cards->picture_size[row * 2 + side]});
    out.end_array();
    const std::uint32_t price = hot.price_minor[item.value];
    if (price == kUnknownPrice) {
        out.key("price_minor").null();
    } else {
        out.member("price_minor", price);
    }
    out.member("price_text", price_text(price, manifest.price_scale, manifest.currency)).member("currency", manifest.currency);
    out.member("category", hot.category[hot.item_category[item.value]]).member("available", hot.available[item.value] != 0).end_object();
}

void write_item(Writer& out, const RecommendedItem& one, const Shard& shard) {
    out.begin_object().member("id", shard.hot()->item_id[one.item.value]).member("index", one.item.value);
    out.member("rank", one.rank).member("position", one.position).member("score", one.score);
    write_contributions(out, one.contributions, shard);
    write_counterfactuals(out, one.counterfactuals, shard);
    if (one.joint) write_joint(out, *one.joint, shard);
    out.key("moved").begin_array();
    for (const Move& move : one.moved)
        out.begin_object().member("by", move.by).member("from", move.from).member("to", move.to).end_object();
    out.end_array();
    write_findings(out, one.findings, *shard.graph());
    write_sentences(out, one.sentences);
    write_card(out, shard, one.item);
    out.end_object();
}

RUYI_REST void write_ranks(Writer& out, const std::vector<RankAnswer>& ranks, const Shard& shard) {
    out.key("ranks").begin_array();
    for (const RankAnswer& one : ranks) {
        out.begin_object().member("id", shard.hot()->item_id[one.item.value]);
        if (one.rank == 0) {
            out.key("rank").null().key("position").null();
        } else {
            out.member("rank", one.rank).member("position", one.position);
        }
        out.end_object();
    }
    out.end_array();
}

std::string_view currency_sign(std::string_view currency) {
    constexpr std::array<std::array<std::string_view, 2>, 7> kSigns = {
        {{"CNY", "¥"}, {"USD", "$"}, {"EUR", "€"}, {"GBP", "£"}, {"HKD", "HK$"}, {"TWD", "NT$"}, {"JPY", "JP¥"}}};
    for (const auto& [code, sign] : kSigns) {
        if (code == currency) return sign;
    }
    return {};
}

}  // namespace

std::string price_text(std::uint32_t price_minor, std::uint32_t price_scale, std::string_view currency) {
    if (price_minor == kUnknownPrice) return {};
    std::string amount = std::to_string(price_minor / price_scale);
    if (const std::uint32_t minor = price_minor % price_scale; minor != 0)
        amount += concat({".", std::string_view(std::to_string(price_scale + minor)).substr(1)});
    const std::string_view sign = currency_sign(currency);
    if (!sign.empty()) return concat({sign, amount});
    return currency.empty() ? amount : concat({amount, " ", currency});
}

std::string recommendation_json(const Recommendation& answer, const Shard& shard) {
    Writer out;
    out.begin_object().member("ranker", answer.ranker).member("placement", placement_name(answer.placement));
    out.member("eligible", answer.eligible).member("date", civil_day_text(answer.date));
    out.member("loaded", loaded_name(answer.loaded)).member("exact", answer.exact);
    out.key("items").begin_array();
    for (const RecommendedItem& one : answer.items) write_item(out, one, shard);
    out.end_array();
    if (answer.ranks) write_ranks(out, *answer.ranks, shard);
    out.end_object();
    return out.take();
}

std::string opened_json(const Manifest& manifest) {
    Writer out;
    out.begin_object().member("shard_id", manifest.shard_id).member("items", manifest.items).member("symbols", manifest.symbols);
    out.key("blocks").begin_array();
    for (const BlockEntry& block : manifest.blocks) out.value(block.name);
    out.end_array().key("first").begin_array();
    for (const BlockEntry& block : manifest.blocks) {
        if (block.kind == BlockKind::kHot || block.kind == BlockKind::kGraph) out.value(block.name);
    }
    out.end_array().end_object();
    return out.take();
}

std::string block_names_json(const std::vector<std::string>& names) {
    Writer out;
    out.begin_object().key("blocks").begin_array();
    for (const std::string& name : names) out.value(name);
    out.end_array().end_object();
    return out.take();
}

std::string colours_json(const std::vector<FoundColour>& colours) {
    Writer out;
    out.begin_object().key("colours").begin_array();
    for (const FoundColour& one : colours) {
        out.begin_object().member("id", one.id).member("share", one.share);
        write_box(out, one.box);
        out.end_object();
    }
    out.end_array().end_object();
    return out.take();
}

std::string seen_json(const std::vector<SeenSymbol>& symbols) {
    Writer out;
    out.begin_object().key("symbols").begin_array();
    for (const SeenSymbol& one : symbols) {
        out.begin_object().member("id", one.id).member("confidence", one.confidence).member("claimed", one.claimed);
        if (one.has_box) {
            write_box(out, one.box);
        } else {
            out.key("box").null();
        }
        out.end_object();
    }
    out.end_array().end_object();
    return out.take();
}

std::string error_json(const Error& error) {
    Writer out;
    out.begin_object().member("code", error_name(error.code)).member("message", error.message).end_object();
    return out.take();
}

}  // namespace ruyi
