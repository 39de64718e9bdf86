// The narrator's own words in traditional characters. Names and titles never pass through here: theirs come with the shard or stay as they
// are.
#pragma once

#include <string>
#include <string_view>

namespace ruyi {

/// Simplified and traditional character in turn, three bytes each. Every character of the narrator's sentences has one traditional form
/// there (tests/node/traditional.test.mjs compares with a converter).
inline constexpr std::string_view kNarratorScript =
    "“「”」与與两兩为為义義于於仅僅从從价價会會侧側关關内內写寫几幾凭憑刚剛别別单單占佔变變围圍图圖处處对對将將应應张張录錄据據数數断斷无無"
    "开開类類连連选選条條来來样樣欢歡没沒满滿点點现現确確级級绍紹经經给給范範荐薦"
    "认認记記证證话話说說调調较較过過还還这這里裡";

inline void append_traditional(std::string_view simplified, std::string& out) {
    while (!simplified.empty()) {
        const std::string_view one = simplified.substr(0, static_cast<unsigned char>(simplified[0]) < 0x80 ? 1 : 3);
        std::string_view written = one;
        for (std::size_t at = 0; at < kNarratorScript.size() && one.size() == 3; at += 6) {
            if (kNarratorScript.substr(at, 3) == one) written = kNarratorScript.substr(at + 3, 3);
        }
        out += written;
        simplified.remove_prefix(one.size());
    }
}

}  // namespace ruyi
