#pragma once

#include <QString>
#include <cstdint>

#include "core/store/run_file.h"

namespace maacc::test {

struct BigRun {
  int units = 1000;  // six mutants for each
  int inputs = 0;    // correctly classified ones; 0: as makeDescription
  int flips = 0;     // of every killed mutant; then they are kept
  int64_t tested = -1;
  bool sampled = false;  // one mutant in ten; the score is an estimate
  int groups = 2;        // of the sample, each of mutants that follow each other
  RunState state = RunState::Finished;
};

// Verdicts as makeRecord has them, or with that many flips spread over the inputs.
void writeBigRun(const QString& path, const BigRun& run);

}  // namespace maacc::test
