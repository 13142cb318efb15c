#pragma once

#include <string>

#include "core/clustering/linkage.h"

namespace maacc {

// Clustering::method: "ward, euclidean, min-max scaled incoming weights".
inline std::string clusteringMethodText(LinkageMethod linkage,
                                        Metric metric,
                                        FeatureScaling scaling,
                                        const std::string& features) {
  const char* scaled = scaling == FeatureScaling::MinMax     ? "min-max scaled "
                       : scaling == FeatureScaling::Standard ? "standardised "
                                                             : "";
  return linkageName(linkage) + ", " + metricName(metric) + ", " + scaled + features;
}

}  // namespace maacc
