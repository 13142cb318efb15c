#pragma once

#include <string>

#include "core/importers/zip_archive.h"
#include "core/model/network.h"

namespace maacc {

// Whether an archive is one that torch.export.save or aoti_compile_and_package writes.
bool looksLikePt2(const ZipArchive& archive);

// Reads a .pt2 file of torch.export.save, of PyTorch 2.1 on. Nothing in it is executed. Throws
// Error naming file, module and operator: BadInput for a damaged file, Unsupported for what this
// program does not run and for compiled models, which have no graph.
Network importPt2(const ZipArchive& archive);

}  // namespace maacc
