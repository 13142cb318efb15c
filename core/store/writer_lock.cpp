#include "core/store/writer_lock.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "core/base/error.h"

namespace maacc {
namespace {

// Links are followed, so that two names of one run share a lock.
std::string lockPathOf(const std::string& runPath) {
  std::error_code ignored;
  const auto canonical = std::filesystem::weakly_canonical(runPath, ignored);
  return (canonical.empty() ? runPath : canonical.string()) + ".lock";
}

struct flock wholeFile() {
  struct flock range {};
  range.l_type = F_WRLCK;
  range.l_whence = SEEK_SET;
  return range;
}

int openOrThrow(const std::string& lockPath, const std::string& runPath) {
  const int descriptor = ::open(lockPath.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor < 0) {
    throw Error(ErrorCode::System,
                runPath + " cannot be written in its folder (" + std::strerror(errno) +
                    "); check the permissions and the free space, or choose another folder");
  }
  return descriptor;
}

// The holder before us may have removed the file between our open and our lock.
bool stillThere(int descriptor, const std::string& lockPath) {
  struct stat held {};
  struct stat named {};
  return ::fstat(descriptor, &held) == 0 && ::stat(lockPath.c_str(), &named) == 0 &&
         held.st_ino == named.st_ino && held.st_dev == named.st_dev;
}

void writeProcessId(int descriptor) {
  const std::string text = std::to_string(::getpid()) + "\n";
  // For people who look; a full disk must not keep anyone from resuming.
  if (::ftruncate(descriptor, 0) == 0) {
    [[maybe_unused]] const auto written = ::pwrite(descriptor, text.data(), text.size(), 0);
  }
}

std::string readProcessId(int descriptor) {
  char buffer[16] = {};
  const auto size = ::pread(descriptor, buffer, sizeof(buffer) - 1, 0);
  const std::string text(buffer, size > 0 ? static_cast<std::size_t>(size) : 0);
  return text.substr(0, text.find('\n'));
}

}  // namespace

WriterLock::WriterLock(const std::string& runPath) : lockPath_(lockPathOf(runPath)) {
  while (descriptor_ < 0) {
    const int descriptor = openOrThrow(lockPath_, runPath);
    struct flock range = wholeFile();
    if (::fcntl(descriptor, F_OFD_SETLK, &range) != 0) {
      const int reason = errno;
      const std::string process = readProcessId(descriptor);
      ::close(descriptor);
      if (reason == EAGAIN || reason == EACCES) {
        throw Error(ErrorCode::Usage, runPath + " is being written by another maacc" +
                                          (process.empty() ? "" : " (process " + process + ")") +
                                          "; wait until it is done or stop it");
      }
      throw Error(ErrorCode::System, "the folder of " + runPath + " does not support locks (" +
                                         std::strerror(reason) +
                                         "); write the run to a local disk");
    }
    if (stillThere(descriptor, lockPath_)) {
      descriptor_ = descriptor;
    } else {
      ::close(descriptor);
    }
  }
  writeProcessId(descriptor_);
}

WriterLock::~WriterLock() {
  // Removed while still held, so nobody can lock a file that is about to go.
  ::unlink(lockPath_.c_str());
  ::close(descriptor_);
}

bool WriterLock::isHeld(const std::string& runPath) {
  const int descriptor = ::open(lockPathOf(runPath).c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return false;
  }
  struct flock range = wholeFile();
  const bool held = ::fcntl(descriptor, F_OFD_GETLK, &range) == 0 && range.l_type != F_UNLCK;
  ::close(descriptor);
  return held;
}

}  // namespace maacc
