#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace maacc {

enum class ImageFormat { Unknown, Png, Jpeg };

// By the first bytes of a file.
ImageFormat imageFormatOf(std::span<const std::byte> start);

struct ImageFacts {
  int64_t height = 0;
  int64_t width = 0;
  bool colour = false;  // red, green and blue; a palette counts as colour
  bool alpha = false;   // transparency, which is left out on decoding
  bool operator==(const ImageFacts&) const = default;
};

// From the header of a whole PNG or JPEG file in memory; name is for messages. Throws
// Error{BadInput} for a damaged header or a size that the file cannot fill, Error{Unsupported} for 16
// bits per channel and for CMYK.
ImageFacts imageFacts(std::span<const std::byte> file, const std::string& name);

// Pixels [height, width, channels], uint8; channels is 1 (of grey pictures only) or 3, where grey is
// repeated. Transparency is left out, gamma and orientation are not applied: as PIL's convert("RGB").
// Throws like imageFacts, also when the picture is cut short or its size is not that of `facts`.
std::vector<std::byte> decodeImage(std::span<const std::byte> file,
                                   const ImageFacts& facts,
                                   int64_t channels,
                                   const std::string& name);

// For the two decoders: throws unless the size is from 1 to 16384 and the file long enough for it.
void requireSaneSize(const ImageFacts& facts, std::size_t fileBytes, const std::string& name);
[[noreturn]] void failDamagedImage(const std::string& name, const std::string& reason);

ImageFacts pngFacts(std::span<const std::byte> file, const std::string& name);
void decodePng(std::span<const std::byte> file,
               std::span<std::byte> pixels,
               int64_t channels,
               const std::string& name);
ImageFacts jpegFacts(std::span<const std::byte> file, const std::string& name);
void decodeJpeg(std::span<const std::byte> file,
                std::span<std::byte> pixels,
                int64_t channels,
                const std::string& name);

}  // namespace maacc
