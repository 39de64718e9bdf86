#include "json/ask_json.hpp"

#include "json/json_check.hpp"

namespace ruyi {

namespace {

constexpr std::size_t kMostQuestionBytes = 16384;

}  // namespace

std::string_view lang_name(Lang lang) {
    switch (lang) {
        case Lang::kZhHans: return "zh-Hans";
        case Lang::kZhHant: return "zh-Hant";
        case Lang::kEn: return "en";
    }
    return "en";
}

Result<Question> parse_question(std::string_view text) {
    auto document = json::parse_object(text, "question", kMostQuestionBytes);
    if (!document) return document.error();
    const json::Document& object = document.value();
    if (auto known = json::only_members(object, "question", {"symbol", "question", "lang", "strict"}); !known) return known.error();
    Question question;
    for (const auto& [name, out] : {std::pair{"symbol", &question.symbol}, std::pair{"question", &question.text}}) {
        const json::Document* value = json::member(object, name);
        if (value == nullptr) return json::wrong(name, "given");
        auto read = json::as_string(*value, name);
        if (!read) return read.error();
        *out = std::move(read.value());
    }
    if (const json::Document* value = json::member(object, "lang")) {
        bool found = false;
        for (const Lang lang : {Lang::kZhHans, Lang::kZhHant, Lang::kEn}) {
            if (!value->is_string() || value->text() != lang_name(lang)) continue;
            question.lang = lang;
            found = true;
        }
        if (!found) return json::wrong("lang", "zh-Hans, zh-Hant or en");
    }
    if (const json::Document* value = json::member(object, "strict")) {
        auto read = json::as_bool(*value, "strict");
        if (!read) return read.error();
        question.strict = read.value();
    }
    return question;
}

void write_citation(json::Writer& out, const Citation& citation, Lang lang) {
    out.begin_object().member("id", citation.id).member("tier", citation.tier).member("verification", citation.verification);
    out.member("url", citation.url).member("licence", citation.licence).member("cite", citation.cite.in(lang)).end_object();
}

std::string answer_json(const Question& question, const Answer& answer) {
    json::Writer out;
    out.begin_object().member("symbol", question.symbol).member("question", question.text).member("lang", lang_name(question.lang));
    out.member("strict", question.strict).member("searched", answer.searched).member("hidden", answer.hidden);
    out.member("vectors", answer.vectors).key("sentences").begin_array();
    for (const AnswerSentence& sentence : answer.sentences) {
        out.begin_object().member("lang", lang_name(sentence.lang)).member("text", sentence.text).member("score", sentence.score);
        out.key("citations").begin_array();
        write_citation(out, sentence.citation, sentence.lang);
        out.end_array().end_object();
    }
    out.end_array().end_object();
    return out.take();
}

}  // namespace ruyi
