#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace maacc {

// Thin owner of one SQLite connection. Every failure becomes an Error naming the file: System for a
// full disk, missing rights or a lock of another program, BadInput for damage. A violated
// constraint is a bug (std::logic_error). Not thread-safe.
class SqliteDatabase {
 public:
  enum class Mode {
    ReadWrite,  // must exist
    Create,     // must not exist
    ReadOnly,   // takes part in locking, so the writer may be at work
    Immutable,  // no locks and no files beside it: for media that nobody can write
  };

  SqliteDatabase(const std::string& path, Mode mode);

  const std::string& path() const { return path_; }
  void execute(const std::string& sql);            // one or more statements without values
  int64_t integer(const std::string& sql) const;   // first column of the first row; 0 without a row
  std::string text(const std::string& sql) const;  // likewise; empty without a row
  sqlite3* handle() const { return handle_.get(); }

  // Throws the Error for a result code of SQLite.
  [[noreturn]] void fail(int code) const;

 private:
  struct Closer {
    void operator()(sqlite3* handle) const;
  };
  std::string path_;
  std::unique_ptr<sqlite3, Closer> handle_;
};

// One prepared statement. Values are bound left to right; columns count from 0.
class SqliteStatement {
 public:
  SqliteStatement(const SqliteDatabase& database, const std::string& sql);

  SqliteStatement& bind(int64_t value);
  SqliteStatement& bind(double value);  // NaN is stored as NULL
  SqliteStatement& bind(std::string_view value);
  SqliteStatement& bind(std::span<const std::byte> value);
  SqliteStatement& bindNull();

  bool step();  // true while there is a row
  void run();   // to the end, then ready for new values

  bool isNull(int column) const;
  int64_t integer(int column) const;
  double real(int column) const;
  std::string text(int column) const;
  std::span<const std::byte> blob(int column) const;  // valid until the next step

 private:
  struct Finalizer {
    void operator()(sqlite3_stmt* statement) const;
  };
  void check(int code) const;
  const SqliteDatabase& database_;
  std::unique_ptr<sqlite3_stmt, Finalizer> statement_;
  int bound_ = 0;
};

// BEGIN IMMEDIATE ... COMMIT; rolled back when it goes out of scope without commit().
class SqliteTransaction {
 public:
  explicit SqliteTransaction(SqliteDatabase& database);
  ~SqliteTransaction();
  SqliteTransaction(const SqliteTransaction&) = delete;
  SqliteTransaction& operator=(const SqliteTransaction&) = delete;
  void commit();

 private:
  SqliteDatabase& database_;
  bool open_ = true;
};

// The sentence for a damaged file. detail: a few words.
std::string damagedMessage(const std::string& path, const std::string& detail);

}  // namespace maacc
