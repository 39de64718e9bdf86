#include "ruyi/seeing.hpp"

#include <set>
#include <unordered_map>

#include "json/document.hpp"

namespace ruyi {
namespace {

using json::Document;

constexpr const char* kContract = "image-encoder/1";

Error bad(const std::string& member, const std::string& problem) {
    return {ErrorCode::kInvalidJson, "image encoder contract: `" + member + "` " + problem};
}

/// A member of an object, or null if it is absent; json null counts as absent.
const Document* find(const Document& object, const char* name) {
    const auto at = object.find(name);
    return at == object.end() || at->is_null() ? nullptr : &*at;
}

Result<std::string> read_text(const Document& object, const char* name, const std::string& path) {
    const Document* value = find(object, name);
    if (value == nullptr || !value->is_string() || value->text().empty()) {
        return bad(path, "must be a non-empty string");
    }
    return std::string(value->text());
}

/// `absent` says whether the member may be missing (it then has the expected value).
Result<void> expect_text(const Document& object, const char* name, const std::string& path, const std::string& expected, bool absent) {
    if (absent && find(object, name) == nullptr) {
        return {};
    }
    Result<std::string> text = read_text(object, name, path);
    if (!text) {
        return text.error();
    }
    if (text.value() != expected) {
        return Error{ErrorCode::kUnsupportedVersion,
                     "image encoder contract: `" + path + "` is \"" + text.value() + "\"; this build reads \"" + expected + "\""};
    }
    return {};
}

Result<std::array<float, 3>> read_triple(const Document& pixels, const char* name, double lowest, double highest) {
    const std::string path = std::string("pixels.") + name;
    const Document* values = find(pixels, name);
    if (values == nullptr || !values->is_array() || values->size() != 3) {
        return bad(path, "must be an array of 3 numbers");
    }
    std::array<float, 3> out{};
    std::size_t channel = 0;
    for (const Document& value : *values) {
        if (!value.is_number() || !(value.get<double>() >= lowest && value.get<double>() <= highest)) {
            return bad(path, "must hold numbers in picture_to_input's range");
        }
        out[channel++] = static_cast<float>(value.get<double>());
    }
    return out;
}

Result<void> read_pixels(const Document& root, SeeingContract& out) {
    const Document* pixels = find(root, "pixels");
    if (pixels == nullptr || !pixels->is_object()) {
        return bad("pixels", "must be an object");
    }
    for (const auto& [name, expected, absent] :
         {std::tuple{"layout", "NCHW", false}, std::tuple{"channels", "RGB", false}, std::tuple{"resize", "stretch", true}}) {
        if (Result<void> read = expect_text(*pixels, name, std::string("pixels.") + name, expected, absent); !read) {
            return read;
        }
    }
    const Result<std::array<float, 3>> mean = read_triple(*pixels, "mean", -1e6, 1e6), std = read_triple(*pixels, "std", 1e-6, 1e6);
    if (!mean || !std) {
        return mean ? std.error() : mean.error();
    }
    out.mean = mean.value();
    out.std = std.value();
    return {};
}

Result<void> read_symbols(const Document& root, SeeingContract& out) {
    const Document* symbols = find(root, "symbols");
    if (symbols == nullptr || !symbols->is_array() || symbols->empty() || symbols->size() > kMaxSeeingSymbols) {
        return bad("symbols", "must be an array of 1 to " + std::to_string(kMaxSeeingSymbols) + " ids");
    }
    std::set<std::string> seen;
    for (const Document& value : *symbols) {
        const std::string path = "symbols[" + std::to_string(out.symbols.size()) + "]";
        const std::string id(value.text());
        if (id.empty()) {
            return bad(path, "must be a non-empty string");
        }
        if (!seen.insert(id).second) {
            return bad(path, "repeats \"" + id + "\"");
        }
        out.symbols.push_back({id});
    }
    return {};
}

/// Leaves `out` alone if the member is absent.
Result<bool> read_fraction(const Document& entry, const char* name, const std::string& path, double& out) {
    const Document* value = find(entry, name);
    if (value == nullptr) {
        return false;
    }
    if (!value->is_number() || !(value->get<double>() >= 0.0 && value->get<double>() <= 1.0)) {
        return bad(path + "." + name, "must be a number from 0 to 1");
    }
    out = value->get<double>();
    return true;
}

Result<void> read_rule(const Document& entry, const std::string& path, SymbolRule& rule) {
    const Result<bool> threshold = read_fraction(entry, "threshold", path, rule.threshold);
    const Result<bool> quantile = read_fraction(entry, "box_quantile", path, rule.box_quantile);
    if (!threshold || !quantile) {
        return threshold ? quantile.error() : threshold.error();
    }
    if (const Document* claim = find(entry, "claim"); claim != nullptr) {
        if (!claim->is_boolean()) {
            return bad(path + ".claim", "must be true or false");
        }
        rule.claim = claim->get<bool>();
    }
    if (rule.claim && !threshold.value()) {
        return bad(path + ".claim", "is true, but there is no threshold");
    }
    return {};
}

Result<void> read_calibration(const Document& root, SeeingContract& out) {
    const Document* entries = find(root, "symbol_calibration");
    if (entries == nullptr || !entries->is_array()) {
        return bad("symbol_calibration", "must be an array");
    }
    std::unordered_map<std::string, SymbolRule*> open;
    for (SymbolRule& rule : out.symbols) {
        open.emplace(rule.id, &rule);
    }
    std::size_t count = 0;
    for (const Document& entry : *entries) {
        const std::string path = "symbol_calibration[" + std::to_string(count++) + "]";
        if (!entry.is_object()) {
            return bad(path, "must be an object");
        }
        Result<std::string> id = read_text(entry, "id", path + ".id");
        if (!id) {
            return id.error();
        }
        const auto rule = open.find(id.value());
        if (rule == open.end()) {
            return bad(path + ".id", "\"" + id.value() + "\" is not in `symbols`, or has an entry already");
        }
        if (Result<void> read = read_rule(entry, path, *rule->second); !read) {
            return read;
        }
        open.erase(rule);
    }
    return {};
}

}  // namespace

Result<SeeingContract> parse_seeing_contract(std::string_view text) {
    const json::Text document = json::Text::parse(text);
    if (!document.valid() || !document.root().is_object()) {
        return Error{ErrorCode::kInvalidJson, "image encoder contract: not a JSON object"};
    }
    const Document& root = document.root();
    if (Result<void> read = expect_text(root, "contract", "contract", kContract, false); !read) {
        return read.error();
    }
    Result<std::string> model = read_text(root, "model", "model");
    if (!model) {
        return model.error();
    }
    SeeingContract out;
    out.model = model.value();
    for (const auto& step : {read_pixels, read_symbols, read_calibration}) {
        if (Result<void> read = step(root, out); !read) {
            return read.error();
        }
    }
    return out;
}

}  // namespace ruyi
