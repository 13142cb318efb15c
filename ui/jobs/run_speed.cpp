#include "ui/jobs/run_speed.h"

#include <QFileInfo>
#include <QSettings>
#include <algorithm>
#include <cmath>

#include "ui/jobs/run_session.h"

namespace maacc {
namespace {

// How far runs were from what another one foretold, in either direction.
constexpr double kRunAgain = 1.5;
constexpr double kOtherOperators = 4;
constexpr double kTwoPhase = 3;  // what is decided after probing depends on the budget
constexpr double kOtherModel = 8;
constexpr double kLongEnough = 0.1;  // seconds: shorter ones tell about threads that start

constexpr double kShareThatStays = 0.5;  // of the time, at most, whatever the number of mutants

WorkKind kindOf(const RunSettings& settings) {
  ReductionSettings reduction = reductionOf(settings);
  reduction.strategy = parseStrategy(settings.strategy);
  return workKindOf(reduction);
}

std::optional<double> flopsOf(const RunSession& run, const ModelInfo& info) {
  std::vector<const LayerInfo*> layers = info.weighted();
  double sum = 0;
  for (const KillRecord& record : run.records().view()) {
    const Mutant& mutant = run.description().plan.mutants[static_cast<size_t>(record.mutantIndex)];
    const auto flops =
        mutantFlops(*layers.at(static_cast<size_t>(mutant.weightedLayer)), mutant.op.kind);
    if (!flops) {
      return std::nullopt;
    }
    sum += *flops;
  }
  return sum * static_cast<double>(run.description().baseline.correctInputs.size());
}

// How many times the work of the run that is known.
std::optional<double> ratioOf(const RunWork& work, const RunSpeed& speed, bool sameModel) {
  if (work.flops && speed.flops && *speed.flops > 0) {
    return *work.flops / *speed.flops;
  }
  if (!sameModel || !work.counts.tested || speed.mutants == 0 || speed.inputs == 0) {
    return std::nullopt;
  }
  return static_cast<double>(*work.counts.tested) / static_cast<double>(speed.mutants) *
         static_cast<double>(work.inputs) / static_cast<double>(speed.inputs);
}

std::optional<TimeForecast> forecastFrom(const RunWork& work, const RunSpeed& speed) {
  const bool sameModel = speed.modelHash == work.modelHash;
  const std::optional<double> ratio = ratioOf(work, speed, sameModel);
  if (speed.kind != work.kind || !ratio || work.inputs == 0 ||
      (!sameModel && speed.seconds < kLongEnough)) {
    return std::nullopt;
  }
  double width = kOtherModel;
  if (sameModel) {
    const bool alike = speed.evidence == work.evidence && speed.operators == work.operators;
    width = alike ? kRunAgain : kOtherOperators;
    if (work.kind == WorkKind::TwoPhase) {
      width = std::max(width, kTwoPhase);
    }
  }
  const double all = *ratio * speed.seconds;
  const double stays = sameModel ? kShareThatStays : 0;
  const double withStay = (stays + (1 - stays) * *ratio) * speed.seconds;
  TimeForecast forecast;
  forecast.low = std::min(all, withStay) / width;
  forecast.high = std::max(all, withStay) * width;
  forecast.testingOnly = !sameModel;
  forecast.sameModel = sameModel;
  forecast.basis = speed;
  if (sameModel) {
    forecast.low += speed.startSeconds / kRunAgain;
    forecast.high += speed.startSeconds * kRunAgain;
  }
  return forecast;
}

}  // namespace

std::optional<RunSpeed> speedOf(const RunSession& run, const ModelInfo* info) {
  if (!run.isLoaded() || run.state() != RunState::Finished || run.records().empty()) {
    return std::nullopt;
  }
  const RunSettings& settings = run.description().settings;
  RunSpeed speed;
  speed.run = QFileInfo(run.path()).fileName();
  speed.modelHash = QString::fromStdString(settings.modelHash);
  speed.kind = kindOf(settings);
  speed.evidence = settings.evidence;
  for (const std::string& op : settings.operators) {
    speed.operators << QString::fromStdString(op);
  }
  speed.mutants = run.tally().total().tested;
  speed.inputs = static_cast<qint64>(run.description().baseline.correctInputs.size());
  if (info != nullptr && info->hash == speed.modelHash && speed.kind == WorkKind::SingleUnits) {
    speed.flops = flopsOf(run, *info);
  }
  for (const StageTime& time : run.times()) {
    const bool verdicts =
        time.stage == "mutants" || time.stage == "probing" || time.stage == "prediction";
    (verdicts ? speed.seconds : speed.startSeconds) += time.seconds;
  }
  return speed.seconds > 0 ? std::optional(speed) : std::nullopt;
}

std::optional<TimeForecast> forecastTime(const RunWork& work, const std::vector<RunSpeed>& known) {
  std::optional<TimeForecast> best;
  for (const RunSpeed& speed : known) {
    const std::optional<TimeForecast> forecast = forecastFrom(work, speed);
    if (forecast && (!best || forecast->high / forecast->low <= best->high / best->low)) {
      best = forecast;
    }
  }
  return best;
}

void rememberSpeed(QSettings& settings, const RunSpeed& speed) {
  settings.beginGroup("speed");
  settings.remove(QString());
  settings.setValue("run", speed.run);
  settings.setValue("model", speed.modelHash);
  settings.setValue("kind", static_cast<int>(speed.kind));
  settings.setValue("evidence", QString::fromStdString(evidenceName(speed.evidence)));
  settings.setValue("operators", speed.operators);
  settings.setValue("mutants", speed.mutants);
  settings.setValue("inputs", speed.inputs);
  if (speed.flops) {
    settings.setValue("flops", *speed.flops);
  }
  settings.setValue("startSeconds", speed.startSeconds);
  settings.setValue("seconds", speed.seconds);
  settings.endGroup();
}

std::optional<RunSpeed> rememberedSpeed(const QSettings& settings) {
  const auto value = [&](const char* name) {
    return settings.value(QStringLiteral("speed/") + QLatin1String(name));
  };
  RunSpeed speed;
  speed.seconds = value("seconds").toDouble();
  const int kind = value("kind").toInt();
  if (!(speed.seconds > 0) || kind < 0 || kind > static_cast<int>(WorkKind::TwoPhase)) {
    return std::nullopt;
  }
  speed.run = value("run").toString();
  speed.modelHash = value("model").toString();
  speed.kind = static_cast<WorkKind>(kind);
  speed.evidence =
      value("evidence").toString() == QLatin1String("inputs") ? Evidence::Inputs : Evidence::Score;
  speed.operators = value("operators").toStringList();
  speed.mutants = value("mutants").toLongLong();
  speed.inputs = value("inputs").toLongLong();
  if (value("flops").isValid()) {
    speed.flops = value("flops").toDouble();
  }
  speed.startSeconds = value("startSeconds").toDouble();
  return speed;
}

}  // namespace maacc
