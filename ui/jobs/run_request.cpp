#include "ui/jobs/run_request.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

#include "ui/jobs/strategy_arguments.h"

namespace maacc {
namespace {

void addOption(QStringList& arguments, const char* option, const QString& value) {
  if (!value.isEmpty()) {
    arguments << QString::fromLatin1(option) << value;
  }
}

void addData(QStringList& arguments, const ModelRequest& request) {
  addOption(arguments, "--data", request.dataPath);
  addOption(arguments, "--labels", request.labelsPath);
  addOption(arguments, "--data-key", request.dataKey);
  addOption(arguments, "--labels-key", request.labelsKey);
  addOption(arguments, "--labels-from",
            request.labelsFrom > 0 ? QString::number(request.labelsFrom) : QString());
  addOption(arguments, "--preprocess", request.preprocessing);
}

void addMachine(QStringList& arguments, const RunRequest& request) {
  addOption(arguments, "--device", request.device);
  addOption(arguments, "--threads",
            request.threads > 0 ? QString::number(request.threads) : QString());
}

}  // namespace

QStringList inspectArguments(const ModelRequest& request) {
  QStringList arguments{"inspect", request.modelPath};
  if (!request.dataPath.isEmpty()) {
    addData(arguments, request);
  }
  return arguments << "--json";
}

QStringList runArguments(const RunRequest& request) {
  if (request.resume) {
    // The run file knows everything else, and is what decides.
    QStringList arguments{"run", "--resume"};
    addOption(arguments, "--out", request.runPath);
    addMachine(arguments, request);
    return arguments << "--progress"
                     << "json";
  }
  QStringList arguments{"run", request.model.modelPath};
  addData(arguments, request.model);
  addOption(arguments, "--out", request.runPath);
  addOption(arguments, "--operators", request.operators.join(','));
  addOption(arguments, "--layers", request.layers.join(','));
  addOption(arguments, "--kill", QString::fromStdString(criterionName(request.criterion)));
  addOption(arguments, "--evidence", QString::fromStdString(evidenceName(request.evidence)));
  arguments << strategyArguments(request.reduction);
  addOption(arguments, "--seed", QString::number(request.seed));
  addOption(arguments, "--limit-inputs",
            request.limitInputs > 0 ? QString::number(request.limitInputs) : QString());
  addMachine(arguments, request);
  return arguments << "--progress"
                   << "json";
}

QStringList environmentArguments() { return {"environment", "--json"}; }

RunRequest requestToResume(const RunSettings& settings, const QString& runPath) {
  RunRequest request;
  request.model = {QString::fromStdString(settings.modelPath),
                   QString::fromStdString(settings.dataPath),
                   QString::fromStdString(settings.labelsPath),
                   QString::fromStdString(settings.dataKey),
                   QString::fromStdString(settings.labelsKey),
                   QString::fromStdString(settings.preprocessing),
                   settings.labelsFrom};
  for (const std::string& op : settings.operators) {
    request.operators << QString::fromStdString(op);
  }
  for (const std::string& layer : settings.layers) {
    request.layers << QString::fromStdString(layer);
  }
  request.criterion = settings.criterion;
  request.evidence = settings.evidence;
  request.seed = settings.seed;
  request.limitInputs = settings.limitInputs;
  request.runPath = runPath;
  request.resume = true;
  return request;
}

QString suggestRunPath(const QString& modelPath, const QStringList& taken) {
  const QFileInfo model(modelPath);
  QDir folder = model.absoluteDir();
  if (!QFileInfo(folder.absolutePath()).isWritable() ||
      folder.dirName() == QLatin1String("samples")) {
    folder.setPath(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation) +
                   "/MAACC Studio");
  }
  for (int number = 1;; ++number) {
    QString path =
        folder.filePath(QStringLiteral("%1-run%2.maacc").arg(model.completeBaseName()).arg(number));
    if (!QFileInfo::exists(path) && !taken.contains(path)) {
      return path;
    }
  }
}

}  // namespace maacc
