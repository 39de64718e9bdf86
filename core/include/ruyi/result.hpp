// How every failure travels: core never throws and never aborts on input.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace ruyi {

/// Values cross the ABI: they are written out and never reused.
enum class ErrorCode : std::uint32_t {
    kOk = 0,
    kInvalidArgument = 1,     // a value the caller passed is outside its documented range
    kInvalidJson = 2,         // not JSON, or a JSON value of the wrong type or range
    kInvalidManifest = 3,     // the manifest's shape is wrong
    kUnsupportedVersion = 4,  // format, ABI or contract version this build does not read
    kMemoryBudget = 5,        // the shard needs more memory than the caller allows
    kInvalidBlock = 6,        // a block's bytes break FORMAT.md
    kBlockIntegrity = 7,      // length or SHA-256 differs from the manifest
    kUnknownBlock = 8,        // the manifest does not list a block of this name
    kMissingBlock = 9,        // the call needs a block that is not attached yet
    kUnknownItem = 10,        // no item with this id
    kUnknownSymbol = 11,      // no symbol with this id
    kDimensionMismatch = 12,  // a vector's length differs from the shard's
    kInvalidState = 13,       // the call does not fit the handle's state
    kInvalidText = 14,        // text that cannot be used (not UTF-8 where it must be)
    kInvalidPicture = 15,     // pixel data of impossible size or shape
    kOutOfMemory = 16,        // an allocation failed
    kInternal = 17,           // our own mistake
    kMissingPart = 18,        // the call needs the part of the module that is not loaded yet
};

/// The stable, lower-case, hyphenated name of a code ("invalid-block"); the same names are used in JavaScript.
std::string_view error_name(ErrorCode code);

struct Error {
    ErrorCode code = ErrorCode::kInternal;
    std::string message;  // names the value, the place and the remedy, in English
};

/// {"code": "invalid-block", "message": "…"}
std::string error_json(const Error& error);

/// An Error behind one pointer, or none. Kept out of line: a Result stands in hundreds of functions, a failure happens in few.
class Failure {
public:
    Failure() = default;
    explicit Failure(Error error);
    Failure(Failure&& other) noexcept : error_(std::exchange(other.error_, nullptr)) {}
    Failure& operator=(Failure&& other) noexcept {
        std::swap(error_, other.error_);
        return *this;
    }
    ~Failure() {
        if (error_ != nullptr) drop();
    }
    const Error* get() const { return error_; }

private:
    void drop();
    Error* error_ = nullptr;
};

/// Either a value or an Error. Check ok() before value().
template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : value_(std::move(value)) {}
    Result(Error error) : failure_(std::move(error)) {}
    bool ok() const { return failure_.get() == nullptr; }
    explicit operator bool() const { return ok(); }
    T& value() { return *value_; }
    const T& value() const { return *value_; }
    const Error& error() const { return *failure_.get(); }

private:
    std::optional<T> value_;
    Failure failure_;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : failure_(std::move(error)) {}
    bool ok() const { return failure_.get() == nullptr; }
    explicit operator bool() const { return ok(); }
    const Error& error() const { return *failure_.get(); }

private:
    Failure failure_;
};

}  // namespace ruyi
