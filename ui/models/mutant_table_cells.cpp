// What the cells of MutantTableModel show.
#include <algorithm>

#include "core/mutation/operator.h"
#include "ui/models/mutant_table_model.h"
#include "ui/text.h"
#include "ui/theme.h"

namespace maacc {
namespace {

bool isNumber(int column) { return column == MutantTableModel::Flipped; }

QString classList(const ClassSet& set) {
  QStringList classes;
  for (size_t i = 0; i < set.size(); ++i) {
    if (set[i] != 0) {
      classes << QString::number(i);
    }
  }
  return classes.isEmpty() ? MutantTableModel::tr("none") : classes.join(QStringLiteral(", "));
}

QString verdictHelp(const KillRecord* record, int column) {
  if (record == nullptr) {
    return {};
  }
  if (column == MutantTableModel::Flipped && !record->flippedInputs) {
    return MutantTableModel::tr(
        "Not counted: early exit left inputs out once the killed classes were known. A run with "
        "the evidence \"Every killing input\" counts all.");
  }
  return column == MutantTableModel::Status ? QString::fromStdString(record->reason) : QString();
}

QString headerHelp(int section) {
  switch (section) {
    case MutantTableModel::Flipped:
      return MutantTableModel::tr(
          "Inputs that the original network classifies correctly and the mutant does not");
    case MutantTableModel::KilledTrue:
      return MutantTableModel::tr(
          "Classes with a flipped input, by the input's true class (DeepMutation's definition)");
    case MutantTableModel::KilledPredicted:
      return MutantTableModel::tr(
          "Classes that a flipped input is now taken for (what the published DEEPMAACC program "
          "counts)");
    case MutantTableModel::Mark:
      return MutantTableModel::tr(
          "What was said about the mutant, and why: a mark is no kill, and leaves the mutant out "
          "of "
          "the second score alone");
    case MutantTableModel::Group:
      return MutantTableModel::tr("The cluster or the part of the sample that the mutant is in");
    default:
      return {};
  }
}

}  // namespace

int MutantTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(order_.size());
}

int MutantTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QString MutantTableModel::text(size_t mutant, int column) const {
  const Mutant& m = description_->plan.mutants[mutant];
  switch (column) {
    case Id:
      return QString::fromStdString(m.id.text);
    case Layer:
      return QString::fromStdString(
          description_->weightedNames[static_cast<size_t>(m.weightedLayer)]);
    case Units:
      return unitsText(m.units);
    case Op:
      return QString::fromStdString(description_->operatorTexts[description_->operatorOf[mutant]]);
    case Status:
      return verdictText(verdictOf(static_cast<int64_t>(mutant)));
    case Flipped: {
      const KillRecord* record = recordOf(static_cast<int64_t>(mutant));
      return record == nullptr || record->status == MutantStatus::Error || !record->flippedInputs
                 ? dashText()
                 : countText(*record->flippedInputs);
    }
    case Mark:
      return markText(columns_->mark(mutant));
    case Group: {
      const int group = columns_->group(mutant);
      return group < 0 ? dashText()
                       : QString::fromStdString(
                             description_->sample.groups[static_cast<size_t>(group)].name);
    }
    default:
      return {};
  }
}

QString MutantTableModel::toolTip(size_t mutant, int column) const {
  const Mutant& m = description_->plan.mutants[mutant];
  if (column == Op) {
    return QString::fromStdString(operatorFormula(m.op));
  }
  if (column == Mark) {
    const auto mark = std::lower_bound(
        marked_.begin(), marked_.end(), static_cast<int64_t>(mutant),
        [](const MarkedMutant& entry, int64_t wanted) { return entry.mutant < wanted; });
    return mark == marked_.end() || mark->mutant != static_cast<int64_t>(mutant)
               ? QString()
               : QString::fromStdString(mark->mark.reason);
  }
  return verdictHelp(recordOf(static_cast<int64_t>(mutant)), column);
}

QVariant MutantTableModel::killedClasses(size_t mutant, int column, int role) const {
  const KillRecord* record = recordOf(static_cast<int64_t>(mutant));
  const bool judged = record != nullptr && record->status != MutantStatus::Error;
  const ClassSet* set = nullptr;
  if (judged) {
    set = column == KilledTrue ? &record->killedTrueClass : &record->killedPredictedClass;
    set = set->empty() ? nullptr : set;
  }
  if (role == ClassSetRole) {
    return QVariant::fromValue(set);
  }
  if (set == nullptr) {
    return judged ? tr("not evaluated") : dashText();
  }
  const auto killed = std::count(set->begin(), set->end(), uint8_t{1});
  if (role == Qt::ToolTipRole || role == Qt::AccessibleTextRole) {
    return tr("Classes killed: %1").arg(classList(*set));
  }
  return tr("%1 of %2").arg(killed).arg(set->size());
}

QVariant MutantTableModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
    return {};
  }
  const auto mutant = static_cast<size_t>(mutantAt(index.row()));
  const int column = index.column();
  const bool classes = column == KilledTrue || column == KilledPredicted;
  switch (role) {
    case Qt::DisplayRole:
      return classes ? killedClasses(mutant, column, role) : QVariant(text(mutant, column));
    case ClassSetRole:
    case Qt::AccessibleTextRole:
      return classes ? killedClasses(mutant, column, role) : QVariant();
    case Qt::TextAlignmentRole:
      return cellAlignment(isNumber(column));
    case Qt::DecorationRole:
      return column == Status ? QVariant(verdictIcon(verdictOf(static_cast<int64_t>(mutant))))
                              : QVariant();
    case Qt::ToolTipRole:
      return classes ? killedClasses(mutant, column, role) : QVariant(toolTip(mutant, column));
    default:
      return {};
  }
}

QVariant MutantTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Vertical) {
    return role == Qt::DisplayRole ? QVariant(section + 1) : QVariant();
  }
  if (role == Qt::TextAlignmentRole) {
    return cellAlignment(isNumber(section));
  }
  if (role == Qt::ToolTipRole) {
    return headerHelp(section);
  }
  if (role != Qt::DisplayRole) {
    return {};
  }
  switch (section) {
    case Id:
      return tr("Mutant");
    case Layer:
      return tr("Layer");
    case Units:
      return tr("Unit");
    case Op:
      return tr("Operator");
    case Status:
      return tr("Verdict");
    case Flipped:
      return tr("Flipped");
    case KilledTrue:
      return tr("Killed (true class)");
    case KilledPredicted:
      return tr("Killed (predicted)");
    case Mark:
      return tr("Mark");
    case Group:
      return tr("Group");
    default:
      return {};
  }
}

}  // namespace maacc
