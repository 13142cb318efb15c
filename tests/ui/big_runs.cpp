#include "tests/ui/big_runs.h"

#include <algorithm>
#include <random>

#include "tests/ui/ui_fixtures.h"

namespace maacc::test {
namespace {

constexpr int64_t kOneIn = 10;
constexpr int64_t kBatch = 50000;

void growInputs(RunDescription& run, int inputs) {
  if (inputs == 0) {
    return;
  }
  Baseline& baseline = run.baseline;
  baseline.inputs = inputs + inputs / kOneIn;
  baseline.correctInputs.clear();
  baseline.correctLabels.clear();
  baseline.correctMargins.clear();
  for (int32_t input = 0; input < inputs; ++input) {
    baseline.correctInputs.push_back(input);
    baseline.correctLabels.push_back(input % 10);
    baseline.correctMargins.push_back(0.01 * (input % 977));
  }
}

MutantSample drawn(int64_t mutants, int64_t groups) {
  MutantSample sample;
  sample.randomDraw = true;
  for (int64_t g = 0; g < groups; ++g) {
    MutantGroup group{"group " + std::to_string(g), {}, {}};
    for (int64_t mutant = g * mutants / groups; mutant < (g + 1) * mutants / groups; ++mutant) {
      group.members.push_back(mutant);
      if (mutant % kOneIn == 1) {
        group.drawOrder.push_back(mutant);
      }
    }
    sample.toTest.push_back(static_cast<int64_t>(group.drawOrder.size()));
    sample.groups.push_back(std::move(group));
  }
  return sample;
}

KillRecord flippedRecord(int64_t mutant, int inputs, int flips) {
  KillRecord record;
  record.mutantIndex = mutant;
  record.killedTrueClass.assign(10, 0);
  record.killedPredictedClass.assign(10, 0);
  if (mutant % 3 == 0) {
    return record;
  }
  std::minstd_rand random(static_cast<unsigned>(mutant) + 1);
  const int step = std::max(1, 2 * inputs / flips);
  for (int32_t input = 0; record.flips.size() < static_cast<size_t>(flips) && input < inputs;) {
    const Flip flip{input, static_cast<int32_t>((input + 1 + random() % 9) % 10)};
    countFlip(record, flip, input % 10);
    record.flips.push_back(flip);
    input += 1 + static_cast<int32_t>(random() % static_cast<unsigned>(step));
  }
  return record;
}

}  // namespace

void writeBigRun(const QString& path, const BigRun& big) {
  RunDescription run = makeDescription(big.units);
  growInputs(run, big.inputs);
  run.settings.evidence = big.flips > 0 ? Evidence::Inputs : Evidence::Score;
  const auto mutants = static_cast<int64_t>(run.plan.mutants.size());
  RunPlan plan{run.plan};
  if (big.sampled) {
    run.settings.strategy = "sample";
    run.settings.reduction = "{\"strategy\":\"sample\"}";
    plan.sample = drawn(mutants, big.groups);
  }
  RunFile file = RunFile::create(path.toStdString(), run.settings, run.layers, run.baseline, plan);
  file.setEnvironment({"0.1.0", "1.13.1", "OpenBLAS", "cpu", 2, 64});
  std::vector<KillRecord> records;
  const auto flush = [&] {
    file.append(records);
    records.clear();
  };
  const int64_t tested = big.tested < 0 ? mutants : big.tested;
  for (int64_t mutant = 0; mutant < tested; ++mutant) {
    if (!big.sampled || mutant % kOneIn == 1) {
      records.push_back(big.flips > 0 ? flippedRecord(mutant, big.inputs, big.flips)
                                      : makeRecord(mutant));
    }
    if (static_cast<int64_t>(records.size()) == kBatch) {
      flush();
    }
  }
  flush();
  file.setState(big.state);
}

}  // namespace maacc::test
