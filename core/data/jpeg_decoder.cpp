#include <cstdio>

#include <jerror.h>
#include <jpeglib.h>

#include <algorithm>
#include <array>
#include <csetjmp>

#include "core/base/error.h"
#include "core/data/image_codec.h"

// libjpeg reports errors through a function that must not return, so nothing with a destructor lives
// in a function that calls setjmp.

namespace maacc {

namespace {

// A progressive file of a few bytes per scan could keep the decoder busy for hours.
constexpr int kMostScans = 200;

struct JpegErrors {
  jpeg_error_mgr manager{};
  std::jmp_buf escape{};
  std::array<char, JMSG_LENGTH_MAX> problem{};
};

[[noreturn]] void onError(j_common_ptr decoder) {
  auto* errors = reinterpret_cast<JpegErrors*>(decoder->err);
  (*decoder->err->format_message)(decoder, errors->problem.data());
  std::longjmp(errors->escape, 1);
}

// What is only untidy is let pass; what leaves pixels undefined is damage.
void onMessage(j_common_ptr decoder, int level) {
  if (level >= 0) {
    return;
  }
  switch (decoder->err->msg_code) {
    case JWRN_EXTRANEOUS_DATA:
    case JWRN_ADOBE_XFORM:
    case JWRN_JFIF_MAJOR:
    case JWRN_TOO_MUCH_DATA:
    case JWRN_BOGUS_ICC:
      return;
    default:
      onError(decoder);
  }
}

void onProgress(j_common_ptr decoder) {
  if (reinterpret_cast<j_decompress_ptr>(decoder)->input_scan_number > kMostScans) {
    decoder->err->msg_code = JERR_BAD_PROGRESSION;
    onError(decoder);
  }
}

bool readHeader(jpeg_decompress_struct& decoder,
                JpegErrors& errors,
                jpeg_progress_mgr& progress,
                const std::byte* bytes,
                std::size_t size) {
  if (setjmp(errors.escape) != 0) {
    return false;
  }
  jpeg_create_decompress(&decoder);
  decoder.progress = &progress;
  jpeg_mem_src(&decoder, reinterpret_cast<const unsigned char*>(bytes), size);
  jpeg_read_header(&decoder, TRUE);
  return true;
}

bool readRows(jpeg_decompress_struct& decoder,
              JpegErrors& errors,
              int channels,
              unsigned char* pixels,
              std::size_t size) {
  if (setjmp(errors.escape) != 0) {
    return false;
  }
  decoder.out_color_space = channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_start_decompress(&decoder);
  const std::size_t rowBytes =
      static_cast<std::size_t>(decoder.output_width) * static_cast<std::size_t>(channels);
  if (decoder.output_components != channels || rowBytes * decoder.output_height != size) {
    decoder.err->msg_code = JERR_BAD_LENGTH;
    onError(reinterpret_cast<j_common_ptr>(&decoder));
  }
  while (decoder.output_scanline < decoder.output_height) {
    JSAMPROW row = pixels + decoder.output_scanline * rowBytes;
    jpeg_read_scanlines(&decoder, &row, 1);
  }
  jpeg_finish_decompress(&decoder);
  return true;
}

class JpegReader {
 public:
  JpegReader(std::span<const std::byte> file, const std::string& name) : name_(name) {
    decoder_.err = jpeg_std_error(&errors_.manager);
    errors_.manager.error_exit = onError;
    errors_.manager.emit_message = onMessage;
    progress_.progress_monitor = onProgress;
    if (!readHeader(decoder_, errors_, progress_, file.data(), file.size())) {
      const std::string problem = errors_.problem.data();
      jpeg_destroy_decompress(&decoder_);
      failDamagedImage(name_, problem);
    }
  }
  ~JpegReader() { jpeg_destroy_decompress(&decoder_); }
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;

  const jpeg_decompress_struct& header() const { return decoder_; }

  void pixels(int64_t channels, std::span<std::byte> out) {
    if (!readRows(decoder_, errors_, static_cast<int>(channels),
                  reinterpret_cast<unsigned char*>(out.data()), out.size())) {
      failDamagedImage(name_, errors_.problem.data());
    }
  }

 private:
  const std::string& name_;
  JpegErrors errors_;
  jpeg_progress_mgr progress_{};
  jpeg_decompress_struct decoder_{};
};

}  // namespace

ImageFacts jpegFacts(std::span<const std::byte> file, const std::string& name) {
  const JpegReader reader(file, name);
  const jpeg_decompress_struct& header = reader.header();
  const ImageFacts facts{header.image_height, header.image_width,
                         header.jpeg_color_space != JCS_GRAYSCALE, false};
  requireSaneSize(facts, file.size(), name);
  const J_COLOR_SPACE space = header.jpeg_color_space;
  if (space != JCS_GRAYSCALE && space != JCS_YCbCr && space != JCS_RGB) {
    throw Error(ErrorCode::Unsupported,
                name + " is a JPEG picture in CMYK or another colour space: convert it to RGB.");
  }
  return facts;
}

void decodeJpeg(std::span<const std::byte> file,
                std::span<std::byte> pixels,
                int64_t channels,
                const std::string& name) {
  JpegReader(file, name).pixels(channels, pixels);
}

}  // namespace maacc
