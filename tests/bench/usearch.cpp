// USearch's index over int8 rows as a WASM module, compiled as core is, for `npm run bench` to stand beside. Headers: the npm package
// `usearch`.
#include <usearch/index_dense.hpp>

using namespace unum::usearch;

static index_dense_t* index_of_rows = nullptr;

extern "C" {

__attribute__((export_name("bench_alloc"))) void* bench_alloc(unsigned bytes) { return aligned_alloc(64, (bytes + 63) / 64 * 64); }

__attribute__((export_name("bench_build"))) int bench_build(const float* rows, unsigned count, unsigned dim) {
    auto made = index_dense_t::make(metric_punned_t(dim, metric_kind_t::ip_k, scalar_kind_t::i8_k));
    if (!made) return 1;
    index_of_rows = new index_dense_t(std::move(made.index));
    if (!index_of_rows->try_reserve(index_limits_t(count, 1))) return 2;
    for (unsigned i = 0; i < count; ++i) {
        if (!index_of_rows->add(i, rows + std::size_t(i) * dim)) return 3;
    }
    return 0;
}

// The k best rows among those whose byte in `allowed` is not 0.
__attribute__((export_name("bench_search"))) int bench_search(const float* query, unsigned k, unsigned expansion,
                                                              const unsigned char* allowed, unsigned long long* keys) {
    index_of_rows->change_expansion_search(expansion);
    const auto found = index_of_rows->filtered_search(query, k, [allowed](index_dense_t::vector_key_t key) { return allowed[key] != 0; });
    return found ? int(found.dump_to(keys)) : -1;
}
}
