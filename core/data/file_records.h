#pragma once

#include <memory>
#include <vector>

#include "core/data/plain_file.h"
#include "core/data/sample_source.h"

namespace maacc {

// Samples at equal distances in a file.
struct RecordFile {
  std::shared_ptr<const PlainFile> file;
  int64_t firstByte = 0;  // of the first sample
  int64_t samples = 0;
};

struct RecordLayout {
  int64_t sampleBytes = 0;
  int64_t stride = 0;  // from one sample to the next, at least sampleBytes
  std::size_t elementBytes = 1;
  bool reversed = false;  // elements in the other byte order
};

// The samples of these files in turn, read when they are asked for. The files must be large enough.
std::shared_ptr<const SampleSource> recordSource(std::vector<RecordFile> files,
                                                 const RecordLayout& layout);

}  // namespace maacc
