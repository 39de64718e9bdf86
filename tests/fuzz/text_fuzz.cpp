// Any bytes as a shopper's words: folded, tokenised, embedded, understood and asked, or refused by name; places stay inside the text.
#include <cmath>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "ruyi/sense.hpp"
#include "ruyi/text.hpp"
#include "ruyi/understand.hpp"
#include "support/shard_fixture.hpp"
#include "utf8_check.hpp"

namespace {

using ruyi::ErrorCode;

/// The small shop with the repository's lexicon.
std::string create_worded_bundle_json() {
    std::ifstream file(RUYI_SOURCE_DIR "/models/knowledge/wish_lexicon.json", std::ios::binary);
    std::ostringstream lexicon;
    lexicon << file.rdbuf();
    std::string bundle = ruyi::fixture::create_bundle_json();
    const std::string before = "\"stoplist\":";
    return bundle.replace(bundle.find(before), before.size(), "\"lexicon\":" + lexicon.str() + "," + before);
}

/// A sense with every block that words need.
ruyi::Sense& sense() {
    static const ruyi::fixture::StoredShard shard = ruyi::fixture::create_shard(create_worded_bundle_json());
    static ruyi::Sense opened(1u << 24);
    static const bool ready = [] {
        if (!opened.open(shard.manifest_json)) __builtin_trap();
        for (const ruyi::fixture::StoredBlock& block : shard.blocks) {
            const auto size = static_cast<std::uint32_t>(block.bytes.size());
            if (!opened.attach(block.name, block.bytes.data(), size, [](const std::uint8_t*) {})) __builtin_trap();
        }
        return true;
    }();
    (void)ready;
    return opened;
}

void fold(const std::string& text) {
    static const std::vector<std::uint32_t> from{'A', 'B', 0xE9}, to{'a', 'b', 'e'};
    const ruyi::FoldedText folded = ruyi::TextFolder(from, to).fold(text);
    if (folded.origin.size() != folded.text.size() + 1 || folded.origin.back() != text.size()) __builtin_trap();
    for (std::size_t i = 1; i < folded.origin.size(); ++i) {
        if (folded.origin[i] < folded.origin[i - 1]) __builtin_trap();
    }
    std::string text_without_nul = folded.text;
    std::erase(text_without_nul, 0);
    if (!ruyi::valid_utf8(text_without_nul)) __builtin_trap();
}

void encode(const std::string& text) {
    const auto vector = sense().encode_text(text);
    if (!vector) __builtin_trap();
    double square = 0;
    for (const float value : vector.value()) square += double{value} * double{value};
    if (!(square == 0 || std::fabs(square - 1) < 1e-4)) __builtin_trap();
}

void expect_json(const ruyi::Result<std::string>& answer) {
    if (answer) {
        if (answer.value().empty() || answer.value().front() != '{' || !ruyi::valid_utf8(answer.value())) __builtin_trap();
    } else if (answer.error().code == ErrorCode::kInternal || answer.error().code == ErrorCode::kMissingBlock) {
        __builtin_trap();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    fold(text);
    encode(text);
    expect_json(sense().understand(text));
    expect_json(sense().ask(text));
    return 0;
}
