#include "checksum.hpp"

#include <vector>

#include "catch.hpp"

namespace {
std::string sha_of(std::string_view text) { return ruyi::sha256_hex({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}); }
}  // namespace

TEST_CASE("checksum: SHA-256 gives the digests that FIPS 180-4's examples print") {
    CHECK(sha_of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(sha_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(sha_of(std::string(1000000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("checksum: SHA-256 does not depend on how the bytes are cut into pieces") {
    std::vector<std::uint8_t> bytes(300);
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * 7 + 3);
    const std::string whole = ruyi::sha256_hex(bytes);
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        ruyi::Sha256 hash;
        hash.update(std::span<const std::uint8_t>(bytes).first(cut));
        hash.update(std::span<const std::uint8_t>(bytes).subspan(cut));
        REQUIRE(ruyi::to_hex(hash.finish()) == whole);
    }
}

TEST_CASE("checksum: FNV-1a gives the reference values of its authors") {
    CHECK(ruyi::fnv1a32("") == 0x811c9dc5u);
    CHECK(ruyi::fnv1a32("a") == 0xe40c292cu);
    CHECK(ruyi::fnv1a32("foobar") == 0xbf9cf968u);
}
