#include "ui/docks/inspector_dock.h"

#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QScrollArea>
#include <QTableWidget>
#include <QVBoxLayout>
#include <numeric>

#include "core/mutation/operator.h"
#include "ui/text.h"
#include "ui/verdict.h"
#include "ui/widgets/panels.h"
#include "ui/widgets/tables.h"

namespace maacc {
namespace {

constexpr size_t kMostInputs = 500;

QString classesText(const ClassSet& set) {
  if (set.empty()) {
    return InspectorDock::tr("not evaluated");
  }
  QStringList classes;
  for (size_t i = 0; i < set.size(); ++i) {
    if (set[i] != 0) {
      classes << QString::number(i);
    }
  }
  return classes.isEmpty() ? InspectorDock::tr("none of %1").arg(set.size())
                           : classes.join(QStringLiteral(", "));
}

QString verdictOf(const KillRecord* record) {
  return verdictText(record == nullptr ? Verdict::Untested : verdictOf(record->status));
}

QString proofText(Proof proof) {
  return proof == Proof::Unchanged
             ? InspectorDock::tr(
                   "Nothing that later layers read changes on any correct input, so no input had "
                   "to be evaluated.")
             : InspectorDock::tr(
                   "A bound on the change of the logits settles every correct input, so no input "
                   "had to be evaluated.");
}

QString allUnits(const std::vector<int>& units) {
  QStringList texts;
  for (const int unit : units) {
    texts << QString::number(unit);
  }
  return texts.join(QStringLiteral(", "));
}

}  // namespace

InspectorDock::InspectorDock(QWidget* parent)
    : QDockWidget(tr("Inspector"), parent),
      title_(makeHeading({})),
      kind_(makeNote({})),
      facts_(new QFormLayout),
      inputsNote_(makeNote({})),
      inputs_(new QTableWidget(0, 4)) {
  setObjectName("inspectorDock");
  title_->setWordWrap(true);
  title_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  facts_->setRowWrapPolicy(QFormLayout::WrapLongRows);
  facts_->setHorizontalSpacing(12);
  prepareTable(*inputs_, tr("Killing inputs"));
  inputs_->setHorizontalHeaderLabels({tr("Input"), tr("Class"), tr("Becomes"), tr("Margin")});
  inputs_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  inputs_->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
  inputs_->setMinimumHeight(160);
  auto* content = new QWidget;
  auto* layout = new QVBoxLayout(content);
  layout->addWidget(title_);
  layout->addWidget(kind_);
  layout->addLayout(facts_);
  layout->addSpacing(6);
  layout->addWidget(inputsNote_);
  layout->addWidget(inputs_, 1);
  layout->addStretch();
  auto* scroll = new QScrollArea;
  scroll->setWidget(content);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setMinimumWidth(230);
  scroll->setAccessibleName(tr("Inspector"));
  setWidget(scroll);
  showNothing();
}

void InspectorDock::show(const QString& title, const QString& kind, const Facts& facts) {
  title_->setText(title);
  kind_->setText(kind);
  while (facts_->rowCount() > 0) {
    facts_->removeRow(0);
  }
  for (const auto& [name, value] : facts) {
    auto* label = new QLabel(value);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* caption = new QLabel(name);
    caption->setForegroundRole(QPalette::PlaceholderText);
    facts_->addRow(caption, label);
  }
}

void InspectorDock::showNothing() {
  mutant_ = -1;
  session_.clear();
  show(tr("Nothing selected"),
       tr("Select a layer or a mutant to see what it is and what happened to it."), {});
  inputs_->hide();
  inputsNote_->hide();
}

void InspectorDock::showFacts(const QString& title, const QString& kind, const Facts& facts) {
  session_.clear();
  mutant_ = -1;
  show(title, kind, facts);
  inputs_->hide();
  inputsNote_->hide();
}

void InspectorDock::showLayer(const LayerInfo& layer) {
  mutant_ = -1;
  session_.clear();
  const LayerSummary& s = layer.summary;
  Facts facts{
      {tr("Output shape"), prettyShape(s.outputShape)},
      {tr("Activation"), s.activation.empty() ? dashText() : QString::fromStdString(s.activation)},
      {tr("Parameters"), countText(s.parameters)},
      {tr("Mutable units"), countText(s.units)}};
  if (s.weightedLayer >= 0) {
    facts.emplace_back(tr("Number in mutant ids"), QStringLiteral("w%1").arg(s.weightedLayer));
  }
  if (!layer.whyNoUnits.isEmpty()) {
    facts.emplace_back(tr("Why no units"), layer.whyNoUnits);
  }
  show(QString::fromStdString(s.name), tr("%1 layer").arg(QString::fromStdString(s.kind)), facts);
  inputs_->hide();
  inputsNote_->hide();
}

void InspectorDock::showMutant(RunSession& session, int64_t mutantIndex, const KillRecord* record) {
  const bool same = session_ == &session && mutant_ == mutantIndex;
  session_ = &session;
  mutant_ = mutantIndex;
  const RunDescription& run = session.description();
  const Mutant& mutant = run.plan.mutants[static_cast<size_t>(mutantIndex)];
  const OperatorSpec& spec = operatorSpec(mutant.op.kind);
  Facts facts{{tr("Layer"), QString::fromStdString(
                                run.weightedNames[static_cast<size_t>(mutant.weightedLayer)])},
              {mutant.units.size() == 1 ? tr("Unit") : tr("Units"), allUnits(mutant.units)},
              {tr("Operator"),
               tr("%1, %2").arg(
                   QString::fromStdString(operatorText(mutant.op)),
                   QString::fromUtf8(spec.name.data(), static_cast<qsizetype>(spec.name.size())))},
              {tr("Formula"), QString::fromStdString(operatorFormula(mutant.op))},
              {tr("Verdict"), verdictOf(record)}};
  if (record != nullptr && record->status == MutantStatus::Error) {
    facts.emplace_back(tr("Reason"), QString::fromStdString(record->reason));
  } else if (record != nullptr) {
    addVerdict(*record, static_cast<qint64>(run.baseline.correctInputs.size()), facts);
  }
  show(
      QString::fromStdString(mutant.id.text),
      tr("Mutant %1 of %2")
          .arg(countText(mutantIndex + 1), countText(static_cast<qint64>(run.plan.mutants.size()))),
      facts);
  if (!same || tested_ != (record != nullptr)) {
    askForInputs(session, record);
  }
}

void InspectorDock::addVerdict(const KillRecord& record, qint64 correctInputs, Facts& facts) {
  facts.emplace_back(
      tr("Flipped inputs"),
      record.flippedInputs
          ? tr("%1 of %2").arg(countText(*record.flippedInputs), countText(correctInputs))
          : tr("not counted (early exit)"));
  if (!record.undecided.empty()) {
    facts.emplace_back(tr("Undecided classes"), classesText(record.undecided));
  }
  if (record.proof != Proof::None) {
    facts.emplace_back(tr("Proof"), proofText(record.proof));
  }
  facts.emplace_back(tr("Killed, true class"), classesText(record.killedTrueClass));
  facts.emplace_back(tr("Killed, predicted class"), classesText(record.killedPredictedClass));
}

void InspectorDock::askForInputs(RunSession& session, const KillRecord* record) {
  inputs_->hide();
  inputsNote_->hide();
  tested_ = record != nullptr;
  if (record == nullptr || record->status != MutantStatus::Killed) {
    return;
  }
  inputsNote_->show();
  if (session.description().settings.evidence != Evidence::Inputs) {
    inputsNote_->setText(tr(
        "This run kept no inputs. Start one with the evidence \"Every killing input\" to see which "
        "inputs kill a mutant."));
    return;
  }
  inputsNote_->setText(tr("Loading the killing inputs …"));
  connect(&session, &RunSession::flipsReady, this, &InspectorDock::showInputs,
          Qt::UniqueConnection);
  connect(&session, &RunSession::flipsFailed, this, &InspectorDock::showInputsFailure,
          Qt::UniqueConnection);
  session.requestFlips(mutant_);
}

void InspectorDock::showInputsFailure(qint64 mutantIndex, const QString& sentence) {
  if (mutantIndex == mutant_ && sender() == session_) {
    inputsNote_->setText(sentence);
  }
}

void InspectorDock::showInputs(qint64 mutantIndex, const std::vector<Flip>& flips) {
  if (mutantIndex != mutant_ || session_ == nullptr || sender() != session_) {
    return;
  }
  const Baseline& baseline = session_->description().baseline;
  std::vector<size_t> order(flips.size());
  std::iota(order.begin(), order.end(), size_t{0});
  const auto margin = [&](size_t i) {
    return baseline.correctMargins[static_cast<size_t>(flips[i].input)];
  };
  std::erase_if(order, [&](size_t i) {
    return flips[i].input < 0 ||
           static_cast<size_t>(flips[i].input) >= baseline.correctMargins.size();
  });
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return margin(a) < margin(b); });
  const size_t shown = std::min(order.size(), kMostInputs);
  inputs_->setRowCount(static_cast<int>(shown));
  for (size_t row = 0; row < shown; ++row) {
    const Flip& flip = flips[order[row]];
    const auto input = static_cast<size_t>(flip.input);
    const std::array<QString, 4> cells{
        countText(baseline.correctInputs[input]), QString::number(baseline.correctLabels[input]),
        flip.predictedClass < 0 ? tr("none") : QString::number(flip.predictedClass),
        QLocale().toString(margin(order[row]), 'f', 3)};
    for (size_t column = 0; column < cells.size(); ++column) {
      auto* item = new QTableWidgetItem(cells[column]);
      inputs_->setItem(static_cast<int>(row), static_cast<int>(column), item);
    }
  }
  inputsNote_->setText(
      shown < order.size()
          ? tr("Killing inputs, smallest original margin first: the first %1 of %2")
                .arg(countText(static_cast<qint64>(shown)),
                     countText(static_cast<qint64>(order.size())))
          : tr("Killing inputs, smallest original margin first"));
  inputs_->show();
}

}  // namespace maacc
