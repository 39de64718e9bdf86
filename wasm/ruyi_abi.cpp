#include "ruyi_abi.h"

#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <vector>

#include "ruyi/recommender.hpp"

#if defined(__EMSCRIPTEN__)
#define RUYI_EXPORT(name) __attribute__((export_name(#name), used))
#else
#define RUYI_EXPORT(name)
#endif

struct ruyi_handle {
    explicit ruyi_handle(uint32_t budget_bytes) : recommender(budget_bytes) {}
    ruyi::Recommender recommender;
    ruyi_result result{};
    std::string text;           // what `result` points at
    std::vector<float> floats;  // or this
};

namespace {

constexpr uint32_t kAbiVersion = 1;
constexpr std::size_t kAlignment = 64;
constexpr uint32_t kMostSide = 16384;

const ruyi_result* no_handle() {
    static constexpr char kText[] = R"({"code":"invalid-argument","message":"the handle is null"})";
    static const ruyi_result kResult = {static_cast<uint32_t>(ruyi::ErrorCode::kInvalidArgument), sizeof kText - 1,
                                        reinterpret_cast<const uint8_t*>(kText)};
    return &kResult;
}

const ruyi_result* answer(ruyi_handle* handle, uint32_t code, std::string text) {
    handle->text = std::move(text);
    handle->result = {code, static_cast<uint32_t>(handle->text.size()), reinterpret_cast<const uint8_t*>(handle->text.data())};
    return &handle->result;
}

const ruyi_result* answer(ruyi_handle* handle, const ruyi::Error& error) {
    return answer(handle, static_cast<uint32_t>(error.code), ruyi::error_json(error));
}

const ruyi_result* answer(ruyi_handle* handle, ruyi::Result<void> done) {
    return done ? answer(handle, 0, "{}") : answer(handle, done.error());
}

const ruyi_result* answer(ruyi_handle* handle, ruyi::Result<std::string> json) {
    return json ? answer(handle, 0, std::move(json.value())) : answer(handle, json.error());
}

const ruyi_result* answer(ruyi_handle* handle, ruyi::Result<std::vector<float>> values) {
    if (!values) return answer(handle, values.error());
    handle->floats = std::move(values.value());
    handle->result = {0, static_cast<uint32_t>(handle->floats.size() * sizeof(float)),
                      reinterpret_cast<const uint8_t*>(handle->floats.data())};
    return &handle->result;
}

std::string_view text_of(const char* text, uint32_t bytes) { return bytes == 0 ? std::string_view() : std::string_view(text, bytes); }

template <class T>
std::span<const T> span_of(const T* values, std::size_t count) {
    return count == 0 ? std::span<const T>() : std::span<const T>(values, count);
}

void free_block(const uint8_t* data) { ruyi_free(const_cast<uint8_t*>(data)); }

ruyi::Error invalid(const char* message) { return {ruyi::ErrorCode::kInvalidArgument, message}; }

ruyi::Result<ruyi::Rgba> picture_of(const uint8_t* rgba, uint32_t width, uint32_t height) {
    if (rgba == nullptr) return invalid("the pixels are null");
    if (width == 0 || height == 0 || width > kMostSide || height > kMostSide)
        return ruyi::Error{ruyi::ErrorCode::kInvalidPicture, "a picture's sides must be 1 to 16384 pixels"};
    return ruyi::Rgba{span_of(rgba, std::size_t{4} * width * height), width, height};
}

}  // namespace

extern "C" {

RUYI_EXPORT(ruyi_abi_version) uint32_t ruyi_abi_version(void) { return kAbiVersion; }

RUYI_EXPORT(ruyi_alloc) void* ruyi_alloc(uint32_t bytes) {
    if (bytes == 0 || bytes > UINT32_MAX - kAlignment) return nullptr;
    return std::aligned_alloc(kAlignment, (bytes + kAlignment - 1) / kAlignment * kAlignment);
}

RUYI_EXPORT(ruyi_free) void ruyi_free(void* memory) { std::free(memory); }

RUYI_EXPORT(ruyi_create) ruyi_handle* ruyi_create(uint32_t budget_bytes) { return new (std::nothrow) ruyi_handle(budget_bytes); }

RUYI_EXPORT(ruyi_destroy) void ruyi_destroy(ruyi_handle* handle) { delete handle; }

RUYI_EXPORT(ruyi_open) const ruyi_result* ruyi_open(ruyi_handle* handle, const char* json, uint32_t json_bytes) {
    return handle == nullptr ? no_handle() : answer(handle, handle->recommender.open(text_of(json, json_bytes)));
}

RUYI_EXPORT(ruyi_block_for) const ruyi_result* ruyi_block_for(ruyi_handle* handle, const char* json, uint32_t json_bytes) {
    return handle == nullptr ? no_handle() : answer(handle, handle->recommender.blocks_for(text_of(json, json_bytes)));
}

RUYI_EXPORT(ruyi_attach)
const ruyi_result* ruyi_attach(ruyi_handle* handle, const char* name, uint32_t name_bytes, uint8_t* data, uint32_t data_bytes) {
    if (handle == nullptr) return no_handle();
    if (data == nullptr) return answer(handle, invalid("the block's data is null"));
    return answer(handle, handle->recommender.attach(text_of(name, name_bytes), data, data_bytes, free_block));
}

RUYI_EXPORT(ruyi_set_profile) const ruyi_result* ruyi_set_profile(ruyi_handle* handle, const char* json, uint32_t json_bytes) {
    return handle == nullptr ? no_handle() : answer(handle, handle->recommender.set_profile(text_of(json, json_bytes)));
}

RUYI_EXPORT(ruyi_set_vector)
const ruyi_result* ruyi_set_vector(ruyi_handle* handle, const char* slot, uint32_t slot_bytes, const float* values, uint32_t count) {
    if (handle == nullptr) return no_handle();
    return answer(handle, handle->recommender.set_vector(text_of(slot, slot_bytes), span_of(values, count)));
}

RUYI_EXPORT(ruyi_recommend) const ruyi_result* ruyi_recommend(ruyi_handle* handle, const char* json, uint32_t json_bytes) {
    return handle == nullptr ? no_handle() : answer(handle, handle->recommender.recommend(text_of(json, json_bytes)));
}

RUYI_EXPORT(ruyi_ask) const ruyi_result* ruyi_ask(ruyi_handle* handle, const char* json, uint32_t json_bytes) {
    return handle == nullptr ? no_handle() : answer(handle, handle->recommender.ask(text_of(json, json_bytes)));
}

RUYI_EXPORT(ruyi_encode_text) const ruyi_result* ruyi_encode_text(ruyi_handle* handle, const char* utf8, uint32_t utf8_bytes) {
    return handle == nullptr ? no_handle() : answer(handle, handle->recommender.encode_text(text_of(utf8, utf8_bytes)));
}

RUYI_EXPORT(ruyi_pixels)
const ruyi_result* ruyi_pixels(ruyi_handle* handle, const uint8_t* rgba, uint32_t width, uint32_t height, uint32_t size_w, uint32_t size_h,
                               const float* mean3_std3) {
    if (handle == nullptr) return no_handle();
    if (mean3_std3 == nullptr) return answer(handle, invalid("the means and deviations are null"));
    const auto picture = picture_of(rgba, width, height);
    if (!picture) return answer(handle, picture.error());
    return answer(handle, handle->recommender.pixels(picture.value(), size_w, size_h, std::span<const float, 6>(mean3_std3, 6)));
}

RUYI_EXPORT(ruyi_palette) const ruyi_result* ruyi_palette(ruyi_handle* handle, const uint8_t* rgba, uint32_t width, uint32_t height) {
    if (handle == nullptr) return no_handle();
    const auto picture = picture_of(rgba, width, height);
    return picture ? answer(handle, handle->recommender.palette(picture.value())) : answer(handle, picture.error());
}

RUYI_EXPORT(ruyi_see)
const ruyi_result* ruyi_see(ruyi_handle* handle, const char* contract_json, uint32_t contract_bytes, const float* logits, const float* maps,
                            uint32_t symbols, uint32_t map_h, uint32_t map_w) {
    if (handle == nullptr) return no_handle();
    if (logits == nullptr || maps == nullptr) return answer(handle, invalid("the logits or the maps are null"));
    if (symbols > 4096 || map_h == 0 || map_w == 0 || map_h > 512 || map_w > 512)
        return answer(handle,
                      ruyi::Error{ruyi::ErrorCode::kDimensionMismatch, "at most 4096 symbols and maps of 1 to 512 cells a side are read"});
    return answer(handle, handle->recommender.see(text_of(contract_json, contract_bytes), span_of(logits, symbols),
                                                  span_of(maps, std::size_t{symbols} * map_h * map_w), map_h, map_w));
}

}  // extern "C"
