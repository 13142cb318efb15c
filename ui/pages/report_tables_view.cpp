#include "ui/pages/report_tables_view.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTableView>
#include <QVBoxLayout>
#include <span>

#include "core/report/latex_parts.h"
#include "ui/widgets/panels.h"
#include "ui/widgets/tables.h"

namespace maacc {
namespace {

constexpr int kWidestColumn = 420;
constexpr size_t kRowsAtOnce = 5000;  // set as LaTeX without a pool thread

QString latexOf(const ReportTable& table) {
  return QString::fromStdString(kLatexNeeds + tableLatex(table));
}

}  // namespace

ReportTablesView::ReportTablesView(QWidget* parent)
    : QWidget(parent),
      model_(this),
      which_(new QComboBox),
      table_(new QTableView),
      caption_(makeNote({})),
      copying_(this) {
  which_->setAccessibleName(tr("Table of the report"));
  which_->setObjectName("reportTable");
  which_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  prepareTable(*table_, tr("Table of the report"));
  table_->setModel(&model_);
  auto* copy = new QPushButton(tr("Copy as &LaTeX"));
  copy->setObjectName("copyTableAsLatex");
  auto* row = new QHBoxLayout;
  row->addWidget(which_, 1);
  row->addWidget(copy);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 8, 0, 0);
  layout->addLayout(row);
  layout->addWidget(table_, 1);
  layout->addWidget(caption_);
  connect(which_, &QComboBox::currentIndexChanged, this, &ReportTablesView::show);
  connect(copy, &QPushButton::clicked, this, &ReportTablesView::copy);
}

void ReportTablesView::setReport(const std::shared_ptr<const ReportDocument>& report) {
  const QString before = which_->currentData().toString();
  {
    const QSignalBlocker quiet(which_);
    which_->clear();
    tables_.clear();
    const std::span<const ReportSection> sections =
        report != nullptr ? std::span(report->sections) : std::span<const ReportSection>();
    for (const ReportSection& section : sections) {
      for (const ReportTable& table : section.tables) {
        which_->addItem(QString::fromStdString(table.caption), QString::fromStdString(table.id));
        tables_.emplace_back(report, &table);
      }
    }
    which_->setCurrentIndex(std::max(0, which_->findData(before)));
  }
  show();
}

std::shared_ptr<const ReportTable> ReportTablesView::chosen() const {
  const int index = which_->currentIndex();
  return index < 0 || index >= static_cast<int>(tables_.size())
             ? nullptr
             : tables_[static_cast<size_t>(index)];
}

void ReportTablesView::show() {
  const std::shared_ptr<const ReportTable> table = chosen();
  model_.setTable(table);
  if (table == nullptr) {
    caption_->clear();
    return;
  }
  caption_->setText(
      tr("%1. In LaTeX: \\ref{tab:maacc-%2}")
          .arg(QString::fromStdString(table->caption), QString::fromStdString(table->id)));
  table_->resizeColumnsToContents();
  for (int column = 0; column < model_.columnCount(); ++column) {
    table_->setColumnWidth(column, std::min(table_->columnWidth(column), kWidestColumn));
  }
}

void ReportTablesView::copy() {
  const std::shared_ptr<const ReportTable> table = chosen();
  if (table == nullptr) {
    return;
  }
  const auto take = [this](const QString& latex) {
    QGuiApplication::clipboard()->setText(latex);
    emit copied(tr("The table is on the clipboard as LaTeX."));
  };
  if (table->rows.size() <= kRowsAtOnce) {
    take(latexOf(*table));
    return;
  }
  copying_.start([table] { return latexOf(*table); }, take,
                 [this](const QString& sentence) { emit copied(sentence); });
}

}  // namespace maacc
