#include "ui/samples.h"

#include <QCoreApplication>
#include <QDir>

namespace maacc {
namespace {

QString tr(const char* source) { return QCoreApplication::translate("maacc::Samples", source); }

QString defaultFolder() {
  const QString installed =
      QCoreApplication::applicationDirPath() + "/../share/maacc-studio/samples";
  return QDir(installed).exists() ? QDir(installed).canonicalPath()
                                  : QStringLiteral(MAACC_SOURCE_SAMPLES_DIR);
}

}  // namespace

std::vector<Sample> findSamples(const QString& folder) {
  const QDir dir(folder.isEmpty() ? defaultFolder() : folder);
  const auto digits = [&](const QString& id, const QString& title, const QString& description) {
    return Sample{id,
                  title,
                  description,
                  {dir.absoluteFilePath(id + ".keras"),
                   dir.absoluteFilePath("digits-test-images.idx3-ubyte.gz"),
                   dir.absoluteFilePath("digits-test-labels.idx1-ubyte.gz"),
                   {},
                   {},
                   "scale=1/16"}};
  };
  std::vector<Sample> samples = {
      digits(
          "digits-mlp", tr("Digits, dense network"),
          tr("Handwritten digits of 8 × 8 pixels and a small dense network. A run takes seconds.")),
      digits("digits-cnn", tr("Digits, convolutional network"),
             tr("The same digits and a small convolutional network."))};
  std::erase_if(samples, [](const Sample& s) {
    return !QFile::exists(s.request.modelPath) || !QFile::exists(s.request.dataPath) ||
           !QFile::exists(s.request.labelsPath);
  });
  return samples;
}

}  // namespace maacc
