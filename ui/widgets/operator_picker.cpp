#include "ui/widgets/operator_picker.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "core/mutation/mutation_plan.h"

namespace maacc {
namespace {

enum Column { Code, Name, Formula, Parameters, ColumnCount };

// "0.1" and not "0.1000".
class ParameterField : public QDoubleSpinBox {
 public:
  QString textFromValue(double value) const override { return locale().toString(value, 'g', 6); }
};

QString text(std::string_view view) {
  return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size()));
}

}  // namespace

OperatorPicker::OperatorPicker(QWidget* parent) : QWidget(parent), tree_(new QTreeWidget) {
  tree_->setColumnCount(ColumnCount);
  tree_->setHeaderLabels({tr("Operator"), tr("Name"), tr("Formula"), tr("Parameters")});
  tree_->setRootIsDecorated(false);
  tree_->setUniformRowHeights(true);
  tree_->setAlternatingRowColors(true);
  tree_->setAccessibleName(tr("Mutation operators"));
  tree_->setMinimumHeight(160);
  for (const OperatorSpec& spec : operatorTable()) {
    addRow(spec);
  }
  for (const int column : {Code, Name, Parameters}) {
    tree_->header()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
  }
  tree_->header()->setSectionResizeMode(Formula, QHeaderView::Stretch);
  tree_->header()->setStretchLastSection(false);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(makePresets());
  layout->addWidget(tree_, 1);
  setOperators(paperOperators());
  connect(tree_, &QTreeWidget::itemChanged, this, [this](QTreeWidgetItem*, int column) {
    if (column == Code) {
      emit changed();
    }
  });
}

QWidget* OperatorPicker::makePresets() {
  auto* presets = new QWidget;
  auto* layout = new QHBoxLayout(presets);
  layout->setContentsMargins(0, 0, 0, 0);
  const auto add = [&](const QString& label, const QString& tip, auto action) {
    auto* button = new QPushButton(label);
    button->setToolTip(tip);
    connect(button, &QPushButton::clicked, this, action);
    layout->addWidget(button);
  };
  add(tr("Paper's three"), tr("CW, NAI and NEB, as in the DEEPMAACC paper"), [this] {
    setOperators(paperOperators());
    emit changed();
  });
  add(tr("Without chance"), tr("All operators that draw no random numbers"),
      [this] { checkWhere([](const OperatorSpec& spec) { return !spec.random; }); });
  add(tr("All"), tr("Every operator"),
      [this] { checkWhere([](const OperatorSpec&) { return true; }); });
  add(tr("None"), tr("No operator"),
      [this] { checkWhere([](const OperatorSpec&) { return false; }); });
  layout->addStretch();
  return presets;
}

void OperatorPicker::addRow(const OperatorSpec& spec) {
  Row row;
  row.spec = &spec;
  row.item = new QTreeWidgetItem(tree_, {text(spec.code), text(spec.name)});
  row.item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
  row.item->setCheckState(Code, Qt::Unchecked);
  const QString origin = spec.random
                             ? tr("%1. Draws random numbers, from the seed.").arg(text(spec.origin))
                             : text(spec.origin);
  for (const int column : {Code, Name}) {
    row.item->setToolTip(column, origin);
  }
  if (!spec.parameters.empty()) {
    QWidget* fields = makeFields(row);
    tree_->setItemWidget(row.item, Parameters, fields);
  }
  rows_.push_back(std::move(row));
}

QWidget* OperatorPicker::makeFields(Row& row) {
  auto* fields = new QWidget;
  auto* layout = new QHBoxLayout(fields);
  layout->setContentsMargins(2, 1, 2, 1);
  for (const OperatorParameter& parameter : row.spec->parameters) {
    auto* field = new ParameterField;
    field->setDecimals(parameter.wholeNumber ? 0 : 4);
    field->setRange(parameter.minimum, parameter.maximum);
    field->setSingleStep(parameter.wholeNumber ? 1 : 0.05);
    field->setValue(parameter.defaultValue);
    field->setFixedWidth(74);
    field->setToolTip(text(parameter.meaning));
    field->setAccessibleName(
        tr("%1 of %2: %3")
            .arg(text(parameter.name), text(row.spec->code), text(parameter.meaning)));
    auto* name = new QLabel(text(parameter.name));
    layout->addWidget(name);
    layout->addWidget(field);
    row.fields.push_back(field);
    connect(field, &QDoubleSpinBox::valueChanged, this, [this] {
      showFormulas();
      emit changed();
    });
  }
  layout->addStretch();
  return fields;
}

Operator OperatorPicker::operatorOf(const Row& row) const {
  Operator op{row.spec->kind, {}};
  for (const QDoubleSpinBox* field : row.fields) {
    op.parameters.push_back(field->value());
  }
  return op;
}

std::vector<Operator> OperatorPicker::operators() const {
  std::vector<Operator> result;
  for (const Row& row : rows_) {
    if (row.item->checkState(Code) == Qt::Checked) {
      result.push_back(operatorOf(row));
    }
  }
  return result;
}

QStringList OperatorPicker::operatorTexts() const {
  QStringList texts;
  for (const Operator& op : operators()) {
    texts << QString::fromStdString(operatorText(op));
  }
  return texts;
}

void OperatorPicker::setOperators(const std::vector<Operator>& operators) {
  const QSignalBlocker quiet(tree_);
  for (Row& row : rows_) {
    row.item->setCheckState(Code, Qt::Unchecked);
    for (const Operator& op : operators) {
      if (op.kind != row.spec->kind) {
        continue;
      }
      row.item->setCheckState(Code, Qt::Checked);
      for (size_t i = 0; i < row.fields.size() && i < op.parameters.size(); ++i) {
        const QSignalBlocker quietField(row.fields[i]);
        row.fields[i]->setValue(op.parameters[i]);
      }
    }
  }
  showFormulas();
  tree_->viewport()->update();
}

void OperatorPicker::checkWhere(const std::function<bool(const OperatorSpec&)>& wanted) {
  {
    const QSignalBlocker quiet(tree_);
    for (Row& row : rows_) {
      row.item->setCheckState(Code, wanted(*row.spec) ? Qt::Checked : Qt::Unchecked);
    }
  }
  tree_->viewport()->update();
  emit changed();
}

void OperatorPicker::showFormulas() {
  const QSignalBlocker quiet(tree_);
  for (Row& row : rows_) {
    const QString formula = QString::fromStdString(operatorFormula(operatorOf(row)));
    row.item->setText(Formula, formula);
    row.item->setToolTip(Formula, formula);
  }
  tree_->viewport()->update();
}

}  // namespace maacc
