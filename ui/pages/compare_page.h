#pragma once

#include <QWidget>

#include "ui/jobs/background_task.h"
#include "ui/jobs/run_set.h"
#include "ui/models/text_table_model.h"
#include "ui/widgets/run_picker.h"

class QCheckBox;
class QLabel;
class QListWidget;
class QPushButton;
class QStackedWidget;
class QTableView;
class QTabWidget;

namespace maacc {

class Banner;
class ChangesView;
class PageHeader;
class RefreshWhenShown;
class TradeOffView;

// A base run and others: score errors, work and time saved, changed verdicts, saving against error.
// Reads and compares in the background, while it is visible. Run files and tables of sweeps can be
// dropped on it.
class ComparePage : public QWidget {
  Q_OBJECT

 public:
  explicit ComparePage(QWidget* parent = nullptr);

  void setOpenRuns(std::vector<RunChoice> runs) { picker_->setOpenRuns(std::move(runs)); }
  RunPicker& picker() { return *picker_; }
  void addSweepTable(const QString& path);
  void addPublishedResults(const QString& folder);  // those of the base's model
  bool isBusy() const;
  // Null while there is nothing to compare.
  std::shared_ptr<const RunSetComparison> comparison() const { return set_; }

 signals:
  // runPath: of the run whose verdict changed.
  void mutantSelected(const QString& runPath, const QString& basePath, const QString& mutantId);
  void said(const QString& sentence);

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  QWidget* makeSide();
  QWidget* makeContent();
  QWidget* makeOverviewTab();
  QTableView* makeTable(TextTableModel& model, const QString& name, const QString& id);
  void compare();
  void take(const RunSetAnswer& answer);
  void copyLatex();
  void showNotes();
  void askForSweep();
  void askForPublished();

  RunPicker* picker_;
  QCheckBox* force_;
  QPushButton* latex_ = nullptr;
  QPushButton* again_ = nullptr;
  PageHeader* header_ = nullptr;
  Banner* banner_ = nullptr;
  QStackedWidget* stack_ = nullptr;
  QTabWidget* tabs_ = nullptr;
  TextTableModel overview_;
  TextTableModel parts_;
  QListWidget* notes_ = nullptr;
  QLabel* notesTitle_ = nullptr;
  ChangesView* changes_ = nullptr;
  TradeOffView* tradeOff_ = nullptr;
  std::shared_ptr<const RunSetComparison> set_;
  RefreshWhenShown* refresh_;
  BackgroundTask comparing_;
  BackgroundTask sweep_;
  BackgroundTask published_;
};

}  // namespace maacc
