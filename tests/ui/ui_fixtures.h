#pragma once

#include <QString>
#include <memory>
#include <vector>

#include "core/store/run_file.h"
#include "ui/jobs/model_info.h"
#include "ui/jobs/run_data.h"

namespace maacc::test {

// Settings of this test alone, and the fake engine as MAACC_ENGINE. Call first in initTestCase().
void isolateSettings();

// Chooses what the fake engine does; see fake_engine.cpp.
void setFakeMode(const char* mode);

// A run of two layers with `units` units each under CW, NAI and NEB, ten classes, no records.
RunDescription makeDescription(int units);

// A verdict that differs from mutant to mutant: every third survives, every tenth is an error.
KillRecord makeRecord(int64_t mutantIndex, int classes = 10);

ModelInfo makeModelInfo();

// A run file with the first `tested` verdicts.
void writeRun(const QString& path,
              int units,
              int64_t tested,
              RunState state,
              Evidence evidence = Evidence::Score);

}  // namespace maacc::test
