#include "tests/support/run_program.h"

#include <QProcess>

#include "tests/support/test_paths.h"

namespace maacc::test {

ProgramResult runMaacc(const QStringList& arguments, int limitSeconds) {
  QProcess process;
  process.setStandardInputFile(QProcess::nullDevice());
  process.start(QString::fromStdString(program("maacc")), arguments);
  ProgramResult result;
  if (!process.waitForFinished(limitSeconds * 1000)) {
    process.kill();
    process.waitForFinished();
    result.errors =
        "did not start or did not end within its limit: " + process.errorString().toUtf8();
    return result;
  }
  result.exitCode = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
  result.output = process.readAllStandardOutput();
  result.errors = process.readAllStandardError();
  return result;
}

QStringList referenceCase(const std::string& model) {
  const QString folder = QString::fromStdString(referenceDir());
  return {folder + "/models/" + QString::fromStdString(model) + ".keras",
          "--data",
          folder + "/data/mnist-t10k-images-idx3-ubyte.gz",
          "--labels",
          folder + "/data/mnist-t10k-labels-idx1-ubyte.gz",
          "--preprocess",
          "pad=2,repeat-channels=3,scale=1/255"};
}

QStringList sampleCase(const std::string& model) {
  return {QString::fromStdString(sample(model + ".keras")),
          "--data",
          QString::fromStdString(sample("digits-test-images.idx3-ubyte.gz")),
          "--labels",
          QString::fromStdString(sample("digits-test-labels.idx1-ubyte.gz")),
          "--preprocess",
          "scale=1/16"};
}

}  // namespace maacc::test
