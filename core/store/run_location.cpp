#include "core/store/run_location.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "core/base/error.h"
#include "core/store/run_schema.h"
#include "core/store/writer_lock.h"

namespace maacc {
namespace {

namespace fs = std::filesystem;

// Below this size every page is checked whenever a run is opened (a fraction of a second).
constexpr std::uintmax_t kCheckedOnReading = 64U << 20U;

std::string folderOf(const std::string& path) {
  const fs::path folder = fs::path(path).parent_path();
  return folder.empty() ? "." : folder.string();
}

bool mayWrite(const std::string& path) {
  return ::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) == 0;
}

void syncOrThrow(const std::string& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  const int reason = errno;
  if (descriptor >= 0) {
    ::close(descriptor);
  }
  // Some file systems cannot sync a folder; that is not a reason to give up.
  if (!synced && reason != EINVAL && reason != EACCES) {
    throw Error(ErrorCode::System, "writing " + path + " failed (" + std::strerror(reason) +
                                       "); check the disk and its free space and try again");
  }
}

[[noreturn]] void throwExists(const std::string& path) {
  throw Error(ErrorCode::Usage,
              path + " exists already; add --resume to finish that run, or choose another name");
}

// What SQLite itself would find out too late: without rights on the folder it can neither make nor
// remove the files of the write-ahead log.
SqliteDatabase::Mode readingMode(const std::string& link) {
  std::error_code error;
  const std::string path = fs::canonical(link, error).string();  // SQLite follows links too
  if (mayWrite(path) && mayWrite(folderOf(path))) {
    return SqliteDatabase::Mode::ReadWrite;
  }
  const auto logSize = fs::file_size(path + "-wal", error);
  const bool logMatters = !error && logSize > 0;
  return logMatters || WriterLock::isHeld(path) ? SqliteDatabase::Mode::ReadOnly
                                                : SqliteDatabase::Mode::Immutable;
}

void checkReadOnly(const SqliteDatabase& database) {
  try {
    database.integer("SELECT count(*) FROM sqlite_schema");
  } catch (const Error& error) {
    if (error.code() != ErrorCode::System) {
      throw;
    }
    throw Error(ErrorCode::System,
                database.path() +
                    " was not closed and its folder cannot be written; copy it with " +
                    database.path() + "-wal to a folder that can be written and open it there");
  }
}

// SQLite reads a last page that was cut off as if zeros followed.
void requireWholePages(const SqliteDatabase& database) {
  std::error_code error;
  const auto size = fs::file_size(database.path(), error);
  const auto page = static_cast<std::uintmax_t>(database.integer("PRAGMA page_size"));
  if (!error && page > 0 && size % page != 0) {
    throw Error(ErrorCode::BadInput, damagedMessage(database.path(), "it ends too early"));
  }
}

}  // namespace

void requireRunFile(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) {
    throw Error(ErrorCode::BadInput, "there is no run file " + path + "; check the path");
  }
  if (!fs::is_regular_file(status)) {
    throw Error(ErrorCode::BadInput,
                path + (fs::is_directory(status) ? " is a folder" : " is a device") +
                    ", not a run file; give the path of a .maacc file");
  }
  if (::faccessat(AT_FDCWD, path.c_str(), R_OK, AT_EACCESS) != 0) {
    throw Error(ErrorCode::System,
                path + " cannot be read (" + std::strerror(errno) + "); check its permissions");
  }
  if (fs::file_size(path, error) == 0) {
    throw Error(ErrorCode::BadInput, path + " is empty, not a run file; check the path");
  }
}

void requireFreePath(const std::string& path) {
  std::error_code error;
  if (path.empty()) {
    throw Error(ErrorCode::Usage, "the run file has no name; give one with --out");
  }
  if (fs::symlink_status(path, error).type() != fs::file_type::not_found) {
    throwExists(path);
  }
  if (!fs::is_directory(folderOf(path), error)) {
    throw Error(ErrorCode::Usage, "the folder " + folderOf(path) + " for " + path +
                                      " does not exist; create it or choose another place");
  }
}

std::string preparePartialFile(const std::string& path) {
  std::string partial = path + ".partial";
  if (::unlink(partial.c_str()) != 0 && errno != ENOENT) {
    throw Error(ErrorCode::System,
                partial + " is in the way (" + std::strerror(errno) + "); remove it and try again");
  }
  ::unlink((partial + "-wal").c_str());
  ::unlink((partial + "-shm").c_str());
  return partial;
}

void publishPartialFile(const std::string& partial, const std::string& path) {
  syncOrThrow(partial, O_RDWR);
  int result = ::renameat2(AT_FDCWD, partial.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE);
  if (result != 0 && (errno == EINVAL || errno == ENOSYS)) {
    // This file system cannot do both in one step; the writer lock keeps other runs away.
    requireFreePath(path);
    result = std::rename(partial.c_str(), path.c_str());
  }
  if (result != 0 && errno == EEXIST) {
    throwExists(path);
  }
  if (result != 0) {
    throw Error(ErrorCode::System, path + " cannot be created (" + std::strerror(errno) +
                                       "); check the permissions and the free space of its folder");
  }
  syncOrThrow(folderOf(path), O_RDONLY | O_DIRECTORY);
}

std::unique_ptr<SqliteDatabase> openRunForReading(const std::string& path) {
  requireRunFile(path);
  const SqliteDatabase::Mode mode = readingMode(path);
  auto database = std::make_unique<SqliteDatabase>(path, mode);
  if (mode == SqliteDatabase::Mode::ReadOnly) {
    checkReadOnly(*database);
  }
  // A reader with rights may recover and tidy up the log of a killed writer, but changes nothing.
  database->execute("PRAGMA query_only = ON; PRAGMA cell_size_check = ON");
  std::error_code error;
  checkRunSchema(*database, fs::file_size(path, error) <= kCheckedOnReading);
  requireWholePages(*database);
  return database;
}

std::unique_ptr<SqliteDatabase> openRunForWriting(const std::string& path) {
  requireRunFile(path);
  if (!mayWrite(path)) {
    throw Error(ErrorCode::System,
                path + " cannot be written (" + std::strerror(errno) + "); check its permissions");
  }
  auto database = std::make_unique<SqliteDatabase>(path, SqliteDatabase::Mode::ReadWrite);
  checkRunSchema(*database, true);
  requireCurrentSchema(*database);
  requireWholePages(*database);
  database->execute(
      "PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON; PRAGMA synchronous = FULL");
  return database;
}

}  // namespace maacc
