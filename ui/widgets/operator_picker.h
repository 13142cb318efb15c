#pragma once

#include <QDoubleSpinBox>
#include <QStringList>
#include <QWidget>
#include <vector>

#include "core/mutation/operator.h"

class QTreeWidget;
class QTreeWidgetItem;

namespace maacc {

// The operator table with a check box, the formula with the parameters put in, and a field for each
// parameter.
class OperatorPicker : public QWidget {
  Q_OBJECT

 public:
  explicit OperatorPicker(QWidget* parent = nullptr);

  std::vector<Operator> operators() const;  // those checked, in the order of the table
  QStringList operatorTexts() const;
  void setOperators(const std::vector<Operator>& operators);

 signals:
  void changed();

 private:
  struct Row {
    const OperatorSpec* spec = nullptr;
    QTreeWidgetItem* item = nullptr;
    std::vector<QDoubleSpinBox*> fields;
  };

  QWidget* makePresets();
  void addRow(const OperatorSpec& spec);
  QWidget* makeFields(Row& row);
  Operator operatorOf(const Row& row) const;
  void showFormulas();
  void checkWhere(const std::function<bool(const OperatorSpec&)>& wanted);

  QTreeWidget* tree_;
  std::vector<Row> rows_;
};

}  // namespace maacc
