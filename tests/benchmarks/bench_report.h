#pragma once

#include <string>
#include <vector>

#include "tests/benchmarks/case_measurement.h"
#include "tests/benchmarks/scaling.h"

namespace maacc::bench {

struct SkippedCase {
  std::string name;
  std::string reason;
};

struct BenchReport {
  std::string torch;
  std::string blas;
  std::string device;
  int threads = 0;
  std::vector<CaseMeasurement> cases;
  std::vector<ScalingPoint> scaling;
  std::vector<SkippedCase> skipped;

  int64_t differences() const;  // in all cases and modes
};

// Aligned tables with a legend; extrapolated figures have a "~".
std::string reportText(const BenchReport& report);

std::string reportJson(const BenchReport& report);

}  // namespace maacc::bench
