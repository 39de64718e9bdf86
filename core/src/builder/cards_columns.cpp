// Cards: what a shelf shows of an item, and the words and places that its symbols rest on.
#include <algorithm>

#include "builder/catalogue_blocks.hpp"

namespace ruyi::builder {
namespace {

constexpr std::uint32_t kContextBytes = 48;  // of the text before a quoted span

std::uint32_t character_start(std::string_view text, std::uint32_t at) {
    while (at > 0 && at < text.size() && (static_cast<std::uint8_t>(text[at]) & 0xC0) == 0x80) --at;
    return at;
}

}  // namespace

std::vector<Quote> quotes_for(std::string_view text, std::span<const Quote> spans) {
    std::vector<Quote> quotes;
    if (spans.empty()) return quotes;
    const auto size = static_cast<std::uint32_t>(text.size());
    if (size <= kMaxQuoteBytes) return {{0, size}};
    for (const Quote& span : spans) {
        if (!quotes.empty() && quotes.back().begin <= span.begin && span.end <= quotes.back().end) continue;
        std::uint32_t begin = character_start(text, span.begin > kContextBytes ? span.begin - kContextBytes : 0);
        if (span.end - begin > kMaxQuoteBytes) begin = span.begin;
        const std::uint32_t end = size - begin <= kMaxQuoteBytes ? size : character_start(text, begin + kMaxQuoteBytes);
        quotes.push_back({begin, std::max(end, span.end)});
    }
    return quotes;
}

CardsColumns::CardsColumns(std::span<const Item> items, std::span<const ItemPresence> presence, std::size_t locales) : title_(locales) {
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Item& item = items[i];
        for (std::size_t l = 0; l < locales; ++l) title_[l].add(item.titles[l]);
        url_.add(item.url);
        picture_.add(item.picture);
        thumb_.add(item.thumb);
        picture_size_.insert(picture_size_.end(), item.picture_size.begin(), item.picture_size.end());
        add_evidence(item, presence[i]);
    }
}

std::uint8_t CardsColumns::field_index(const std::string& field) {
    const auto found = std::find(fields_.begin(), fields_.end(), field);
    if (found != fields_.end()) return static_cast<std::uint8_t>(found - fields_.begin());
    if (fields_.size() == kNoField - 1) return kNoField;
    fields_.push_back(field);
    field_name_.add(field);
    return static_cast<std::uint8_t>(fields_.size() - 1);
}

void CardsColumns::add_evidence(const Item& item, const ItemPresence& presence) {
    std::vector<std::vector<Quote>> spans(item.texts.size());
    for (const EvidenceRow& row : presence.evidence) {
        symbol_.push_back(row.symbol);
        kind_.push_back(row.kind);
        confidence_q_.push_back(row.confidence_q);
        flags_.push_back(row.flags);
        const bool quoted = row.text != kNoText && row.end - row.begin <= kMaxQuoteBytes;
        const std::uint8_t field = quoted ? field_index(item.texts[row.text].field) : kNoField;
        field_.push_back(field);
        const bool placed = field != kNoField;
        if (placed) spans[row.text].push_back({row.begin, row.end});
        span_.insert(span_.end(), {placed ? row.begin : 0, placed ? row.end : 0});
        box_.insert(box_.end(), row.box.begin(), row.box.end());
    }
    evidence_.end_row(symbol_.size());
    for (std::size_t t = 0; t < item.texts.size(); ++t) {
        std::sort(spans[t].begin(), spans[t].end(),
                  [](const Quote& a, const Quote& b) { return a.begin != b.begin ? a.begin < b.begin : a.end > b.end; });
        for (const Quote& quote : quotes_for(item.texts[t].text, spans[t])) {
            text_field_.push_back(field_index(item.texts[t].field));
            text_begin_.push_back(quote.begin);
            quote_.add(std::string_view(item.texts[t].text).substr(quote.begin, quote.end - quote.begin));
        }
    }
    text_.end_row(quote_.size());
}

CardsBlock CardsColumns::view() const {
    CardsBlock b;
    for (const StringColumn& title : title_) b.title.push_back(title.view());
    b.url = url_.view();
    b.picture = picture_.view();
    b.thumb = thumb_.view();
    b.picture_size = picture_size_;
    b.evidence = evidence_.view();
    b.evidence_symbol = symbol_;
    b.evidence_kind = kind_;
    b.evidence_confidence_q = confidence_q_;
    b.evidence_flags = flags_;
    b.evidence_field_index = field_;
    b.evidence_span = span_;
    b.evidence_box = box_;
    b.evidence_field = field_name_.view();
    b.evidence_text = text_.view();
    b.evidence_text_field = text_field_;
    b.evidence_text_begin = text_begin_;
    b.evidence_quote = quote_.view();
    return b;
}

}  // namespace ruyi::builder
