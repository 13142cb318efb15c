#include "core/report/cluster_report.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/clustering/dendrogram_export.h"
#include "core/report/report_text.h"
#include "core/report/text_table.h"

namespace maacc {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kSizesShown = 8;
constexpr const char* kNone = "-";

// Largest first.
std::vector<int64_t> sizesOf(const Partition& partition) {
  std::vector<int64_t> sizes(static_cast<std::size_t>(partition.clusters), 0);
  for (const int32_t cluster : partition.clusterOf) {
    ++sizes[static_cast<std::size_t>(cluster)];
  }
  std::sort(sizes.rbegin(), sizes.rend());
  return sizes;
}

std::string sizesText(const Partition& partition) {
  const std::vector<int64_t> sizes = sizesOf(partition);
  std::string text;
  for (std::size_t i = 0; i < std::min(kSizesShown, sizes.size()); ++i) {
    text += (i == 0 ? "" : " ") + std::to_string(sizes[i]);
  }
  return text + (sizes.size() > kSizesShown ? " ..." : "");
}

std::string numberOrNone(const std::optional<double>& value) {
  return value ? fixedText(*value, 4) : kNone;
}

std::string cutText(const std::optional<SuggestedCut>& cut) {
  return cut ? std::to_string(cut->clusters) : kNone;
}

ordered_json cutJson(const std::optional<SuggestedCut>& cut) {
  return cut ? ordered_json{{"clusters", cut->clusters}, {"score", cut->score}}
             : ordered_json(nullptr);
}

template <class Value>
ordered_json orNull(const std::optional<Value>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json studyJson(const ClusterStudy& study, bool trees) {
  const Clustering& clustering = study.clustering;
  ordered_json object = {
      {"kind", clustering.kind == ClusteredItems::Units ? "units" : "mutants"},
      {"layer", study.layer},
      {"weighted_layer", clustering.weightedLayer},
      {"operator", clustering.operatorText},
      {"method", clustering.method},
      {"items", study.leafNames},
      {"clusters", clustering.partition.clusters},
      {"sizes", sizesOf(clustering.partition)},
      {"cluster_of", clustering.partition.clusterOf},
      {"cophenetic_correlation", orNull(study.copheneticCorrelation)},
      {"mean_silhouette", orNull(study.meanSilhouette)},
      {"suggested",
       {{"gap", cutJson(study.gap)},
        {"silhouette", cutJson(study.silhouette)},
        {"dynamic", study.dynamicClusters ? ordered_json{{"clusters", *study.dynamicClusters}}
                                          : ordered_json(nullptr)}}}};
  if (trees) {
    object["dendrogram"] =
        ordered_json::parse(dendrogramJson(clustering.dendrogram, study.leafNames));
  }
  return object;
}

// Letters that every file system takes.
std::string fileSafe(const std::string& name) {
  std::string safe = name;
  std::replace_if(
      safe.begin(), safe.end(),
      [](char letter) {
        const auto code = static_cast<unsigned char>(letter);
        return code >= 128 || (std::isalnum(code) == 0 && letter != '.' && letter != '-');
      },
      '_');
  return safe;
}

std::string pathOf(const ClusterStudy& study, const std::filesystem::path& path, bool several) {
  if (!several) {
    return path.string();
  }
  std::string name = path.stem().string() + "-w" + std::to_string(study.clustering.weightedLayer) +
                     "-" + fileSafe(study.layer);
  if (!study.clustering.operatorText.empty()) {
    name += "-" + fileSafe(study.clustering.operatorText);
  }
  return (path.parent_path() / (name + path.extension().string())).string();
}

}  // namespace

std::string clusterText(std::span<const ClusterStudy> studies) {
  std::vector<std::vector<std::string>> rows = {{"layer", "operator", "items", "clusters",
                                                 "largest", "cophenetic", "silhouette", "by gap",
                                                 "by silhouette", "dynamic"}};
  std::string methods;
  for (const ClusterStudy& study : studies) {
    const Clustering& clustering = study.clustering;
    rows.push_back({study.layer, clustering.operatorText.empty() ? kNone : clustering.operatorText,
                    std::to_string(clustering.items.size()),
                    std::to_string(clustering.partition.clusters), sizesText(clustering.partition),
                    numberOrNone(study.copheneticCorrelation), numberOrNone(study.meanSilhouette),
                    cutText(study.gap), cutText(study.silhouette),
                    study.dynamicClusters ? std::to_string(*study.dynamicClusters) : kNone});
    if (methods.find(clustering.method + "\n") == std::string::npos) {
      methods += (methods.empty() ? "Method   " : "         ") + clustering.method + "\n";
    }
  }
  return methods + "\n" + tableText(rows) +
         "\nThe last three columns are the clusters that the trees themselves suggest.\n";
}

std::string clusterJson(std::span<const ClusterStudy> studies, bool trees) {
  ordered_json object;
  object["clusterings"] = ordered_json::array();
  for (const ClusterStudy& study : studies) {
    object["clusterings"].push_back(studyJson(study, trees));
  }
  return object.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

void checkTreePath(const std::string& path) {
  const std::string suffix = std::filesystem::path(path).extension().string();
  if (suffix != ".json" && suffix != ".newick" && suffix != ".csv") {
    throw Error(ErrorCode::Usage, "--out " + path +
                                      " has no suffix that says what to write; end it in .json, "
                                      "all of it, in .newick, or in .csv, a linkage table");
  }
}

std::vector<ReportFile> treeFiles(std::span<const ClusterStudy> studies, const std::string& path) {
  checkTreePath(path);
  const std::filesystem::path target(path);
  if (target.extension() == ".json") {
    return {{path, clusterJson(studies, true)}};
  }
  std::vector<ReportFile> files;
  for (const ClusterStudy& study : studies) {
    const Dendrogram& tree = study.clustering.dendrogram;
    files.push_back(
        {pathOf(study, target, studies.size() > 1),
         target.extension() == ".csv" ? linkageCsv(tree) : newickText(tree, study.leafNames)});
  }
  return files;
}

}  // namespace maacc
