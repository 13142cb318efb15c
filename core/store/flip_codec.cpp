#include "core/store/flip_codec.h"

#include "core/base/error.h"

namespace maacc {
namespace {

constexpr int64_t kBitsPerByte = 8;

std::size_t bytesPerClass(int classes) {
  if (classes <= 256) {
    return 1;
  }
  return classes <= 65536 ? 2 : 4;
}

std::size_t bitmapSize(int64_t correctInputs) {
  return static_cast<std::size_t>((correctInputs + kBitsPerByte - 1) / kBitsPerByte);
}

}  // namespace

std::vector<std::byte> encodeFlips(std::span<const Flip> flips,
                                   int64_t correctInputs,
                                   int classes) {
  std::vector<std::byte> bytes(bitmapSize(correctInputs));
  bytes.reserve(bytes.size() + flips.size() * bytesPerClass(classes));
  int64_t previous = -1;
  for (const Flip& flip : flips) {
    MAACC_CHECK(flip.input > previous && flip.input < correctInputs);
    MAACC_CHECK(flip.predictedClass >= 0 && flip.predictedClass < classes);
    previous = flip.input;
    bytes[static_cast<std::size_t>(flip.input / kBitsPerByte)] |=
        std::byte{1} << static_cast<unsigned>(flip.input % kBitsPerByte);
    for (std::size_t i = 0; i < bytesPerClass(classes); ++i) {
      bytes.push_back(
          static_cast<std::byte>(static_cast<uint32_t>(flip.predictedClass) >> (8 * i)));
    }
  }
  return bytes;
}

std::optional<std::vector<Flip>> decodeFlips(std::span<const std::byte> bytes,
                                             int64_t correctInputs,
                                             int classes) {
  const std::size_t bitmap = bitmapSize(correctInputs);
  const std::size_t width = bytesPerClass(classes);
  if (bytes.size() < bitmap || (bytes.size() - bitmap) % width != 0) {
    return std::nullopt;
  }
  std::vector<Flip> flips;
  std::size_t at = bitmap;
  for (std::size_t input = 0; input < bitmap * kBitsPerByte; ++input) {
    const bool set =
        ((bytes[input / kBitsPerByte] >> (input % kBitsPerByte)) & std::byte{1}) != std::byte{0};
    if (!set) {
      continue;
    }
    if (static_cast<int64_t>(input) >= correctInputs || at + width > bytes.size()) {
      return std::nullopt;
    }
    uint32_t predicted = 0;
    for (std::size_t i = 0; i < width; ++i) {
      predicted |= std::to_integer<uint32_t>(bytes[at + i]) << (8 * i);
    }
    at += width;
    if (predicted >= static_cast<uint32_t>(classes)) {
      return std::nullopt;
    }
    flips.push_back({static_cast<int32_t>(input), static_cast<int32_t>(predicted)});
  }
  return at == bytes.size() ? std::optional(std::move(flips)) : std::nullopt;
}

}  // namespace maacc
