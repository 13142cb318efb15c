#include "core/data/file_records.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/data/byte_source.h"

namespace maacc {

namespace {

class RecordSource : public SampleSource {
 public:
  RecordSource(std::vector<RecordFile> files, const RecordLayout& layout)
      : files_(std::move(files)), layout_(layout) {
    MAACC_CHECK(layout_.stride >= layout_.sampleBytes);
  }

  void read(int64_t first, int64_t count, std::span<std::byte> out) const override {
    MAACC_CHECK(static_cast<int64_t>(out.size()) == count * layout_.sampleBytes);
    std::span<std::byte> rest = out;
    for (const RecordFile& part : files_) {
      const int64_t here = std::clamp<int64_t>(part.samples - first, 0, count);
      if (here > 0) {
        const auto bytes = static_cast<std::size_t>(here * layout_.sampleBytes);
        readPart(part, first, here, rest.first(bytes));
        rest = rest.subspan(bytes);
        count -= here;
        first += here;
      }
      first -= part.samples;
    }
    MAACC_CHECK(count == 0);
    if (layout_.reversed) {
      swapByteOrder(out, layout_.elementBytes);
    }
  }

  std::string nameOf(int64_t) const override { return {}; }
  bool addTo(Sha256&) const override { return false; }

 private:
  void readPart(const RecordFile& part,
                int64_t first,
                int64_t count,
                std::span<std::byte> out) const {
    const int64_t start = part.firstByte + first * layout_.stride;
    if (layout_.stride == layout_.sampleBytes) {
      part.file->readAt(start, out);
      return;
    }
    const auto bytes = static_cast<std::size_t>(layout_.sampleBytes);
    for (int64_t i = 0; i < count; ++i) {
      part.file->readAt(start + i * layout_.stride,
                        out.subspan(static_cast<std::size_t>(i) * bytes, bytes));
    }
  }

  const std::vector<RecordFile> files_;
  const RecordLayout layout_;
};

}  // namespace

std::shared_ptr<const SampleSource> recordSource(std::vector<RecordFile> files,
                                                 const RecordLayout& layout) {
  return std::make_shared<RecordSource>(std::move(files), layout);
}

}  // namespace maacc
