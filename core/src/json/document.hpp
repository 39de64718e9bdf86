// A parsed JSON text as one array of values: what the runtime reads. nlohmann/json's tree, which every module would carry, stays in the
// builder; members follow its names, so that a template can read either.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <type_traits>
#include <vector>

namespace ruyi::json {

/// One value and, behind it in the same array, all that it contains: never copied, and alive as long as its Text.
class Document {
public:
    class Iterator {
    public:
        explicit Iterator(const Document* at) : at_(at) {}
        const Document& operator*() const { return *at_; }
        const Document* operator->() const { return at_; }
        std::string_view key() const { return at_->key_; }
        const Document& value() const { return *at_; }
        Iterator& operator++() {
            at_ += at_->span_;
            return *this;
        }
        bool operator==(const Iterator& other) const { return at_ == other.at_; }

    private:
        const Document* at_;
    };

    bool is_null() const { return kind_ == Kind::kNull; }
    bool is_boolean() const { return kind_ == Kind::kBoolean; }
    bool is_number_unsigned() const { return kind_ == Kind::kUnsigned; }
    /// Written without a fraction or an exponent, and within 64 bits.
    bool is_number_integer() const { return kind_ == Kind::kUnsigned || kind_ == Kind::kInteger; }
    bool is_number() const { return is_number_integer() || kind_ == Kind::kReal; }
    bool is_string() const { return kind_ == Kind::kString; }
    bool is_array() const { return kind_ == Kind::kArray; }
    bool is_object() const { return kind_ == Kind::kObject; }

    /// Elements of an array or members of an object; 0 for anything else.
    std::size_t size() const { return count_; }
    bool empty() const { return count_ == 0; }
    /// Elements in their order, members in the order of their names' bytes.
    Iterator begin() const { return Iterator(this + 1); }
    Iterator end() const { return Iterator(this + span_); }
    /// end() if this is no object or has no such member. Linear in the number of members.
    Iterator find(std::string_view name) const;

    /// "" unless this is a string.
    std::string_view text() const { return text_; }
    /// The value as a bool, double, uint64_t or int64_t; only of a kind that was asked for.
    template <class T>
    T get() const {
        if constexpr (std::is_same_v<T, bool>)
            return integer_ != 0;
        else if constexpr (std::is_same_v<T, double>)
            return real();
        else
            return static_cast<T>(integer_);
    }

private:
    friend class Filler;
    enum class Kind : std::uint8_t { kNull, kBoolean, kUnsigned, kInteger, kReal, kString, kArray, kObject };
    double real() const;

    Kind kind_ = Kind::kNull;
    std::uint32_t count_ = 0, span_ = 1;  // span: this value and all it contains
    std::string_view key_, text_;
    union {
        std::uint64_t integer_ = 0;
        double real_;
    };
};

/// Owns a document. Movable.
class Text {
public:
    Text() = default;
    Text(Text&&) = default;  // views stay right; a copy's would not
    Text& operator=(Text&&) = default;
    /// No document if `text` is not JSON (RFC 8259) in UTF-8, nests deeper than 64 or names a member twice in one object.
    static Text parse(std::string_view text);
    bool valid() const { return !values_.empty(); }
    const Document& root() const { return values_.front(); }
    operator const Document&() const { return values_.front(); }

private:
    friend class Filler;
    std::vector<Document> values_;
    std::unique_ptr<char[]> characters_;  // of names and strings; never grows, since views point into it
};

}  // namespace ruyi::json
