#include "ui/pages/compare_page.h"

#include <QAction>
#include <QCheckBox>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QHeaderView>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

#include "core/base/error.h"
#include "core/sweep/published_tables.h"
#include "ui/export/latex_copy.h"
#include "ui/models/comparison_rows.h"
#include "ui/pages/changes_view.h"
#include "ui/pages/model_page.h"
#include "ui/pages/trade_off_view.h"
#include "ui/text.h"
#include "ui/widgets/panels.h"
#include "ui/widgets/refresh_when_shown.h"
#include "ui/widgets/tables.h"

namespace maacc {
namespace {

constexpr int kDelayMs = 120;
constexpr int kSideWidth = 230;
constexpr int kNotesHeight = 116;
constexpr int kTextColumns = 4;

enum Side { Nothing, Content };

QStringList tablesOf(const QMimeData& data) {
  QStringList paths;
  for (const QUrl& url : data.urls()) {
    if (url.isLocalFile() && url.toLocalFile().endsWith(".csv", Qt::CaseInsensitive)) {
      paths << url.toLocalFile();
    }
  }
  return paths;
}

}  // namespace

ComparePage::ComparePage(QWidget* parent)
    : QWidget(parent),
      picker_(new RunPicker),
      force_(new QCheckBox(tr("Compare what is not c&omparable"))),
      overview_(overviewColumns(), this),
      parts_(partColumns(), this),
      refresh_(new RefreshWhenShown(*this, kDelayMs, [this] { compare(); })),
      comparing_(this),
      sweep_(this),
      published_(this) {
  setAcceptDrops(true);
  auto* parts = new QSplitter;
  parts->addWidget(makeSide());
  parts->addWidget(makeContent());
  parts->setStretchFactor(1, 1);
  parts->setChildrenCollapsible(false);
  parts->setSizes({kSideWidth, 4 * kSideWidth});
  header_ = new PageHeader;
  header_->setTitle(tr("Compare"));
  latex_ = new QPushButton(tr("Copy table as LaTe&X"));
  latex_->setObjectName("copyComparisonAsLatex");
  header_->actions()->addWidget(latex_);
  again_ = new QPushButton(tr("Compare agai&n"));
  again_->setObjectName("compareAgain");
  again_->setToolTip(tr("Reads the files once more, for runs that go on"));
  header_->actions()->addWidget(again_);
  banner_ = new Banner;
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(16, 14, 16, 8);
  layout->setSpacing(10);
  layout->addWidget(header_);
  layout->addWidget(banner_);
  layout->addWidget(parts, 1);
  connect(picker_, &RunPicker::changed, refresh_, &RefreshWhenShown::schedule);
  connect(force_, &QCheckBox::toggled, refresh_, &RefreshWhenShown::schedule);
  connect(latex_, &QPushButton::clicked, this, &ComparePage::copyLatex);
  connect(again_, &QPushButton::clicked, refresh_, &RefreshWhenShown::schedule);
  take({});
}

bool ComparePage::isBusy() const { return comparing_.isBusy() || refresh_->isWaiting(); }

QWidget* ComparePage::makeSide() {
  auto* side = new QWidget;
  force_->setObjectName("forceComparison");
  force_->setToolTip(tr("Also runs of other models, data or preprocessing"));
  auto* layout = new QVBoxLayout(side);
  layout->setContentsMargins(0, 0, 8, 0);
  layout->addWidget(picker_, 1);
  layout->addWidget(force_);
  return side;
}

QWidget* ComparePage::makeContent() {
  stack_ = new QStackedWidget;
  auto* add = makeButton("add", tr("Add run files…"));
  connect(add, &QPushButton::clicked, picker_, &RunPicker::askForFiles);
  stack_->addWidget(makeEmptyState(
      tr("Choose two runs or more"),
      tr("Open runs are in the list. Add others from files, or drop them on this page. The base is "
         "usually an exhaustive run; the others are compared with it."),
      add));
  changes_ = new ChangesView;
  tradeOff_ = new TradeOffView;
  tabs_ = new QTabWidget;
  tabs_->setDocumentMode(true);
  tabs_->setAccessibleName(tr("Parts of the comparison"));
  tabs_->addTab(makeOverviewTab(), tr("Scores and savin&gs"));
  tabs_->addTab(makeTable(parts_, tr("Errors by layer and operator"), "score-errors-by-part"),
                tr("By &layer and operator"));
  tabs_->addTab(changes_, tr("Change&d verdicts"));
  tabs_->addTab(tradeOff_, tr("&Trade-off"));
  stack_->addWidget(tabs_);
  connect(changes_, &ChangesView::countChanged, this, [this](qint64 count) {
    tabs_->setTabText(tabs_->indexOf(changes_), tr("Change&d verdicts (%1)").arg(countText(count)));
  });
  connect(changes_, &ChangesView::changeSelected, this,
          [this](const QString& run, const QString& mutant) {
            emit mutantSelected(run, set_->base.path, mutant);
          });
  connect(tradeOff_, &TradeOffView::sweepRequested, this, &ComparePage::askForSweep);
  connect(tradeOff_, &TradeOffView::publishedRequested, this, &ComparePage::askForPublished);
  connect(tradeOff_, &TradeOffView::written, this, [this](const QString& path) {
    emit said(tr("Written: %1").arg(QDir::toNativeSeparators(path)));
  });
  connect(tradeOff_, &TradeOffView::problem, this,
          [this](const QString& sentence) { banner_->setMessage(Tone::Bad, sentence); });
  return stack_;
}

QWidget* ComparePage::makeOverviewTab() {
  auto* tab = new QWidget;
  notesTitle_ = makeHeading(tr("Notes"));
  notes_ = new QListWidget;
  notes_->setAccessibleName(tr("Notes on the comparison"));
  notes_->setObjectName("comparisonNotes");
  notes_->setWordWrap(true);
  notes_->setMaximumHeight(kNotesHeight);
  auto* layout = new QVBoxLayout(tab);
  layout->setContentsMargins(0, 8, 0, 0);
  layout->addWidget(makeTable(overview_, tr("Scores and savings"), "comparison"), 1);
  layout->addWidget(notesTitle_);
  layout->addWidget(notes_);
  return tab;
}

QTableView* ComparePage::makeTable(TextTableModel& model, const QString& name, const QString& id) {
  auto* table = new QTableView;
  prepareTable(*table, name);
  table->setObjectName(id);
  table->setModel(&model);
  table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  nameLatexCopy(*table, id, kTextColumns, [this, name] {
    return set_ == nullptr ? name : tr("%1 against %2").arg(name, set_->base.name);
  });
  return table;
}

void ComparePage::compare() {
  const QStringList paths = picker_->chosen();
  if (paths.size() < 2) {
    comparing_.cancel();
    banner_->clear();
    take({});
    return;
  }
  header_->setTitle(tr("Compare"), tr("Reading %1 runs …").arg(paths.size()));
  comparing_.start([paths, force = force_->isChecked()] { return compareRunSet(paths, force); },
                   [this](const RunSetAnswer& answer) {
                     banner_->setMessage(Tone::Bad, answer.problems.join('\n'));
                     take(answer);
                   },
                   [this](const QString& sentence) {
                     banner_->setMessage(Tone::Bad, sentence);
                     take({});
                   });
}

void ComparePage::take(const RunSetAnswer& answer) {
  set_ = answer.comparison;
  again_->setEnabled(picker_->chosen().size() > 1);
  latex_->setEnabled(set_ != nullptr);
  stack_->setCurrentIndex(set_ == nullptr ? Nothing : Content);
  header_->setTitle(tr("Compare"), set_ == nullptr
                                       ? tr("Score errors, work and time saved, changed verdicts")
                                       : tr("Compared with %1 (%2), runs: %3")
                                             .arg(set_->base.name, set_->base.strategy)
                                             .arg(set_->runs.size()));
  overview_.setRows(set_ == nullptr ? std::vector<TextRow>() : overviewRows(*set_));
  parts_.setRows(set_ == nullptr ? std::vector<TextRow>() : partRows(*set_));
  changes_->setComparison(set_);
  tradeOff_->setComparison(set_);
  showNotes();
}

// The table of the tab that is shown.
void ComparePage::copyLatex() {
  QWidget* tab = tabs_->currentWidget();
  auto* table = qobject_cast<QTableView*>(tab);
  table = table != nullptr ? table : tab->findChild<QTableView*>();
  auto* copy = table->findChild<QAction*>("copyAsLatex");
  copy->trigger();
  emit said(copy->isEnabled() ? tr("The table is on the clipboard as LaTeX.")
                              : tr("The table is too long for a paper; filter it first."));
}

void ComparePage::showNotes() {
  notes_->clear();
  if (set_ != nullptr) {
    for (const RunNote& note : runNotes(*set_)) {
      const bool isNamed = note.sentence.contains(note.run);
      auto* item = new QListWidgetItem(
          isNamed ? note.sentence : tr("%1: %2").arg(note.run, note.sentence), notes_);
      item->setToolTip(note.sentence);
    }
  }
  notes_->setVisible(notes_->count() > 0);
  notesTitle_->setVisible(notes_->count() > 0);
}

void ComparePage::askForSweep() {
  const QString path = QFileDialog::getOpenFileName(window(), tr("Add a sweep's table"), {},
                                                    tr("Sweep tables (*.csv);;All files (*)"));
  if (!path.isEmpty()) {
    addSweepTable(path);
  }
}

void ComparePage::addSweepTable(const QString& path) {
  sweep_.start([path] { return readStrategyPoints(path.toStdString()); },
               [this, path](std::vector<StrategyPoint>&& points) {
                 banner_->clear();
                 tradeOff_->setSweep(std::move(points), path);
                 if (set_ != nullptr) {
                   tabs_->setCurrentWidget(tradeOff_);
                 }
               },
               [this](const QString& sentence) { banner_->setMessage(Tone::Bad, sentence); });
}

void ComparePage::askForPublished() {
  const QString folder =
      QFileDialog::getExistingDirectory(window(), tr("Folder of the paper's result tables"));
  if (!folder.isEmpty()) {
    addPublishedResults(folder);
  }
}

void ComparePage::addPublishedResults(const QString& folder) {
  if (set_ == nullptr) {
    banner_->setMessage(Tone::Bad, tr("Choose runs to compare first: published results are found "
                                      "by the file name of the base's model."));
    return;
  }
  const QString model = set_->base.modelPath;
  published_.start(
      [folder, model] {
        auto points = publishedPoints(readPublished(folder.toStdString(), model.toStdString()));
        if (points.empty()) {
          throw Error(ErrorCode::BadInput,
                      folder.toStdString() + " has no results of " +
                          QFileInfo(model).fileName().toStdString() +
                          "; rename the model as it is called there, or choose another folder");
        }
        return points;
      },
      [this, folder](std::vector<StrategyPoint>&& points) {
        banner_->clear();
        tradeOff_->setPublished(std::move(points), folder);
        tabs_->setCurrentWidget(tradeOff_);
      },
      [this](const QString& sentence) { banner_->setMessage(Tone::Bad, sentence); });
}

void ComparePage::dragEnterEvent(QDragEnterEvent* event) {
  if (!runFilesOf(*event->mimeData()).isEmpty() || !tablesOf(*event->mimeData()).isEmpty()) {
    event->acceptProposedAction();
  } else {
    event->ignore();  // the window opens models and data
  }
}

void ComparePage::dropEvent(QDropEvent* event) {
  event->acceptProposedAction();
  const QStringList runs = runFilesOf(*event->mimeData());
  if (!runs.isEmpty()) {
    picker_->addFiles(runs);
  }
  for (const QString& table : tablesOf(*event->mimeData())) {
    addSweepTable(table);
  }
}

}  // namespace maacc
