// Broken bytes: every cut, every changed byte, random damage. The hash is bypassed so that the deep checks are what is tested.
#include <array>
#include <random>

#include "catch.hpp"
#include "support/shard_fixture.hpp"

using namespace ruyi;
using namespace ruyi::fixture;

TEST_CASE("shard: a block cut at any length is refused, by the deep check and by the hash") {
    const StoredShard stored = create_shard();
    for (const StoredBlock& block : stored.blocks) {
        auto shard = Shard::open(stored.manifest_json, 1 << 20);
        REQUIRE(shard.ok());
        for (std::size_t size = 0; size < block.bytes.size(); ++size) {
            const ExactBytes cut(block.bytes.data(), size);
            const auto parsed = parse_block(stored.manifest, block.kind, block.number, cut.view());
            if (parsed.ok() || parsed.error().code != ErrorCode::kInvalidBlock) FAIL(block.name << " cut at " << size << " was accepted");
            const auto attached = shard.value().attach(block.name, cut.borrowed());
            if (attached.ok() || attached.error().code != ErrorCode::kBlockIntegrity)
                FAIL(block.name << " cut at " << size << " passed the length check");
        }
        const ExactBytes whole(block.bytes);
        CHECK(parse_block(stored.manifest, block.kind, block.number, whole.view()).ok());
        CHECK(shard.value().attach(block.name, whole.borrowed()).ok());
    }
}

TEST_CASE("shard: one byte more than the block is refused") {
    const StoredShard stored = create_shard();
    for (const StoredBlock& block : stored.blocks) {
        std::vector<std::uint8_t> longer = block.bytes;
        longer.push_back(0);
        CHECK_FALSE(parse_block(stored.manifest, block.kind, block.number, ExactBytes(longer).view()).ok());
    }
}

/// The lowest bit, the highest, all: in turn, so that neighbours of a number are changed in different ways.
constexpr std::array<std::uint8_t, 3> kFlips{0x01, 0x80, 0xFF};

TEST_CASE("shard: any byte changed gives block-integrity, and past the hash either an error or a view that is safe to read") {
    const StoredShard stored = create_shard();
    std::uint64_t sum = 0, refused = 0, accepted = 0;
    for (const StoredBlock& block : stored.blocks) {
        auto shard = Shard::open(stored.manifest_json, 1 << 20);
        REQUIRE(shard.ok());
        ExactBytes changed(block.bytes);
        for (std::size_t at = 0; at < block.bytes.size(); ++at) {
            changed.data()[at] = block.bytes[at] ^ kFlips[at % kFlips.size()];
            auto parsed = parse_block(stored.manifest, block.kind, block.number, changed.view());
            if (parsed.ok()) sum += touch(parsed.value(), block_shape(stored.manifest, block.kind, block.number));
            (parsed.ok() ? accepted : refused) += 1;
            const auto attached = shard.value().attach(block.name, changed.borrowed());
            if (attached.ok() || attached.error().code != ErrorCode::kBlockIntegrity)
                FAIL(block.name << ": byte " << at << " changed and accepted");
            changed.data()[at] = block.bytes[at];
        }
    }
    CHECK(refused > 0);
    CHECK(accepted > 0);  // letters of a title may change into other letters
    CHECK(sum > 0);
}

TEST_CASE("shard: random damage to any kind of block never leads out of its bytes") {
    const StoredShard stored = create_shard();
    std::mt19937 random(7);
    std::uint64_t sum = 0;
    for (const StoredBlock& block : stored.blocks) {
        const BlockShape shape = block_shape(stored.manifest, block.kind, block.number);
        for (int round = 0; round < 1500; ++round) {
            std::vector<std::uint8_t> bytes = block.bytes;
            const int changes = 1 + static_cast<int>(random() % 6);
            for (int c = 0; c < changes; ++c) {
                const std::size_t at = random() % bytes.size();
                const std::size_t run = 1 + random() % 8;
                for (std::size_t i = at; i < std::min(bytes.size(), at + run); ++i)
                    bytes[i] = static_cast<std::uint8_t>(random() % 3 == 0 ? 0xFF : random());
            }
            if (random() % 4 == 0) bytes.resize(random() % (bytes.size() + 1));
            const ExactBytes exact(bytes);
            auto parsed = parse_block(stored.manifest, block.kind, block.number, exact.view());
            if (parsed.ok())
                sum += touch(parsed.value(), shape);
            else if (parsed.error().code != ErrorCode::kInvalidBlock)
                FAIL("wrong code for " << block.name);
        }
    }
    CHECK(sum > 0);
}
