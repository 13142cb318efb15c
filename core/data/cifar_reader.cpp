#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <utility>

#include "core/base/error.h"
#include "core/data/array_selection.h"
#include "core/data/byte_source.h"
#include "core/data/file_records.h"
#include "core/data/readers.h"

namespace maacc {

namespace {

constexpr int64_t kImageBytes = 3 * 32 * 32;

struct CifarKind {
  const char* key;
  int labels;                  // bytes before the image
  std::array<int, 2> classes;  // of each label
  const char* test;
  std::array<const char*, 5> train;
  const char* names;        // of the classes, beside the batches
  const char* coarseNames;  // null: there are none

  int64_t recordBytes() const { return labels + kImageBytes; }
};

constexpr std::array<CifarKind, 2> kKinds = {{
    {"cifar10",
     1,
     {10, 0},
     "test_batch.bin",
     {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin",
      "data_batch_5.bin"},
     "batches.meta.txt",
     nullptr},
    {"cifar100",
     2,
     {20, 100},
     "test.bin",
     {"train.bin", nullptr, nullptr, nullptr, nullptr},
     "fine_label_names.txt",
     "coarse_label_names.txt"},
}};

struct Batch {
  std::shared_ptr<const PlainFile> file;
  std::vector<std::byte> labels;  // [records, kind.labels]
};

// The labels of all records; nothing where the file cannot be of this kind.
std::optional<Batch> readBatch(const std::string& path, const CifarKind& kind) {
  const auto file = std::make_shared<const PlainFile>(path);
  if (file->size() == 0 || file->size() % kind.recordBytes() != 0) {
    return std::nullopt;
  }
  Batch batch{file, {}};
  const auto perRecord = static_cast<std::size_t>(kind.labels);
  for (int64_t start = 0; start < file->size(); start += kind.recordBytes()) {
    std::array<std::byte, 2> bytes{};
    file->readAt(start, std::span(bytes).first(perRecord));
    for (std::size_t i = 0; i < perRecord; ++i) {
      if (std::to_integer<int>(bytes[i]) >= kind.classes[i]) {
        return std::nullopt;
      }
      batch.labels.push_back(bytes[i]);
    }
  }
  return batch;
}

// A black corner of a CIFAR image looks like the beginning of an IDX file; the size tells.
bool isWholeIdx(const std::string& path) {
  if (!looksLikeIdx(path)) {
    return false;
  }
  try {
    readIdx(path);
    return true;
  } catch (const Error&) {
    return false;
  }
}

std::vector<const CifarKind*> kindsOf(const std::string& path) {
  std::vector<const CifarKind*> kinds;
  for (const CifarKind& kind : kKinds) {
    if (readBatch(path, kind)) {
      kinds.push_back(&kind);
    }
  }
  return kinds;
}

const CifarKind& chosenKind(const std::string& path, const NpzWish& wish) {
  const auto kinds = kindsOf(path);
  if (wish.dataKey.empty() && kinds.size() == 1) {
    return *kinds.front();
  }
  const auto named = std::find_if(kinds.begin(), kinds.end(),
                                  [&](const CifarKind* kind) { return kind->key == wish.dataKey; });
  if (named != kinds.end()) {
    return **named;
  }
  throw Error(ErrorCode::Usage,
              wish.dataKey.empty()
                  ? path + " can be CIFAR-10 and CIFAR-100, by its size and its labels: say which "
                           "with --data-key cifar10 or --data-key cifar100."
                  : path + " cannot be read as \"" + wish.dataKey +
                        "\" (--data-key): it holds CIFAR records (" + kinds.front()->key +
                        "); leave the option out.");
}

// Which of the label bytes is the class.
int labelByte(const CifarKind& kind, const std::string& path, const std::string& key) {
  if (kind.labels == 1 && key.empty()) {
    return 0;
  }
  if (kind.labels == 2 && (key.empty() || key == "fine" || key == "coarse")) {
    return key == "coarse" ? 0 : 1;
  }
  throw Error(ErrorCode::Usage, path + " has no labels \"" + key + "\" (--labels-key): " +
                                    (kind.labels == 1
                                         ? "CIFAR-10 has one kind of label; leave the option out."
                                         : "CIFAR-100 has fine and coarse labels."));
}

DataParts partsOf(const std::vector<Batch>& batches,
                  const CifarKind& kind,
                  const std::string& path,
                  const NpzWish& wish) {
  DataParts parts;
  std::vector<RecordFile> files;
  int64_t samples = 0;
  const int byte = labelByte(kind, path, wish.labelsKey);
  for (const Batch& batch : batches) {
    const int64_t count = batch.file->size() / kind.recordBytes();
    files.push_back({batch.file, kind.labels, count});
    samples += count;
    for (int64_t i = 0; i < count; ++i) {
      parts.labels.bytes.push_back(batch.labels[static_cast<std::size_t>(i * kind.labels + byte)]);
    }
  }
  parts.labels.source = path;
  parts.labels.shape = {samples};
  parts.data = {path, {samples, 3, 32, 32}, ElementType::UInt8, {}};
  parts.data.stored = recordSource(std::move(files), {kImageBytes, kind.recordBytes(), 1, false});
  return parts;
}

std::string pathIn(const std::string& folder, const char* name) {
  return (std::filesystem::path(folder) / name).string();
}

bool isFileIn(const std::string& folder, const char* name) {
  return name != nullptr && std::filesystem::is_regular_file(pathIn(folder, name));
}

bool hasTrain(const std::string& folder, const CifarKind& kind) {
  return std::any_of(kind.train.begin(), kind.train.end(),
                     [&](const char* name) { return isFileIn(folder, name); });
}

const CifarKind* kindOfFolder(const std::string& folder) {
  for (const CifarKind& kind : kKinds) {
    if (isFileIn(folder, kind.test) || hasTrain(folder, kind)) {
      return &kind;
    }
  }
  return nullptr;
}

// Line i is the name of class i; nothing where the file does not have as many.
std::vector<std::string> namesIn(const std::string& path, int classes) {
  constexpr std::size_t kLongestName = 200;
  std::ifstream file(path);
  std::vector<std::string> names;
  std::string line;
  while (static_cast<int>(names.size()) <= classes && std::getline(file, line)) {
    if (!line.empty() && line.back() == '\r') {
      line.pop_back();
    }
    if (line.size() > kLongestName) {
      return {};
    }
    if (!line.empty()) {
      names.push_back(line);
    }
  }
  return static_cast<int>(names.size()) == classes ? names : std::vector<std::string>{};
}

std::vector<std::string> batchNames(const std::string& folder,
                                    const CifarKind& kind,
                                    const std::string& key) {
  const bool test = isFileIn(folder, kind.test);
  const bool train = hasTrain(folder, kind);
  const bool takeTest = key == "test" || key == "all" || (key.empty() && test);
  const bool takeTrain = key == "train" || key == "all" || (key.empty() && !test);
  if ((!takeTest && !takeTrain) || (takeTest && !takeTrain && !test) ||
      (takeTrain && !takeTest && !train)) {
    throw Error(ErrorCode::Usage, folder + " has no part \"" + key + "\" (--data-key): it has " +
                                      (test && train ? "test, train and all"
                                       : test        ? "test"
                                                     : "train") +
                                      ".");
  }
  std::vector<std::string> names;
  for (const char* name : kind.train) {
    if (takeTrain && isFileIn(folder, name)) {
      names.emplace_back(name);
    }
  }
  if (takeTest && test) {
    names.emplace_back(kind.test);
  }
  return names;
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    text += (text.empty() ? "" : ", ") + name;
  }
  return text;
}

}  // namespace

bool looksLikeCifar(const std::string& path) {
  ordinaryFileSize(path);
  return !kindsOf(path).empty() && !isWholeIdx(path);
}

DataParts readCifar(const std::string& path, const NpzWish& wish) {
  const CifarKind& kind = chosenKind(path, wish);
  std::vector<Batch> batches;
  if (auto batch = readBatch(path, kind)) {
    batches.push_back(std::move(*batch));
  }
  return partsOf(batches, kind, path, wish);
}

bool looksLikeCifarFolder(const std::string& path) { return kindOfFolder(path) != nullptr; }

DataParts readCifarFolder(const std::string& path, const NpzWish& wish) {
  const CifarKind& kind = *kindOfFolder(path);
  const auto names = batchNames(path, kind, wish.dataKey);
  std::vector<Batch> batches;
  for (const std::string& name : names) {
    auto batch = readBatch(pathIn(path, name.c_str()), kind);
    if (!batch) {
      throw Error(ErrorCode::BadInput,
                  pathIn(path, name.c_str()) + " is not a batch of " + kind.key +
                      ": its size is no multiple of " + std::to_string(kind.recordBytes()) +
                      " bytes, or a label is out of range; download or unpack it again.");
    }
    batches.push_back(std::move(*batch));
  }
  DataParts parts = partsOf(batches, kind, path, wish);
  const bool coarse = wish.labelsKey == "coarse";
  const char* file = coarse ? kind.coarseNames : kind.names;
  const int classes = kind.classes[kind.labels == 1 || coarse ? 0 : 1];
  parts.classNames = isFileIn(path, file) ? namesIn(pathIn(path, file), classes)
                                          : std::vector<std::string>{};
  parts.notes.push_back(path + ": " + listed(names) + " are read; --data-key test, train or all " +
                        "chooses the batches.");
  return parts;
}

}  // namespace maacc
