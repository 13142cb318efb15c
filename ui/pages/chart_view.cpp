#include "ui/pages/chart_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSplitter>
#include <QTableView>

#include "ui/plots/rate_chart.h"
#include "ui/text.h"
#include "ui/widgets/panels.h"
#include "ui/widgets/score_tile.h"
#include "ui/widgets/tables.h"

namespace maacc {
namespace {

std::vector<ReportedGroup> sampleGroups(const RunContents& contents) {
  std::vector<ReportedGroup> groups;
  std::vector<int32_t> groupOf(contents.plan.mutants.size(), -1);
  for (const MutantGroup& group : contents.sample.groups) {
    for (const int64_t member : group.members) {
      groupOf[static_cast<size_t>(member)] = static_cast<int32_t>(groups.size());
    }
    groups.push_back(
        {group.name,
         summarize({}, static_cast<int64_t>(group.members.size()), contents.baseline.classes),
         {}});
  }
  for (const KillRecord& record : contents.records) {
    const int32_t group = groupOf[static_cast<size_t>(record.mutantIndex)];
    if (group >= 0) {
      addSummary(groups[static_cast<size_t>(group)].summary,
                 summarize({&record, 1}, 0, contents.baseline.classes));
    }
  }
  for (ReportedGroup& group : groups) {
    group.scores = countedScores(group.summary);
  }
  return groups;
}

}  // namespace

ChartView::ChartView(QWidget* parent)
    : ResultsView(parent),
      by_(new QComboBox),
      criterion_(new QComboBox),
      chart_(new RateChart(tr("Share of classes killed, as bars"))),
      model_(tr("Group"), this),
      table_(new QTableView),
      note_(makeNote({})),
      reading_(this) {
  by_->setAccessibleName(tr("Scores by"));
  by_->setObjectName("chartBy");
  criterion_->addItem(tr("kills by true class"));
  criterion_->addItem(tr("kills by predicted class"));
  criterion_->setAccessibleName(tr("Kill criterion of the bars"));
  chart_->setObjectName("rateChart");
  prepareTable(*table_, tr("The same scores as a table"));
  table_->setModel(&model_);
  table_->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
  for (const int column : {GroupTableModel::TrueScore, GroupTableModel::PredictedScore}) {
    table_->horizontalHeader()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
  }
  auto* choices = new QHBoxLayout;
  choices->addWidget(by_);
  choices->addWidget(criterion_);
  choices->addWidget(note_, 1);
  auto* splitter = new QSplitter(Qt::Vertical);
  splitter->addWidget(chart_);
  splitter->addWidget(table_);
  splitter->setChildrenCollapsible(false);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 8, 0, 0);
  layout->addLayout(choices);
  layout->addWidget(splitter, 1);
  connect(by_, &QComboBox::currentIndexChanged, this, &ChartView::apply);
  connect(criterion_, &QComboBox::currentIndexChanged, this, &ChartView::apply);
  connect(chart_, &RateChart::currentChanged, table_, &QTableView::selectRow);
  connect(chart_, &RateChart::activated, this, &ChartView::choose);
  connect(table_, &QTableView::activated, this,
          [this](const QModelIndex& index) { choose(index.row()); });
  connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& index) { chart_->setCurrent(index.row()); });
}

void ChartView::runChanged() {
  reading_.cancel();
  groups_ = {};
  const QSignalBlocker quiet(by_);
  by_->clear();
  by_->addItem(tr("By layer"));
  by_->addItem(tr("By operator"));
  if (session() != nullptr && session()->isLoaded()) {
    if (!session()->description().sample.groups.empty()) {
      by_->addItem(tr("By cluster or group"));
    }
    criterion_->setCurrentIndex(
        session()->description().settings.criterion == KillCriterion::TrueClass ? 0 : 1);
  }
  apply();
}

void ChartView::fill() {
  const RunDescription& run = session()->description();
  if (!session()->scores().estimated) {
    groups_.layers = countedGroups(session()->tally().byLayer(run));
    groups_.operators = countedGroups(session()->tally().byOperator(run));
    apply();
    return;
  }
  // Estimates look at every record.
  if (reading_.isBusy()) {
    again_ = true;
    return;
  }
  note_->setText(tr("Estimating …"));
  reading_.start([path = session()->path().toStdString()] { return readGroups(path); },
                 [this](Groups&& groups) {
                   groups_ = std::move(groups);
                   apply();
                   if (std::exchange(again_, false)) {
                     refresh();
                   }
                 },
                 [this](const QString& sentence) { note_->setText(sentence); });
}

ChartView::Groups ChartView::readGroups(const std::string& path) {
  ReportedRun run = readReportedRun(RunFile::openForReading(path), path);
  return {std::move(run.layers), std::move(run.operators), sampleGroups(run.contents)};
}

QString ChartView::groupTitle(By by) {
  switch (by) {
    case By::Operator:
      return tr("Operator");
    case By::Group:
      return tr("Group");
    case By::Layer:
      break;
  }
  return tr("Layer");
}

ChartView::By ChartView::by() const { return static_cast<By>(std::max(0, by_->currentIndex())); }

KillCriterion ChartView::criterion() const {
  return criterion_->currentIndex() == 1 ? KillCriterion::PredictedClass : KillCriterion::TrueClass;
}

const std::vector<ReportedGroup>& ChartView::shown() const {
  switch (by()) {
    case By::Operator:
      return groups_.operators;
    case By::Group:
      return groups_.groups;
    case By::Layer:
      break;
  }
  return groups_.layers;
}

void ChartView::apply() {
  std::vector<RateBar> bars;
  for (const ReportedGroup& group : shown()) {
    const auto& score = group.scores.of(criterion());
    RateBar bar;
    bar.name = QString::fromStdString(group.name);
    bar.known = score.has_value();
    if (score) {
      bar.value = score->value;
      bar.low = score->low;
      bar.high = score->high;
    }
    bars.push_back(std::move(bar));
  }
  chart_->setBars(std::move(bars), [this, chosen = criterion()](int bar) {
    const ReportedGroup& group = shown()[static_cast<size_t>(bar)];
    return scoreNote(group.scores, group.scores.of(chosen), group.summary.of(chosen));
  });
  model_.setGroupTitle(groupTitle(by()));
  model_.setGroups(shown());
  const auto& groups = shown();
  const bool undecided = std::any_of(groups.begin(), groups.end(), [](const ReportedGroup& group) {
    return group.summary.undecided > 0;
  });
  table_->setColumnHidden(GroupTableModel::Undecided, !undecided);
  note_->setText(
      by() == By::Group
          ? tr("Of the tested mutants of each group. Click a bar to see its mutants.")
          : tr("Share of (mutant, class) pairs that are killed. Click a bar to see its mutants."));
}

void ChartView::choose(int group) {
  if (group < 0 || group >= static_cast<int>(shown().size())) {
    return;
  }
  // Groups without mutants are left out, so that a row is not the position in the filter.
  const RunDescription& run = session()->description();
  const std::string& name = shown()[static_cast<size_t>(group)].name;
  const auto positionIn = [&name](const std::vector<std::string>& names) {
    const auto found = std::find(names.begin(), names.end(), name);
    return found == names.end() ? -1 : static_cast<int>(found - names.begin());
  };
  MutantFilter filter;
  switch (by()) {
    case By::Layer:
      filter.weightedLayer = positionIn(run.weightedNames);
      break;
    case By::Operator:
      filter.operatorIndex = positionIn(run.operatorTexts);
      break;
    case By::Group:
      filter.group = group;
      break;
  }
  emit filterRequested(filter);
}

}  // namespace maacc
