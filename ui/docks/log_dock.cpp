#include "ui/docks/log_dock.h"

#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QSaveFile>
#include <QScrollBar>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QToolButton>
#include <algorithm>

#include "ui/widgets/panels.h"
#include "ui/widgets/tables.h"

namespace maacc {
namespace {

// Lines that hold the text in the source or in the message, of a severity or a worse one.
class LogFilter : public QSortFilterProxyModel {
 public:
  using QSortFilterProxyModel::QSortFilterProxyModel;

  void setFilter(const QString& text, Severity least) {
    text_ = text;
    least_ = least;
    invalidateFilter();
  }

 protected:
  bool filterAcceptsRow(int row, const QModelIndex&) const override {
    const LogEntry& entry = static_cast<const LogModel*>(sourceModel())->at(row);
    return entry.severity >= least_ && (entry.text.contains(text_, Qt::CaseInsensitive) ||
                                        entry.source.contains(text_, Qt::CaseInsensitive));
  }

 private:
  QString text_;
  Severity least_ = Severity::Note;
};

QToolButton* makeTool(const QString& name, const QString& text, const QString& help) {
  auto* button = new QToolButton;
  button->setObjectName(name);
  button->setText(text);
  button->setToolTip(help);
  button->setAutoRaise(true);
  return button;
}

}  // namespace

LogDock::LogDock(QWidget* parent, int mostLines)
    : QDockWidget(tr("Log"), parent),
      log_(this, mostLines),
      shown_(new LogFilter(this)),
      table_(new QTableView),
      search_(new QLineEdit),
      severity_(new QComboBox) {
  setObjectName("logDock");
  shown_->setSourceModel(&log_);
  prepareTable(*table_, tr("Log"));
  table_->setObjectName("logTable");
  table_->setModel(shown_);
  table_->setFrameShape(QFrame::NoFrame);
  table_->setColumnWidth(LogModel::Time, 76);
  table_->setColumnWidth(LogModel::Level, 84);
  table_->setColumnWidth(LogModel::Source, 150);
  table_->horizontalHeader()->setStretchLastSection(true);
  setWidget(makeDockContent(makeBar(), table_));
  connectTable();
}

QWidget* LogDock::makeBar() {
  auto* bar = new QWidget;
  auto* layout = new QHBoxLayout(bar);
  layout->setContentsMargins(4, 0, 4, 0);
  search_->setObjectName("logSearch");
  search_->setAccessibleName(tr("Search the log"));
  search_->setPlaceholderText(tr("Search the log"));
  search_->setClearButtonEnabled(true);
  severity_->setObjectName("logSeverity");
  severity_->setAccessibleName(tr("Severity of the lines"));
  severity_->addItem(tr("Everything"), static_cast<int>(Severity::Note));
  severity_->addItem(tr("Warnings and errors"), static_cast<int>(Severity::Warning));
  severity_->addItem(tr("Errors"), static_cast<int>(Severity::Error));
  auto* save = makeTool("saveLog", tr("Save…"), tr("Write all lines to a text file"));
  auto* clear = makeTool("clearLog", tr("Clear"), tr("Take all lines away"));
  copy_ = makeTool("copyLog", tr("Copy"), tr("Copy the selected lines"));
  copy_->setEnabled(false);
  layout->addWidget(search_, 1);
  layout->addWidget(severity_);
  for (QWidget* button :
       {static_cast<QWidget*>(copy_), static_cast<QWidget*>(save), static_cast<QWidget*>(clear)}) {
    layout->addWidget(button);
  }
  connect(search_, &QLineEdit::textChanged, this, &LogDock::filter);
  connect(severity_, &QComboBox::currentIndexChanged, this, &LogDock::filter);
  connect(copy_, &QAbstractButton::clicked, this, &LogDock::copySelected);
  connect(save, &QAbstractButton::clicked, this, &LogDock::askAndSave);
  connect(clear, &QAbstractButton::clicked, this, [this] { log_.clear(); });
  return bar;
}

void LogDock::connectTable() {
  connect(shown_, &QAbstractItemModel::rowsAboutToBeInserted, this,
          [this] { following_ = isAtEnd(); });
  connect(shown_, &QAbstractItemModel::rowsInserted, this, [this] {
    if (following_) {
      table_->scrollToBottom();
    }
  });
  // Somebody reads further up: the lines stay where they are while the oldest go.
  connect(shown_, &QAbstractItemModel::rowsAboutToBeRemoved, this,
          [this](const QModelIndex&, int first, int last) {
            if (first == 0 && !isAtEnd()) {
              QScrollBar* bar = table_->verticalScrollBar();
              bar->setValue(bar->value() -
                            (last - first + 1) * table_->verticalHeader()->defaultSectionSize());
            }
          });
  const auto update = [this] { copy_->setEnabled(table_->selectionModel()->hasSelection()); };
  connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this, update);
  connect(shown_, &QAbstractItemModel::modelReset, this, update);
}

bool LogDock::isAtEnd() const {
  const QScrollBar* bar = table_->verticalScrollBar();
  return bar->value() >= bar->maximum();
}

void LogDock::showEvent(QShowEvent* event) {
  QDockWidget::showEvent(event);
  if (following_) {
    table_->scrollToBottom();
  }
}

void LogDock::filter() {
  const bool atEnd = isAtEnd();
  static_cast<LogFilter*>(shown_)->setFilter(
      search_->text().trimmed(), static_cast<Severity>(severity_->currentData().toInt()));
  if (atEnd) {
    table_->scrollToBottom();
  }
}

void LogDock::copySelected() const {
  QModelIndexList rows = table_->selectionModel()->selectedRows();
  std::sort(rows.begin(), rows.end());
  QString text;
  for (const QModelIndex& row : rows) {
    text += logLine(log_.at(shown_->mapToSource(row).row())) + '\n';
  }
  QGuiApplication::clipboard()->setText(text);
}

QString LogDock::save(const QString& path) const {
  QSaveFile file(path);
  bool written = file.open(QIODevice::WriteOnly);
  for (int row = 0; written && row < log_.rowCount(); ++row) {
    written = file.write(logLine(log_.at(row)).toUtf8() + '\n') >= 0;
  }
  return written && file.commit() ? QString()
                                  : tr("%1 cannot be written: %2. Choose another folder.")
                                        .arg(QDir::toNativeSeparators(path), file.errorString());
}

void LogDock::askAndSave() {
  const QString path = QFileDialog::getSaveFileName(
      this, tr("Save the log"), QDir::homePath() + QStringLiteral("/maacc-studio.log"),
      tr("Text (*.log *.txt);;All files (*)"));
  if (path.isEmpty()) {
    return;
  }
  if (const QString wrong = save(path); !wrong.isEmpty()) {
    emit problem(wrong);
  } else {
    emit said(tr("Written: %1").arg(QDir::toNativeSeparators(path)));
  }
}

}  // namespace maacc
