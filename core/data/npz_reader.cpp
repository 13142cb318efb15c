#include <zip.h>

#include <algorithm>
#include <memory>

#include "core/base/error.h"
#include "core/data/byte_source.h"
#include "core/data/npy_format.h"
#include "core/data/readers.h"

namespace maacc {

namespace {

constexpr int64_t kMostMembers = 10000;

struct CloseArchive {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct CloseMember {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using Archive = std::unique_ptr<zip_t, CloseArchive>;

[[noreturn]] void failDamaged(const std::string& source, const std::string& reason) {
  throw Error(ErrorCode::BadInput, source + " cannot be unpacked (" + reason +
                                       "): save it again with numpy.savez or copy it again.");
}

Archive openArchive(const std::string& path) {
  ordinaryFileSize(path);
  int code = 0;
  Archive archive(zip_open(path.c_str(), ZIP_RDONLY, &code));
  if (!archive) {
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    const std::string reason = zip_error_strerror(&error);
    zip_error_fini(&error);
    failDamaged(path, reason);
  }
  const int64_t members = zip_get_num_entries(archive.get(), 0);
  if (members > kMostMembers) {
    throw Error(ErrorCode::BadInput, path + " holds " + std::to_string(members) +
                                         " members, more than the " + std::to_string(kMostMembers) +
                                         " that are looked at: save only the data "
                                         "and labels.");
  }
  return archive;
}

class ZipMember : public ByteSource {
 public:
  ZipMember(zip_t* archive, zip_uint64_t index, const std::string& name, int64_t archiveSize)
      : ByteSource(name) {
    zip_stat_t facts;
    zip_stat_init(&facts);
    if (zip_stat_index(archive, index, 0, &facts) != 0) {
      failDamaged(name, zip_strerror(archive));
    }
    checkFacts(facts);
    const int64_t stored = std::min<int64_t>(static_cast<int64_t>(facts.comp_size), archiveSize);
    const bool deflated = facts.comp_method == ZIP_CM_DEFLATE;
    const int64_t possible = deflated ? stored * kLargestDeflateRatio : stored;
    setLimit(std::min<int64_t>(static_cast<int64_t>(facts.size), possible), deflated);
    file_.reset(zip_fopen_index(archive, index, 0));
    if (!file_) {
      failDamaged(name, zip_strerror(archive));
    }
  }

 protected:
  std::size_t readSome(std::span<std::byte> out) override {
    const zip_int64_t count = zip_fread(file_.get(), out.data(), out.size());
    if (count < 0) {
      failDamaged(name(), zip_file_strerror(file_.get()));
    }
    return static_cast<std::size_t>(count);
  }

 private:
  void checkFacts(const zip_stat_t& facts) const {
    constexpr zip_uint64_t kNeeded = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD;
    constexpr zip_uint64_t kLargest = zip_uint64_t{1} << 50U;
    if ((facts.valid & kNeeded) != kNeeded || facts.size > kLargest || facts.comp_size > kLargest) {
      failDamaged(name(), "its size is missing or impossible");
    }
    if (facts.comp_method != ZIP_CM_STORE && facts.comp_method != ZIP_CM_DEFLATE) {
      throw Error(ErrorCode::Unsupported,
                  name() + " is packed with ZIP method " + std::to_string(facts.comp_method) +
                      "; stored and deflated members are read: save it again with "
                      "numpy.savez or numpy.savez_compressed.");
    }
    if ((facts.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && facts.encryption_method != ZIP_EM_NONE) {
      throw Error(ErrorCode::Unsupported,
                  name() + " is encrypted: unpack it and save it without a password.");
    }
  }

  std::unique_ptr<zip_file_t, CloseMember> file_;
};

constexpr std::string_view kSuffix = ".npy";

// Key of member `index`, empty for members that are no arrays.
std::string memberKey(zip_t* archive, zip_uint64_t index) {
  const char* name = zip_get_name(archive, index, 0);
  const std::string_view text = name == nullptr ? "" : name;
  return text.ends_with(kSuffix) ? std::string(text.substr(0, text.size() - kSuffix.size()))
                                 : std::string();
}

template <class Action>
void forEachArray(zip_t* archive, Action&& action) {
  const auto members = static_cast<zip_uint64_t>(zip_get_num_entries(archive, 0));
  for (zip_uint64_t index = 0; index < members; ++index) {
    const std::string key = memberKey(archive, index);
    if (!key.empty()) {
      action(index, key);
    }
  }
}

}  // namespace

bool looksLikeZip(const std::string& path) {
  const std::string magic = leadingBytes(path, 4);
  return magic == "PK\x03\x04" || magic == "PK\x05\x06";
}

std::vector<std::string> npzKeys(const std::string& path) {
  std::vector<std::string> keys;
  const Archive archive = openArchive(path);
  forEachArray(archive.get(), [&](zip_uint64_t, const std::string& key) { keys.push_back(key); });
  return keys;
}

std::vector<NpzEntry> npzEntries(const std::string& path) {
  std::vector<NpzEntry> entries;
  const Archive archive = openArchive(path);
  const int64_t size = ordinaryFileSize(path);
  forEachArray(archive.get(), [&](zip_uint64_t index, const std::string& key) {
    ZipMember member(archive.get(), index, path + ":" + key, size);
    const NpyHeader header = readNpyHeader(member);
    entries.push_back({key, header.shape, header.type});
  });
  return entries;
}

RawArray readNpz(const std::string& path, const std::string& key) {
  const Archive archive = openArchive(path);
  const zip_int64_t index = zip_name_locate(archive.get(), (key + std::string(kSuffix)).c_str(), 0);
  if (index < 0) {
    throw Error(ErrorCode::Usage, path + " has no array \"" + key + "\": it holds " +
                                      npzListing(npzEntries(path)) + ".");
  }
  ZipMember member(archive.get(), static_cast<zip_uint64_t>(index), path + ":" + key,
                   ordinaryFileSize(path));
  return readNpyArray(member);
}

std::string npzListing(const std::vector<NpzEntry>& entries) {
  constexpr std::size_t kMostListed = 12;
  std::string text;
  for (std::size_t i = 0; i < std::min(entries.size(), kMostListed); ++i) {
    const NpzEntry& entry = entries[i];
    text += (i == 0 ? "" : ", ") + entry.key + " " + shapeText(entry.shape) + " " +
            (entry.type ? elementTypeName(*entry.type) : "of a type that is not read");
  }
  if (entries.size() > kMostListed) {
    text += " and " + std::to_string(entries.size() - kMostListed) + " more";
  }
  return text.empty() ? "no arrays" : text;
}

}  // namespace maacc
