// What MainWindow writes as models: through the engine, which reads every format.
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QStatusBar>

#include "ui/main_window.h"
#include "ui/pages/results_page.h"

namespace maacc {
namespace {

constexpr int kShownMs = 8000;

QString modelFilter() { return MainWindow::tr("ONNX (*.onnx);;Keras 3 (*.keras)"); }

// A name without an ending gets that of the chosen filter.
QString askForTarget(QWidget* parent, const QString& title, const QString& suggested) {
  QString filter;
  QString target = QFileDialog::getSaveFileName(parent, title, suggested, modelFilter(), &filter);
  const bool named = target.endsWith(".onnx") || target.endsWith(".keras");
  if (!target.isEmpty() && !named) {
    target += filter.contains(".keras") ? ".keras" : ".onnx";
  }
  return target;
}

}  // namespace

void MainWindow::askForConversion() {
  const ModelInfo* model = workspace_.currentModel();
  if (model == nullptr) {
    return;
  }
  const QFileInfo file(model->request.modelPath);
  const QString ending = file.suffix() == "onnx" ? ".keras" : ".onnx";
  const QString target = askForTarget(this, tr("Convert the model"),
                                      file.absolutePath() + '/' + file.completeBaseName() + ending);
  if (!target.isEmpty()) {
    convertModel(target);
  }
}

void MainWindow::askForMutantExport() {
  const RunSession* session = results_->session();
  const QString mutant = results_->currentMutantId();
  if (session == nullptr || mutant.isEmpty()) {
    say(tr("Select a mutant first, then it can be written as a model."));
    return;
  }
  // Operators have colons and lists of units plus signs in them.
  QString name = mutant;
  name.replace(':', '-').replace('+', '_');
  const QString target =
      askForTarget(this, tr("Export mutant %1 as a model").arg(mutant),
                   QFileInfo(session->path()).absolutePath() + '/' + name + ".onnx");
  if (!target.isEmpty()) {
    exportMutant(target);
  }
}

void MainWindow::convertModel(const QString& target) {
  if (const ModelInfo* model = workspace_.currentModel()) {
    writeModel({"convert", model->request.modelPath}, target);
  }
}

void MainWindow::exportMutant(const QString& target) {
  const RunSession* session = results_->session();
  if (session != nullptr && !results_->currentMutantId().isEmpty()) {
    writeModel({"export-mutant", session->path(), "--mutant", results_->currentMutantId()}, target);
  }
}

void MainWindow::writeModel(const QStringList& command, const QString& target) {
  if (!workspace_.engine().found()) {
    say(workspace_.engine().problem);
    return;
  }
  setBusy(tr("Writing %1 …").arg(QFileInfo(target).fileName()));
  modelExport_.start(workspace_.engine().program, command + QStringList{"--out", target, "--json"});
}

void MainWindow::connectModelExport() {
  connect(&modelExport_, &EngineQuery::failed, this, [this](const QString& sentence) {
    setBusy({});
    say(sentence);
  });
  connect(&modelExport_, &EngineQuery::answered, this, [this](const QJsonObject& answer) {
    setBusy({});
    const QString path =
        QDir::toNativeSeparators(answer.value(QLatin1String("written")).toString());
    const QString difference =
        QString::number(answer.value(QLatin1String("difference")).toDouble(), 'g', 2);
    const QString sentence =
        tr("Written: %1. Read again, its logits are the same to %2.").arg(path, difference);
    statusBar()->showMessage(sentence, kShownMs);
    log(Severity::Note, sentence);
  });
}

}  // namespace maacc
