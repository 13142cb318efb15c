#include "ui/jobs/readable_model.h"

#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>

#include "core/base/error.h"
#include "core/importers/import_model.h"
#include "core/importers/torch_importer.h"
#include "ui/jobs/engine_locator.h"
#include "ui/jobs/engine_process.h"

namespace maacc {
namespace {

constexpr int kPatienceMs = 10 * 60 * 1000;

QString sizesText(const Shape& shape) {
  QStringList sizes;
  for (const int64_t size : shape) {
    sizes << QString::number(size);
  }
  return sizes.join(',');
}

// Writes the model as ONNX into the folder.
QString convert(const QString& path, const Shape& inputShape, const QTemporaryDir& folder) {
  const EngineLocation engine = rememberedEngine();
  if (!engine.found()) {
    throw Error(ErrorCode::System, engine.problem.toStdString());
  }
  QString target = folder.filePath("model.onnx");
  QStringList arguments{"convert", path, "--out", target};
  if (!inputShape.empty()) {
    arguments << "--input-shape" << sizesText(inputShape);
  }
  QProcess process;
  process.start(engine.program, arguments, QIODevice::ReadOnly);
  const bool ended = process.waitForFinished(kPatienceMs);
  if (!ended || process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0) {
    const QString said = lastErrorSentence(process.readAllStandardError());
    process.kill();
    process.waitForFinished();
    throw Error(ErrorCode::System,
                said.isEmpty() ? path.toStdString() + ": the engine could not convert the model"
                               : said.toStdString());
  }
  return target;
}

}  // namespace

Network readModel(const QString& path, const Shape& inputShape) {
  if (!looksLikeTorchScript(path.toStdString())) {
    return importModel(path.toStdString());
  }
  const QTemporaryDir folder;
  return importModel(convert(path, inputShape, folder).toStdString());
}

}  // namespace maacc
