#pragma once

#include <string>
#include <vector>

#include "core/store/run_values.h"
#include "core/sweep/experiment_tables.h"

namespace maacc {

// sweep.json: everything of a sweep, and what a later sweep into the same folder goes on from.
inline constexpr const char* kSweepFile = "sweep.json";

// The rows of an earlier sweep of the same exhaustive run; empty where there is none. `settings`
// are those of the exhaustive run. Throws Error{BadInput} for a file that is no sweep, and
// Error{Usage} naming what differs where it is one of another model, other data or settings.
std::vector<SweepRow> readSweepRows(const std::string& path,
                                    const std::string& folder,
                                    const RunSettings& settings);

// rows: all that are known, of this grid and of others.
std::string sweepJson(const SweepResults& results,
                      const std::vector<SweepRow>& rows,
                      const RunSettings& settings,
                      const std::vector<SweepTable>& tables);

}  // namespace maacc
