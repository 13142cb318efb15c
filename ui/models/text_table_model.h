#pragma once

#include <QAbstractTableModel>
#include <QStringList>
#include <vector>

namespace maacc {

struct TextColumn {
  QString title;
  QString help;  // tool tip of the header
  bool isNumber = false;
};

struct TextRow {
  QStringList cells;       // as many as there are columns
  QString help;            // tool tip
  bool isSummary = false;  // of other rows; shown in bold
  bool isMuted = false;
  int tag = -1;  // the caller's own
};

// A table whose cells are ready: a few hundred rows at most.
class TextTableModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Role { SummaryRole = Qt::UserRole + 1, TagRole };

  explicit TextTableModel(std::vector<TextColumn> columns = {}, QObject* parent = nullptr)
      : QAbstractTableModel(parent), columns_(std::move(columns)) {}

  void setRows(std::vector<TextRow> rows);
  void setTable(std::vector<TextColumn> columns, std::vector<TextRow> rows);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  std::vector<TextColumn> columns_;
  std::vector<TextRow> rows_;
};

}  // namespace maacc
