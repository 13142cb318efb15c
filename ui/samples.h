#pragma once

#include <QString>
#include <vector>

#include "ui/jobs/run_request.h"

namespace maacc {

// A trained model with its data that comes with the program.
struct Sample {
  QString id;  // "digits-mlp"
  QString title;
  QString description;
  ModelRequest request;
};

// Those whose files are there. folder: where to look; by default ../share/maacc-studio/samples
// beside the program's folder, or the source tree this program was built from.
std::vector<Sample> findSamples(const QString& folder = {});

}  // namespace maacc
