#include "core/importers/keras_archive.h"

#include <zip.h>

#include <algorithm>
#include <memory>

#include "core/base/error.h"

namespace maacc {
namespace {

constexpr zip_uint64_t kBombFloorBytes = zip_uint64_t{1} << 32;
constexpr zip_uint64_t kBombRatio = 100;
constexpr zip_uint64_t kJsonLimitBytes = zip_uint64_t{64} << 20;
constexpr size_t kChunkBytes = size_t{1} << 20;

struct CloseArchive {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct CloseMember {
  void operator()(zip_file_t* member) const { zip_fclose(member); }
};
using ArchiveHandle = std::unique_ptr<zip_t, CloseArchive>;
using MemberHandle = std::unique_ptr<zip_file_t, CloseMember>;

std::string zipErrorText(int code) {
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  std::string text = zip_error_strerror(&error);
  zip_error_fini(&error);
  return text;
}

ArchiveHandle openArchive(const std::string& path) {
  int code = 0;
  ArchiveHandle archive(zip_open(path.c_str(), ZIP_RDONLY, &code));
  if (!archive) {
    throw Error(ErrorCode::BadInput,
                path + ": the ZIP archive cannot be read, it is damaged or truncated (" +
                    zipErrorText(code) + "); copy or save the model again");
  }
  return archive;
}

std::vector<std::string> memberNames(zip_t* archive) {
  std::vector<std::string> names;
  const zip_int64_t count = zip_get_num_entries(archive, 0);
  for (zip_int64_t i = 0; i < count; ++i) {
    const char* name = zip_get_name(archive, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW);
    names.emplace_back(name != nullptr ? name : "");
  }
  return names;
}

class MemberReader {
 public:
  explicit MemberReader(const std::string& path)
      : path_(path), archive_(openArchive(path)), names_(memberNames(archive_.get())) {}

  bool has(const std::string& name) const {
    return std::find(names_.begin(), names_.end(), name) != names_.end();
  }

  bool hasSuffix(const std::string& suffix) const {
    return std::any_of(names_.begin(), names_.end(),
                       [&](const std::string& name) { return name.ends_with(suffix); });
  }

  std::vector<unsigned char> read(const std::string& name, zip_uint64_t limitBytes) const {
    const zip_uint64_t index = indexOf(name);
    const zip_uint64_t size = checkedSize(name, index, limitBytes);
    const MemberHandle member(zip_fopen_index(archive_.get(), index, 0));
    if (!member) {
      fail(name, "cannot be opened (" + std::string(zip_strerror(archive_.get())) + ")");
    }
    // Grown as data arrives: the size in a damaged directory must not decide an allocation.
    std::vector<unsigned char> content;
    while (true) {
      const size_t used = content.size();
      content.resize(used + kChunkBytes);
      const zip_int64_t got = zip_fread(member.get(), content.data() + used, kChunkBytes);
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

 private:
  [[noreturn]] void fail(const std::string& name, const std::string& what) const {
    throw Error(ErrorCode::BadInput, path_ + ": member " + name + " " + what +
                                         "; the file is damaged, copy or save the model again");
  }

  // A name that occurs twice would be read differently by different programs.
  zip_uint64_t indexOf(const std::string& name) const {
    if (std::count(names_.begin(), names_.end(), name) != 1) {
      fail(name, "occurs more than once");
    }
    return static_cast<zip_uint64_t>(std::find(names_.begin(), names_.end(), name) -
                                     names_.begin());
  }

  zip_uint64_t checkedSize(const std::string& name,
                           zip_uint64_t index,
                           zip_uint64_t limitBytes) const {
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_stat_index(archive_.get(), index, 0, &stat) != 0 || (stat.valid & ZIP_STAT_SIZE) == 0 ||
        (stat.valid & ZIP_STAT_COMP_SIZE) == 0) {
      fail(name, "has no size");
    }
    if (stat.size > kBombFloorBytes && stat.size / kBombRatio > stat.comp_size) {
      throw Error(ErrorCode::BadInput,
                  path_ + ": member " + name + " would expand from " +
                      std::to_string(stat.comp_size) + " to " + std::to_string(stat.size) +
                      " bytes, which looks like a ZIP bomb; save the model again");
    }
    if (stat.size > limitBytes) {
      throw Error(ErrorCode::BadInput, path_ + ": member " + name + " is larger than " +
                                           std::to_string(limitBytes) + " bytes");
    }
    return stat.size;
  }

  std::string path_;
  ArchiveHandle archive_;
  std::vector<std::string> names_;
};

std::string readText(const MemberReader& reader, const std::string& name) {
  const std::vector<unsigned char> bytes = reader.read(name, kJsonLimitBytes);
  return {bytes.begin(), bytes.end()};
}

}  // namespace

KerasArchive readKerasArchive(const std::string& path) {
  const MemberReader reader(path);
  if (!reader.has("config.json")) {
    throw Error(ErrorCode::BadInput,
                path +
                    ": the ZIP archive has no config.json, so it is not a Keras 3 model; save it "
                    "with model.save(\"name.keras\")");
  }
  KerasArchive archive;
  archive.configJson = readText(reader, "config.json");
  if (reader.has("metadata.json")) {
    archive.metadataJson = readText(reader, "metadata.json");
  }
  if (reader.has("model.weights.h5")) {
    archive.weights = reader.read("model.weights.h5", zip_uint64_t{1} << 40);
    return archive;
  }
  if (reader.hasSuffix(".weights.npz") || reader.hasSuffix(".weights.json")) {
    throw Error(ErrorCode::Unsupported,
                path +
                    ": the weights are kept as NPZ or in shards; load the model in Keras and save "
                    "it again with model.save(\"name.keras\")");
  }
  throw Error(ErrorCode::BadInput,
              path +
                  ": the archive has no model.weights.h5, so the weights are missing; save the "
                  "model again with model.save(\"name.keras\")");
}

std::vector<std::string> zipMemberNames(const std::string& path) {
  int code = 0;
  const ArchiveHandle archive(zip_open(path.c_str(), ZIP_RDONLY, &code));
  return archive ? memberNames(archive.get()) : std::vector<std::string>{};
}

}  // namespace maacc
