#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/clustering/dendrogram.h"

// A dendrogram as text for other programs. Heights have all digits of a float64 and a dot, whatever
// the locale. names: one per leaf, or empty for their numbers; Error{Usage} for another count.
namespace maacc {

// {"leafCount", "monotone", "names", "leafOrder", "merges": [{"left", "right", "height", "size"}]},
// ids as in Dendrogram.
std::string dendrogramJson(const Dendrogram& dendrogram, std::span<const std::string> names);

// One line per tree. A branch is as long as its ends' heights differ; leaves are at height 0. Names
// with other characters than letters, digits, '.', '-' and '+' are quoted.
std::string newickText(const Dendrogram& dendrogram, std::span<const std::string> names);

// Header "id1,id2,height,size", then SciPy's linkage matrix.
std::string linkageCsv(const Dendrogram& dendrogram);

// Reads what linkageCsv wrote of one tree. Throws Error{BadInput} naming the line.
Dendrogram readLinkageCsv(std::string_view text);

}  // namespace maacc
