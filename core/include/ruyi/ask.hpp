// Free questions over the evidence records: BM25 and the text encoder's vectors choose, the record itself answers. Rules: core/README.md.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ruyi/citation.hpp"
#include "ruyi/result.hpp"
#include "ruyi/shard.hpp"
#include "ruyi/text.hpp"

namespace ruyi {

struct Question {
    std::string symbol;  // its id; only records about it can answer
    std::string text;
    Lang lang = Lang::kZhHans;  // of the answer; the question may be in any
    bool strict = false;        // leave out excerpt-transcribed and tier C
};

/// One record's statement, unchanged, and where it comes from.
struct AnswerSentence {
    std::string text;
    Lang lang = Lang::kZhHans;
    double score = 0.0;
    Citation citation;
};

struct Answer {
    std::uint32_t searched = 0;             // records about the symbol, without those that strict mode leaves out
    std::uint32_t hidden = 0;               // left out by strict mode
    bool vectors = false;                   // false: the shard has no words, so only shared words count
    std::vector<AnswerSentence> sentences;  // empty: no record answers
};

/// Reads every evidence block of a shard once; later questions are answered from counts. Holds no view into the shard.
class Library {
public:
    /// encoder: of the shard's words; null when the shard has none. Fails with kMissingBlock until every evidence block is attached.
    static Result<Library> create(const Shard& shard, const TextEncoder* encoder);

    /// shard, encoder: those of create. Fails with kUnknownSymbol, kInvalidArgument (an empty question), kMissingBlock.
    Result<Answer> ask(const Shard& shard, const TextEncoder* encoder, const Question& question) const;

private:
    struct Candidate {
        std::uint32_t record = 0;
        double score = 0.0;
        std::vector<float> vector;
    };
    struct Query;

    std::vector<std::uint32_t> terms_of(std::string_view text, const TextEncoder* encoder, bool question) const;
    void add_han(std::string_view run, bool question, std::vector<std::uint32_t>& terms) const;
    double rarity(std::uint32_t term) const;
    Result<Query> read_question(const Shard& shard, const TextEncoder* encoder, const Question& question) const;
    double word_score(const Query& query, std::uint32_t record) const;
    std::vector<Candidate> diverse(std::vector<Candidate> candidates) const;

    std::vector<std::string> stop_words_, stop_phrases_;                  // English; Chinese, longest first
    std::vector<std::uint32_t> start_, term_, count_;                     // per record: its terms, ascending, and how often
    std::vector<std::uint32_t> length_, known_term_, records_with_term_;  // per record; per term of any record, ascending
    double mean_length_ = 0.0;
};

}  // namespace ruyi
