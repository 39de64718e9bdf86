// bundle.json -> Bundle (js/schemas/bundle.schema.json), and the builder's JSON answers. Not part of the runtime module.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "builder/bundle.hpp"
#include "ruyi/result.hpp"

namespace ruyi::builder {

/// Reads and checks a bundle; its symbols are those of the knowledge alone. Fails with kInvalidJson and the member's path; what can be left
/// out is left out with a warning.
Result<Bundle> parse_bundle(std::string_view json);

struct Finding {
    std::string item, symbol, problem;
};

std::string begin_answer(const Bundle& bundle);
std::string ranker_answer(std::string_view name, std::uint32_t matched, std::uint32_t missing);
std::string finish_answer(std::string_view manifest_json, const std::vector<BlockEntry>& blocks, const std::vector<Finding>& findings);

/// The manifest's text. models_json: `{"models": [...]}` or ""; taken over as they are, and so are the rankers' metrics. Fails with
/// kInvalidJson.
Result<std::string> write_manifest(const Manifest& manifest, std::string_view models_json,
                                   std::span<const std::string> ranker_documents = {});

}  // namespace ruyi::builder
