#include "ui/pages/report_tables_view.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTableView>
#include <QVBoxLayout>

#include "core/report/latex_parts.h"
#include "ui/widgets/panels.h"
#include "ui/widgets/tables.h"

namespace maacc {
namespace {

constexpr int kWidestColumn = 420;

std::vector<TextColumn> columnsOf(const ReportTable& table) {
  std::vector<TextColumn> columns;
  for (const std::string& title : table.header) {
    columns.push_back(
        {QString::fromStdString(title), {}, static_cast<int>(columns.size()) >= table.textColumns});
  }
  return columns;
}

std::vector<TextRow> rowsOf(const ReportTable& table) {
  std::vector<TextRow> rows;
  rows.reserve(table.rows.size());
  for (const std::vector<std::string>& cells : table.rows) {
    TextRow row;
    for (const std::string& cell : cells) {
      row.cells << QString::fromStdString(cell);
    }
    row.help = row.cells.join(QStringLiteral("\n"));
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

ReportTablesView::ReportTablesView(QWidget* parent)
    : QWidget(parent),
      model_({}, this),
      which_(new QComboBox),
      table_(new QTableView),
      caption_(makeNote({})) {
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
  connect(copy, &QPushButton::clicked, this, [this] {
    QGuiApplication::clipboard()->setText(latex());
    emit copied(tr("The table is on the clipboard as LaTeX."));
  });
}

void ReportTablesView::setReport(const ReportDocument& report) {
  const QString before = which_->currentData().toString();
  {
    const QSignalBlocker quiet(which_);
    which_->clear();
    tables_.clear();
    for (const ReportSection& section : report.sections) {
      for (const ReportTable& table : section.tables) {
        which_->addItem(QString::fromStdString(table.caption), QString::fromStdString(table.id));
        tables_.push_back(table);
      }
    }
    which_->setCurrentIndex(std::max(0, which_->findData(before)));
  }
  show();
}

const ReportTable* ReportTablesView::chosen() const {
  const int index = which_->currentIndex();
  return index < 0 || index >= static_cast<int>(tables_.size())
             ? nullptr
             : &tables_[static_cast<size_t>(index)];
}

void ReportTablesView::show() {
  const ReportTable* table = chosen();
  if (table == nullptr) {
    model_.setTable({}, {});
    caption_->clear();
    return;
  }
  model_.setTable(columnsOf(*table), rowsOf(*table));
  caption_->setText(
      tr("%1. In LaTeX: \\ref{tab:maacc-%2}")
          .arg(QString::fromStdString(table->caption), QString::fromStdString(table->id)));
  table_->resizeColumnsToContents();
  for (int column = 0; column < model_.columnCount(); ++column) {
    table_->setColumnWidth(column, std::min(table_->columnWidth(column), kWidestColumn));
  }
}

QString ReportTablesView::latex() const {
  const ReportTable* table = chosen();
  return table == nullptr ? QString() : QString::fromStdString(kLatexNeeds + tableLatex(*table));
}

}  // namespace maacc
