// A shopper's sentence, Chinese or English, as wishes with their places. The contract is core/UNDERSTANDING.md.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ruyi/result.hpp"
#include "ruyi/shard.hpp"
#include "ruyi/text.hpp"

namespace ruyi {

/// What a word is about. The numbers are those of the lexicon block.
enum class WishKind : std::uint8_t {
    kSymbol = 1,
    kColour = 2,
    kCategory = 3,
    kStyle = 4,
    kPrice = 5,
    kRecipient = 6,
    kOccasion = 7,
    kPeriod = 8,
    kMaterial = 9,
    kCraft = 10,
    kFeeling = 11,
};
std::string_view wish_kind_name(WishKind kind);

/// Code points [begin, end) of the text as given; each malformed sequence counts as one.
struct WishSpan {
    std::uint32_t begin = 0, end = 0;
};

struct WishControl {
    WishKind kind = WishKind::kSymbol;
    std::string_view target;  // lives as long as the lexicon; string literals for prices
    std::int8_t sign = 1;     // 1 wanted, -1 refused; for kStyle the pole
    std::uint8_t degree = 2;  // 1 slight, 2 plain, 3 strong
    std::uint8_t values = 0;  // of `value`: 0 none, 1 a number, 2 a range
    std::array<double, 2> value{};
    WishSpan span;
};

struct Understanding {
    std::vector<WishControl> controls;  // by span, kind, target; no two with the same kind and target (style: axis)
    std::vector<WishSpan> unknown;      // ascending
};

inline constexpr std::size_t kMaxWishBytes = 16384;

/// Immutable; understand() may be called from any thread. Borrows the lexicon block and the folder's table.
class Understander {
public:
    Understander(const LexiconBlock& lexicon, const TextFolder& folder) : lexicon_(lexicon), folder_(folder) {}

    /// Fails with kInvalidText on more than kMaxWishBytes; malformed UTF-8 is read as U+FFFD. O(bytes · longest entry · log entries).
    Result<Understanding> understand(std::string_view utf8) const;

private:
    LexiconBlock lexicon_;
    TextFolder folder_;
};

}  // namespace ruyi
