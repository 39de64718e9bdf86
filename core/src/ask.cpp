#include "ruyi/ask.hpp"

#include <algorithm>
#include <array>

#include "order.hpp"
#include "portable_math.hpp"
#include "shard_layout.hpp"
#include "utf8.hpp"

namespace ruyi {

namespace {

constexpr double kTermSaturation = 1.2, kLengthShare = 0.75;  // BM25's k1 and b
constexpr double kNameWeight = 0.2;                           // every record of a symbol names it
constexpr double kVectorWeight = 0.3;
constexpr double kEnough = 0.2, kEnoughWithoutVectors = 0.15;  // chosen on the development part of tests/ask/questions.json
constexpr double kRelevance = 0.7;                             // of maximal marginal relevance
constexpr std::size_t kMostSentences = 3;
constexpr std::size_t kMaxQuestionBytes = 2000;

constexpr std::array<std::uint32_t, 26> letters(char first) {
    std::array<std::uint32_t, 26> codes{};
    for (std::uint32_t i = 0; i < codes.size(); ++i) codes[i] = static_cast<std::uint32_t>(first) + i;
    return codes;
}
constexpr std::array<std::uint32_t, 26> kCapitals = letters('A'), kSmall = letters('a');

TextFolder folder_of(const TextEncoder* encoder) { return encoder == nullptr ? TextFolder(kCapitals, kSmall) : encoder->folder(); }

/// FNV-1a.
std::uint32_t term_of(std::string_view text) {
    std::uint32_t hash = 2166136261u;
    for (const char c : text) hash = (hash ^ static_cast<std::uint8_t>(c)) * 16777619u;
    return hash;
}

bool ends_with(std::string_view word, std::string_view ending) {
    return word.size() >= ending.size() && word.substr(word.size() - ending.size()) == ending;
}

/// Light stemming: plural, -ing, -ed, final e. The same for questions and records, so it need not be a word.
std::string stem(std::string_view word) {
    std::string text(word);
    const auto any = [&](std::initializer_list<std::string_view> endings) {
        return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return ends_with(text, ending); });
    };
    if (text.size() > 4 && any({"ies"})) {
        text.replace(text.size() - 3, 3, "y");
    } else if (text.size() > 4 && any({"ses", "xes", "zes", "ches", "shes"})) {
        text.resize(text.size() - 2);
    } else if (text.size() > 3 && text.back() == 's' && !any({"ss", "us"})) {
        text.pop_back();
    }
    const std::size_t ending = text.size() >= 6 && any({"ing"}) ? 3 : text.size() >= 5 && any({"ed"}) ? 2 : 0;
    if (ending > 0) {
        text.resize(text.size() - ending);
        if (text.back() == text[text.size() - 2] && !any({"l", "s", "z"})) text.pop_back();
    }
    if (text.size() > 4 && text.back() == 'e') text.pop_back();
    return text;
}

enum class Run : std::uint8_t { kOther, kHan, kLetters, kDigits };

Run run_of(std::uint32_t code) {
    if (code >= 'a' && code <= 'z') return Run::kLetters;
    if (code >= '0' && code <= '9') return Run::kDigits;
    return is_han(code) ? Run::kHan : Run::kOther;
}

double likeness(const std::vector<float>& a, const std::vector<float>& b) {
    double dot = 0.0;
    for (std::size_t d = 0; d < a.size() && d < b.size(); ++d) dot += static_cast<double>(a[d]) * static_cast<double>(b[d]);
    return std::max(0.0, dot);
}

std::vector<float> vector_of(const TextEncoder* encoder, std::string_view text) {
    std::vector<float> vector(encoder == nullptr ? 0 : encoder->dim());
    if (encoder != nullptr) (void)encoder->encode(text, vector);  // the size fits, so it cannot fail
    return vector;
}

std::string statement_of(const EvidenceBlock& block, std::size_t row) {
    return concat({block.statement_zh[row], " ", block.statement_en[row]});
}

bool tells_of(const EvidenceBlock& block, std::size_t row, SymbolIndex symbol) {
    for (std::uint32_t r = block.symbol.begin(row); r < block.symbol.end(row); ++r) {
        if (block.symbol_index[r] == symbol.value) return true;
    }
    return false;
}

std::vector<std::uint32_t> records_of_meanings(const Shard& shard, SymbolIndex symbol) {
    const KnowledgeBlock& block = *shard.knowledge_of(symbol);
    const std::size_t row = symbol.value % kSymbolsPerKnowledgeBlock;
    const std::uint32_t first = block.meaning.begin(row), last = block.meaning.end(row);
    const auto& records = block.meaning_evidence_record;
    return {records.begin() + block.meaning_evidence.start[first], records.begin() + block.meaning_evidence.start[last]};
}

void keep_distinct(std::vector<std::uint32_t>& values) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
}

AnswerSentence sentence_from(const EvidenceBlock& block, std::size_t row, Lang lang, Citation citation) {
    AnswerSentence sentence;
    const bool english = lang == Lang::kEn ? !block.statement_en[row].empty() : block.statement_zh[row].empty();
    sentence.lang = english ? Lang::kEn : lang == Lang::kEn ? Lang::kZhHans : lang;
    const std::string_view zh = block.statement_zh[row];
    sentence.text = english ? block.statement_en[row] : sentence.lang == Lang::kZhHant ? traditional(block.statement_hant[row], zh) : zh;
    sentence.citation = std::move(citation);
    return sentence;
}

}  // namespace

/// What a question looks for.
struct Library::Query {
    SymbolIndex symbol;
    std::vector<std::uint32_t> terms;  // ascending
    std::vector<double> weights;
    double most = 0.0;                   // what a record could reach that holds every term endlessly often
    std::vector<std::uint32_t> records;  // for a question about nothing in particular: those with the meanings
    std::vector<float> vector;
};

void Library::add_han(std::string_view run, bool question, std::vector<std::uint32_t>& terms) const {
    std::string_view before;  // the character before this one, if they touch
    for (std::size_t at = 0; at < run.size();) {
        const auto begins = [&](const std::string& phrase) { return run.substr(at, phrase.size()) == phrase; };
        const auto stop = question ? std::find_if(stop_phrases_.begin(), stop_phrases_.end(), begins) : stop_phrases_.end();
        if (stop != stop_phrases_.end()) {
            at += stop->size();
            before = {};
            continue;
        }
        const std::string_view one = run.substr(at, utf8::decode(run, at).bytes);
        terms.push_back(term_of(one));
        if (!before.empty()) terms.push_back(term_of({before.data(), before.size() + one.size()}));
        before = one;
        at += one.size();
    }
}

std::vector<std::uint32_t> Library::terms_of(std::string_view text, const TextEncoder* encoder, bool question) const {
    std::vector<std::uint32_t> terms;
    const FoldedText folded = folder_of(encoder).fold(text);
    const std::string_view all = folded.text;
    for (std::size_t start = 0; start < all.size();) {
        const utf8::Decoded first = utf8::decode(all, start);
        const Run kind = run_of(first.code_point);
        std::size_t end = start + first.bytes;
        while (end < all.size()) {
            const utf8::Decoded next = utf8::decode(all, end);
            if (run_of(next.code_point) != kind) break;
            end += next.bytes;
        }
        const std::string_view run = all.substr(start, end - start);
        if (kind == Run::kHan) add_han(run, question, terms);
        const bool stop = question && std::find(stop_words_.begin(), stop_words_.end(), run) != stop_words_.end();
        if ((kind == Run::kLetters || kind == Run::kDigits) && !stop) terms.push_back(term_of(stem(run)));
        start = end;
    }
    return terms;
}

Result<Library> Library::create(const Shard& shard, const TextEncoder* encoder) {
    Library library;
    const Manifest& manifest = shard.manifest();
    const EvidenceBlock* first = manifest.records == 0 ? nullptr : shard.evidence_of(0);
    for (std::size_t w = 0; first != nullptr && w < first->question_stop.size(); ++w) {
        std::string word = folder_of(encoder).fold(first->question_stop[w]).text;
        const bool english = !word.empty() && static_cast<std::uint8_t>(word[0]) < 0x80;
        if (!word.empty()) (english ? library.stop_words_ : library.stop_phrases_).push_back(std::move(word));
    }
    sort_descending(library.stop_phrases_, [](const std::string& phrase) { return static_cast<double>(phrase.size()); });
    library.start_.push_back(0);
    for (std::uint32_t record = 0; record < manifest.records; ++record) {
        const EvidenceBlock* block = shard.evidence_of(record);
        if (block == nullptr)
            return Error{ErrorCode::kMissingBlock,
                         concat({"questions need every evidence block: attach ", shard.evidence_block_name(record)})};
        const std::size_t row = record % manifest.records_per_block;
        std::vector<std::uint32_t> terms = library.terms_of(concat({statement_of(*block, row), " ", block->terms[row]}), encoder, false);
        std::sort(terms.begin(), terms.end());
        library.length_.push_back(static_cast<std::uint32_t>(terms.size()));
        library.mean_length_ += static_cast<double>(terms.size());
        for (std::size_t t = 0; t < terms.size(); ++t) {
            if (t > 0 && terms[t] == terms[t - 1]) {
                ++library.count_.back();
                continue;
            }
            library.term_.push_back(terms[t]);
            library.count_.push_back(1);
        }
        library.start_.push_back(static_cast<std::uint32_t>(library.term_.size()));
    }
    library.mean_length_ = manifest.records == 0 ? 1.0 : std::max(1.0, library.mean_length_ / manifest.records);
    std::vector<std::uint32_t> all = library.term_;
    std::sort(all.begin(), all.end());
    for (const std::uint32_t term : all) {
        if (library.known_term_.empty() || library.known_term_.back() != term) {
            library.known_term_.push_back(term);
            library.records_with_term_.push_back(0);
        }
        ++library.records_with_term_.back();
    }
    return library;
}

double Library::rarity(std::uint32_t term) const {
    const auto found = std::lower_bound(known_term_.begin(), known_term_.end(), term);
    const bool known = found != known_term_.end() && *found == term;
    const double with = known ? static_cast<double>(records_with_term_[static_cast<std::size_t>(found - known_term_.begin())]) : 0.0;
    return portable_log2(1.0 + (static_cast<double>(length_.size()) - with + 0.5) / (with + 0.5));
}

Result<Library::Query> Library::read_question(const Shard& shard, const TextEncoder* encoder, const Question& question) const {
    Query query;
    const auto symbol = shard.symbol_by_id(question.symbol);
    if (!symbol) return symbol.error();
    query.symbol = symbol.value();
    if (question.text.find_first_not_of(" \t\r\n") == std::string::npos || question.text.size() > kMaxQuestionBytes)
        return Error{ErrorCode::kInvalidArgument, concat({"question must have 1 to ", std::to_string(kMaxQuestionBytes), " bytes"})};
    if (shard.knowledge_of(query.symbol) == nullptr)
        return Error{ErrorCode::kMissingBlock, concat({"questions need the block ", shard.knowledge_block_name(query.symbol)})};
    const GraphBlock& graph = *shard.graph();
    const std::size_t s = query.symbol.value;
    std::vector<std::uint32_t> names = terms_of(concat({graph.symbol_zh[s], " ", graph.symbol_en[s]}), encoder, false);
    keep_distinct(names);
    query.terms = terms_of(question.text, encoder, true);
    keep_distinct(query.terms);
    const auto is_name = [&](std::uint32_t term) { return std::binary_search(names.begin(), names.end(), term); };
    if (std::all_of(query.terms.begin(), query.terms.end(), is_name)) {
        query.records = records_of_meanings(shard, query.symbol);
        keep_distinct(query.records);
        query.terms = names;
    }
    for (const std::uint32_t term : query.terms) {
        query.weights.push_back(rarity(term) * (is_name(term) ? kNameWeight : 1.0));
        query.most += query.weights.back() * (kTermSaturation + 1.0);
    }
    query.vector = vector_of(encoder, question.text);
    return query;
}

double Library::word_score(const Query& query, std::uint32_t record) const {
    const std::uint32_t *begin = term_.data() + start_[record], *end = term_.data() + start_[record + 1];
    const double size = kTermSaturation * (1.0 - kLengthShare + kLengthShare * static_cast<double>(length_[record]) / mean_length_);
    double sum = 0.0;
    for (std::size_t t = 0; t < query.terms.size(); ++t) {
        const std::uint32_t* found = std::lower_bound(begin, end, query.terms[t]);
        if (found == end || *found != query.terms[t]) continue;
        const double often = static_cast<double>(count_[static_cast<std::size_t>(found - term_.data())]);
        sum += query.weights[t] * often * (kTermSaturation + 1.0) / (often + size);
    }
    return query.most > 0.0 ? sum / query.most : 0.0;
}

/// Maximal marginal relevance: each next one is relevant and unlike those before it.
std::vector<Library::Candidate> Library::diverse(std::vector<Candidate> candidates) const {
    sort_descending(candidates, [](const Candidate& one) { return one.score; });
    std::vector<Candidate> picked;
    while (!candidates.empty() && picked.size() < kMostSentences) {
        std::size_t best = 0;
        double most = 0.0;
        for (std::size_t c = 0; c < candidates.size(); ++c) {
            double near = 0.0;
            for (const Candidate& before : picked) near = std::max(near, likeness(candidates[c].vector, before.vector));
            const double worth = kRelevance * candidates[c].score - (1.0 - kRelevance) * near;
            if (c > 0 && worth <= most) continue;
            best = c;
            most = worth;
        }
        picked.push_back(std::move(candidates[best]));
        candidates.erase(candidates.begin() + static_cast<std::ptrdiff_t>(best));
    }
    return picked;
}

Result<Answer> Library::ask(const Shard& shard, const TextEncoder* encoder, const Question& question) const {
    auto read = read_question(shard, encoder, question);
    if (!read) return read.error();
    const Query& query = read.value();
    Answer answer;
    answer.vectors = encoder != nullptr;
    std::vector<Candidate> candidates;
    for (std::uint32_t record = 0; record < shard.manifest().records; ++record) {
        const EvidenceBlock& block = *shard.evidence_of(record);
        const std::size_t row = record % shard.manifest().records_per_block;
        if (!tells_of(block, row, query.symbol)) continue;
        if (question.strict && citation_of(shard, record)->weak()) {
            ++answer.hidden;
            continue;
        }
        ++answer.searched;
        if (!query.records.empty() && !std::binary_search(query.records.begin(), query.records.end(), record)) continue;
        Candidate one{record, 0.0, vector_of(encoder, statement_of(block, row))};
        one.score = word_score(query, record) + kVectorWeight * likeness(query.vector, one.vector);
        if (one.score >= (encoder == nullptr ? kEnoughWithoutVectors : kEnough)) candidates.push_back(std::move(one));
    }
    for (const Candidate& one : diverse(std::move(candidates))) {
        const EvidenceBlock& block = *shard.evidence_of(one.record);
        answer.sentences.push_back(
            sentence_from(block, one.record % shard.manifest().records_per_block, question.lang, *citation_of(shard, one.record)));
        answer.sentences.back().score = one.score;
    }
    return answer;
}

}  // namespace ruyi
