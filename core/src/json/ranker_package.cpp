#include "json/ranker_package.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "json/ranker_json.hpp"
#include "ruyi/query_rule.hpp"
#include "shard_layout.hpp"
#include "utf8_check.hpp"

namespace ruyi {

using Json = json::Document;

namespace {

struct Tensor {
    std::string name, dtype;
    std::vector<std::uint64_t> shape;
    std::span<const std::uint8_t> bytes;
};

/// The tensors of a safetensors file as other tools write it: no padding, any alignment.
class TensorFile {
public:
    static Result<TensorFile> open(std::span<const std::uint8_t> file) {
        TensorFile opened;
        std::uint64_t length = 0;
        for (std::size_t i = 0; i < 8 && i < file.size(); ++i) length |= std::uint64_t{file[i]} << (8 * i);
        if (file.size() < 8 || length > file.size() - 8) return wrong("", "is cut: its header ends past the file");
        const auto header = parse_json({reinterpret_cast<const char*>(file.data()) + 8, static_cast<std::size_t>(length)},
                                       ErrorCode::kInvalidArgument, "items.safetensors: its header");
        if (!header) return header.error();
        const Json& root = header.value().root();
        if (!root.is_object()) return wrong("", "has no header");
        for (auto it = root.begin(); !(it == root.end()); ++it) {
            if (it.key() == "__metadata__") continue;
            auto tensor = read_entry(std::string(it.key()), *it, file.subspan(8 + static_cast<std::size_t>(length)));
            if (!tensor) return tensor.error();
            opened.tensors_.push_back(std::move(tensor.value()));
        }
        return opened;
    }

    static Error wrong(std::string_view name, std::string_view problem) {
        return Error{ErrorCode::kInvalidArgument,
                     "items.safetensors" + (name.empty() ? "" : ": " + std::string(name)) + " " + std::string(problem)};
    }

    /// shape: what is expected; -1 = any.
    template <class T>
    Result<std::vector<T>> values(const std::string& name, const char* dtype, std::initializer_list<std::int64_t> shape) const {
        for (const Tensor& tensor : tensors_) {
            if (tensor.name != name) continue;
            if (tensor.dtype != dtype || !fits(tensor.shape, shape)) return wrong(name, "is not " + shape_text(dtype, shape));
            std::vector<T> out(tensor.bytes.size() / sizeof(T));
            if (!out.empty()) std::memcpy(out.data(), tensor.bytes.data(), out.size() * sizeof(T));
            return out;
        }
        return wrong(name, "is missing; " + shape_text(dtype, shape) + " is expected");
    }

private:
    static Result<Tensor> read_entry(const std::string& name, const Json& entry, std::span<const std::uint8_t> data) {
        ReadError error(ErrorCode::kInvalidArgument, "items.safetensors");
        const ObjectReader reader(entry, name, error);
        Tensor tensor{name, reader.text("dtype"), {}, {}};
        std::uint64_t bytes = tensor.dtype == "U8" ? 1 : 4;
        for (const Json& extent : reader.array("shape")) {
            if (!extent.is_number_unsigned() || extent.get<std::uint64_t>() > 0xFFFFFFFFu || tensor.shape.size() == 4)
                return wrong(name, "has no shape of at most four sizes");
            tensor.shape.push_back(extent.get<std::uint64_t>());
            bytes = tensor.shape.back() != 0 && bytes > data.size() / tensor.shape.back() ? data.size() + 1 : bytes * tensor.shape.back();
        }
        std::vector<std::uint64_t> offsets;
        for (const Json& offset : reader.array("data_offsets"))
            offsets.push_back(offset.is_number_unsigned() ? offset.get<std::uint64_t>() : data.size() + 1);
        if (error.failed()) return error.take();
        if (tensor.dtype != "U8" && tensor.dtype != "U32" && tensor.dtype != "F32") return wrong(name, "is not U8, U32 or F32");
        if (offsets.size() != 2 || offsets[1] > data.size() || offsets[0] > offsets[1] || offsets[1] - offsets[0] != bytes)
            return wrong(name, "does not fit its shape or the file");
        tensor.bytes = data.subspan(static_cast<std::size_t>(offsets[0]), static_cast<std::size_t>(bytes));
        return tensor;
    }

    static bool fits(const std::vector<std::uint64_t>& shape, std::initializer_list<std::int64_t> expected) {
        return std::equal(shape.begin(), shape.end(), expected.begin(), expected.end(),
                          [](std::uint64_t have, std::int64_t want) { return want < 0 || have == static_cast<std::uint64_t>(want); });
    }
    static std::string shape_text(std::string_view dtype, std::initializer_list<std::int64_t> shape) {
        std::string text(dtype);
        text += " [";
        for (const std::int64_t extent : shape) text += (text.back() == '[' ? "" : ", ") + (extent < 0 ? "any" : std::to_string(extent));
        return text + "]";
    }

    std::vector<Tensor> tensors_;
};

/// Reads what the rule needs; the first failure sticks.
class PackageReader {
public:
    PackageReader(const TensorFile& file, std::uint32_t items, RankerPackage& out) : file_(file), items_(items), out_(out) {}

    Result<void> read() {
        strings("item_id", items_, out_.item_ids);
        for (const RankerModality& modality : out_.spec.modalities)
            table(modality.name + ".vectors", items_, modality.dim, out_.parts.emplace_back());
        const std::uint32_t dim = out_.spec.dim();
        switch (out_.spec.rule) {
            case RankerRule::kNeighbours: neighbours(); break;
            case RankerRule::kLastItem: table("last.vectors", items_, dim, out_.last); break;
            case RankerRule::kGraphSpread:
                if (dim == 0) break;
                table("entity.vectors", kAny, dim, out_.entity);
                strings("entity_id", out_.entity.rows, out_.entity_ids);
                break;
            case RankerRule::kAttention: attention(dim); break;
            default: break;
        }
        return error_ ? Result<void>(*error_) : Result<void>();
    }

private:
    static constexpr std::int64_t kAny = -1;

    void fail(const Error& error) {
        if (!error_) error_ = error;
    }

    template <class T>
    std::vector<T> take(const std::string& name, const char* dtype, std::initializer_list<std::int64_t> shape) {
        if (error_) return {};
        auto values = file_.values<T>(name, dtype, shape);
        if (values) return std::move(values.value());
        fail(values.error());
        return {};
    }

    void table(const std::string& name, std::int64_t rows, std::uint32_t dim, FloatTable& out) {
        out.values = take<float>(name, "F32", {rows, dim});
        out.dim = dim;
        out.rows = static_cast<std::uint32_t>(out.values.size() / dim);
        finite(name, out.values);
    }

    void finite(const std::string& name, const std::vector<float>& values) {
        if (!std::all_of(values.begin(), values.end(), [](float x) { return std::isfinite(x); }))
            fail(TensorFile::wrong(name, "holds a value that is not finite"));
    }

    std::vector<std::uint32_t> row_starts(const std::string& name, std::uint32_t rows) {
        std::vector<std::uint32_t> start = take<std::uint32_t>(name, "U32", {std::int64_t{rows} + 1});
        if (!error_ && (start.front() != 0 || !std::is_sorted(start.begin(), start.end())))
            fail(TensorFile::wrong(name, "must begin at 0 and never decrease"));
        return start;
    }

    void strings(const std::string& name, std::uint32_t count, std::vector<std::string>& out) {
        const auto offsets = row_starts(name + ".offsets", count);
        if (error_) return;
        const auto bytes = take<std::uint8_t>(name + ".bytes", "U8", {offsets.back()});
        if (!error_ && !valid_string_table(offsets, bytes)) fail(TensorFile::wrong(name, "is not UTF-8"));
        if (error_) return;
        const StringTable table(offsets, bytes);
        for (std::size_t i = 0; i < table.size(); ++i) out.emplace_back(table[i]);
        std::vector<std::string> sorted = out;
        std::sort(sorted.begin(), sorted.end());
        if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) fail(TensorFile::wrong(name, "must be distinct"));
    }

    void neighbours() {
        out_.neighbour_start = row_starts("neighbour.start", items_);
        if (error_) return;
        out_.neighbour_index = take<std::uint32_t>("neighbour.index", "U32", {out_.neighbour_start.back()});
        out_.neighbour_weight = take<float>("neighbour.weight", "F32", {out_.neighbour_start.back()});
        finite("neighbour.weight", out_.neighbour_weight);
        for (const std::uint32_t index : out_.neighbour_index) {
            if (index >= items_) return fail(TensorFile::wrong("neighbour.index", "points past the " + std::to_string(items_) + " items"));
        }
    }

    void attention(std::uint32_t dim) {
        out_.component_start = row_starts("component.start", items_);
        if (error_) return;
        table("component.vectors", out_.component_start.back(), dim, out_.component);
        for (const auto& [name, matrix] : kHeadTensors) {
            FloatTable part;
            part.dim = dim;
            part.rows = matrix ? dim : 1;
            part.values = matrix ? take<float>(name, "F32", {dim, dim}) : take<float>(name, "F32", {dim});
            finite(name, part.values);
            out_.head.push_back(std::move(part));
        }
    }

    const TensorFile& file_;
    std::uint32_t items_;
    RankerPackage& out_;
    std::optional<Error> error_;
};

/// What stands whole in a ranker's first block: attention's head, or the walk's vectors of every symbol. dim: padded.
std::uint64_t whole_bytes(const RankerSpec& spec, std::uint64_t dim, std::uint64_t symbols) {
    if (spec.rule == RankerRule::kAttention) return 3 * 4 * dim * dim + 4 * 4 * dim;
    return spec.rule == RankerRule::kGraphSpread ? symbols * (dim + 4) : 0;
}

/// "" or why the first block could not hold vectors of this width.
std::string width_problem(const RankerSpec& spec, std::uint32_t symbols) {
    const auto fits = [&](std::uint32_t dim) { return whole_bytes(spec, dim, symbols) <= kMaxWholeRankerBytes; };
    const std::uint32_t padded = (spec.dim() + 15) / 16 * 16;
    if (spec.dim() == 0 || fits(padded)) return "";
    std::uint32_t most = padded;
    while (most > 0 && !fits(most)) most -= 16;
    const std::string what = spec.rule == RankerRule::kAttention ? "the head's matrices [dim, dim]"
                                                                 : "the vectors of the shard's " + std::to_string(symbols) + " symbols";
    return "is " + std::to_string(spec.dim()) + ", but " + what + " must fit the first block of the ranker: at most " +
           std::to_string(most) + "; train with fewer dimensions, or project every table to fewer";
}

void read_package_modalities(const ObjectReader& root, RankerSpec& spec, ReadError& error) {
    for (const Json& entry : root.array("modalities")) {
        const ObjectReader reader(entry, "modalities", error);
        RankerModality modality;
        modality.name = reader.text("name");
        modality.dim = static_cast<std::uint32_t>(reader.integer("dim", 1, 1024));
        if (reader.has("weight")) modality.weight = reader.number("weight", 0.0, 4.0);
        if (!spec.modalities.empty() && modality.dim != spec.dim()) error.fail("modalities.dim", "must be the same for every modality");
        spec.modalities.push_back(std::move(modality));
    }
    if (const std::string problem = modality_problem(spec); !problem.empty()) error.fail("modalities", problem);
}

Result<void> read_document(std::string_view text, std::uint32_t symbols, RankerPackage& package, std::uint32_t& items) {
    const auto json = parse_json(text, ErrorCode::kInvalidJson, "ranker.json");
    if (!json) return json.error();
    ReadError error(ErrorCode::kInvalidJson, "ranker.json");
    const ObjectReader root(json.value().root(), "", error);
    RankerSpec& spec = package.spec;
    if (const std::string contract = root.text("contract"); contract != "ranker/1")
        error.fail("contract", "is \"" + contract + "\"; this build takes ranker/1");
    spec.name = root.text("name");
    spec.version = root.text("version");
    spec.method = root.text("method");
    if (spec.version.empty()) error.fail("version", "must not be empty");
    read_rule(root, spec, error);
    if (root.has("weight")) spec.weight = root.number("weight", 0.0, 4.0);
    if (error.failed()) return error.take();
    const std::string shares = root.text("shares"), expected = shares_are_exact(spec.rule) ? "exact" : "leave-one-out";
    if (shares != expected) error.fail("shares", "is \"" + shares + "\", but the rule gives " + expected);
    read_package_modalities(root, spec, error);
    if (const std::string problem = width_problem(spec, symbols); !problem.empty()) error.fail("modalities.dim", problem);
    items = static_cast<std::uint32_t>(root.integer("items", 1, kMaxItems));
    const Json& metrics = root.array("metrics");
    if (metrics.empty()) error.fail("metrics", "is empty; a ranker states at least one measured number");
    for (const Json& entry : metrics) {
        const ObjectReader row(entry, "metrics", error);
        for (const char* const name : {"data", "split", "metric"}) (void)row.text(name);
        for (const char* const name : {"mean", "low", "high"}) (void)row.number(name, -1e12, 1e12);
        (void)row.integer("seeds", 1, 1u << 20);
    }
    if (error.failed()) return error.take();
    package.document = text;
    return {};
}

}  // namespace

Result<RankerPackage> parse_ranker_package(std::string_view ranker_json, std::span<const std::uint8_t> items_safetensors,
                                           std::uint32_t symbols) {
    RankerPackage package;
    std::uint32_t items = 0;
    if (auto read = read_document(ranker_json, symbols, package, items); !read) return read.error();
    const auto file = TensorFile::open(items_safetensors);
    if (!file) return file.error();
    if (auto read = PackageReader(file.value(), items, package).read(); !read) return read.error();
    return package;
}

}  // namespace ruyi
