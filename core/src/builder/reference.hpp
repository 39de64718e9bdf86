// How a record's source is named to a reader: composed from what the record says of it, never with our own ids, hashes or working notes.
#pragma once

#include <string>
#include <string_view>

#include "ruyi/citation.hpp"

namespace ruyi::builder {

/// A source as readers know it. whole: the name is already that of the cited work, so the record's title is not repeated.
struct SourceName {
    Wording name;
    bool whole = false;
};

/// What a record says of its source; "" = not known. title: in brackets where it is a description. number: with the museum's or our own
/// words.
struct SourceFacts {
    std::string_view type, date, number;
    Wording title;
};

/// The name without a remark in brackets at its end.
std::string without_remark(std::string_view name);

/// Never empty: what is known of the source, else the kind of record. No part of it is anything but a fact of the record or a word of ours.
Wording reference_of(const SourceName& source, const SourceFacts& facts);

}  // namespace ruyi::builder
