#include "core/store/sqlite_database.h"

#include <sqlite3.h>

#include <cstring>
#include <filesystem>
#include <stdexcept>

#include "core/base/error.h"

namespace maacc {
namespace {

constexpr int kBusyTimeoutMs = 10000;

// SQLite gives names such as "file:x" and ":memory:" a meaning of their own; absolute paths are
// safe.
std::string absolutePath(const std::string& path) {
  std::error_code error;
  const std::filesystem::path absolute = std::filesystem::absolute(path, error);
  return error ? path : absolute.string();
}

// path: absolute. '?', '#' and '%' have a meaning in a URI.
std::string immutableUri(const std::string& path) {
  std::string uri = "file://";
  for (char letter : path) {
    switch (letter) {
      case '%':
        uri += "%25";
        break;
      case '?':
        uri += "%3f";
        break;
      case '#':
        uri += "%23";
        break;
      default:
        uri += letter;
    }
  }
  return uri + "?immutable=1";
}

int openFlags(SqliteDatabase::Mode mode) {
  switch (mode) {
    case SqliteDatabase::Mode::ReadWrite:
      return SQLITE_OPEN_READWRITE;
    case SqliteDatabase::Mode::Create:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    case SqliteDatabase::Mode::ReadOnly:
      return SQLITE_OPEN_READONLY;
    case SqliteDatabase::Mode::Immutable:
      return SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
  }
  return SQLITE_OPEN_READONLY;
}

std::string systemReason(sqlite3* handle) {
  const int number = sqlite3_system_errno(handle);
  return number == 0 ? std::string(sqlite3_errmsg(handle)) : std::string(std::strerror(number));
}

}  // namespace

std::string damagedMessage(const std::string& path, const std::string& detail) {
  return path + " is damaged (" + detail + "); restore it from a copy or run the analysis again";
}

void SqliteDatabase::Closer::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }

SqliteDatabase::SqliteDatabase(const std::string& path, Mode mode) : path_(path) {
  const std::string name =
      mode == Mode::Immutable ? immutableUri(absolutePath(path)) : absolutePath(path);
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(name.c_str(), &handle, openFlags(mode), nullptr);
  handle_.reset(handle);
  if (handle == nullptr) {
    throw Error(ErrorCode::System, "not enough memory to open " + path + "; close other programs");
  }
  if (code != SQLITE_OK) {
    fail(code);
  }
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, kBusyTimeoutMs);
  // A run file comes from anywhere: nothing in its schema may run code or write.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
}

void SqliteDatabase::fail(int code) const {
  sqlite3* handle = handle_.get();
  switch (code & 0xff) {
    case SQLITE_FULL:
      throw Error(ErrorCode::System,
                  "the disk is full: " + path_ + " cannot grow; free some space and try again");
    case SQLITE_IOERR:
      if (code == SQLITE_IOERR_SHORT_READ || code == SQLITE_IOERR_CORRUPTFS) {
        throw Error(ErrorCode::BadInput, damagedMessage(path_, "it ends too early"));
      }
      throw Error(ErrorCode::System, "reading or writing " + path_ + " failed (" +
                                         systemReason(handle) +
                                         "); check the disk and its free space and try again");
    case SQLITE_NOMEM:
      throw Error(ErrorCode::System,
                  "not enough memory to use " + path_ + "; close other programs");
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
      throw Error(ErrorCode::System, path_ + " cannot be opened or written (" +
                                         systemReason(handle) +
                                         "); check the permissions of the file and its folder");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      throw Error(ErrorCode::System,
                  path_ + " is locked by another program; close that program and try again");
    case SQLITE_NOTADB:
      throw Error(ErrorCode::BadInput,
                  path_ + " is not a run file of MAACC Studio; give the path of a .maacc file");
    case SQLITE_CONSTRAINT:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
      throw std::logic_error("internal check failed: " + std::string(sqlite3_errmsg(handle)) +
                             " in " + path_ + "; please report this");
    default:
      throw Error(ErrorCode::BadInput, damagedMessage(path_, sqlite3_errmsg(handle)));
  }
}

void SqliteDatabase::execute(const std::string& sql) {
  const int code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) {
    fail(code);
  }
}

int64_t SqliteDatabase::integer(const std::string& sql) const {
  SqliteStatement statement(*this, sql);
  return statement.step() ? statement.integer(0) : 0;
}

std::string SqliteDatabase::text(const std::string& sql) const {
  SqliteStatement statement(*this, sql);
  return statement.step() ? statement.text(0) : std::string();
}

void SqliteStatement::Finalizer::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

SqliteStatement::SqliteStatement(const SqliteDatabase& database, const std::string& sql)
    : database_(database) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v2(database.handle(), sql.c_str(), static_cast<int>(sql.size()),
                                      &statement, nullptr);
  statement_.reset(statement);
  check(code);
}

void SqliteStatement::check(int code) const {
  if (code != SQLITE_OK) {
    database_.fail(code);
  }
}

SqliteStatement& SqliteStatement::bind(int64_t value) {
  check(sqlite3_bind_int64(statement_.get(), ++bound_, value));
  return *this;
}

SqliteStatement& SqliteStatement::bind(double value) {
  check(sqlite3_bind_double(statement_.get(), ++bound_, value));
  return *this;
}

SqliteStatement& SqliteStatement::bind(std::string_view value) {
  // A null pointer would bind NULL instead of the empty text.
  const char* data = value.data() == nullptr ? "" : value.data();
  check(sqlite3_bind_text64(statement_.get(), ++bound_, data, value.size(), SQLITE_TRANSIENT,
                            SQLITE_UTF8));
  return *this;
}

SqliteStatement& SqliteStatement::bind(std::span<const std::byte> value) {
  check(sqlite3_bind_blob64(statement_.get(), ++bound_, value.data(), value.size(),
                            SQLITE_TRANSIENT));
  return *this;
}

SqliteStatement& SqliteStatement::bindNull() {
  check(sqlite3_bind_null(statement_.get(), ++bound_));
  return *this;
}

bool SqliteStatement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code != SQLITE_ROW && code != SQLITE_DONE) {
    database_.fail(code);
  }
  return code == SQLITE_ROW;
}

void SqliteStatement::run() {
  while (step()) {
  }
  check(sqlite3_reset(statement_.get()));
  bound_ = 0;
}

bool SqliteStatement::isNull(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

int64_t SqliteStatement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

double SqliteStatement::real(int column) const {
  return sqlite3_column_double(statement_.get(), column);
}

std::string SqliteStatement::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return data == nullptr ? std::string() : std::string(data, static_cast<std::size_t>(size));
}

std::span<const std::byte> SqliteStatement::blob(int column) const {
  const auto* data = static_cast<const std::byte*>(sqlite3_column_blob(statement_.get(), column));
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return {data, data == nullptr ? 0 : static_cast<std::size_t>(size)};
}

SqliteTransaction::SqliteTransaction(SqliteDatabase& database) : database_(database) {
  database_.execute("BEGIN IMMEDIATE");
}

SqliteTransaction::~SqliteTransaction() {
  if (open_) {
    // Some failures have rolled back already; then this one fails harmlessly.
    sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

void SqliteTransaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace maacc
