#include <cmath>

#include "core/report/text_table.h"
#include "tests/benchmarks/bench_report.h"

namespace maacc::bench {
namespace {

using Row = std::vector<std::string>;

constexpr const char* kLegend =
    "\n  forward     one pass of the original over the same inputs at its best batch size\n"
    "  plain       mutate, run the whole network on every input, for all mutants\n"
    "  plain/incr  plain / (setup + evaluate)\n"
    "  R, R+base   (setup + evaluate) / forward, without and with the baseline\n"
    "  evaluated, bound, unchanged, early exit   (mutant, input) pairs in millions\n"
    "  float64     pairs decided again in float64; GFLOP: of the evaluated pairs in float32\n"
    "  MiB         peak of this process (in use on the device, its mean load)\n"
    "  differ      verdicts other than the plain evaluator's, of those compared\n"
    "  ~           a sample of the mutants ran; the figure is scaled to all: an estimate\n";

// Three significant digits or more.
std::string number(double value) {
  const double size = std::abs(value);
  return fixedText(value, size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4);
}

std::string mark(const EvaluatorMeasurement& measured) {
  return measured.isExtrapolated ? "~" : "";
}

std::string millions(int64_t pairs) { return fixedText(static_cast<double>(pairs) / 1e6, 3); }

std::string memory(const EvaluatorMeasurement& measured) {
  const std::string host = fixedText(measured.peakMemoryMiB, 0);
  if (measured.deviceMemoryMiB <= 0) {
    return host;
  }
  const std::string load =
      measured.deviceLoadPercent ? ", " + fixedText(*measured.deviceLoadPercent, 0) + "%" : "";
  return host + " (" + fixedText(measured.deviceMemoryMiB, 0) + load + ")";
}

Row modeRow(const CaseMeasurement& bench, const ModeMeasurement& mode) {
  const EvaluatorMeasurement& incremental = mode.incremental;
  const EvaluationCounts& counts = incremental.counts;
  const std::string tilde = mark(incremental);
  const std::string either = tilde.empty() ? mark(bench.plain) : tilde;
  const double total = incremental.totalSeconds();
  return {
      bench.name,
      mode.mode.name,
      std::to_string(bench.inputs),
      std::to_string(bench.mutants),
      number(bench.forward.seconds),
      number(bench.baselineSeconds),
      mark(bench.plain) + number(bench.plain.totalSeconds()),
      number(incremental.setupSeconds),
      tilde + number(incremental.evaluateSeconds),
      either + number(bench.plain.totalSeconds() / total),
      tilde + number(total / bench.forward.seconds),
      tilde + number((total + bench.baselineSeconds) / bench.forward.seconds),
      tilde + millions(counts.pairsEvaluated),
      tilde + millions(counts.pairsSettledByBound),
      tilde + millions(counts.pairsUnchanged),
      tilde + millions(counts.pairsLeftByEarlyExit),
      tilde + std::to_string(counts.pairsRecheckedFloat64),
      tilde + number(counts.flops / 1e9),
      memory(incremental),
      std::to_string(mode.comparison.differences) + "/" + std::to_string(mode.comparison.compared)};
}

std::string scalingText(const std::vector<ScalingPoint>& points) {
  std::vector<Row> rows = {{"linear cost", "varied", "mutants", "inputs", "setup s", "evaluate s",
                            "million pairs", "evaluated", "us/pair"}};
  for (const ScalingPoint& point : points) {
    const int64_t pairs = point.mutants * point.inputs;
    rows.push_back({point.caseName + " " + point.mode, point.varied, std::to_string(point.mutants),
                    std::to_string(point.inputs), number(point.incremental.setupSeconds),
                    number(point.incremental.evaluateSeconds), millions(pairs),
                    millions(point.incremental.counts.pairsEvaluated),
                    number(1e6 * point.incremental.totalSeconds() / static_cast<double>(pairs))});
  }
  return tableText(rows);
}

}  // namespace

int64_t BenchReport::differences() const {
  int64_t sum = 0;
  for (const CaseMeasurement& bench : cases) {
    for (const ModeMeasurement& mode : bench.modes) {
      sum += mode.comparison.differences;
    }
  }
  return sum;
}

std::string reportText(const BenchReport& report) {
  std::string text = "libtorch " + report.torch + ", " + report.blas + ", " + report.device + ", " +
                     std::to_string(report.threads) + " thread(s)\n";
  std::vector<Row> rows = {{"case",       "mode",    "inputs",    "mutants",    "forward s",
                            "baseline s", "plain s", "setup s",   "evaluate s", "plain/incr",
                            "R",          "R+base",  "evaluated", "bound",      "unchanged",
                            "early exit", "float64", "GFLOP",     "MiB",        "differ"}};
  std::string remarks;
  for (const CaseMeasurement& bench : report.cases) {
    for (const ModeMeasurement& mode : bench.modes) {
      rows.push_back(modeRow(bench, mode));
      if (mode.comparison.differences > 0) {
        remarks += "DIFFERENCE " + bench.name + " " + mode.mode.name + ": " +
                   mode.comparison.firstDifference + "\n";
      }
    }
  }
  if (!report.cases.empty()) {
    text += tableText(rows) + kLegend;
  }
  if (!report.scaling.empty()) {
    text += scalingText(report.scaling);
  }
  for (const SkippedCase& skipped : report.skipped) {
    remarks += "skipped " + skipped.name + ": " + skipped.reason + "\n";
  }
  return text + remarks;
}

}  // namespace maacc::bench
