#pragma once

#include <memory>
#include <string>

#include "core/store/sqlite_database.h"

namespace maacc {

// Throws Error{Usage} when there is something at the path already, or its folder is not there.
void requireFreePath(const std::string& path);

// Throws Error{BadInput} when there is no file, or one that is empty or a folder.
void requireRunFile(const std::string& path);

// Where a run file is built until it is complete. Whatever an earlier, killed creation left there
// is removed; needs the writer lock of the run.
std::string preparePartialFile(const std::string& path);

// Makes a complete file durable and gives it its name, in one step and never over an existing file.
void publishPartialFile(const std::string& partial, const std::string& path);

// Opens an existing run file as far as file system rights allow: with its write-ahead log where the
// folder can be written, otherwise without leaving anything beside it. Throws Error{BadInput} when
// there is no such file or it is none; for writing also Error{Usage} when its schema is an older
// one.
std::unique_ptr<SqliteDatabase> openRunForReading(const std::string& path);
std::unique_ptr<SqliteDatabase> openRunForWriting(const std::string& path);

}  // namespace maacc
