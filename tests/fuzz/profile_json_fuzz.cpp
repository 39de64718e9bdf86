// Any bytes as a profile, a change of one, a request and a block request: parsed or refused, never more.
#include <cstdint>
#include <string_view>

#include "json/profile_edit_json.hpp"
#include "json/profile_json.hpp"
#include "json/request_json.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto profile = ruyi::parse_profile(text); profile && profile.value().events.size() > ruyi::kMostEvents) __builtin_trap();
    if (const auto request = ruyi::parse_request(text); request && (request.value().k == 0 || request.value().k > 1000)) __builtin_trap();
    (void)ruyi::parse_block_wish(text);
    const auto edited = ruyi::edit_profile(text, nullptr);
    if (edited && !ruyi::parse_profile(edited.value())) __builtin_trap();
    return 0;
}
