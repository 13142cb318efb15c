#include "core/hdf5/hdf5_file.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"

namespace maacc {
namespace {

// What the superblock says. Section II.A, and III.C for the entry of the root group.
struct Superblock {
  bool isReadable = false;
  uint64_t addressBytes = 0;
  uint64_t lengthBytes = 0;
  uint64_t end = 0;
  uint64_t root = 0;
};

Superblock readSuperblock(const Hdf5Source& source) {
  const Hdf5Block head = source.block(0, std::min<uint64_t>(source.size(), 96));
  const uint64_t version = hdf5Number(head, 8, 1);
  if (version <= 1) {
    const uint64_t addresses = version == 0 ? 24 : 28;
    return {head.size() >= addresses + 48, hdf5Number(head, 13, 1), hdf5Number(head, 14, 1),
            hdf5Number(head, addresses + 16, 8), hdf5Number(head, addresses + 40, 8)};
  }
  return {version <= 3 && head.size() >= 48, hdf5Number(head, 9, 1), hdf5Number(head, 10, 1),
          hdf5Number(head, 28, 8), hdf5Number(head, 36, 8)};
}

}  // namespace

Hdf5File::Hdf5File(Hdf5Source source, Hdf5Wording wording, const std::string& place)
    : source_(std::move(source)), wording_(std::move(wording)) {
  const bool hasSignature = source_.skipUserBlock();
  const Superblock superblock = hasSignature ? readSuperblock(source_) : Superblock{};
  if (superblock.isReadable && (superblock.addressBytes != 8 || superblock.lengthBytes != 8)) {
    Hdf5Place{place, wording_}.otherForm("is in another variant of HDF5");
  }
  // With a user block, some writers count the end of the file from its start.
  if (!superblock.isReadable || superblock.end > source_.size() + source_.userBlockBytes()) {
    throw Error(ErrorCode::BadInput, place + ": " + wording_.subject +
                                         " is not a readable HDF5 file, it is damaged or "
                                         "truncated; " +
                                         wording_.remedy);
  }
  root_ = superblock.root;
}

Hdf5Object Hdf5File::object(uint64_t address, const std::string& place) const {
  std::optional<Hdf5Object> found = readHdf5Object(source_, address);
  if (!found) {
    Hdf5Place{place, wording_}.damaged("an object cannot be read");
  }
  return std::move(*found);
}

std::optional<std::vector<Hdf5Link>> Hdf5File::links(uint64_t group,
                                                     const std::string& place) const {
  return readHdf5Links(source_, object(group, place), {place, wording_});
}

std::optional<uint64_t> Hdf5File::find(const std::string& path, const std::string& place) const {
  uint64_t current = root_;
  for (size_t start = 0; start < path.size();) {
    const size_t end = std::min(path.find('/', start), path.size());
    const std::string name = path.substr(start, end - start);
    const auto children = links(current, place);
    if (!children) {
      Hdf5Place{place, wording_}.damaged("'" + path.substr(0, start) + "' is not a group");
    }
    const auto child = std::find_if(children->begin(), children->end(),
                                    [&](const Hdf5Link& link) { return link.name == name; });
    if (child == children->end()) {
      return std::nullopt;
    }
    if (!child->isHard) {
      throw Error(ErrorCode::Unsupported,
                  place + ": '" + path.substr(0, end) + "' in " + wording_.subject +
                      " is a soft or external link, which is not allowed; " + wording_.rewrite);
    }
    current = child->address;
    start = end + 1;
  }
  return current;
}

std::optional<Hdf5Attribute> Hdf5File::attribute(uint64_t address, std::string_view name) const {
  const auto found = readHdf5Object(source_, address);
  return found ? readHdf5Attribute(source_, *found, name) : std::nullopt;
}

std::optional<std::string> Hdf5File::text(uint64_t object, std::string_view name) const {
  const auto all = texts(object, name);
  return all && all->size() == 1 ? std::optional(all->front()) : std::nullopt;
}

std::optional<std::vector<std::string>> Hdf5File::texts(uint64_t object,
                                                        std::string_view name) const {
  const auto found = attribute(object, name);
  return found ? hdf5Texts(source_, *found) : std::nullopt;
}

std::optional<double> Hdf5File::number(uint64_t object, std::string_view name) const {
  const auto found = attribute(object, name);
  return found ? hdf5Number(*found) : std::nullopt;
}

std::optional<Hdf5Dataset> Hdf5File::dataset(uint64_t object, const std::string& place) const {
  return Hdf5Dataset::open(source_, this->object(object, place), {place, wording_});
}

}  // namespace maacc
