#pragma once

#include <vector>

#include "core/analysis/run_comparison.h"

namespace maacc {

// What keeps the two runs from measuring the same, the refusing notes first.
std::vector<ComparisonNote> comparisonNotes(const ComparedRun& base,
                                            const ComparedRun& run,
                                            const PlanOverlap& plans);

}  // namespace maacc
