// recommend_shard SHARD_DIR [--only KIND,KIND…] < LINES: requests -> answers, one JSON document a line, through the facade that the ABI
// wraps.
//
// A line is REQUEST, or REQUEST <tab> PROFILE, or REQUEST <tab> PROFILE <tab> SLOT=x,x,… (js/schemas/request and profile; more slots follow
// after further tabs; numbers in C's %a or decimal). --only attaches blocks of these kinds
// (hot,graph,near,vectors,cards,words,knowledge,evidence,ranker); all without it. An answer that is an error is printed as
// {"code","message"}. Exit status 0 done, 1 refused shard, 2 usage.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "json/manifest_json.hpp"
#include "ruyi/recommender.hpp"

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kBudgetBytes = std::uint64_t{1} << 32;

std::optional<std::string> read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(file), {});
}

int refuse(const ruyi::Error& error) {
    std::cerr << ruyi::error_json(error) << "\n";
    return 1;
}

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (c == separator) {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

constexpr std::string_view kKindNames[] = {"", "hot", "graph", "near", "vectors", "cards", "words", "knowledge", "evidence", "ranker"};

bool wanted(ruyi::BlockKind kind, const std::vector<std::string>& only) {
    if (only.empty()) return true;
    for (const std::string& name : only) {
        if (name == kKindNames[static_cast<std::size_t>(kind)]) return true;
    }
    return false;
}

void free_block(const std::uint8_t* data) { std::free(const_cast<std::uint8_t*>(data)); }

ruyi::Result<void> attach_block(ruyi::Recommender& recommender, const fs::path& folder, const ruyi::BlockEntry& block) {
    const auto bytes = read_file(folder / block.file);
    if (!bytes) return ruyi::Error{ruyi::ErrorCode::kInvalidArgument, "cannot read " + block.file};
    auto* data = static_cast<std::uint8_t*>(std::aligned_alloc(64, (bytes->size() + 64) / 64 * 64));
    std::copy(bytes->begin(), bytes->end(), data);
    auto attached = recommender.attach(block.name, data, static_cast<std::uint32_t>(bytes->size()), free_block);
    if (!attached) std::free(data);
    return attached;
}

ruyi::Result<void> open_shard(ruyi::Recommender& recommender, const fs::path& folder, const std::vector<std::string>& only) {
    const auto manifest_json = read_file(folder / "manifest.json");
    if (!manifest_json) return ruyi::Error{ruyi::ErrorCode::kInvalidArgument, "cannot read manifest.json in the given folder"};
    if (auto opened = recommender.open(*manifest_json); !opened) return opened.error();
    const auto manifest = ruyi::parse_manifest(*manifest_json);
    if (!manifest) return manifest.error();
    for (const ruyi::BlockEntry& block : manifest.value().blocks) {
        if (!wanted(block.kind, only)) continue;
        if (auto attached = attach_block(recommender, folder, block); !attached) return attached;
    }
    return {};
}

ruyi::Result<void> set_slot(ruyi::Recommender& recommender, const std::string& assignment) {
    const std::size_t equals = assignment.find('=');
    if (equals == std::string::npos) return ruyi::Error{ruyi::ErrorCode::kInvalidArgument, "a slot is given as NAME=x,x,…"};
    std::vector<float> values;
    for (const std::string& number : split(assignment.substr(equals + 1), ',')) values.push_back(std::strtof(number.c_str(), nullptr));
    return recommender.set_vector(assignment.substr(0, equals), values);
}

ruyi::Result<std::string> answer_line(ruyi::Recommender& recommender, const std::string& line) {
    const std::vector<std::string> parts = split(line, '\t');
    if (auto set = recommender.set_profile(parts.size() > 1 ? parts[1] : ""); !set) return set.error();
    for (std::size_t p = 2; p < parts.size(); ++p) {
        if (auto set = set_slot(recommender, parts[p]); !set) return set.error();
    }
    return recommender.recommend(parts[0]);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2 && !(argc == 4 && std::string_view(argv[2]) == "--only")) {
        std::cerr << "usage: recommend_shard SHARD_DIR [--only KIND,KIND…] < LINES\n";
        return 2;
    }
    ruyi::Recommender recommender(kBudgetBytes);
    const auto only = argc == 4 ? split(argv[3], ',') : std::vector<std::string>{};
    if (auto opened = open_shard(recommender, argv[1], only); !opened) return refuse(opened.error());
    for (std::string line; std::getline(std::cin, line);) {
        if (line.empty()) continue;
        const auto answer = answer_line(recommender, line);
        std::cout << (answer ? answer.value() : ruyi::error_json(answer.error())) << "\n";
    }
    return 0;
}
