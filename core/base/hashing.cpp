#include "core/base/hashing.h"

#include <openssl/evp.h>

#include <array>
#include <bit>
#include <fstream>
#include <vector>

#include "core/base/error.h"

namespace maacc {

static_assert(std::endian::native == std::endian::little,
              "hashes are defined on little-endian bytes");

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  MAACC_CHECK(state_->context != nullptr);
  MAACC_CHECK(EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr) == 1);
}

Sha256::~Sha256() { EVP_MD_CTX_free(state_->context); }

Sha256& Sha256::bytes(std::span<const std::byte> data) {
  MAACC_CHECK(EVP_DigestUpdate(state_->context, data.data(), data.size()) == 1);
  return *this;
}

Sha256& Sha256::text(std::string_view text) {
  number(static_cast<int64_t>(text.size()));
  return bytes(std::as_bytes(std::span(text)));
}

Sha256& Sha256::number(int64_t value) { return bytes(std::as_bytes(std::span(&value, 1))); }

Sha256& Sha256::number(double value) { return bytes(std::as_bytes(std::span(&value, 1))); }

Sha256& Sha256::floats(std::span<const float> values) {
  number(static_cast<int64_t>(values.size()));
  return bytes(std::as_bytes(values));
}

std::string Sha256::hex() {
  std::array<unsigned char, 32> digest{};
  unsigned int length = 0;
  MAACC_CHECK(EVP_DigestFinal_ex(state_->context, digest.data(), &length) == 1);
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (unsigned char byte : digest) {
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  }
  return text;
}

std::string fileSha256(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw Error(ErrorCode::BadInput,
                "cannot read " + path + "; check that it exists and is readable");
  }
  Sha256 hash;
  std::vector<char> block(1U << 20U);
  while (file) {
    file.read(block.data(), static_cast<std::streamsize>(block.size()));
    hash.bytes(std::as_bytes(std::span(block.data(), static_cast<std::size_t>(file.gcount()))));
  }
  if (file.bad()) {
    throw Error(ErrorCode::BadInput,
                "reading " + path + " failed part-way; check the disk and try again");
  }
  return hash.hex();
}

}  // namespace maacc
