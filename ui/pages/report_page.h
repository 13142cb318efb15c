#pragma once

#include <QTimer>
#include <QWidget>
#include <memory>

#include "core/report/report_document.h"
#include "ui/jobs/background_task.h"
#include "ui/jobs/report_order.h"
#include "ui/widgets/run_picker.h"

class QPlainTextEdit;
class QPushButton;
class QStackedWidget;
class QTabWidget;
class QTextBrowser;
class QTextDocument;

namespace maacc {

class Banner;
class PageHeader;
class RefreshWhenShown;
class ReportOptions;
class ReportTablesView;
class ReportText;

// A report of runs: what it will say, and its files. Reads, sets and writes in the background,
// while it is visible.
class ReportPage : public QWidget {
  Q_OBJECT

 public:
  explicit ReportPage(QWidget* parent = nullptr);
  ~ReportPage() override;

  void setOpenRuns(std::vector<RunChoice> runs);
  ReportOptions& options() { return *options_; }
  bool isBusy() const;
  // Null while no run is chosen.
  const std::shared_ptr<const ReportDocument>& report() const { return report_; }
  const QStringList& written() const { return written_; }  // of the last time

 signals:
  void said(const QString& sentence);

 protected:
  void changeEvent(QEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  QWidget* makeContent();
  QWidget* makeMethodTab();
  void read();
  void take(std::shared_ptr<const ReportDocument> report);
  void showPreview();
  void setMore();
  void copyMethod(bool asLatex);
  void write();
  void showWritten(const QStringList& paths);

  ReportOptions* options_;
  PageHeader* header_;
  Banner* banner_;
  QPushButton* openFolder_;
  QStackedWidget* stack_ = nullptr;
  QTabWidget* tabs_ = nullptr;
  QTextBrowser* preview_ = nullptr;
  QTextDocument* shown_ = nullptr;  // in the preview
  ReportTablesView* tables_ = nullptr;
  QPlainTextEdit* method_ = nullptr;
  std::shared_ptr<const ReportDocument> report_;
  std::unique_ptr<ReportText> text_;  // sets what is not yet in the preview
  int scroll_ = 0;                    // of the preview, once everything is there
  QStringList written_;
  bool readFailed_ = false;  // the banner says why
  RefreshWhenShown* refresh_;
  QTimer setting_;
  BackgroundTask reading_;
  BackgroundTask writing_;
};

}  // namespace maacc
