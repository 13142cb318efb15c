#pragma once

#include <QDockWidget>
#include <QPointer>

#include "ui/jobs/model_info.h"
#include "ui/jobs/run_session.h"

class QFormLayout;
class QLabel;
class QTableWidget;

namespace maacc {

// Details of the selected layer or mutant.
class InspectorDock : public QDockWidget {
  Q_OBJECT

 public:
  explicit InspectorDock(QWidget* parent = nullptr);

  void showNothing();
  void showLayer(const LayerInfo& layer);
  // Names and values of anything else.
  void showFacts(const QString& title,
                 const QString& kind,
                 const std::vector<std::pair<QString, QString>>& facts);
  // record: null while untested. Killing inputs come later, where the run kept them.
  void showMutant(RunSession& session, int64_t mutantIndex, const KillRecord* record);

 private:
  using Facts = std::vector<std::pair<QString, QString>>;
  void show(const QString& title, const QString& kind, const Facts& facts);
  static void addVerdict(const KillRecord& record, qint64 correctInputs, Facts& facts);
  void showInputs(qint64 mutantIndex, const std::vector<Flip>& flips);
  void showInputsFailure(qint64 mutantIndex, const QString& sentence);
  void askForInputs(RunSession& session, const KillRecord* record);

  QLabel* title_;
  QLabel* kind_;
  QFormLayout* facts_;
  QLabel* inputsNote_;
  QTableWidget* inputs_;
  QPointer<RunSession> session_;
  int64_t mutant_ = -1;
  bool tested_ = false;  // the mutant had its verdict when its inputs were asked for
};

}  // namespace maacc
