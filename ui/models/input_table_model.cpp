#include "ui/models/input_table_model.h"

#include <QLocale>
#include <algorithm>
#include <unordered_map>
#include <utility>

#include "ui/text.h"

namespace maacc {
namespace {

constexpr int kMostPictures = 2000;

}  // namespace

InputTableModel::InputTableModel(QObject* parent)
    : QAbstractTableModel(parent), pictures_(kMostPictures) {}

void InputTableModel::setRun(std::shared_ptr<const RunDescription> run, InputImages* images) {
  if (images_ != nullptr) {
    images_->disconnect(this);
  }
  beginResetModel();
  run_ = std::move(run);
  images_ = images;
  evidence_.reset();
  adds_.clear();
  only_.reset();
  pictures_.clear();
  order_.clear();
  endResetModel();
  update();
  if (images != nullptr) {
    connect(images, &InputImages::changed, this, [this] {
      pictures_.clear();
      if (rowCount() > 0) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, 0), {Qt::DecorationRole});
      }
    });
  }
}

void InputTableModel::setEvidence(std::shared_ptr<const KillEvidence> evidence) {
  if (evidence == evidence_ && !adds_.empty()) {
    return;
  }
  evidence_ = std::move(evidence);
  adds_.assign(static_cast<size_t>(inputs()), 0);
  if (evidence_) {
    const KillingSet& set = evidence_->killingSet;
    for (size_t i = 0; i < set.inputs.size(); ++i) {
      adds_.at(static_cast<size_t>(set.inputs[i])) = set.adds[i];
    }
  }
  update();
}

void InputTableModel::setPictureSize(int pixels) {
  pictureSize_ = pixels;
  pictures_.clear();
  update();
}

void InputTableModel::setChoice(InputChoice choice) {
  choice_ = choice;
  update();
}

void InputTableModel::setTrueClass(int trueClass) {
  trueClass_ = trueClass;
  update();
}

void InputTableModel::setOnly(std::optional<std::vector<int32_t>> inputs) {
  only_ = std::move(inputs);
  update();
}

void InputTableModel::sort(int column, Qt::SortOrder order) {
  const int before = std::exchange(sortColumn_, std::max(0, column));
  if (std::exchange(sortOrder_, order) != order || before != sortColumn_) {
    update();
  }
}

int64_t InputTableModel::inputs() const {
  return run_ ? static_cast<int64_t>(run_->baseline.correctInputs.size()) : 0;
}

int64_t InputTableModel::kills(int32_t input) const {
  return evidence_ ? evidence_->byInput.count(input) : -1;
}

bool InputTableModel::fits(int32_t input, InputChoice choice) const {
  switch (choice) {
    case InputChoice::KillsNothing:
      return kills(input) == 0;
    case InputChoice::KillsSomething:
      return kills(input) > 0;
    case InputChoice::KillingSet:
      return evidence_ != nullptr && adds_[static_cast<size_t>(input)] > 0;
    case InputChoice::All:
      break;
  }
  return true;
}

int64_t InputTableModel::countOf(InputChoice choice) const {
  int64_t count = 0;
  for (int32_t input = 0; input < inputs(); ++input) {
    const bool ofClass =
        trueClass_ < 0 || run_->baseline.correctLabels[static_cast<size_t>(input)] == trueClass_;
    count += ofClass && fits(input, choice) ? 1 : 0;
  }
  return count;
}

double InputTableModel::sortValue(int32_t input) const {
  const auto i = static_cast<size_t>(input);
  switch (sortColumn_) {
    case Class:
      return run_->baseline.correctLabels[i];
    case Margin:
      return run_->baseline.correctMargins[i];
    case Kills:
      return static_cast<double>(kills(input));
    case Adds:
      return evidence_ ? static_cast<double>(adds_[i]) : 0;
    default:
      return input;
  }
}

void InputTableModel::update() {
  std::vector<int32_t> candidates;
  if (only_) {
    candidates = *only_;
  } else {
    for (int32_t input = 0; input < inputs(); ++input) {
      candidates.push_back(input);
    }
  }
  std::erase_if(candidates, [this](int32_t input) {
    const auto i = static_cast<size_t>(input);
    return (trueClass_ >= 0 && run_->baseline.correctLabels[i] != trueClass_) ||
           !fits(input, choice_);
  });
  std::stable_sort(candidates.begin(), candidates.end(), [this](int32_t a, int32_t b) {
    return sortOrder_ == Qt::AscendingOrder ? sortValue(a) < sortValue(b)
                                            : sortValue(a) > sortValue(b);
  });
  applyOrder(std::move(candidates));
}

void InputTableModel::applyOrder(std::vector<int32_t> order) {
  if (order.size() != order_.size() || order.empty()) {
    beginResetModel();
    order_ = std::move(order);
    endResetModel();
    return;
  }
  if (order == order_) {
    emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    return;
  }
  emit layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
  std::unordered_map<int32_t, int> rowOf;
  for (size_t row = 0; row < order.size(); ++row) {
    rowOf.emplace(order[row], static_cast<int>(row));
  }
  const QModelIndexList before = persistentIndexList();
  QModelIndexList after;
  for (const QModelIndex& old : before) {
    const auto row = rowOf.find(inputAt(old.row()));
    after << (row == rowOf.end() ? QModelIndex() : createIndex(row->second, old.column()));
  }
  order_ = std::move(order);
  changePersistentIndexList(before, after);
  emit layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

int InputTableModel::rowOfInput(int32_t input) const {
  const auto found = std::find(order_.begin(), order_.end(), input);
  return found == order_.end() ? -1 : static_cast<int>(found - order_.begin());
}

int InputTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(order_.size());
}

int InputTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QString InputTableModel::text(int32_t input, int column) const {
  const auto i = static_cast<size_t>(input);
  switch (column) {
    case Input:
      return QString::number(run_->baseline.correctInputs[i]);
    case Class:
      return QString::number(run_->baseline.correctLabels[i]);
    case Margin:
      return QLocale().toString(run_->baseline.correctMargins[i], 'f', 3);
    case Kills:
      return evidence_ ? countText(kills(input)) : dashText();
    case Adds:
      return evidence_ && adds_[i] > 0 ? countText(adds_[i]) : dashText();
    default:
      return {};
  }
}

QString InputTableModel::sentence(int32_t input) const {
  QString what = tr("Input %1 of class %2, margin %3")
                     .arg(text(input, Input), text(input, Class), text(input, Margin));
  if (!evidence_) {
    return what;
  }
  QString all = kills(input) == 0 ? tr("%1: kills no mutant").arg(what)
                                  : tr("%1: kills %2 mutants").arg(what, text(input, Kills));
  return adds_[static_cast<size_t>(input)] == 0
             ? all
             : tr("%1; in the killing set, for %2 of them").arg(all, text(input, Adds));
}

QPixmap InputTableModel::picture(int32_t input) const {
  if (images_ == nullptr || !images_->isReady()) {
    return {};
  }
  if (const QPixmap* known = pictures_.object(input)) {
    return *known;
  }
  const QImage image = images_->image(run_->baseline.correctInputs[static_cast<size_t>(input)]);
  if (image.isNull()) {
    return {};
  }
  // Pixels of small images stay pixels.
  const bool small = image.width() < pictureSize_ && image.height() < pictureSize_;
  auto* made = new QPixmap(
      QPixmap::fromImage(image.scaled(pictureSize_, pictureSize_, Qt::KeepAspectRatio,
                                      small ? Qt::FastTransformation : Qt::SmoothTransformation)));
  QPixmap result = *made;
  pictures_.insert(input, made);
  return result;
}

QVariant InputTableModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
    return {};
  }
  const int32_t input = inputAt(index.row());
  switch (role) {
    case Qt::DisplayRole:
      return text(input, index.column());
    case Qt::DecorationRole:
      return index.column() == Input ? QVariant(picture(input)) : QVariant();
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
      return sentence(input);
    case Qt::TextAlignmentRole:
      return cellAlignment(true);
    default:
      return {};
  }
}

QVariant InputTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Vertical || (role != Qt::DisplayRole && role != Qt::ToolTipRole)) {
    return {};
  }
  const bool help = role == Qt::ToolTipRole;
  switch (section) {
    case Input:
      return help ? tr("Place in the data, from 0") : tr("Input");
    case Class:
      return help ? tr("Its true class, which the original network predicts") : tr("Class");
    case Margin:
      return help ? tr("Largest minus second largest logit of the original network") : tr("Margin");
    case Kills:
      return help ? tr("Mutants whose prediction differs on this input") : tr("Kills");
    case Adds:
      return help ? tr("In the killing set: mutants that it kills and no input before it does")
                  : tr("In killing set");
    default:
      return {};
  }
}

}  // namespace maacc
