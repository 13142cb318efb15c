#include "ui/docks/inspector_dock.h"

#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>
#include <algorithm>
#include <numeric>

#include "core/mutation/operator.h"
#include "ui/docks/before_after_panel.h"
#include "ui/docks/killing_inputs_panel.h"
#include "ui/docks/mutant_list_panel.h"
#include "ui/models/mutant_table_model.h"
#include "ui/text.h"
#include "ui/verdict.h"
#include "ui/widgets/panels.h"

namespace maacc {
namespace {

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
      markRow_(makeMarkRow()),
      inputs_(new KillingInputsPanel),
      comparison_(new BeforeAfterPanel),
      mutants_(new MutantListPanel) {
  setObjectName("inspectorDock");
  title_->setWordWrap(true);
  title_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  facts_->setRowWrapPolicy(QFormLayout::WrapLongRows);
  facts_->setHorizontalSpacing(12);
  auto* content = new QWidget;
  auto* layout = new QVBoxLayout(content);
  layout->addWidget(title_);
  layout->addWidget(kind_);
  layout->addLayout(facts_);
  layout->addWidget(markRow_);
  for (QWidget* part : std::initializer_list<QWidget*>{inputs_, comparison_, mutants_}) {
    layout->addSpacing(6);
    layout->addWidget(part);
  }
  layout->addStretch();
  auto* scroll = new QScrollArea;
  scroll->setWidget(content);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setMinimumWidth(230);
  scroll->setAccessibleName(tr("Inspector"));
  setWidget(scroll);
  connect(inputs_, &KillingInputsPanel::inputChosen, comparison_, &BeforeAfterPanel::compareOn);
  connect(mutants_, &MutantListPanel::mutantChosen, this, &InspectorDock::mutantChosen);
  showNothing();
}

QWidget* InspectorDock::makeMarkRow() {
  auto* row = new QWidget;
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  mark_ = new QLabel;
  mark_->setWordWrap(true);
  mark_->setTextFormat(Qt::PlainText);
  mark_->setObjectName("markText");
  auto* button = new QPushButton(tr("Mar&k…"));
  button->setObjectName("markMutant");
  button->setToolTip(tr("Say that the mutant is equivalent or does not matter, and why (M)"));
  layout->addWidget(mark_, 1);
  layout->addWidget(button, 0, Qt::AlignTop);
  connect(button, &QPushButton::clicked, this, &InspectorDock::markRequested);
  return row;
}

void InspectorDock::setEngine(const QString& program) { comparison_->setEngine(program); }

void InspectorDock::hideParts() {
  for (QWidget* part : std::initializer_list<QWidget*>{markRow_, inputs_, comparison_, mutants_}) {
    part->hide();
  }
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
       tr("Select a layer, a mutant or an input to see what it is and what happened to it."), {});
  hideParts();
}

void InspectorDock::showFacts(const QString& title, const QString& kind, const Facts& facts) {
  session_.clear();
  mutant_ = -1;
  show(title, kind, facts);
  hideParts();
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
  hideParts();
}

InspectorDock::Facts InspectorDock::mutantFacts(const RunDescription& run, int64_t mutantIndex) {
  const Mutant& mutant = run.plan.mutants[static_cast<size_t>(mutantIndex)];
  const OperatorSpec& spec = operatorSpec(mutant.op.kind);
  return {{tr("Layer"),
           QString::fromStdString(run.weightedNames[static_cast<size_t>(mutant.weightedLayer)])},
          {mutant.units.size() == 1 ? tr("Unit") : tr("Units"), allUnits(mutant.units)},
          {tr("Operator"),
           tr("%1, %2").arg(
               QString::fromStdString(operatorText(mutant.op)),
               QString::fromUtf8(spec.name.data(), static_cast<qsizetype>(spec.name.size())))},
          {tr("Formula"), QString::fromStdString(operatorFormula(mutant.op))}};
}

void InspectorDock::showMutant(RunSession& session,
                               int64_t mutantIndex,
                               const MutantTableModel& model) {
  const KillRecord* record = model.recordOf(mutantIndex);
  const bool same = session_ == &session && mutant_ == mutantIndex && record_ == record &&
                    comparison_->isVisibleTo(this);
  session_ = &session;
  mutant_ = mutantIndex;
  record_ = record;
  const RunDescription& run = session.description();
  const std::string& id = run.plan.mutants[static_cast<size_t>(mutantIndex)].id.text;
  Facts facts = mutantFacts(run, mutantIndex);
  facts.emplace_back(tr("Verdict"), verdictOf(record));
  if (record != nullptr && record->status == MutantStatus::Error) {
    facts.emplace_back(tr("Reason"), QString::fromStdString(record->reason));
  } else if (record != nullptr) {
    addVerdict(*record, static_cast<qint64>(run.baseline.correctInputs.size()), facts);
  }
  addGroup(mutantIndex, model, facts);
  show(
      QString::fromStdString(id),
      tr("Mutant %1 of %2")
          .arg(countText(mutantIndex + 1), countText(static_cast<qint64>(run.plan.mutants.size()))),
      facts);
  showMark(id);
  comparison_->setMutant(session, id);
  comparison_->show();
  if (!same) {
    inputs_->setMutant(session, mutantIndex, record);
  }
}

void InspectorDock::showMark(const std::string& mutantId) {
  const MutantMark* mark = session_->marks().of(mutantId);
  mark_->setText(mark == nullptr ? tr("Not marked")
                                 : tr("%1: %2").arg(markText(markState(mark->kind)),
                                                    QString::fromStdString(mark->reason)));
  markRow_->show();
}

void InspectorDock::addGroup(int64_t mutantIndex, const MutantTableModel& model, Facts& facts) {
  for (const MutantGroup& group : session_->description().sample.groups) {
    if (std::binary_search(group.members.begin(), group.members.end(), mutantIndex)) {
      facts.emplace_back(tr("Group"),
                         tr("%1, %2 mutants")
                             .arg(QString::fromStdString(group.name),
                                  countText(static_cast<qint64>(group.members.size()))));
      showSiblings(group, mutantIndex, model);
      return;
    }
  }
  mutants_->hide();
}

void InspectorDock::showSiblings(const MutantGroup& group,
                                 int64_t mutantIndex,
                                 const MutantTableModel& model) {
  // Those with a verdict say something about this one, so they come first. A group may have a
  // million members, of which the list shows some.
  std::array<std::vector<int64_t>, kVerdictCount> firsts;
  std::array<int64_t, kVerdictCount> counts{};
  for (const int64_t member : group.members) {
    if (member != mutantIndex) {
      const auto verdict = static_cast<size_t>(model.verdictOf(member));
      if (counts[verdict]++ < MutantListPanel::kMostMutants) {
        firsts[verdict].push_back(member);
      }
    }
  }
  std::vector<int64_t> siblings;
  for (const std::vector<int64_t>& first : firsts) {
    siblings.insert(siblings.end(), first.begin(), first.end());
  }
  const int64_t all = std::accumulate(counts.begin(), counts.end(), int64_t{0});
  QStringList parts;
  for (size_t v = 0; v < counts.size(); ++v) {
    if (counts[v] > 0) {
      parts << QStringLiteral("%1 %2").arg(countText(counts[v]),
                                           verdictText(static_cast<Verdict>(v)).toLower());
    }
  }
  mutants_->setMutants(
      tr("Others of its group"),
      tr("%1: %2.").arg(QString::fromStdString(group.name), parts.join(QStringLiteral(", "))),
      session_->description(), model, siblings, all);
  mutants_->setVisible(!siblings.empty());
}

void InspectorDock::showInput(RunSession& session, int64_t input, const MutantTableModel& model) {
  const RunDescription& run = session.description();
  const auto position = static_cast<size_t>(input);
  if (session_ != &session) {
    mutant_ = -1;
  }
  session_ = &session;
  hideParts();
  Facts facts{{tr("True class"), QString::number(run.baseline.correctLabels[position])},
              {tr("Margin"), QLocale().toString(run.baseline.correctMargins[position], 'f', 4)}};
  const auto evidence = session.evidence().evidence();
  if (evidence) {
    const auto killed = evidence->byInput.of(input);
    facts.emplace_back(tr("Kills"), tr("%1 mutants").arg(countText(std::ssize(killed))));
    const std::vector<int64_t> mutants(killed.begin(), killed.end());
    mutants_->setMutants(tr("Mutants that it kills"),
                         mutants.empty() ? tr("None: the score would be the same without it.")
                                         : tr("In the order of the plan."),
                         run, model, mutants, std::ssize(mutants));
    mutants_->show();
  }
  show(tr("Input %1").arg(run.baseline.correctInputs[position]),
       tr("Place in the data, from 0; the original network classifies it correctly"), facts);
  if (mutant_ >= 0) {
    comparison_->show();
    compareOn(session, input);
  }
}

void InspectorDock::compareOn(RunSession& session, int64_t input) {
  if (session_ == &session && mutant_ >= 0) {
    comparison_->compareOn(
        session.description().baseline.correctInputs[static_cast<size_t>(input)]);
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

}  // namespace maacc
