#include "core/data/image_codec.h"

#include <array>
#include <cstring>

#include "core/base/error.h"
#include "core/data/preprocessing.h"

namespace maacc {

namespace {

// deflate packs at most 1032:1, a JPEG block of 64 pixels takes at least two bits.
constexpr int64_t kMostPixelsPerByte = 1032;

constexpr std::array<unsigned char, 8> kPngMark = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
constexpr std::array<unsigned char, 3> kJpegMark = {0xFF, 0xD8, 0xFF};

template <std::size_t kSize>
bool startsWith(std::span<const std::byte> bytes, const std::array<unsigned char, kSize>& mark) {
  return bytes.size() >= kSize && std::memcmp(bytes.data(), mark.data(), kSize) == 0;
}

}  // namespace

ImageFormat imageFormatOf(std::span<const std::byte> start) {
  if (startsWith(start, kPngMark)) {
    return ImageFormat::Png;
  }
  return startsWith(start, kJpegMark) ? ImageFormat::Jpeg : ImageFormat::Unknown;
}

void failDamagedImage(const std::string& name, const std::string& reason) {
  throw Error(ErrorCode::BadInput, name + " is a damaged picture (" + reason +
                                       "): copy it again or leave it out.");
}

void requireSaneSize(const ImageFacts& facts, std::size_t fileBytes, const std::string& name) {
  const bool sane = facts.height >= 1 && facts.height <= kLargestStepSize && facts.width >= 1 &&
                    facts.width <= kLargestStepSize &&
                    facts.height * facts.width * 3 <= kLargestSampleValues;
  if (!sane) {
    throw Error(ErrorCode::BadInput, name + " claims to have " + std::to_string(facts.height) + "x" +
                                         std::to_string(facts.width) +
                                         " pixels, more than are read: make it smaller.");
  }
  if (facts.height * facts.width / kMostPixelsPerByte > static_cast<int64_t>(fileBytes)) {
    failDamagedImage(name, "it is too short for its size");
  }
}

ImageFacts imageFacts(std::span<const std::byte> file, const std::string& name) {
  switch (imageFormatOf(file)) {
    case ImageFormat::Png:
      return pngFacts(file, name);
    case ImageFormat::Jpeg:
      return jpegFacts(file, name);
    case ImageFormat::Unknown:
      break;
  }
  throw Error(ErrorCode::Unsupported,
              name + " is neither a PNG nor a JPEG picture: convert it to one of these.");
}

std::vector<std::byte> decodeImage(std::span<const std::byte> file,
                                   const ImageFacts& facts,
                                   int64_t channels,
                                   const std::string& name) {
  if (imageFacts(file, name) != facts) {
    throw Error(ErrorCode::BadInput, name + " was changed while it was being read: start again when "
                                            "nothing writes to it.");
  }
  MAACC_CHECK(channels == 3 || (channels == 1 && !facts.colour));
  std::vector<std::byte> pixels(static_cast<std::size_t>(facts.height * facts.width * channels));
  const auto decode = imageFormatOf(file) == ImageFormat::Png ? decodePng : decodeJpeg;
  decode(file, pixels, channels, name);
  return pixels;
}

}  // namespace maacc
