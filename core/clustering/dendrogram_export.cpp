#include "core/clustering/dendrogram_export.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/base/error.h"
#include "core/clustering/dendrogram_nodes.h"
#include "core/clustering/leaf_order.h"

namespace maacc {
namespace {

constexpr int kDigits = 17;

std::string allDigits(double value) {
  std::array<char, 40> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                 std::chars_format::general, kDigits);
  return {text.data(), end.ptr};
}

std::vector<std::string> leafNames(const Dendrogram& dendrogram,
                                   std::span<const std::string> names) {
  if (!names.empty() && names.size() != static_cast<std::size_t>(dendrogram.leafCount)) {
    throw Error(ErrorCode::Usage,
                std::to_string(names.size()) + " names do not fit a dendrogram of " +
                    std::to_string(dendrogram.leafCount) + " leaves; give one per leaf");
  }
  std::vector<std::string> all(names.begin(), names.end());
  for (int32_t leaf = 0; names.empty() && leaf < dendrogram.leafCount; ++leaf) {
    all.push_back(std::to_string(leaf));
  }
  return all;
}

std::string newickName(const std::string& name) {
  const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](char letter) {
    const auto code = static_cast<unsigned char>(letter);
    return code < 128 &&
           (std::isalnum(code) != 0 || letter == '.' || letter == '-' || letter == '+');
  });
  if (plain) {
    return name;
  }
  std::string quoted = "'";
  for (const char letter : name) {
    quoted += letter == '\'' ? "''" : std::string(1, letter);
  }
  return quoted + "'";
}

// A node that is still to be written, or, once its children are, its end.
struct Step {
  int32_t node = -1;
  double parentHeight = 0;
  bool isRoot = false;
  enum class Part { Whole, Between, End } part = Part::Whole;
};

std::string newickTree(const Dendrogram& dendrogram,
                       const std::vector<std::string>& names,
                       int32_t root) {
  const auto heightOf = [&](int32_t node) {
    return node < dendrogram.leafCount ? 0.0 : mergeOf(dendrogram, node).height;
  };
  std::string text;
  std::vector<Step> steps = {{root, 0, true, Step::Part::Whole}};
  while (!steps.empty()) {
    const Step step = steps.back();
    steps.pop_back();
    const bool isLeaf = step.node < dendrogram.leafCount;
    if (step.part == Step::Part::Between) {
      text += ',';
      continue;
    }
    if (step.part == Step::Part::Whole && !isLeaf) {
      const Merge& merge = mergeOf(dendrogram, step.node);
      text += '(';
      steps.push_back({step.node, step.parentHeight, step.isRoot, Step::Part::End});
      steps.push_back({merge.right, merge.height, false, Step::Part::Whole});
      steps.push_back({step.node, 0, false, Step::Part::Between});
      steps.push_back({merge.left, merge.height, false, Step::Part::Whole});
      continue;
    }
    text += isLeaf ? newickName(names[static_cast<std::size_t>(step.node)]) : ")";
    if (!step.isRoot) {
      text += ':' + allDigits(step.parentHeight - heightOf(step.node));
    }
  }
  return text + ";\n";
}

template <class Number>
Number readNumber(std::string_view field, int64_t line) {
  Number value{};
  const auto end = std::from_chars(field.data(), field.data() + field.size(), value);
  if (end.ec != std::errc() || end.ptr != field.data() + field.size()) {
    throw Error(ErrorCode::BadInput, "line " + std::to_string(line) +
                                         " of the linkage table has \"" + std::string(field) +
                                         "\" where a number belongs; write the table again");
  }
  return value;
}

Merge readMerge(std::string_view row, int64_t line) {
  std::array<std::string_view, 4> fields;
  for (std::size_t field = 0; field < fields.size(); ++field) {
    const std::size_t comma = row.find(',');
    if ((comma == std::string_view::npos) != (field == 3)) {
      throw Error(ErrorCode::BadInput, "line " + std::to_string(line) +
                                           " of the linkage table does not have four columns; "
                                           "write the table again");
    }
    fields[field] = row.substr(0, comma);
    row.remove_prefix(std::min(row.size(), fields[field].size() + 1));
  }
  return {readNumber<int32_t>(fields[0], line), readNumber<int32_t>(fields[1], line),
          readNumber<double>(fields[2], line), readNumber<int32_t>(fields[3], line)};
}

void checkMerges(const Dendrogram& dendrogram) {
  std::vector<int32_t> sizes(static_cast<std::size_t>(dendrogram.leafCount), 1);
  for (std::size_t at = 0; at < dendrogram.merges.size(); ++at) {
    const Merge& merge = dendrogram.merges[at];
    const auto made = static_cast<int32_t>(sizes.size());
    bool fits = merge.left >= 0 && merge.left < merge.right && merge.right < made;
    if (fits) {
      int32_t& left = sizes[static_cast<std::size_t>(merge.left)];
      int32_t& right = sizes[static_cast<std::size_t>(merge.right)];
      fits = left > 0 && right > 0 && merge.size == left + right;
      left = 0;  // joined
      right = 0;
    }
    if (!fits) {
      throw Error(ErrorCode::BadInput, "line " + std::to_string(at + 2) +
                                           " of the linkage table does not join two clusters that "
                                           "are there; write the table again");
    }
    sizes.push_back(merge.size);
  }
}

}  // namespace

std::string dendrogramJson(const Dendrogram& dendrogram, std::span<const std::string> names) {
  nlohmann::ordered_json json;
  json["leafCount"] = dendrogram.leafCount;
  json["monotone"] = isMonotone(dendrogram);
  json["names"] = leafNames(dendrogram, names);
  json["leafOrder"] = leafOrder(dendrogram);
  json["merges"] = nlohmann::ordered_json::array();
  for (const Merge& merge : dendrogram.merges) {
    json["merges"].push_back({{"left", merge.left},
                              {"right", merge.right},
                              {"height", merge.height},
                              {"size", merge.size}});
  }
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string newickText(const Dendrogram& dendrogram, std::span<const std::string> names) {
  const std::vector<std::string> all = leafNames(dendrogram, names);
  std::string text;
  for (const int32_t root : rootNodes(dendrogram)) {
    text += newickTree(dendrogram, all, root);
  }
  return text;
}

std::string linkageCsv(const Dendrogram& dendrogram) {
  std::string text = "id1,id2,height,size\n";
  for (const Merge& merge : dendrogram.merges) {
    text += std::to_string(merge.left) + ',' + std::to_string(merge.right) + ',' +
            allDigits(merge.height) + ',' + std::to_string(merge.size) + '\n';
  }
  return text;
}

Dendrogram readLinkageCsv(std::string_view text) {
  Dendrogram dendrogram;
  for (int64_t line = 1; !text.empty(); ++line) {
    const std::size_t end = text.find('\n');
    std::string_view row = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (row.ends_with('\r')) {
      row.remove_suffix(1);
    }
    if (line == 1 && row != "id1,id2,height,size") {
      throw Error(ErrorCode::BadInput,
                  "a linkage table begins with the line "
                  "\"id1,id2,height,size\", this one does not; write it again");
    }
    if (line > 1) {
      dendrogram.merges.push_back(readMerge(row, line));
    }
  }
  dendrogram.leafCount = static_cast<int32_t>(dendrogram.merges.size()) + 1;
  checkMerges(dendrogram);
  return dendrogram;
}

}  // namespace maacc
