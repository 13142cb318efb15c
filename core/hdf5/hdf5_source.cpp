#include "core/hdf5/hdf5_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/base/error.h"

namespace maacc {
namespace {

constexpr std::string_view kSignature = "\x89HDF\r\n\x1a\n";
constexpr uint64_t kFirstUserBlock = 512;

bool readAll(int file, uint64_t at, std::span<unsigned char> out) {
  while (!out.empty()) {
    const ssize_t got = pread(file, out.data(), out.size(), static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0) {
      return false;
    }
    out = out.subspan(static_cast<size_t>(got));
    at += static_cast<uint64_t>(got);
  }
  return true;
}

}  // namespace

Hdf5Source Hdf5Source::inMemory(Hdf5Block bytes) {
  Hdf5Source source;
  source.bytes_ = std::move(bytes);
  source.size_ = source.bytes_.size();
  return source;
}

Hdf5Source Hdf5Source::inFile(const std::string& path) {
  Hdf5Source source;
  source.file_ = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat facts {};
  if (source.file_ < 0 || fstat(source.file_, &facts) != 0 || !S_ISREG(facts.st_mode)) {
    throw Error(ErrorCode::BadInput, path + ": the file cannot be opened; check its permissions");
  }
  source.size_ = static_cast<uint64_t>(facts.st_size);
  return source;
}

Hdf5Source::Hdf5Source(Hdf5Source&& other) noexcept
    : bytes_(std::move(other.bytes_)),
      file_(std::exchange(other.file_, -1)),
      size_(std::exchange(other.size_, 0)),
      start_(std::exchange(other.start_, 0)) {}

Hdf5Source::~Hdf5Source() {
  if (file_ >= 0) {
    close(file_);
  }
}

bool Hdf5Source::skipUserBlock() {
  for (uint64_t at = 0; at < size_; at = std::max(2 * at, kFirstUserBlock)) {
    if (hdf5HasSignature(block(at, kSignature.size()), kSignature)) {
      start_ = at;
      return true;
    }
  }
  return false;
}

bool Hdf5Source::read(uint64_t at, std::span<unsigned char> out) const {
  if (at > size() || out.size() > size() - at) {
    return false;
  }
  if (file_ >= 0) {
    return readAll(file_, start_ + at, out);
  }
  std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(start_ + at), out.size(), out.begin());
  return true;
}

Hdf5Block Hdf5Source::block(uint64_t at, uint64_t length) const {
  if (at > size() || length > size() - at) {
    return {};
  }
  Hdf5Block bytes(length);
  if (!read(at, bytes)) {
    bytes.clear();
  }
  return bytes;
}

}  // namespace maacc
