#include "core/data/hdf5_reader.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/data/byte_source.h"
#include "core/hdf5/hdf5_file.h"

namespace maacc {

namespace {

constexpr std::size_t kMostArrays = 10000;
constexpr int kMostLevels = 32;
constexpr uint64_t kMostBytesInMemory = uint64_t{64} << 20;

struct ArrayObject {
  std::string key;
  uint64_t address = 0;
};

std::optional<ElementType> elementType(const Hdf5Type& type) {
  static const std::map<std::string, ElementType> types = {
      {"uint8", ElementType::UInt8},     {"int8", ElementType::Int8},
      {"uint16", ElementType::UInt16},   {"int16", ElementType::Int16},
      {"uint32", ElementType::UInt32},   {"int32", ElementType::Int32},
      {"uint64", ElementType::UInt64},   {"int64", ElementType::Int64},
      {"float16", ElementType::Float16}, {"float32", ElementType::Float32},
      {"float64", ElementType::Float64}, {"bool", ElementType::Bool}};
  const auto found = types.find(type.name);
  return found == types.end() ? std::nullopt : std::optional(found->second);
}

bool isMatlab(const std::string& path) { return leadingBytes(path, 10).starts_with("MATLAB 7.3"); }

Hdf5File openHdf5(const std::string& path) {
  ordinaryFileSize(path);
  return {Hdf5Source::inFile(path), {}, path};
}

// Walks the groups once each, so links that lead back end it.
class ArrayWalk {
 public:
  ArrayWalk(const Hdf5File& file, const std::string& path) : file_(file), path_(path) {}

  std::vector<ArrayObject> all() && {
    visit(file_.root(), "", 0);
    return std::move(arrays_);
  }

 private:
  void visit(uint64_t address, const std::string& key, int level) {
    if (level > kMostLevels || !visited_.insert(address).second) {
      return;
    }
    const auto links = file_.links(address, path_);
    if (!links) {
      add({key, address});
      return;
    }
    for (const Hdf5Link& link : *links) {
      // "#refs#" and "#subsystem#" hold what MATLAB's cells and objects refer to.
      if (link.isHard && !link.name.starts_with("#")) {
        visit(link.address, key.empty() ? link.name : key + "/" + link.name, level + 1);
      }
    }
  }

  void add(ArrayObject array) {
    if (arrays_.size() == kMostArrays) {
      throw Error(ErrorCode::BadInput, path_ + " holds more than the " +
                                           std::to_string(kMostArrays) +
                                           " arrays that are looked at: save only the data and "
                                           "labels.");
    }
    arrays_.push_back(std::move(array));
  }

  const Hdf5File& file_;
  const std::string& path_;
  std::set<uint64_t> visited_;
  std::vector<ArrayObject> arrays_;
};

// Texts of MATLAB are numbers, too, and empty arrays keep their sizes in place of values.
bool isMatlabArray(const Hdf5File& file, uint64_t address) {
  return file.text(address, "MATLAB_class") != "char" && !file.number(address, "MATLAB_empty");
}

std::string parentOf(const std::string& key) {
  const std::size_t end = key.rfind('/');
  return end == std::string::npos ? "" : key.substr(0, end);
}

std::string lowerCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

// The selection inside one group, with full keys; nullopt when usual names do not decide.
std::optional<NpzSelection> selectionIn(const std::string& group,
                                        const std::vector<NpzEntry>& entries,
                                        const NpzWish& wish) {
  const std::string prefix = group.empty() ? "" : group + "/";
  std::vector<NpzEntry> inside;
  for (const NpzEntry& entry : entries) {
    if (parentOf(entry.key) == group) {
      inside.push_back({entry.key.substr(prefix.size()), entry.shape, entry.type});
    }
  }
  auto keys = selectByUsualNames(inside, wish);
  if (keys) {
    keys->dataKey = wish.data ? prefix + keys->dataKey : "";
    keys->labelsKey = wish.labels ? prefix + keys->labelsKey : "";
  }
  return keys;
}

// Samples that stay in their file. Of a chunked array, the last layer of chunks is kept, since
// samples are mostly asked for in order.
class Hdf5Samples : public SampleSource {
 public:
  Hdf5Samples(std::shared_ptr<const Hdf5File> file, Hdf5Dataset dataset, std::string place)
      : file_(std::move(file)), dataset_(std::move(dataset)), place_(std::move(place)) {}

  void read(int64_t first, int64_t count, std::span<std::byte> out) const override {
    const Hdf5Place place{place_, file_->wording()};
    const std::span bytes(reinterpret_cast<unsigned char*>(out.data()), out.size());
    const int64_t step = dataset_.rowsPerBlock();
    if (step == 1) {
      dataset_.readRows(first, count, bytes, place);
    } else {
      for (int64_t row = first; row < first + count;) {
        const int64_t start = row / step * step;
        const int64_t end = std::min({start + step, first + count, dataset_.rowCount()});
        copyFromLayer(start, row, bytes.subspan(rowsTo(row - first), rowsTo(end - row)), place);
        row = end;
      }
    }
    toNativeOrder(out);
  }

  std::string nameOf(int64_t /*sample*/) const override { return ""; }
  bool addTo(Sha256& /*hash*/) const override { return false; }

 private:
  std::size_t rowsTo(int64_t count) const {
    return static_cast<std::size_t>(count) * dataset_.rowBytes();
  }

  void copyFromLayer(int64_t start,
                     int64_t row,
                     std::span<unsigned char> out,
                     const Hdf5Place& place) const {
    const std::lock_guard lock(mutex_);
    if (start != layerStart_) {
      const int64_t count = std::min(dataset_.rowsPerBlock(), dataset_.rowCount() - start);
      layerStart_ = -1;
      layer_.resize(rowsTo(count));
      dataset_.readRows(start, count, layer_, place);
      layerStart_ = start;
    }
    std::memcpy(out.data(), layer_.data() + rowsTo(row - start), out.size());
  }

  void toNativeOrder(std::span<std::byte> out) const {
    const std::size_t size = dataset_.type().bytes;
    for (std::size_t at = 0; dataset_.type().bigEndian && at < out.size(); at += size) {
      std::reverse(out.begin() + static_cast<std::ptrdiff_t>(at),
                   out.begin() + static_cast<std::ptrdiff_t>(at + size));
    }
  }

  std::shared_ptr<const Hdf5File> file_;
  Hdf5Dataset dataset_;
  std::string place_;
  mutable std::mutex mutex_;
  mutable int64_t layerStart_ = -1;  // first row of layer_; -1: none is kept
  mutable Hdf5Block layer_;
};

RawArray arrayOf(const std::shared_ptr<const Hdf5File>& opened,
                 uint64_t address,
                 const std::string& place,
                 bool isMatlab) {
  const Hdf5File& file = *opened;
  std::optional<Hdf5Dataset> dataset = file.dataset(address, place);
  if (!dataset) {
    throw Error(ErrorCode::Usage, place + " is a group, not an array: name one of its arrays.");
  }
  const auto type = elementType(dataset->type());
  if (!type || (isMatlab && !isMatlabArray(file, address))) {
    throw Error(ErrorCode::Unsupported, place + " holds elements of a type that is not read (" +
                                            dataset->type().name +
                                            "): save it as an array of numbers.");
  }
  const Hdf5Place hdf5Place{place, file.wording()};
  dataset->locate(hdf5Place);
  RawArray array{place, dataset->shape(), *type, {}};
  const auto bytes = static_cast<uint64_t>(elementCount(array.shape)) * elementSize(*type);
  if (bytes > kMostBytesInMemory && !isMatlab) {
    array.stored = std::make_shared<Hdf5Samples>(opened, std::move(*dataset), place);
    return array;
  }
  const Hdf5Block values = dataset->readAll(hdf5Place);
  const auto* first = reinterpret_cast<const std::byte*>(values.data());
  array.bytes.assign(first, first + values.size());
  if (dataset->type().bigEndian) {
    swapByteOrder(array);
  }
  if (isMatlab) {
    std::reverse(array.shape.begin(), array.shape.end());
    toRowMajor(array);
  }
  return array;
}

}  // namespace

bool looksLikeHdf5(const std::string& path) {
  ordinaryFileSize(path);
  return Hdf5Source::inFile(path).skipUserBlock();
}

std::vector<NpzEntry> hdf5Entries(const std::string& path) {
  const Hdf5File file = openHdf5(path);
  const bool matlab = isMatlab(path);
  std::vector<NpzEntry> entries;
  for (const ArrayObject& object : ArrayWalk(file, path).all()) {
    const auto dataset = file.dataset(object.address, path + ":" + object.key);
    if (!dataset) {
      continue;  // a named type
    }
    NpzEntry entry{object.key, dataset->shape(), elementType(dataset->type())};
    if (matlab) {
      std::reverse(entry.shape.begin(), entry.shape.end());
      entry.type = isMatlabArray(file, object.address) ? entry.type : std::nullopt;
    }
    entries.push_back(std::move(entry));
  }
  if (entries.empty()) {
    throw Error(ErrorCode::BadInput,
                path + " is an HDF5 file without arrays: name a file that holds data and labels.");
  }
  return entries;
}

NpzSelection selectHdf5Arrays(const std::string& path,
                              const std::vector<NpzEntry>& entries,
                              const NpzWish& wish) {
  if (wish.dataKey.empty() && wish.labelsKey.empty()) {
    std::set<std::string> groups;
    for (const NpzEntry& entry : entries) {
      groups.insert(parentOf(entry.key));
    }
    std::vector<NpzSelection> found;
    std::vector<NpzSelection> ofTests;
    for (const std::string& group : groups) {
      const auto keys = selectionIn(group, entries, wish);
      if (keys && group.empty()) {
        return *keys;
      }
      if (keys) {
        found.push_back(*keys);
      }
      if (keys && lowerCase(group).find("test") != std::string::npos) {
        ofTests.push_back(*keys);
      }
    }
    if (found.size() == 1 || ofTests.size() == 1) {
      return found.size() == 1 ? found.front() : ofTests.front();
    }
  }
  return selectArrays(path, entries, wish);
}

RawArray readHdf5(const std::string& path, const std::string& key) {
  const auto file = std::make_shared<const Hdf5File>(openHdf5(path));
  const std::string place = path + ":" + key;
  const std::optional<uint64_t> address = file->find(key, place);
  if (!address) {
    throw Error(ErrorCode::Usage, path + " has no array \"" + key + "\": it holds " +
                                      npzListing(hdf5Entries(path)) + ".");
  }
  return arrayOf(file, *address, place, isMatlab(path));
}

DataParts readHdf5Parts(const std::string& path, const NpzWish& wish) {
  NpzWish named = wish;
  if (isMatlab(path)) {  // a field of a struct as MATLAB writes it
    std::replace(named.dataKey.begin(), named.dataKey.end(), '.', '/');
    std::replace(named.labelsKey.begin(), named.labelsKey.end(), '.', '/');
  }
  const NpzSelection keys = selectHdf5Arrays(path, hdf5Entries(path), named);
  DataParts parts;
  if (wish.data) {
    parts.data = readHdf5(path, keys.dataKey);
  }
  if (wish.labels) {
    parts.labels = readHdf5(path, keys.labelsKey);
  }
  return parts;
}

}  // namespace maacc
