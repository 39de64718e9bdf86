#include "ruyi/result.hpp"

#include "ruyi/parts.hpp"

namespace ruyi {

Failure::Failure(Error error) : error_(new Error(std::move(error))) {}

void Failure::drop() { delete error_; }

std::string_view error_name(ErrorCode code) {
    switch (code) {
        case ErrorCode::kOk: return "ok";
        case ErrorCode::kInvalidArgument: return "invalid-argument";
        case ErrorCode::kInvalidJson: return "invalid-json";
        case ErrorCode::kInvalidManifest: return "invalid-manifest";
        case ErrorCode::kUnsupportedVersion: return "unsupported-version";
        case ErrorCode::kMemoryBudget: return "memory-budget";
        case ErrorCode::kInvalidBlock: return "invalid-block";
        case ErrorCode::kBlockIntegrity: return "block-integrity";
        case ErrorCode::kUnknownBlock: return "unknown-block";
        case ErrorCode::kMissingBlock: return "missing-block";
        case ErrorCode::kUnknownItem: return "unknown-item";
        case ErrorCode::kUnknownSymbol: return "unknown-symbol";
        case ErrorCode::kDimensionMismatch: return "dimension-mismatch";
        case ErrorCode::kInvalidState: return "invalid-state";
        case ErrorCode::kInvalidText: return "invalid-text";
        case ErrorCode::kInvalidPicture: return "invalid-picture";
        case ErrorCode::kOutOfMemory: return "out-of-memory";
        case ErrorCode::kInternal: return "internal";
        case ErrorCode::kMissingPart: return "missing-part";
    }
    return "internal";
}

Error rest_missing() { return {ErrorCode::kMissingPart, "this call needs the rest of the module: load it, call ruyi_complete and repeat"}; }

}  // namespace ruyi
