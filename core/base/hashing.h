#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace maacc {

// Incremental SHA-256 (FIPS 180-4). Numbers are hashed as little-endian bytes, texts with their
// length first, so that
// ("ab", "c") and ("a", "bc") differ.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  Sha256& bytes(std::span<const std::byte> data);
  Sha256& text(std::string_view text);
  Sha256& number(int64_t value);
  Sha256& number(double value);
  Sha256& floats(std::span<const float> values);

  // 64 hexadecimal digits. The object must not be used afterwards.
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// SHA-256 of a file's content. Throws Error{BadInput} naming the file when it cannot be read.
std::string fileSha256(const std::string& path);

}  // namespace maacc
