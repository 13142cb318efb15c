#include "core/data/dataset.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/base/hashing.h"
#include "core/data/data_format.h"
#include "core/data/labels.h"

namespace maacc {

namespace {

DataParts readAll(const DataRequest& request) {
  if (request.labelsPath.empty()) {
    return readParts(request.dataPath, {true, true, request.dataKey, request.labelsKey});
  }
  DataParts parts = readParts(request.dataPath, {true, false, request.dataKey, ""});
  DataParts labels = readParts(request.labelsPath, {false, true, "", request.labelsKey});
  parts.labels = std::move(labels.labels);
  parts.classNames = std::move(labels.classNames);
  parts.notes.insert(parts.notes.end(), labels.notes.begin(), labels.notes.end());
  return parts;
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

void checkNotSwapped(const DataParts& arrays) {
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

void checkLengths(const DataParts& arrays) {
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
  dataset.samples.addTo(hash);
  hash.bytes(std::as_bytes(std::span(dataset.labels)));
  return hash.hex();
}

std::string classesNote(const std::string& source, const std::vector<std::string>& names) {
  constexpr std::size_t kMostListed = 20;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kMostListed); ++i) {
    text += (i == 0 ? "" : ", ") + std::to_string(i) + " " + names[i].substr(0, 60);
  }
  const std::string more = names.size() > kMostListed
                               ? " and " + std::to_string(names.size() - kMostListed) + " more"
                               : "";
  return source + ": the classes are " + text + more + ".";
}

}  // namespace

Dataset loadDataset(const DataRequest& request) {
  DataParts arrays = readAll(request);
  requireSamples(arrays.data);
  requireSamples(arrays.labels);
  checkNotSwapped(arrays);
  checkLengths(arrays);
  Dataset dataset;
  dataset.labels = readLabels(arrays.labels, request.labelsFrom);
  dataset.labelsSource = arrays.labels.source;
  dataset.samples = std::move(arrays.data);
  dataset.classNames = std::move(arrays.classNames);
  dataset.notes = std::move(arrays.notes);
  if (!dataset.classNames.empty()) {
    dataset.notes.push_back(classesNote(dataset.labelsSource, dataset.classNames));
  }
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
                  (countsFromOne ? ": the labels count from 1; add --labels-from 1."
                                 : ": name the labels that belong to this network."));
}

}  // namespace maacc
