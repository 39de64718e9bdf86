#include "understand_text.hpp"

#include <algorithm>

#include "utf8.hpp"

namespace ruyi {
namespace wish {

bool is_other_letter(std::uint32_t code) {
    return (code >= 0xAA && code < 0x2000 && code != 0xD7 && code != 0xF7 && code != 0xB7) || (code >= 0x3041 && code <= 0x318E) ||
           (code >= 0xA000 && code <= 0xD7FF);
}

}  // namespace wish

namespace {

using namespace wish;

struct Piece {
    std::uint32_t code = 0, begin = 0, end = 0;
    bool capital = false;
};

std::vector<Piece> pieces_of(std::string_view utf8, const TextFolder& folder) {
    std::vector<std::uint32_t> index(utf8.size() + 1, 0);  // byte -> code point
    std::vector<bool> capital(utf8.size() + 1, false);
    std::uint32_t count = 0;
    for (std::size_t at = 0; at < utf8.size(); ++count) {
        const utf8::Decoded decoded = utf8::decode(utf8, at);
        const std::uint32_t code = decoded.code_point;
        capital[at] = (code >= 'A' && code <= 'Z') || (code >= 0xFF21 && code <= 0xFF3A);
        for (std::uint32_t i = 0; i < decoded.bytes; ++i) index[at + i] = count;
        at += decoded.bytes;
    }
    index[utf8.size()] = count;
    const FoldedText folded = folder.fold(utf8);
    std::vector<Piece> pieces;
    for (std::size_t at = 0; at < folded.text.size();) {
        const utf8::Decoded decoded = utf8::decode(folded.text, at);
        const std::uint32_t begin = index[folded.origin[at]];
        pieces.push_back({decoded.code_point, begin, begin + 1, capital[folded.origin[at]]});
        at += decoded.bytes;
    }
    return pieces;
}

bool is_ascii_digit(std::uint32_t code) { return code >= '0' && code <= '9'; }
bool is_ascii_letter(std::uint32_t code) { return code >= 'a' && code <= 'z'; }

/// What may end or begin a number beside a dash: digits, k, w, Chinese numerals, 元 and 块.
bool is_numeric(std::uint32_t code) {
    constexpr std::uint32_t kNumerals[] = {0x3007, 0x4E00, 0x4E03, 0x4E07, 0x4E09, 0x4E24, 0x4E5D, 0x4E8C, 0x4E94,
                                           0x5143, 0x516B, 0x516D, 0x5341, 0x5343, 0x56DB, 0x5757, 0x767E, 0x96F6};
    return is_ascii_digit(code) || code == 'k' || code == 'w' || code == 0xA5 || code == '$' ||
           std::binary_search(std::begin(kNumerals), std::end(kNumerals), code);
}

class Reader {
public:
    Reader(std::vector<Piece> pieces, WishText& out) : pieces_(std::move(pieces)), out_(out) {}

    void run() {
        for (at_ = 0; at_ < pieces_.size(); ++at_) step(pieces_[at_]);
    }

private:
    std::uint32_t code(std::size_t at) const { return at < pieces_.size() ? pieces_[at].code : std::uint32_t{kStop}; }
    std::uint32_t before() const { return at_ > 0 ? pieces_[at_ - 1].code : std::uint32_t{kStop}; }
    std::size_t next_visible() const {
        std::size_t next = at_ + 1;
        while (next < pieces_.size() && pieces_[next].code == ' ') ++next;
        return next;
    }

    void keep(const Piece& piece) {
        // A blank beside a Han character says nothing.
        if (!out_.text.empty() && out_.text.back() == kSpace && (is_han(piece.code) || last_han_)) pop();
        utf8::append(out_.text, piece.code);
        fill(piece);
        last_han_ = is_han(piece.code);
    }
    void separate(char separator, const Piece& piece) {
        if (!out_.text.empty()) {
            const char last = out_.text.back();
            if (separator == kSpace && (last == kSpace || last == kComma || last == kStop || last == kList)) return;
            if (last == kSpace) pop();
        }
        out_.text.push_back(separator);
        fill(piece);
        if (separator != kSpace) last_han_ = false;
    }
    void pop() {
        out_.text.pop_back();
        out_.begin.pop_back();
        out_.end.pop_back();
        out_.capital.pop_back();
    }
    void fill(const Piece& piece) {
        out_.begin.resize(out_.text.size(), piece.begin);
        out_.end.resize(out_.text.size(), piece.end);
        out_.capital.resize(out_.text.size(), piece.capital ? 1 : 0);
    }

    void dash(const Piece& piece) {
        std::size_t last = at_;
        while (last > 0 && pieces_[last - 1].code == ' ') --last;
        const bool after_number = last > 0 && is_numeric(pieces_[last - 1].code);
        const bool before_number = is_numeric(code(next_visible()));
        const bool wave = piece.code == '~' || piece.code == 0x301C;
        if (before_number && (after_number || wave)) return separate(kTo, piece);
        separate(piece.code == 0x2014 || piece.code == 0x2015 ? kComma : kSpace, piece);
    }

    void point(const Piece& piece) {
        const bool inside = is_ascii_digit(before()) && is_ascii_digit(code(at_ + 1));
        if (piece.code == ',') {
            if (inside && is_ascii_digit(code(at_ + 2)) && is_ascii_digit(code(at_ + 3)) && !is_ascii_digit(code(at_ + 4))) return;
            return separate(kComma, piece);
        }
        if (inside) return keep(piece);
        separate(kStop, piece);
    }

    void step(const Piece& piece) {
        const std::uint32_t c = piece.code;
        if (is_han(c) || is_ascii_digit(c) || is_ascii_letter(c) || is_other_letter(c)) return keep(piece);
        switch (c) {
            case '\'':
            case '`':
            case 0x2018:
            case 0x2019:
            case 0x200B:
            case 0x200D:
            case 0xFE0E:
            case 0xFE0F: return;
            case ',':
            case '.': return point(piece);
            case ';':
            case ':':
            case '!':
            case '?':
            case '\n':
            case '\r':
            case 0x2026:
            case 0x3002: return separate(kStop, piece);
            case '(':
            case ')':
            case '[':
            case ']':
            case '|':
            case 0x3010:
            case 0x3011: return separate(kComma, piece);
            case '&':
            case '/':
            case 0x3001: return separate(kList, piece);
            case '+': return is_numeric(before()) && !is_numeric(code(at_ + 1)) ? keep(piece) : separate(kList, piece);
            case '-':
            case '~':
            case 0x2010:
            case 0x2011:
            case 0x2012:
            case 0x2013:
            case 0x2014:
            case 0x2015:
            case 0x301C: return dash(piece);
            case '$':
            case '%':
            case 0xA3:
            case 0xA5:
            case 0x20AC: return keep(piece);
            case 0xFFE5: return keep({0xA5, piece.begin, piece.end, false});
            default: break;
        }
        if (c > 0x20CF && c != utf8::kReplacement && !(c >= 0x3000 && c < 0x3040)) return keep(piece);  // pictures
        separate(kSpace, piece);
    }

    std::vector<Piece> pieces_;
    WishText& out_;
    std::size_t at_ = 0;
    bool last_han_ = false;
};

}  // namespace

WishText::WishText(std::string_view utf8, const TextFolder& folder) { Reader(pieces_of(utf8, folder), *this).run(); }

}  // namespace ruyi
