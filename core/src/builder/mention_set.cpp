#include "builder/mention_set.hpp"

#include <array>
#include <string_view>

namespace ruyi::builder {
namespace {

constexpr std::size_t kLetters = 26, kFullWidth = 94;

struct PlainFold {
    std::array<std::uint32_t, kLetters + kFullWidth> from{}, to{};
    PlainFold() {
        for (std::uint32_t i = 0; i < kLetters; ++i) {
            from[i] = 'A' + i;
            to[i] = 'a' + i;
        }
        for (std::uint32_t i = 0; i < kFullWidth; ++i) {
            const std::uint32_t half = '!' + i;
            from[kLetters + i] = 0xFF01 + i;
            to[kLetters + i] = half >= 'A' && half <= 'Z' ? half + 32 : half;
        }
    }
};

std::vector<std::string_view> views_of(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

}  // namespace

Result<MentionFinder> make_mention_finder(const Bundle& bundle, std::span<const std::uint32_t> fold_from,
                                          std::span<const std::uint32_t> fold_to) {
    static const PlainFold plain;
    const TextFolder folder = fold_from.empty() ? TextFolder(plain.from, plain.to) : TextFolder(fold_from, fold_to);
    std::vector<SymbolAlias> aliases;
    for (std::size_t s = 0; s < bundle.symbols.size(); ++s) {
        for (const std::string& name : bundle.symbols[s].names) aliases.push_back({static_cast<std::uint32_t>(s), name});
    }
    const Stoplist& list = bundle.stoplist;
    const auto stop = views_of(list.stop), before = views_of(list.negators_before), after = views_of(list.negators_after);
    const auto fillers = views_of(list.fillers), connectors = views_of(list.connectors);
    return MentionFinder::create(aliases, {stop, before, after, fillers, connectors, list.single_left, list.single_right}, folder);
}

}  // namespace ruyi::builder
