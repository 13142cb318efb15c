#include "core/data/dataset.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/base/hashing.h"
#include "core/data/array_selection.h"
#include "core/data/byte_source.h"
#include "core/data/hdf5_reader.h"
#include "core/data/labels.h"
#include "core/data/readers.h"

namespace maacc {

namespace {

enum class FileFormat { Idx, Npy, Npz, Hdf5 };

[[noreturn]] void failUnknown(const std::string& path) {
  const std::string start = leadingBytes(path, 4);
  const std::string what = start.empty() ? " is empty or cannot be unpacked"
                                         : " is neither IDX, NPY nor NPZ, and not HDF5";
  throw Error(ErrorCode::BadInput, path + what +
                                       ": give an IDX file (plain or .gz), or save the array with "
                                       "numpy.save or numpy.savez.");
}

FileFormat formatOf(const std::string& path) {
  if (looksLikeZip(path)) {
    return FileFormat::Npz;
  }
  if (looksLikeNpy(path)) {
    return FileFormat::Npy;
  }
  if (looksLikeHdf5(path)) {
    return FileFormat::Hdf5;
  }
  if (!looksLikeIdx(path)) {
    failUnknown(path);
  }
  return FileFormat::Idx;
}

void refuseKey(const std::string& path, const std::string& key, const char* option) {
  if (!key.empty()) {
    throw Error(ErrorCode::Usage, std::string(option) + " " + key +
                                      " names a member of an .npz archive, but " + path +
                                      " is not one: leave the option out.");
  }
}

RawArray readSingle(const std::string& path,
                    FileFormat format,
                    const std::string& key,
                    const char* option) {
  refuseKey(path, key, option);
  return format == FileFormat::Idx ? readIdx(path) : readNpy(path);
}

struct Arrays {
  RawArray data;
  RawArray labels;
};

// Arrays of an HDF5 file.
Arrays readKeyed(const std::string& path, const NpzWish& wish) {
  const NpzSelection keys = selectHdf5Arrays(path, hdf5Entries(path), wish);
  Arrays arrays;
  arrays.data = wish.data ? readHdf5(path, keys.dataKey) : RawArray{};
  arrays.labels = wish.labels ? readHdf5(path, keys.labelsKey) : RawArray{};
  if (wish.data && wish.labels) {
    alignMatlabSamples(path, arrays.data, arrays.labels);
  }
  return arrays;
}

Arrays readFromOneFile(const DataRequest& request) {
  const std::string& path = request.dataPath;
  const FileFormat format = formatOf(path);
  if (format == FileFormat::Hdf5) {
    return readKeyed(path, {true, true, request.dataKey, request.labelsKey});
  }
  if (format != FileFormat::Npz) {
    throw Error(ErrorCode::Usage,
                path + " holds one array, and no labels are given: name their file with --labels.");
  }
  const NpzSelection keys =
      selectArrays(path, npzEntries(path), {true, true, request.dataKey, request.labelsKey});
  return {readNpz(path, keys.dataKey), readNpz(path, keys.labelsKey)};
}

Arrays readFromTwoFiles(const DataRequest& request) {
  Arrays arrays;
  const FileFormat dataFormat = formatOf(request.dataPath);
  if (dataFormat == FileFormat::Npz) {
    const auto entries = npzEntries(request.dataPath);
    const NpzSelection keys =
        selectArrays(request.dataPath, entries, {true, false, request.dataKey, ""});
    arrays.data = readNpz(request.dataPath, keys.dataKey);
  } else if (dataFormat == FileFormat::Hdf5) {
    arrays.data = readKeyed(request.dataPath, {true, false, request.dataKey, ""}).data;
  } else {
    arrays.data = readSingle(request.dataPath, dataFormat, request.dataKey, "--data-key");
  }
  const FileFormat labelsFormat = formatOf(request.labelsPath);
  if (labelsFormat == FileFormat::Npz) {
    const auto entries = npzEntries(request.labelsPath);
    const NpzSelection keys =
        selectArrays(request.labelsPath, entries, {false, true, "", request.labelsKey});
    arrays.labels = readNpz(request.labelsPath, keys.labelsKey);
  } else if (labelsFormat == FileFormat::Hdf5) {
    arrays.labels = readKeyed(request.labelsPath, {false, true, "", request.labelsKey}).labels;
  } else {
    arrays.labels = readSingle(request.labelsPath, labelsFormat, request.labelsKey, "--labels-key");
  }
  return arrays;
}

void requireSamples(const RawArray& array) {
  if (array.shape.empty()) {
    throw Error(ErrorCode::BadInput,
                array.source +
                    " holds a single number, not an array of samples: name another file or key.");
  }
  if (std::find(array.shape.begin(), array.shape.end(), 0) != array.shape.end()) {
    throw Error(ErrorCode::BadInput, array.source + " is empty (shape " + shapeText(array.shape) +
                                         "): name data with at least one sample.");
  }
}

void checkNotSwapped(const Arrays& arrays) {
  const bool dataAreLabels = holdsOneValuePerSample(arrays.data.shape) || isOneHot(arrays.data);
  const bool labelsAreLabels =
      holdsOneValuePerSample(arrays.labels.shape) || isOneHot(arrays.labels);
  if (dataAreLabels && !labelsAreLabels) {
    throw Error(ErrorCode::BadInput, "Data and labels look swapped: " + arrays.data.source +
                                         " has the shape " + shapeText(arrays.data.shape) +
                                         " and " + arrays.labels.source + " the shape " +
                                         shapeText(arrays.labels.shape) +
                                         "; exchange --data and --labels (or "
                                         "--data-key and --labels-key).");
  }
}

void checkLengths(const Arrays& arrays) {
  if (arrays.data.sampleCount() != arrays.labels.sampleCount()) {
    throw Error(ErrorCode::BadInput, arrays.data.source + " holds " +
                                         std::to_string(arrays.data.sampleCount()) +
                                         " samples, but " + arrays.labels.source + " holds " +
                                         std::to_string(arrays.labels.sampleCount()) +
                                         " labels: name the labels that belong to these samples.");
  }
}

std::string hashOf(const Dataset& dataset) {
  Sha256 hash;
  hash.text("maacc data 1").text(elementTypeName(dataset.samples.type));
  hash.number(static_cast<int64_t>(dataset.samples.shape.size()));
  for (const int64_t size : dataset.samples.shape) {
    hash.number(size);
  }
  hash.bytes(dataset.samples.bytes);
  hash.bytes(std::as_bytes(std::span(dataset.labels)));
  return hash.hex();
}

}  // namespace

Dataset loadDataset(const DataRequest& request) {
  Arrays arrays = request.labelsPath.empty() ? readFromOneFile(request) : readFromTwoFiles(request);
  requireSamples(arrays.data);
  requireSamples(arrays.labels);
  checkNotSwapped(arrays);
  checkLengths(arrays);
  Dataset dataset;
  dataset.labels = readLabels(arrays.labels);
  dataset.labelsSource = arrays.labels.source;
  dataset.samples = std::move(arrays.data);
  dataset.contentHash = hashOf(dataset);
  return dataset;
}

void checkLabels(const Dataset& dataset, const Network& network) {
  const int classes = network.classCount();
  const auto wrong = std::find_if(dataset.labels.begin(), dataset.labels.end(),
                                  [&](int32_t label) { return label >= classes; });
  if (wrong == dataset.labels.end()) {
    return;
  }
  const auto [least, most] = std::minmax_element(dataset.labels.begin(), dataset.labels.end());
  const bool countsFromOne = *least == 1 && *most == classes;
  throw Error(ErrorCode::BadInput,
              dataset.labelsSource + ": sample " + std::to_string(wrong - dataset.labels.begin()) +
                  " has class " + std::to_string(*wrong) + ", but the network " + network.source() +
                  " has " + std::to_string(classes) + " classes, 0 to " +
                  std::to_string(classes - 1) +
                  (countsFromOne ? ": the labels count from 1; subtract 1 from each."
                                 : ": name the labels that belong to this network."));
}

}  // namespace maacc
