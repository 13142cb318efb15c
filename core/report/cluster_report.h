#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/report/cluster_study.h"
#include "core/report/report_file.h"

namespace maacc {

// What `maacc cluster` prints: per layer (and operator) items, clusters, sizes, cophenetic
// correlation, mean silhouette and suggested cuts.
std::string clusterText(std::span<const ClusterStudy> studies);

// One JSON object: clusterings [{kind, layer, weighted_layer, operator, method, items, clusters,
// sizes, cluster_of, cophenetic_correlation, mean_silhouette, suggested {gap, silhouette,
// dynamic}, and with trees: dendrogram, as dendrogramJson}]. What is not known is null.
std::string clusterJson(std::span<const ClusterStudy> studies, bool trees);

// The files for --out PATH, by its suffix: .json, one file with all; .newick or .csv (a linkage
// table as SciPy's), one per clustering, with layer and operator in the name where there are
// several. Their names are paths. Throws Error{Usage} for another suffix.
std::vector<ReportFile> treeFiles(std::span<const ClusterStudy> studies, const std::string& path);
void checkTreePath(const std::string& path);

}  // namespace maacc
