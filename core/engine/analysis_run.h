#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/analysis/kill_record.h"
#include "core/base/run_context.h"
#include "core/data/dataset.h"
#include "core/engine/analysis_observer.h"
#include "core/reduction/reduction_settings.h"
#include "core/store/run_file.h"

namespace maacc {

// What `maacc run` was asked to do.
struct AnalysisRequest {
  std::string modelPath;  // may be empty with resume: taken from the run file
  Shape inputShape;       // of one input, for models that do not say it; empty: from the data
  DataRequest data;       // likewise
  std::string preprocessing;
  std::vector<std::string> operators;  // empty: those of the paper
  std::vector<std::string> layers;     // empty: all
  int64_t limitInputs = 0;             // first N samples; 0: all
  uint64_t seed = 0;
  KillCriterion criterion = KillCriterion::TrueClass;
  Evidence evidence = Evidence::Score;
  ReductionSettings reduction;       // which mutants are tested; its seed is drawSeed
  std::optional<uint64_t> drawSeed;  // of draws and colours; absent: seed, which mutants have
  std::string device = "auto";
  int threads = 0;                        // 0: all cores
  int64_t batchSize = 0;                  // 0: chosen by the evaluator
  std::string evaluator = "incremental";  // or "plain"
  int64_t memoryBytes = 0;  // for inputs and cached activations; 0: half of what is free
  std::string outPath;
  bool resume = false;  // continue outPath where it exists
};

// Loads model and data, enumerates the mutants, plans which of them are tested, finds every missing
// verdict and keeps all in the run file; draws more where a precision was asked for. Stages
// reported to the context: load, baseline, plan, mutants. Returns Finished, or Stopped when the
// context asked for it (resumable). Throws Error; what was computed until then is in the run file.
RunState runAnalysis(const AnalysisRequest& request,
                     const RunContext& context,
                     AnalysisObserver& observer);

}  // namespace maacc
