#include "core/importers/zip_archive.h"

#include <zip.h>

#include <algorithm>
#include <utility>

#include "core/base/error.h"

namespace maacc {
namespace {

constexpr uint64_t kBombFloorBytes = uint64_t{1} << 32;
constexpr uint64_t kBombRatio = 100;
constexpr size_t kChunkBytes = size_t{1} << 20;

struct CloseMember {
  void operator()(zip_file_t* member) const { zip_fclose(member); }
};
using MemberHandle = std::unique_ptr<zip_file_t, CloseMember>;

std::string errorText(zip_error_t& error) {
  std::string text = zip_error_strerror(&error);
  zip_error_fini(&error);
  return text;
}

[[noreturn]] void failOpening(const std::string& place, zip_error_t& error) {
  throw Error(ErrorCode::BadInput,
              place + ": the ZIP archive cannot be read, it is damaged or truncated (" +
                  errorText(error) + "); copy or save the model again");
}

zip_t* openFile(const std::string& path) {
  int code = 0;
  zip_t* archive = zip_open(path.c_str(), ZIP_RDONLY, &code);
  if (archive == nullptr) {
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    failOpening(path, error);
  }
  return archive;
}

zip_t* openBytes(const std::vector<unsigned char>& content, const std::string& place) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(content.data(), content.size(), 0, &error);
  zip_t* archive = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error);
  if (archive == nullptr) {
    zip_source_free(source);
    failOpening(place, error);
  }
  return archive;
}

}  // namespace

struct ZipArchive::Handle {
  std::vector<unsigned char> content;  // what the archive points into, where it is no file
  zip_t* archive = nullptr;

  Handle() = default;
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    if (archive != nullptr) {
      zip_discard(archive);
    }
  }

  std::vector<std::string> names() const {
    std::vector<std::string> names;
    const zip_int64_t count = zip_get_num_entries(archive, 0);
    for (zip_int64_t i = 0; i < count; ++i) {
      const char* name = zip_get_name(archive, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW);
      names.emplace_back(name != nullptr ? name : "");
    }
    return names;
  }
};

ZipArchive::ZipArchive(const std::string& path)
    : place_(path), handle_(std::make_shared<Handle>()) {
  handle_->archive = openFile(path);
  names_ = handle_->names();
}

ZipArchive::ZipArchive(std::vector<unsigned char> content, std::string place)
    : place_(std::move(place)), handle_(std::make_shared<Handle>()) {
  handle_->content = std::move(content);
  handle_->archive = openBytes(handle_->content, place_);
  names_ = handle_->names();
}

bool ZipArchive::has(const std::string& name) const {
  return std::find(names_.begin(), names_.end(), name) != names_.end();
}

std::string ZipArchive::findSuffix(const std::string& suffix) const {
  const auto found = std::find_if(names_.begin(), names_.end(),
                                  [&](const std::string& name) { return name.ends_with(suffix); });
  return found == names_.end() ? std::string() : *found;
}

void ZipArchive::fail(const std::string& name, const std::string& what) const {
  throw Error(ErrorCode::BadInput, place_ + ": member " + name + " " + what +
                                       "; the file is damaged, copy or save the model again");
}

// A name that occurs twice would be read differently by different programs.
uint64_t ZipArchive::indexOf(const std::string& name) const {
  const auto count = std::count(names_.begin(), names_.end(), name);
  if (count != 1) {
    fail(name, count == 0 ? "is missing" : "occurs more than once");
  }
  return static_cast<uint64_t>(std::find(names_.begin(), names_.end(), name) - names_.begin());
}

uint64_t ZipArchive::checkedSize(const std::string& name,
                                 uint64_t index,
                                 uint64_t limitBytes) const {
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_stat_index(handle_->archive, index, 0, &stat) != 0 || (stat.valid & ZIP_STAT_SIZE) == 0 ||
      (stat.valid & ZIP_STAT_COMP_SIZE) == 0) {
    fail(name, "has no size");
  }
  if (stat.size > kBombFloorBytes && stat.size / kBombRatio > stat.comp_size) {
    throw Error(ErrorCode::BadInput, place_ + ": member " + name + " would expand from " +
                                         std::to_string(stat.comp_size) + " to " +
                                         std::to_string(stat.size) +
                                         " bytes, which looks like a ZIP bomb; save the model "
                                         "again");
  }
  if (stat.size > limitBytes) {
    throw Error(ErrorCode::BadInput, place_ + ": member " + name + " is larger than " +
                                         std::to_string(limitBytes) + " bytes");
  }
  return stat.size;
}

std::vector<unsigned char> ZipArchive::read(const std::string& name, uint64_t limitBytes) const {
  const uint64_t index = indexOf(name);
  const uint64_t size = checkedSize(name, index, limitBytes);
  const MemberHandle member(zip_fopen_index(handle_->archive, index, 0));
  if (!member) {
    fail(name, "cannot be opened (" + std::string(zip_strerror(handle_->archive)) + ")");
  }
  // Grown as data arrives: the size in a damaged directory must not decide an allocation.
  std::vector<unsigned char> content;
  while (true) {
    const size_t used = content.size();
    const size_t chunk = std::min<uint64_t>(kChunkBytes, size + 1 - std::min<uint64_t>(used, size));
    content.resize(used + chunk);
    const zip_int64_t got = zip_fread(member.get(), content.data() + used, chunk);
    if (got < 0) {
      fail(name, "cannot be read (" + std::string(zip_file_strerror(member.get())) + ")");
    }
    content.resize(used + static_cast<size_t>(got));
    if (got == 0 || content.size() > size) {
      break;
    }
  }
  if (content.size() != size) {
    fail(name, "has another length than the archive's directory says");
  }
  content.shrink_to_fit();
  return content;
}

std::string ZipArchive::readText(const std::string& name) const {
  const std::vector<unsigned char> bytes = read(name, kTextLimitBytes);
  return {bytes.begin(), bytes.end()};
}

}  // namespace maacc
