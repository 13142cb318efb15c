#include "core/data/data_format.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <utility>

#include "core/base/error.h"
#include "core/data/byte_source.h"
#include "core/data/hdf5_reader.h"

namespace maacc {

namespace {

constexpr std::array kFormats = {
    DataFormat{.name = "PyTorch tensors",
               .recognises = looksLikeTorchData,
               .entries = torchEntries,
               .readEntry = readTorch},
    DataFormat{.name = "NumPy .npz",
               .recognises = looksLikeZip,
               .entries = npzEntries,
               .readEntry = readNpz},
    DataFormat{.name = "NumPy .npy", .recognises = looksLikeNpy, .readArray = readNpy},
    DataFormat{.name = "MATLAB 5",
               .recognises = looksLikeMat,
               .entries = matEntries,
               .readEntry = readMat},
    DataFormat{
        .name = "HDF5 and MATLAB 7.3", .recognises = looksLikeHdf5, .readParts = readHdf5Parts},
    DataFormat{.name = "CIFAR binary", .recognises = looksLikeCifar, .readParts = readCifar},
    DataFormat{.name = "IDX", .recognises = looksLikeIdx, .readArray = readIdx},
    DataFormat{.name = "CSV", .recognises = looksLikeCsv, .readParts = readCsv},
    DataFormat{.name = "a folder of CIFAR batches",
               .ofFolders = true,
               .recognises = looksLikeCifarFolder,
               .readParts = readCifarFolder},
    DataFormat{.name = "a folder of PNG and JPEG pictures by class",
               .ofFolders = true,
               .recognises = looksLikeImageFolder,
               .readParts = readImageFolder},
};

// What people have that is not read, and what to do then.
struct Foreign {
  std::size_t offset;
  std::string_view mark;
  const char* advice;
};
constexpr std::array<Foreign, 6> kForeign = {{
    {257, "ustar", " is a tar archive: unpack it and name a file or folder in it."},
    {0, "\x80\x02",
     " is a Python pickle, which is not read because it can run programs: take the "
     "binary version of the data, or save arrays with numpy.savez."},
    {0, "\x80\x03",
     " is a Python pickle, which is not read because it can run programs: take the "
     "binary version of the data, or save arrays with numpy.savez."},
    {0, "\x80\x04",
     " is a Python pickle, which is not read because it can run programs: take the "
     "binary version of the data, or save arrays with numpy.savez."},
    {0, "\xFF\xD8\xFF",
     " is a single picture: name the folder that has a sub-folder of pictures "
     "for every class."},
    {0, "\x89PNG",
     " is a single picture: name the folder that has a sub-folder of pictures for "
     "every class."},
}};

std::string formatNames(bool ofFolders) {
  std::string names;
  for (const DataFormat& format : kFormats) {
    if (format.ofFolders == ofFolders) {
      names += (names.empty() ? "" : ", ") + std::string(format.name);
    }
  }
  return names;
}

bool isFolder(const std::string& path) {
  std::error_code problem;
  return std::filesystem::is_directory(path, problem);
}

[[noreturn]] void failUnknown(const std::string& path) {
  constexpr std::size_t kLookedAt = 512;
  if (isFolder(path)) {
    throw Error(ErrorCode::BadInput, path + " is a folder, but not one that is read (" +
                                         formatNames(true) +
                                         "): name a folder of data, or a file.");
  }
  const std::string start = leadingBytes(path, kLookedAt);
  for (const Foreign& foreign : kForeign) {
    if (start.size() > foreign.offset &&
        std::string_view(start).substr(foreign.offset).starts_with(foreign.mark)) {
      throw Error(ErrorCode::BadInput, path + foreign.advice);
    }
  }
  throw Error(ErrorCode::BadInput,
              path +
                  (start.empty() ? " is empty or cannot be unpacked"
                                 : " is in none of the formats that are read") +
                  " (" + formatNames(false) +
                  "): save the array with numpy.save or numpy.savez, or name another file.");
}

void refuseKey(const std::string& path, const std::string& key, const char* option) {
  if (!key.empty()) {
    throw Error(ErrorCode::Usage, std::string(option) + " " + key +
                                      " names one of several arrays, but " + path +
                                      " holds only one: leave the option out.");
  }
}

DataParts readByKey(const DataFormat& format, const std::string& path, const NpzWish& wish) {
  const NpzSelection keys = selectArrays(path, format.entries(path), wish);
  DataParts parts;
  if (wish.data) {
    parts.data = format.readEntry(path, keys.dataKey);
  }
  if (wish.labels) {
    parts.labels = format.readEntry(path, keys.labelsKey);
  }
  return parts;
}

DataParts readOnlyArray(const DataFormat& format, const std::string& path, const NpzWish& wish) {
  if (wish.data && wish.labels) {
    throw Error(ErrorCode::Usage,
                path + " holds one array, and no labels are given: name their file with --labels.");
  }
  refuseKey(path, wish.dataKey, "--data-key");
  refuseKey(path, wish.labelsKey, "--labels-key");
  DataParts parts;
  (wish.data ? parts.data : parts.labels) = format.readArray(path);
  return parts;
}

}  // namespace

std::span<const DataFormat> dataFormats() { return kFormats; }

const DataFormat& formatOf(const std::string& path) {
  const bool folder = isFolder(path);
  const auto found = std::find_if(kFormats.begin(), kFormats.end(), [&](const DataFormat& format) {
    return format.ofFolders == folder && format.recognises(path);
  });
  if (found == kFormats.end()) {
    failUnknown(path);
  }
  return *found;
}

DataParts readParts(const std::string& path, const NpzWish& wish) {
  const DataFormat& format = formatOf(path);
  if (format.readParts != nullptr) {
    return format.readParts(path, wish);
  }
  return format.entries != nullptr ? readByKey(format, path, wish)
                                   : readOnlyArray(format, path, wish);
}

}  // namespace maacc
