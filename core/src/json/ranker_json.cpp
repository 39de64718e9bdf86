#include "json/ranker_json.hpp"

#include <algorithm>
#include <array>

namespace ruyi {

using Json = json::Document;

namespace {

constexpr std::array<std::string_view, 8> kRules = {"decayed-mean", "ridge",     "neighbours",    "graph-spread",
                                                    "last-item",    "attention", "sequence-head", "policy-head"};
constexpr std::array<std::string_view, 5> kModalities = {"visual", "text", "graph", "sequence", "fused"};
constexpr std::size_t kMaxRankers = 64;
constexpr std::size_t kMaxNameBytes = 64;

bool is_name(std::string_view name) {
    return !name.empty() && name.size() <= kMaxNameBytes && name.front() != '-' &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

double number_or(const ObjectReader& reader, const char* name, double low, double high, double fallback) {
    return reader.has(name) ? reader.number(name, low, high) : fallback;
}

void read_modalities(const ObjectReader& ranker, RankerSpec& spec, ReadError& error) {
    for (const Json& entry : ranker.array("modalities")) {
        const ObjectReader reader(entry, ranker.path("modalities"), error);
        RankerModality modality;
        modality.name = reader.text("name");
        modality.dim = static_cast<std::uint32_t>(reader.integer("dim", 16, 1024));
        modality.gain = reader.number("gain", 0.0, kMostGain);
        modality.weight = number_or(reader, "weight", 0.0, 4.0, 1.0);
        if (modality.dim % 16 != 0) error.fail(reader.path("dim"), "must be a multiple of 16");
        spec.modalities.push_back(std::move(modality));
    }
    for (const RankerModality& modality : spec.modalities) {
        if (modality.dim != spec.dim()) error.fail(ranker.path("modalities"), "must all have the same dim");
    }
}

}  // namespace

std::string_view rule_name(RankerRule rule) { return kRules[static_cast<std::size_t>(rule) - 1]; }

void read_rule(const ObjectReader& ranker, RankerSpec& spec, ReadError& error) {
    const ObjectReader rule(ranker.object("rule"), ranker.path("rule"), error);
    const std::string kind = rule.text("kind");
    const auto found = std::find(kRules.begin(), kRules.end(), kind);
    if (found == kRules.end())
        return error.fail(rule.path("kind"), "is \"" + kind +
                                                 "\"; a shard holds decayed-mean, ridge, neighbours, graph-spread, last-item, attention, "
                                                 "sequence-head or policy-head");
    spec.rule = static_cast<RankerRule>(found - kRules.begin() + 1);
    const bool remembers = spec.rule == RankerRule::kDecayedMean || rule.has("half_life_days");
    spec.half_life_days = remembers ? rule.number("half_life_days", 1e-9, 1e6) : 0.0;
    if (spec.rule == RankerRule::kRidge) spec.lambda = rule.number("lambda", 1e-12, 1e12);
    if (spec.rule == RankerRule::kAttention) spec.temperature = rule.number("temperature", 1e-9, 1e6);
    if (spec.rule != RankerRule::kGraphSpread) return;
    spec.hops = static_cast<std::uint32_t>(rule.integer("hops", 1, 4));
    spec.decay = rule.number("decay", 0.0, 1.0);
}

std::string modality_problem(const RankerSpec& spec) {
    std::size_t sequences = 0;
    for (const RankerModality& modality : spec.modalities) {
        if (std::find(kModalities.begin(), kModalities.end(), modality.name) == kModalities.end())
            return "names \"" + modality.name + "\"; allowed: visual, text, graph, sequence, fused";
        const auto same = [&](const RankerModality& other) { return other.name == modality.name; };
        if (std::count_if(spec.modalities.begin(), spec.modalities.end(), same) > 1) return "names \"" + modality.name + "\" twice";
        sequences += modality.name == "sequence" ? 1 : 0;
    }
    switch (spec.rule) {
        case RankerRule::kNeighbours: return spec.modalities.empty() ? "" : "must be empty: neighbours have no vectors";
        case RankerRule::kGraphSpread:
        case RankerRule::kAttention:
            if (spec.modalities.empty() && spec.rule == RankerRule::kGraphSpread) return "";
            return spec.modalities.size() == 1 ? "" : "must be one table of vectors";
        case RankerRule::kLastItem: return sequences == 1 ? "" : "must hold \"sequence\", the vectors of what comes next";
        default: return spec.modalities.empty() ? "must not be empty" : "";
    }
}

void read_rankers(const ObjectReader& root, Manifest& manifest, ReadError& error) {
    const Json& rankers = root.array_or_empty("rankers");
    if (rankers.size() > kMaxRankers) return error.fail("rankers", "must be at most 64");
    for (const Json& entry : rankers) {
        const ObjectReader reader(entry, "rankers", error);
        RankerSpec spec;
        spec.name = reader.text("name");
        spec.version = reader.text("version");
        spec.method = reader.text("method");
        read_rule(reader, spec, error);
        read_modalities(reader, spec, error);
        spec.weight = number_or(reader, "weight", 0.0, 4.0, 1.0);
        spec.items_per_block = static_cast<std::uint32_t>(reader.integer("group", 1, kMaxItems));
        if (error.failed()) return;
        if (!is_name(spec.name) || spec.name == "core") error.fail("rankers.name", "must be 1 to 64 of a-z, 0-9 and '-', and not \"core\"");
        for (const RankerSpec& other : manifest.rankers) {
            if (other.name == spec.name) error.fail("rankers.name", "must be distinct");
        }
        if (const std::string problem = modality_problem(spec); !problem.empty()) error.fail("rankers.modalities", problem);
        manifest.rankers.push_back(std::move(spec));
    }
}

}  // namespace ruyi
