#include "core/data/plain_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/base/error.h"
#include "core/data/byte_source.h"

namespace maacc {

namespace {

[[noreturn]] void failChanged(const std::string& path) {
  throw Error(ErrorCode::BadInput,
              path + " was changed while it was being read: start again when nothing writes to it.");
}

}  // namespace

PlainFile::PlainFile(const std::string& path) : path_(path) {
  ordinaryFileSize(path);
  descriptor_ = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat facts {};
  if (descriptor_ < 0 || fstat(descriptor_, &facts) != 0) {
    const std::string reason = std::strerror(errno);
    if (descriptor_ >= 0) {
      close(descriptor_);
    }
    throw Error(ErrorCode::BadInput,
                path + " cannot be opened (" + reason + "): check its permissions.");
  }
  size_ = facts.st_size;
  changed_ = facts.st_mtim;
}

PlainFile::~PlainFile() { close(descriptor_); }

void PlainFile::readAt(int64_t offset, std::span<std::byte> out) const {
  while (!out.empty()) {
    const ssize_t count = pread(descriptor_, out.data(), out.size(), offset);
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count < 0) {
      throw Error(ErrorCode::BadInput, path_ + " cannot be read (" + std::strerror(errno) +
                                           "): copy it to another disk.");
    }
    if (count == 0) {
      failChanged(path_);
    }
    offset += count;
    out = out.subspan(static_cast<std::size_t>(count));
  }
  requireUnchanged();
}

void PlainFile::requireUnchanged() const {
  struct stat facts {};
  if (fstat(descriptor_, &facts) != 0 || facts.st_size != size_ ||
      facts.st_mtim.tv_sec != changed_.tv_sec || facts.st_mtim.tv_nsec != changed_.tv_nsec) {
    failChanged(path_);
  }
}

}  // namespace maacc
