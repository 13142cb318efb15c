#include <png.h>

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstring>

#include "core/base/error.h"
#include "core/data/image_codec.h"
#include "core/data/preprocessing.h"

// libpng reports errors by longjmp, so nothing with a destructor lives in a function that calls setjmp.

namespace maacc {

namespace {

constexpr png_alloc_size_t kMostChunkBytes = png_alloc_size_t{8} << 20;

struct PngInput {
  const std::byte* bytes = nullptr;
  std::size_t size = 0;
  std::size_t at = 0;
  std::array<char, 120> problem{};
};

struct PngHeader {
  png_uint_32 width = 0;
  png_uint_32 height = 0;
  int depth = 0;
  int colour = 0;
  bool transparent = false;
};

void onError(png_structp png, png_const_charp message) {
  auto* input = static_cast<PngInput*>(png_get_error_ptr(png));
  std::strncpy(input->problem.data(), message, input->problem.size() - 1);
  png_longjmp(png, 1);
}

// What libpng only warns of does not change pixels.
void onWarning(png_structp, png_const_charp) {}

void onRead(png_structp png, png_bytep out, png_size_t count) {
  auto* input = static_cast<PngInput*>(png_get_io_ptr(png));
  if (count > input->size - input->at) {
    png_error(png, "it is cut short");
  }
  std::memcpy(out, input->bytes + input->at, count);
  input->at += count;
}

// False: failed, see the input's problem.
bool readHeader(png_structp png, png_infop info, PngHeader& header) {
  if (setjmp(png_jmpbuf(png)) != 0) {
    return false;
  }
  png_read_info(png, info);
  png_get_IHDR(png, info, &header.width, &header.height, &header.depth, &header.colour, nullptr,
               nullptr, nullptr);
  header.transparent = png_get_valid(png, info, PNG_INFO_tRNS) != 0;
  return true;
}

// rows: of 3 bytes per pixel for colour pictures, otherwise of `channels`.
bool readRows(png_structp png, png_infop info, const PngHeader& header, int channels, png_bytepp rows) {
  if (setjmp(png_jmpbuf(png)) != 0) {
    return false;
  }
  png_set_strip_16(png);
  png_set_packing(png);
  if (header.colour == PNG_COLOR_TYPE_PALETTE) {
    png_set_palette_to_rgb(png);
  } else if ((header.colour & PNG_COLOR_MASK_COLOR) == 0) {
    png_set_expand_gray_1_2_4_to_8(png);
    if (channels == 3) {
      png_set_gray_to_rgb(png);
    }
  }
  // A palette with transparency expands to alpha, which goes like any other.
  png_set_strip_alpha(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  const auto wanted = static_cast<png_size_t>(header.width) * static_cast<png_size_t>(channels);
  if (png_get_rowbytes(png, info) != wanted) {
    png_error(png, "its rows have an unexpected length");
  }
  png_read_image(png, rows);
  png_read_end(png, nullptr);
  return true;
}

class PngReader {
 public:
  PngReader(std::span<const std::byte> file, const std::string& name) : name_(name) {
    input_.bytes = file.data();
    input_.size = file.size();
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, &input_, onError, onWarning);
    info_ = png_ == nullptr ? nullptr : png_create_info_struct(png_);
    if (info_ == nullptr) {
      png_destroy_read_struct(&png_, nullptr, nullptr);
      throw Error(ErrorCode::System, "memory is missing to decode " + name);
    }
    png_set_read_fn(png_, &input_, onRead);
    png_set_user_limits(png_, kLargestStepSize, kLargestStepSize);
    png_set_chunk_malloc_max(png_, kMostChunkBytes);
    png_set_chunk_cache_max(png_, 64);
  }
  ~PngReader() { png_destroy_read_struct(&png_, &info_, nullptr); }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;

  PngHeader header() {
    PngHeader header;
    if (!readHeader(png_, info_, header)) {
      failDamagedImage(name_, input_.problem.data());
    }
    return header;
  }

  void pixels(const PngHeader& header, int64_t channels, std::span<std::byte> out) {
    std::vector<png_bytep> rows(header.height);
    const std::size_t rowBytes = header.width * static_cast<std::size_t>(channels);
    MAACC_CHECK(out.size() == rows.size() * rowBytes);
    for (std::size_t row = 0; row < rows.size(); ++row) {
      rows[row] = reinterpret_cast<png_bytep>(out.data() + row * rowBytes);
    }
    if (!readRows(png_, info_, header, static_cast<int>(channels), rows.data())) {
      failDamagedImage(name_, input_.problem.data());
    }
  }

 private:
  const std::string& name_;
  PngInput input_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
};

}  // namespace

ImageFacts pngFacts(std::span<const std::byte> file, const std::string& name) {
  const PngHeader header = PngReader(file, name).header();
  const ImageFacts facts{header.height, header.width, (header.colour & PNG_COLOR_MASK_COLOR) != 0,
                         header.transparent || (header.colour & PNG_COLOR_MASK_ALPHA) != 0};
  requireSaneSize(facts, file.size(), name);
  if (header.depth == 16) {
    throw Error(ErrorCode::Unsupported, name + " has 16 bits per channel: convert it to 8 bits, or "
                                               "save the pictures as an array with numpy.save.");
  }
  return facts;
}

void decodePng(std::span<const std::byte> file,
               std::span<std::byte> pixels,
               int64_t channels,
               const std::string& name) {
  PngReader reader(file, name);
  const PngHeader header = reader.header();
  reader.pixels(header, channels, pixels);
}

}  // namespace maacc
