#pragma once

#include <QByteArray>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>
#include <string>

#include "core/data/dataset.h"
#include "core/model/network.h"
#include "tests/support/test_paths.h"

namespace maacc::test {

inline std::string dataFixture(const std::string& name) { return fixture("data/fixtures/" + name); }

inline QByteArray fileBytes(const std::string& path) {
  QFile file(QString::fromStdString(path));
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// Writes a file into `folder` and returns its path.
inline std::string writeFile(const QTemporaryDir& folder,
                             const char* name,
                             const QByteArray& bytes) {
  const QString path = folder.filePath(name);
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
    qFatal("%s cannot be written", qPrintable(path));
  }
  return path.toStdString();
}

inline std::vector<double> allValues(const RawArray& array) {
  std::vector<double> values(static_cast<std::size_t>(elementCount(array.shape)));
  array.copyTo(0, values);
  return values;
}

// A classifier with this input (canonical) and weights of zero.
inline Network makeNetwork(const Shape& inputShape, int classes = 10, bool channelsLast = true) {
  Network network("net.keras");
  LayerId last = network.add("input", InputLayer{inputShape, channelsLast}, {});
  if (inputShape.size() > 1) {
    last = network.add("flatten", FlattenLayer{channelsLast}, {last});
  }
  const Tensor kernel = zeros({classes, elementCount(inputShape)});
  last = network.add("dense", DenseLayer{kernel, zeros({classes}), {}}, {last});
  network.finish(last);
  return network;
}

// Samples with values 0, 1, 2, ... and labels 0.
inline Dataset countingDataset(const Shape& shape) {
  Dataset dataset;
  dataset.samples.source = "numbers.npy";
  dataset.samples.shape = shape;
  dataset.samples.type = ElementType::Float32;
  std::vector<float> values(static_cast<std::size_t>(elementCount(shape)));
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<float>(i);
  }
  const auto bytes = std::as_bytes(std::span(values));
  dataset.samples.bytes.assign(bytes.begin(), bytes.end());
  dataset.labels.assign(static_cast<std::size_t>(shape.front()), 0);
  dataset.labelsSource = "labels.npy";
  return dataset;
}

}  // namespace maacc::test
