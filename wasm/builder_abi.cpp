#include "builder_abi.h"

#include <new>
#include <string>
#include <string_view>

#include "builder/shard_writer.hpp"

#if defined(__EMSCRIPTEN__)
#define RUYI_EXPORT(name) __attribute__((export_name(#name), used))
#else
#define RUYI_EXPORT(name)
#endif

struct ruyi_builder {
    ruyi::builder::ShardWriter writer;
    ruyi_builder_result result{};
    std::string text;  // what `result` points at, but for taken blocks
};

namespace {

constexpr uint32_t kAbiVersion = 1;

const ruyi_builder_result* no_builder() {
    static constexpr char kText[] = R"({"code":"invalid-argument","message":"the builder is null"})";
    static const ruyi_builder_result kResult = {static_cast<uint32_t>(ruyi::ErrorCode::kInvalidArgument), sizeof kText - 1,
                                                reinterpret_cast<const uint8_t*>(kText)};
    return &kResult;
}

const ruyi_builder_result* answer(ruyi_builder* builder, uint32_t code, std::string text) {
    builder->text = std::move(text);
    builder->result = {code, static_cast<uint32_t>(builder->text.size()), reinterpret_cast<const uint8_t*>(builder->text.data())};
    return &builder->result;
}

const ruyi_builder_result* answer(ruyi_builder* builder, const ruyi::Error& error) {
    return answer(builder, static_cast<uint32_t>(error.code), ruyi::builder::error_answer(error));
}

const ruyi_builder_result* answer(ruyi_builder* builder, ruyi::Result<std::string> json) {
    return json ? answer(builder, 0, std::move(json.value())) : answer(builder, json.error());
}

const ruyi_builder_result* answer(ruyi_builder* builder, ruyi::Result<void> done) {
    return done ? answer(builder, 0, "{}") : answer(builder, done.error());
}

std::string_view text_of(const char* text, uint32_t bytes) { return bytes == 0 ? std::string_view() : std::string_view(text, bytes); }

}  // namespace

extern "C" {

RUYI_EXPORT(ruyi_builder_abi_version) uint32_t ruyi_builder_abi_version(void) { return kAbiVersion; }

RUYI_EXPORT(ruyi_builder_create) ruyi_builder* ruyi_builder_create(void) { return new (std::nothrow) ruyi_builder(); }

RUYI_EXPORT(ruyi_builder_destroy) void ruyi_builder_destroy(ruyi_builder* builder) { delete builder; }

RUYI_EXPORT(ruyi_builder_begin)
const ruyi_builder_result* ruyi_builder_begin(ruyi_builder* builder, const char* json, uint32_t json_bytes) {
    if (builder == nullptr) return no_builder();
    return answer(builder, builder->writer.begin(text_of(json, json_bytes)));
}

RUYI_EXPORT(ruyi_builder_vectors)
const ruyi_builder_result* ruyi_builder_vectors(ruyi_builder* builder, const char* modality, uint32_t modality_bytes, const float* values,
                                                uint32_t rows, uint32_t dim) {
    if (builder == nullptr) return no_builder();
    const std::size_t count = std::size_t{rows} * dim;
    if (values == nullptr || (dim != 0 && count / dim != rows))
        return answer(builder, ruyi::Error{ruyi::ErrorCode::kInvalidArgument, "the vectors are null or too many"});
    return answer(builder, builder->writer.add_vectors(text_of(modality, modality_bytes), {values, count}, rows, dim));
}

RUYI_EXPORT(ruyi_builder_block)
const ruyi_builder_result* ruyi_builder_block(ruyi_builder* builder, const char* name, uint32_t name_bytes, const uint8_t* data,
                                              uint32_t data_bytes) {
    if (builder == nullptr) return no_builder();
    if (data == nullptr && data_bytes != 0) return answer(builder, ruyi::Error{ruyi::ErrorCode::kInvalidArgument, "the block is null"});
    return answer(builder, builder->writer.add_block(text_of(name, name_bytes), {data, data_bytes}));
}

RUYI_EXPORT(ruyi_builder_ranker)
const ruyi_builder_result* ruyi_builder_ranker(ruyi_builder* builder, const char* json, uint32_t json_bytes, const uint8_t* data,
                                               uint32_t data_bytes) {
    if (builder == nullptr) return no_builder();
    if (data == nullptr && data_bytes != 0) return answer(builder, ruyi::Error{ruyi::ErrorCode::kInvalidArgument, "the ranker is null"});
    return answer(builder, builder->writer.add_ranker(text_of(json, json_bytes), {data, data_bytes}));
}

RUYI_EXPORT(ruyi_builder_finish)
const ruyi_builder_result* ruyi_builder_finish(ruyi_builder* builder, const char* json, uint32_t json_bytes) {
    if (builder == nullptr) return no_builder();
    return answer(builder, builder->writer.finish(text_of(json, json_bytes)));
}

RUYI_EXPORT(ruyi_builder_take)
const ruyi_builder_result* ruyi_builder_take(ruyi_builder* builder, const char* name, uint32_t name_bytes) {
    if (builder == nullptr) return no_builder();
    const auto bytes = builder->writer.take(text_of(name, name_bytes));
    if (!bytes) return answer(builder, bytes.error());
    builder->result = {0, static_cast<uint32_t>(bytes.value().size()), bytes.value().data()};
    return &builder->result;
}

}  // extern "C"
