// Ranker packages made in memory, and the small shard with rankers in it.
#pragma once

#include <cstring>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/shard_fixture.hpp"

namespace ruyi::fixture {

struct Package {
    nlohmann::json document;
    std::vector<std::uint8_t> items;
};

/// Tensors one after another, as other tools write safetensors.
class PackageTensors {
public:
    template <class T>
    PackageTensors& add(const std::string& name, const char* dtype, std::vector<std::uint32_t> shape, const std::vector<T>& values) {
        const std::size_t begin = data_.size();
        data_.resize(begin + values.size() * sizeof(T));
        if (!values.empty()) std::memcpy(data_.data() + begin, values.data(), values.size() * sizeof(T));
        header_[name] = {{"dtype", dtype}, {"shape", shape}, {"data_offsets", {begin, data_.size()}}};
        return *this;
    }
    PackageTensors& add_ids(const std::vector<std::string>& ids) {
        std::vector<std::uint32_t> offsets = {0};
        std::vector<std::uint8_t> bytes;
        for (const std::string& id : ids) {
            bytes.insert(bytes.end(), id.begin(), id.end());
            offsets.push_back(static_cast<std::uint32_t>(bytes.size()));
        }
        add("item_id.offsets", "U32", {static_cast<std::uint32_t>(offsets.size())}, offsets);
        return add("item_id.bytes", "U8", {static_cast<std::uint32_t>(bytes.size())}, bytes);
    }
    std::vector<std::uint8_t> file() const {
        const std::string header = header_.dump();
        std::vector<std::uint8_t> bytes(8);
        for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(std::uint64_t{header.size()} >> (8 * i));
        bytes.insert(bytes.end(), header.begin(), header.end());
        bytes.insert(bytes.end(), data_.begin(), data_.end());
        return bytes;
    }

private:
    nlohmann::json header_ = nlohmann::json::object();
    std::vector<std::uint8_t> data_;
};

inline nlohmann::json create_ranker_document(const std::string& name, const nlohmann::json& rule, std::uint32_t items) {
    const bool exact = rule["kind"] != "attention" && rule["kind"] != "policy-head";
    const nlohmann::json metric = {{"data", "none"}, {"split", "none"}, {"metric", "ndcg@10"}, {"mean", 0.1},
                                   {"low", 0.1},     {"high", 0.1},     {"seeds", 1}};
    return {{"contract", "ranker/1"},
            {"name", name},
            {"version", "2"},
            {"method", "made up"},
            {"rule", rule},
            {"shares", exact ? "exact" : "leave-one-out"},
            {"modalities", nlohmann::json::array()},
            {"items", items},
            {"metrics", nlohmann::json::array({metric})}};
}

/// E recommends A most, then B; A recommends E; the package also knows an item that the fixture's shop does not have.
inline Package create_neighbours() {
    PackageTensors tensors;
    tensors.add_ids({"E", "A", "B", "elsewhere"})
        .add<std::uint32_t>("neighbour.start", "U32", {5}, {0, 3, 4, 4, 5})
        .add<std::uint32_t>("neighbour.index", "U32", {5}, {2, 1, 3, 0, 0})
        .add<float>("neighbour.weight", "F32", {5}, {0.25f, 0.5f, 0.125f, 0.5f, 1.0f});
    return {create_ranker_document("near", {{"kind", "neighbours"}}, 4), tensors.file()};
}

/// Vectors of 3 numbers for all five items of the fixture; every rule with one modality can have them.
inline Package create_vectors_package(const std::string& name, const nlohmann::json& rule, const std::string& modality = "graph") {
    const std::vector<float> rows = {1, 0, 0, 0, 2, 0, 0, 0, 1, 1, 1, 0, 0.5f, 0, -1};
    PackageTensors tensors;
    tensors.add_ids({"A", "B", "C", "D", "E"}).add<float>(modality + ".vectors", "F32", {5, 3}, rows);
    if (rule["kind"] == "last-item") tensors.add<float>("last.vectors", "F32", {5, 3}, {0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1});
    if (rule["kind"] == "attention") {
        tensors.add<std::uint32_t>("component.start", "U32", {6}, {0, 2, 2, 3, 4, 6})
            .add<float>("component.vectors", "F32", {6, 3}, {1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1, -1, 0, 0, 0, -1, 2});
        for (const char* const matrix : {"head.component_user", "head.item_user", "head.item_content"})
            tensors.add<float>(matrix, "F32", {3, 3}, {1, 0, 0, 0, 1, 0, 0, 0, 1});
        for (const char* const vector : {"head.component_bias", "head.component_out", "head.item_bias", "head.item_out"})
            tensors.add<float>(vector, "F32", {3}, {0.5f, -0.5f, 1});
    }
    Package package{create_ranker_document(name, rule, 5), tensors.file()};
    package.document["modalities"] = nlohmann::json::array({{{"name", modality}, {"dim", 3}}});
    return package;
}

inline Result<std::string> add_package(builder::ShardWriter& writer, const Package& package) {
    return writer.add_ranker(package.document.dump(), package.items);
}

inline StoredShard create_ranked_shard(const std::vector<Package>& packages) {
    builder::ShardWriter writer;
    if (!writer.begin(create_bundle_json())) std::abort();
    if (!writer.add_vectors("visual", create_vectors(1, 3), kItems, kDim)) std::abort();
    if (!writer.add_vectors("text", create_vectors(2), kItems, kDim)) std::abort();
    for (const Package& package : packages) {
        if (!add_package(writer, package)) std::abort();
    }
    const auto answer = writer.finish("");
    if (!answer) std::abort();
    return store(writer, answer.value());
}

inline StoredShard create_ranked_shard() {
    return create_ranked_shard({create_neighbours(), create_vectors_package("ridge", {{"kind", "ridge"}, {"lambda", 0.5}}),
                                create_vectors_package("next", {{"kind", "last-item"}}, "sequence"),
                                create_vectors_package("acf", {{"kind", "attention"}, {"temperature", 1.0}})});
}

}  // namespace ruyi::fixture
