#pragma once

#include <QImage>
#include <memory>
#include <vector>

#include "ui/jobs/kill_evidence.h"
#include "ui/models/class_kills.h"
#include "ui/plots/matrix_map.h"

namespace maacc {

// Mutants in the order of the rows, all of them shared so that a pool thread can paint.
using MutantRows = std::shared_ptr<const std::vector<uint32_t>>;

// Killed classes: 255, undecided ones 70.
QImage paintClassKills(const ClassKills& kills,
                       const std::vector<uint32_t>& rows,
                       const CellRange& range,
                       QSize size);

// Flipped inputs: 255. columnOf: by input, its column.
QImage paintInputKills(const KillEvidence& evidence,
                       const std::vector<uint32_t>& rows,
                       const std::vector<int32_t>& columnOf,
                       const CellRange& range,
                       QSize size);

}  // namespace maacc
