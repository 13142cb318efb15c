#pragma once

#include <QtCore/qnamespace.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "ui/models/mutant_filter.h"

namespace maacc {

// In which order mutants are shown.
struct MutantSorting {
  int column = 0;  // MutantTableModel::Column
  Qt::SortOrder order = Qt::AscendingOrder;
  bool operator==(const MutantSorting&) const = default;
};

// All mutants in that order; those with equal values in the order of the plan. Verdicts without the
// value come after those with it in both directions, and what was not tested last.
std::vector<uint32_t> sortMutants(const RunDescription& run,
                                  const MutantColumns& columns,
                                  const MutantSorting& sorting);

// What a table shows of the mutants.
struct MutantOrder {
  std::shared_ptr<const std::vector<uint32_t>> sorted;  // all
  std::vector<uint32_t> shown;                          // those behind the filter
  FilterCounts counts;
};

// What is to be sorted and filtered; a value for a pool thread. columns must not change meanwhile.
struct MutantOrderQuestion {
  std::shared_ptr<const RunDescription> run;
  std::shared_ptr<const MutantColumns> columns;
  std::shared_ptr<const std::vector<uint32_t>> sorted;  // null: to be sorted
  MutantSorting sorting;
  MutantFilter filter;
};
MutantOrder orderMutants(const MutantOrderQuestion& question);

}  // namespace maacc
