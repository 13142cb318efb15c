#include "ui/pages/report_page.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QDragEnterEvent>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTextBrowser>
#include <QUrl>
#include <QVBoxLayout>
#include <utility>

#include "core/report/latex_report.h"
#include "ui/export/report_pages.h"
#include "ui/pages/model_page.h"
#include "ui/pages/report_tables_view.h"
#include "ui/widgets/panels.h"
#include "ui/widgets/refresh_when_shown.h"
#include "ui/widgets/report_options.h"

namespace maacc {
namespace {

constexpr int kDelayMs = 200;
constexpr int kSideWidth = 290;
constexpr int kContentWidth = 800;
constexpr size_t kPreviewRows = 60;
constexpr qint64 kSettingMs = 10;  // of the preview, between two looks at the events

// The paragraphs of the section on the method.
std::vector<Paragraph> methodOf(const ReportDocument& report) {
  for (const ReportSection& section : report.sections) {
    if (section.title == kMethodTitle) {
      return section.paragraphs;
    }
  }
  return {};
}

}  // namespace

ReportPage::ReportPage(QWidget* parent)
    : QWidget(parent),
      options_(new ReportOptions),
      header_(new PageHeader),
      banner_(new Banner),
      openFolder_(new QPushButton(tr("Ope&n folder"))),
      refresh_(new RefreshWhenShown(*this, kDelayMs, [this] { read(); })),
      reading_(this),
      writing_(this) {
  setAcceptDrops(true);
  header_->setTitle(tr("Report"), tr("Scores, tables and figures of runs for a paper"));
  openFolder_->setObjectName("openReportFolder");
  openFolder_->setEnabled(false);
  header_->actions()->addWidget(openFolder_);
  banner_->setClosable();
  auto* side = new QScrollArea;
  side->setAccessibleName(tr("Settings of the report"));
  side->setWidget(options_);
  side->setWidgetResizable(true);
  side->setFrameShape(QFrame::NoFrame);
  side->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  side->setMinimumWidth(options_->minimumSizeHint().width() +
                        side->verticalScrollBar()->sizeHint().width());
  auto* parts = new QSplitter;
  parts->addWidget(side);
  parts->addWidget(makeContent());
  parts->setStretchFactor(1, 1);
  parts->setChildrenCollapsible(false);
  parts->setSizes({kSideWidth, kContentWidth});
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(16, 14, 16, 8);
  layout->setSpacing(10);
  layout->addWidget(header_);
  layout->addWidget(banner_);
  layout->addWidget(parts, 1);
  setting_.setInterval(0);
  connect(&setting_, &QTimer::timeout, this, &ReportPage::setMore);
  connect(options_, &ReportOptions::subjectChanged, refresh_, &RefreshWhenShown::schedule);
  connect(openFolder_, &QPushButton::clicked, this, [this] {
    const QString folder = QFileInfo(written_.value(0)).absolutePath();
    QDesktopServices::openUrl(QUrl::fromLocalFile(folder));
  });
  connect(options_, &ReportOptions::writeRequested, this, &ReportPage::write);
}

ReportPage::~ReportPage() = default;

bool ReportPage::isBusy() const {
  return reading_.isBusy() || writing_.isBusy() || refresh_->isWaiting() || setting_.isActive();
}

QWidget* ReportPage::makeContent() {
  stack_ = new QStackedWidget;
  auto* add = makeButton("add", tr("Add run files…"));
  connect(add, &QPushButton::clicked, &options_->picker(), &RunPicker::askForFiles);
  stack_->addWidget(makeEmptyState(
      tr("No run is chosen"),
      tr("Open a run, add one from its file, or drop it on this page: the report is shown here "
         "before it is written."),
      add));
  preview_ = new QTextBrowser;
  preview_->setAccessibleName(tr("Preview of the report"));
  preview_->setObjectName("reportPreview");
  tables_ = new ReportTablesView;
  tabs_ = new QTabWidget;
  tabs_->setDocumentMode(true);
  tabs_->setAccessibleName(tr("Parts of the report"));
  tabs_->addTab(preview_, tr("&Preview"));
  tabs_->addTab(tables_, tr("&Tables"));
  tabs_->addTab(makeMethodTab(), tr("Metho&d"));
  stack_->addWidget(tabs_);
  connect(tables_, &ReportTablesView::copied, this, &ReportPage::said);
  return stack_;
}

QWidget* ReportPage::makeMethodTab() {
  auto* tab = new QWidget;
  method_ = new QPlainTextEdit;
  method_->setReadOnly(true);
  method_->setAccessibleName(tr("Method, ready for a paper"));
  method_->setObjectName("methodText");
  auto* copy = new QPushButton(tr("Cop&y text"));
  copy->setObjectName("copyMethod");
  auto* latex = new QPushButton(tr("Copy as LaTe&X"));
  latex->setObjectName("copyMethodAsLatex");
  auto* row = new QHBoxLayout;
  row->addWidget(makeNote(tr("How the scores were found, ready for a paper: versions, seeds and "
                             "hashes are those of the run files.")),
                 1);
  row->addWidget(copy);
  row->addWidget(latex);
  auto* layout = new QVBoxLayout(tab);
  layout->setContentsMargins(0, 8, 0, 0);
  layout->addLayout(row);
  layout->addWidget(method_, 1);
  connect(copy, &QPushButton::clicked, this, [this] { copyMethod(false); });
  connect(latex, &QPushButton::clicked, this, [this] { copyMethod(true); });
  return tab;
}

void ReportPage::setOpenRuns(std::vector<RunChoice> runs) {
  options_->picker().setOpenRuns(std::move(runs));
}

void ReportPage::read() {
  const ReportSubject subject = options_->subject();
  if (subject.paths.isEmpty()) {
    reading_.cancel();
    take(nullptr);
    return;
  }
  reading_.start([subject] { return std::make_shared<const ReportDocument>(readReport(subject)); },
                 [this](std::shared_ptr<const ReportDocument>&& report) {
                   if (std::exchange(readFailed_, false)) {
                     banner_->clear();
                   }
                   take(std::move(report));
                 },
                 [this](const QString& sentence) {
                   readFailed_ = true;
                   banner_->setMessage(Tone::Bad, sentence);
                   take(nullptr);
                 });
}

void ReportPage::take(std::shared_ptr<const ReportDocument> report) {
  freeLater(std::exchange(report_, std::move(report)));
  stack_->setCurrentIndex(report_ ? 1 : 0);
  tables_->setReport(report_);
  QStringList method;
  for (const Paragraph& paragraph : report_ ? methodOf(*report_) : std::vector<Paragraph>()) {
    method << QString::fromStdString(paragraphText(paragraph));
  }
  method_->setPlainText(method.join(QStringLiteral("\n\n")));
  showPreview();
}

void ReportPage::showPreview() {
  if (!setting_.isActive()) {
    scroll_ = preview_->verticalScrollBar()->value();
  }
  text_.reset();
  // The browser does not delete what was set before.
  QTextDocument* before = std::exchange(shown_, new QTextDocument(preview_));
  shown_->setUndoRedoEnabled(false);
  preview_->setDocument(shown_);
  delete before;
  if (report_) {
    const ReportLook look{screenStyle(preview_->palette(), preview_->font()),
                          QFontInfo(preview_->font()).pixelSize(), 620, kPreviewRows};
    text_ = std::make_unique<ReportText>(*shown_, report_, look);
    setting_.start();
  }
}

void ReportPage::setMore() {
  QElapsedTimer timer;
  timer.start();
  while (timer.elapsed() < kSettingMs) {
    if (!text_->setNext()) {
      text_.reset();
      setting_.stop();
      preview_->verticalScrollBar()->setValue(scroll_);
      return;
    }
  }
}

void ReportPage::copyMethod(bool asLatex) {
  QString text = method_->toPlainText();
  if (asLatex && report_) {
    text.clear();
    for (const Paragraph& paragraph : methodOf(*report_)) {
      text += QString::fromStdString(paragraphLatex(paragraph)) + '\n';
    }
  }
  QGuiApplication::clipboard()->setText(text);
  emit said(tr("The method is on the clipboard."));
}

void ReportPage::write() {
  options_->setBusy(true);
  writing_.start([order = options_->order()] { return writeReport(order); },
                 [this](const QStringList& paths) {
                   options_->setBusy(false);
                   showWritten(paths);
                 },
                 [this](const QString& sentence) {
                   options_->setBusy(false);
                   banner_->setMessage(Tone::Bad, sentence);
                 });
}

void ReportPage::showWritten(const QStringList& paths) {
  written_ = paths;
  const QString folder = QDir::toNativeSeparators(QFileInfo(paths.value(0)).absolutePath());
  QStringList main;
  for (const QString& path : paths) {
    const QString name = QFileInfo(path).fileName();
    if (name.startsWith(QLatin1String("report."))) {
      main << name;
    }
  }
  const QString list = main.join(QStringLiteral(", "));
  banner_->setMessage(
      Tone::Good,
      list.isEmpty()
          ? tr("%1 files are in %2.").arg(paths.size()).arg(folder)
          : tr("%1 files are in %2, among them %3.").arg(paths.size()).arg(folder, list));
  openFolder_->setEnabled(true);
  emit said(tr("Written: %1").arg(folder));
}

void ReportPage::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && preview_ != nullptr) {
    showPreview();
  }
}

void ReportPage::dragEnterEvent(QDragEnterEvent* event) {
  if (runFilesOf(*event->mimeData()).isEmpty()) {
    event->ignore();  // the window opens models and data
  } else {
    event->acceptProposedAction();
  }
}

void ReportPage::dropEvent(QDropEvent* event) {
  event->acceptProposedAction();
  options_->picker().addFiles(runFilesOf(*event->mimeData()));
}

}  // namespace maacc
