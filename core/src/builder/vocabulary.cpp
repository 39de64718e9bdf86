#include "builder/vocabulary.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace ruyi::builder {
namespace {

struct ColourNames {
    std::string_view key, en, hex;  // hex only where the sourced list gives none: our own value, without colorimetric authority
};

constexpr ColourNames kColours[] = {
    {"zhuhong", "vermilion", ""},
    {"yanzhi", "rouge", ""},
    {"gold", "gold", ""},
    {"imperial-yellow", "imperial yellow", "#f2b705"},
    {"tianqing", "sky after rain", "#a3c6c4"},
    {"yuebai", "moon white", ""},
    {"qinghua-blue", "cobalt blue", "#24509a"},
    {"jade-green", "jade green", ""},
    {"shiqing", "azurite", ""},
    {"shilv", "malachite green", "#3f9a76"},
    {"zhuqing", "bamboo green", ""},
    {"huangse", "silk yellow", ""},
    {"black", "black", ""},
    {"white", "pure white", ""},
    {"zi", "purple", ""},
    {"dianlan", "indigo", ""},
    {"zhe", "ochre", ""},
    {"dai", "dark slate", ""},
    {"kongquelv", "peacock green", "#0f9f8e"},
    {"bronze-green", "verdigris", ""},
    {"qing", "blue-green", ""},
    {"morandi-grey", "Morandi grey", "#a8a19a"},
};

Symbol label(const char* id, const char* zh, const char* hant, const char* en, const char* category, std::vector<std::string> names) {
    Symbol symbol;
    symbol.id = id;
    symbol.zh = zh;
    symbol.hant = hant;
    symbol.en = en;
    symbol.category = category;
    symbol.names = std::move(names);
    return symbol;
}

std::optional<std::array<std::uint8_t, 3>> read_hex(std::string_view hex) {
    if (hex.size() != 7 || hex[0] != '#') return std::nullopt;
    std::array<std::uint8_t, 3> rgb{};
    for (std::size_t i = 0; i < 6; ++i) {
        const char c = hex[i + 1];
        const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        if (digit < 0) return std::nullopt;
        rgb[i / 2] = static_cast<std::uint8_t>(rgb[i / 2] * 16 + digit);
    }
    return rgb;
}

}  // namespace

const std::vector<Symbol>& extra_labels() {
    // "other" labels and single everyday words have no names of their own in a text: what they mean there is not decided by a picture
    // label.
    static const std::vector<Symbol> labels = {
        label("scrolling-vine", "卷草纹", "卷草紋", "scrolling vine", "pattern-floral",
              {"卷草纹", "卷草", "scrolling vine", "vine scroll", "scrolling foliage"}),
        label("window-lattice", "窗棂格", "窗櫺格", "window lattice", "pattern-geometric",
              {"窗棂", "花窗", "窗格", "window lattice", "lattice window"}),
        label("other-flower", "其他花卉", "", "other flower", "flora", {}),
        label("other-bird", "其他禽鸟", "其他禽鳥", "other bird", "fauna", {}),
        label("buddha-figure", "佛像", "", "Buddha figure", "figure", {"佛像", "观音像", "Buddha figure", "Buddha statue"}),
        label("human-figure", "人物", "", "human figure", "figure", {"人物纹", "仕女图", "仕女纹", "human figure"}),
        label("bronze", "青铜器", "青銅器", "bronze", "craft-metal", {"青铜器", "青铜", "bronze ware", "bronze vessel"}),
        label("stone-carving", "石雕", "", "stone carving", "craft-stone", {"石雕", "石刻", "stone carving"}),
        label("wood-carving", "木雕", "", "wood carving", "craft-wood", {"木雕", "木刻", "wood carving"}),
        label("gold-silver", "金银器", "金銀器", "gold and silver work", "craft-metal",
              {"金银器", "银器", "鎏金", "gold and silver work", "silverware", "gilt silver"}),
        label("famille-rose-or-wucai", "粉彩或五彩", "", "famille rose or wucai", "craft-ceramic", {"粉彩或五彩"}),
        label("elephant", "象纹", "象紋", "elephant", "fauna", {"象纹", "大象", "elephant"}),
    };
    return labels;
}

void complete_vocabulary(Bundle& bundle) {
    std::vector<Symbol>& symbols = bundle.symbols;
    const auto known = [&symbols](const std::string& id) {
        return std::any_of(symbols.begin(), symbols.end(), [&id](const Symbol& s) { return s.id == id; });
    };
    for (const Symbol& extra : extra_labels()) {
        if (!known(extra.id)) symbols.push_back(extra);
    }
    for (const PaletteColour& colour : bundle.palette) {
        const auto* const names =
            std::find_if(std::begin(kColours), std::end(kColours), [&colour](const ColourNames& n) { return n.key == colour.key; });
        const bool authored = names != std::end(kColours);
        auto rgb = read_hex(colour.hex);
        if (!rgb && authored) rgb = read_hex(names->hex);
        if (!rgb) {
            bundle.warnings.push_back({"", "colours", "palette colour \"" + colour.key + "\" has no value and is left out"});
            continue;
        }
        Symbol symbol;
        symbol.id = "colour:" + colour.key;
        symbol.zh = colour.zh;
        symbol.hant = colour.hant;
        symbol.en = authored ? std::string(names->en) : colour.key;
        symbol.category = "colour";
        symbol.rgb = *rgb;
        symbols.push_back(std::move(symbol));
    }
}

}  // namespace ruyi::builder
