#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "core/base/hashing.h"

namespace maacc {

// Where the samples of an array come from when they are not kept in memory. Thread-safe.
class SampleSource {
 public:
  virtual ~SampleSource() = default;

  // Samples first .. first + count - 1 into `out`, which has exactly their size: native byte order,
  // row-major. Throws Error{BadInput} naming the file when it is damaged or was changed since it was
  // opened.
  virtual void read(int64_t first, int64_t count, std::span<std::byte> out) const = 0;

  // What messages call a sample: "cats/7.png"; empty where it has no name of its own.
  virtual std::string nameOf(int64_t sample) const = 0;

  // Adds the content to `hash` where that is cheaper than reading all samples; false: it was not.
  virtual bool addTo(Sha256& hash) const = 0;
};

}  // namespace maacc
