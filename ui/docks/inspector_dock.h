#pragma once

#include <QDockWidget>
#include <QPointer>

#include "ui/jobs/model_info.h"
#include "ui/jobs/run_session.h"

class QFormLayout;
class QLabel;

namespace maacc {

class BeforeAfterPanel;
class KillingInputsPanel;
class MutantListPanel;
class MutantTableModel;

// Details of the selected layer, mutant or input.
class InspectorDock : public QDockWidget {
  Q_OBJECT

 public:
  explicit InspectorDock(QWidget* parent = nullptr);

  void setEngine(const QString& program);
  void showNothing();
  void showLayer(const LayerInfo& layer);
  // Names and values of anything else.
  void showFacts(const QString& title,
                 const QString& kind,
                 const std::vector<std::pair<QString, QString>>& facts);
  // model: of the session's run. Killing inputs come later, where the run kept them.
  void showMutant(RunSession& session, int64_t mutantIndex, const MutantTableModel& model);
  // input: a position among the correctly classified ones. The last mutant stays the one that is
  // compared.
  void showInput(RunSession& session, int64_t input, const MutantTableModel& model);
  // The mutant that is shown, on this input.
  void compareOn(RunSession& session, int64_t input);

 signals:
  void mutantChosen(qint64 mutantIndex);
  void markRequested();

 private:
  using Facts = std::vector<std::pair<QString, QString>>;
  QWidget* makeMarkRow();
  void show(const QString& title, const QString& kind, const Facts& facts);
  void hideParts();
  static Facts mutantFacts(const RunDescription& run, int64_t mutantIndex);
  static void addVerdict(const KillRecord& record, qint64 correctInputs, Facts& facts);
  void addGroup(int64_t mutantIndex, const MutantTableModel& model, Facts& facts);
  void showSiblings(const MutantGroup& group, int64_t mutantIndex, const MutantTableModel& model);
  void showMark(const std::string& mutantId);

  QLabel* title_;
  QLabel* kind_;
  QFormLayout* facts_;
  QWidget* markRow_;
  QLabel* mark_;
  KillingInputsPanel* inputs_;
  BeforeAfterPanel* comparison_;
  MutantListPanel* mutants_;
  QPointer<RunSession> session_;
  int64_t mutant_ = -1;
  const KillRecord* record_ = nullptr;  // compared only: whether the verdict is another one
};

}  // namespace maacc
