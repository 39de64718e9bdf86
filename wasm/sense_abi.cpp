#include "sense_abi.h"

#include <cstdint>
#include <new>
#include <string>
#include <vector>

#include "abi_answer.hpp"
#include "ruyi/sense.hpp"

struct ruyi_sense {
    explicit ruyi_sense(uint32_t budget_bytes) : senses(budget_bytes) {}
    ruyi::Sense senses;
    ruyi_result result{};
    std::string text;               // what `result` points at
    std::vector<float> floats;      // or this
    std::vector<std::int32_t> ids;  // or this
};

namespace {

constexpr uint32_t kAbiVersion = 1;
constexpr uint32_t kMostSide = 16384;

ruyi::Result<ruyi::Rgba> picture_of(const uint8_t* rgba, uint32_t width, uint32_t height) {
    if (rgba == nullptr) return ruyi::abi::invalid("the pixels are null");
    if (width == 0 || height == 0 || width > kMostSide || height > kMostSide)
        return ruyi::Error{ruyi::ErrorCode::kInvalidPicture, "a picture's sides must be 1 to 16384 pixels"};
    return ruyi::Rgba{ruyi::abi::span_of(rgba, std::size_t{4} * width * height), width, height};
}

}  // namespace

using namespace ruyi::abi;

extern "C" {

RUYI_EXPORT(ruyi_sense_abi_version) uint32_t ruyi_sense_abi_version(void) { return kAbiVersion; }

RUYI_EXPORT(ruyi_sense_create) ruyi_sense* ruyi_sense_create(uint32_t budget_bytes) { return new (std::nothrow) ruyi_sense(budget_bytes); }

RUYI_EXPORT(ruyi_sense_destroy) void ruyi_sense_destroy(ruyi_sense* sense) { delete sense; }

RUYI_EXPORT(ruyi_sense_open) const ruyi_result* ruyi_sense_open(ruyi_sense* sense, const char* json, uint32_t json_bytes) {
    return sense == nullptr ? no_handle() : answer(sense, sense->senses.open(text_of(json, json_bytes)));
}

RUYI_EXPORT(ruyi_sense_block_for) const ruyi_result* ruyi_sense_block_for(ruyi_sense* sense, const char* json, uint32_t json_bytes) {
    return sense == nullptr ? no_handle() : answer(sense, sense->senses.blocks_for(text_of(json, json_bytes)));
}

RUYI_EXPORT(ruyi_sense_attach)
const ruyi_result* ruyi_sense_attach(ruyi_sense* sense, const char* name, uint32_t name_bytes, uint8_t* data, uint32_t data_bytes) {
    if (sense == nullptr) return no_handle();
    if (data == nullptr) return answer(sense, invalid("the block's data is null"));
    return answer(sense, sense->senses.attach(text_of(name, name_bytes), data, data_bytes, free_block));
}

RUYI_EXPORT(ruyi_sense_encode_text) const ruyi_result* ruyi_sense_encode_text(ruyi_sense* sense, const char* utf8, uint32_t utf8_bytes) {
    return sense == nullptr ? no_handle() : answer(sense, sense->senses.encode_text(text_of(utf8, utf8_bytes)));
}

RUYI_EXPORT(ruyi_sense_token_ids) const ruyi_result* ruyi_sense_token_ids(ruyi_sense* sense, const char* utf8, uint32_t utf8_bytes) {
    return sense == nullptr ? no_handle() : answer(sense, sense->senses.token_ids(text_of(utf8, utf8_bytes)));
}

RUYI_EXPORT(ruyi_sense_ask) const ruyi_result* ruyi_sense_ask(ruyi_sense* sense, const char* json, uint32_t json_bytes) {
    return sense == nullptr ? no_handle() : answer(sense, sense->senses.ask(text_of(json, json_bytes)));
}

RUYI_EXPORT(ruyi_sense_understand) const ruyi_result* ruyi_sense_understand(ruyi_sense* sense, const char* utf8, uint32_t utf8_bytes) {
    return sense == nullptr ? no_handle() : answer(sense, sense->senses.understand(text_of(utf8, utf8_bytes)));
}

RUYI_EXPORT(ruyi_sense_pixels)
const ruyi_result* ruyi_sense_pixels(ruyi_sense* sense, const uint8_t* rgba, uint32_t width, uint32_t height, uint32_t size_w,
                                     uint32_t size_h, const float* mean3_std3) {
    if (sense == nullptr) return no_handle();
    if (mean3_std3 == nullptr) return answer(sense, invalid("the means and deviations are null"));
    const auto picture = picture_of(rgba, width, height);
    if (!picture) return answer(sense, picture.error());
    return answer(sense, sense->senses.pixels(picture.value(), size_w, size_h, std::span<const float, 6>(mean3_std3, 6)));
}

RUYI_EXPORT(ruyi_sense_palette)
const ruyi_result* ruyi_sense_palette(ruyi_sense* sense, const uint8_t* rgba, uint32_t width, uint32_t height) {
    if (sense == nullptr) return no_handle();
    const auto picture = picture_of(rgba, width, height);
    return picture ? answer(sense, sense->senses.palette(picture.value())) : answer(sense, picture.error());
}

RUYI_EXPORT(ruyi_sense_see)
const ruyi_result* ruyi_sense_see(ruyi_sense* sense, const char* contract_json, uint32_t contract_bytes, const float* logits,
                                  const float* maps, uint32_t symbols, uint32_t map_h, uint32_t map_w) {
    if (sense == nullptr) return no_handle();
    if (logits == nullptr || maps == nullptr) return answer(sense, invalid("the logits or the maps are null"));
    if (symbols > 4096 || map_h == 0 || map_w == 0 || map_h > 512 || map_w > 512)
        return answer(sense,
                      ruyi::Error{ruyi::ErrorCode::kDimensionMismatch, "at most 4096 symbols and maps of 1 to 512 cells a side are read"});
    return answer(sense, sense->senses.see(text_of(contract_json, contract_bytes), span_of(logits, symbols),
                                           span_of(maps, std::size_t{symbols} * map_h * map_w), map_h, map_w));
}

}  // extern "C"
