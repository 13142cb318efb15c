#include "ui/widgets/cost_panel.h"

#include <QFormLayout>
#include <QLabel>
#include <QLocale>
#include <array>
#include <utility>

#include "ui/text.h"

namespace maacc {
namespace {

// "13.7 GFLOP"
QString flopsText(double flops) {
  constexpr std::array<std::pair<double, const char*>, 4> kUnits{
      {{1e12, "TFLOP"}, {1e9, "GFLOP"}, {1e6, "MFLOP"}, {1e3, "kFLOP"}}};
  for (const auto& [size, name] : kUnits) {
    if (flops >= size) {
      return QLocale().toString(flops / size, 'g', 3) + ' ' + QLatin1String(name);
    }
  }
  return QLocale().toString(flops, 'f', 0) + QStringLiteral(" FLOP");
}

QString mutantsText(const PlanCounts& counts) {
  if (!counts.tested) {
    return CostPanel::tr("%1; how many of them are tested is known once they are clustered")
        .arg(countText(counts.mutants));
  }
  return *counts.tested == counts.mutants
             ? CostPanel::tr("%1, all tested").arg(countText(counts.mutants))
             : CostPanel::tr("%1, of which %2 are tested")
                   .arg(countText(counts.mutants), countText(*counts.tested));
}

QString evaluationsText(const RunWork& work) {
  if (!work.pairs) {
    return dashText();
  }
  const QString inputs = work.inputsAreEstimated
                             ? CostPanel::tr("about %1").arg(countText(work.inputs))
                             : countText(work.inputs);
  const QString product =
      CostPanel::tr("%1 mutants × %2 correct inputs").arg(countText(*work.counts.tested), inputs);
  const QString pairs = countText(qRound64(*work.pairs));
  if (work.kind == WorkKind::TwoPhase) {
    return CostPanel::tr("%1, the share of %2 that was chosen").arg(pairs, product);
  }
  return work.evidence == Evidence::Score
             ? CostPanel::tr("%1 at most: %2, less what early exit leaves out").arg(pairs, product)
             : CostPanel::tr("%1 at most: %2").arg(pairs, product);
}

QString arithmeticText(const RunWork& work) {
  if (!work.flops || !work.wholeFlops) {
    return dashText();
  }
  return CostPanel::tr("%1 at most, %2 of what whole passes of the network cost")
      .arg(flopsText(*work.flops), percentText(*work.flops / *work.wholeFlops));
}

QString basisText(const TimeForecast& forecast) {
  const RunSpeed& run = forecast.basis;
  const QString what = CostPanel::tr("%1: %2 mutants on %3 inputs in %4")
                           .arg(run.run, countText(run.mutants), countText(run.inputs),
                                durationText(run.seconds + run.startSeconds));
  return forecast.sameModel ? CostPanel::tr("Rests on a finished run of this model, %1.").arg(what)
                            : CostPanel::tr(
                                  "Rests on the arithmetic and on the last run of this machine, of "
                                  "another model, %1; without loading and the original network.")
                                  .arg(what);
}

}  // namespace

QString forecastText(const TimeForecast& forecast) {
  if (forecast.high < 1) {
    return CostPanel::tr("less than a second");
  }
  const QString low = durationText(forecast.low);
  const QString high = durationText(forecast.high);
  return low == high ? CostPanel::tr("about %1").arg(low)
                     : CostPanel::tr("about %1 to %2").arg(low, high);
}

CostPanel::CostPanel(QWidget* parent) : QGroupBox(tr("Predicted cost"), parent) {
  auto* form = new QFormLayout(this);
  form->setVerticalSpacing(2);
  mutants_ = addLine(*form, tr("Mutants"));
  evaluations_ = addLine(*form, tr("Evaluations"));
  arithmetic_ = addLine(*form, tr("Arithmetic"));
  time_ = addLine(*form, tr("Time"));
  basis_ = addLine(*form, tr("Basis"));
  arithmetic_->setToolTip(
      tr("Multiplications and additions of Dense and Conv2D layers, where only what a mutant "
         "changes is computed"));
}

QLabel* CostPanel::addLine(QFormLayout& form, const QString& title) {
  auto* value = new QLabel;
  value->setWordWrap(true);
  value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  value->setAccessibleName(title);
  form.addRow(title, value);
  return value;
}

void CostPanel::setCost(const RunWork& work, const std::optional<TimeForecast>& time) {
  mutants_->setText(mutantsText(work.counts));
  evaluations_->setText(evaluationsText(work));
  arithmetic_->setText(arithmeticText(work));
  time_->setText(time ? forecastText(*time) : tr("not known"));
  basis_->setText(time ? basisText(*time)
                  : !work.counts.tested
                      ? tr("Only the clusters tell how many mutants are tested.")
                      : tr("No finished run tells: none of this model and kind has been timed "
                           "yet. Open one, or "
                           "start this one."));
}

QString CostPanel::text() const {
  QStringList lines;
  for (const QLabel* line : {mutants_, evaluations_, arithmetic_, time_, basis_}) {
    lines << line->text();
  }
  return lines.join('\n');
}

}  // namespace maacc
