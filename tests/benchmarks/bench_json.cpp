#include <nlohmann/json.hpp>

#include "tests/benchmarks/bench_report.h"

namespace maacc::bench {
namespace {

using Json = nlohmann::ordered_json;

Json evaluatorJson(const EvaluatorMeasurement& measured) {
  int64_t killed = 0;
  for (const KillRecord& record : measured.records) {
    killed += record.status == MutantStatus::Killed ? 1 : 0;
  }
  const EvaluationCounts& counts = measured.counts;
  Json json = {{"setupSeconds", measured.setupSeconds},
               {"evaluateSeconds", measured.evaluateSeconds},
               {"extrapolated", measured.isExtrapolated},
               {"sampleSeconds", measured.sampleSeconds},
               {"mutantsRun", measured.mutantsRun},
               {"mutantsKilled", killed},
               {"pairsEvaluated", counts.pairsEvaluated},
               {"pairsSettledByBound", counts.pairsSettledByBound},
               {"pairsUnchanged", counts.pairsUnchanged},
               {"pairsLeftByEarlyExit", counts.pairsLeftByEarlyExit},
               {"pairsRecheckedFloat64", counts.pairsRecheckedFloat64},
               {"flops", counts.flops},
               {"peakMemoryMiB", measured.peakMemoryMiB},
               {"deviceMemoryMiB", measured.deviceMemoryMiB},
               {"batchSize", measured.batchSize},
               {"threads", measured.threads}};
  if (measured.deviceLoadPercent) {
    json["deviceLoadPercent"] = *measured.deviceLoadPercent;
  }
  return json;
}

Json modeJson(const CaseMeasurement& bench, const ModeMeasurement& mode) {
  const double total = mode.incremental.totalSeconds();
  return {{"mode", mode.mode.name},
          {"incremental", evaluatorJson(mode.incremental)},
          {"plainOverIncremental", bench.plain.totalSeconds() / total},
          {"forwardPasses", total / bench.forward.seconds},
          {"forwardPassesWithBaseline", (total + bench.baselineSeconds) / bench.forward.seconds},
          {"compared", mode.comparison.compared},
          {"differences", mode.comparison.differences},
          {"firstDifference", mode.comparison.firstDifference}};
}

Json caseJson(const CaseMeasurement& bench) {
  Json modes = Json::array();
  for (const ModeMeasurement& mode : bench.modes) {
    modes.push_back(modeJson(bench, mode));
  }
  return {{"case", bench.name},
          {"units", bench.units},
          {"mutants", bench.mutants},
          {"inputs", bench.inputs},
          {"flopsPerInput", bench.flopsPerInput},
          {"baselineSeconds", bench.baselineSeconds},
          {"forwardSeconds", bench.forward.seconds},
          {"forwardBatchSize", bench.forward.batchSize},
          {"plain", evaluatorJson(bench.plain)},
          {"modes", std::move(modes)}};
}

}  // namespace

std::string reportJson(const BenchReport& report) {
  Json cases = Json::array();
  for (const CaseMeasurement& bench : report.cases) {
    cases.push_back(caseJson(bench));
  }
  Json scaling = Json::array();
  for (const ScalingPoint& point : report.scaling) {
    scaling.push_back({{"case", point.caseName},
                       {"mode", point.mode},
                       {"varied", point.varied},
                       {"mutants", point.mutants},
                       {"inputs", point.inputs},
                       {"incremental", evaluatorJson(point.incremental)}});
  }
  Json skipped = Json::array();
  for (const SkippedCase& one : report.skipped) {
    skipped.push_back({{"case", one.name}, {"reason", one.reason}});
  }
  const Json document = {{"version", MAACC_VERSION},     {"torch", report.torch},
                         {"blas", report.blas},          {"device", report.device},
                         {"threads", report.threads},    {"differences", report.differences()},
                         {"cases", std::move(cases)},    {"scaling", std::move(scaling)},
                         {"skipped", std::move(skipped)}};
  return document.dump(2) + "\n";
}

}  // namespace maacc::bench
