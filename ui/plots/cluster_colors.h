#pragma once

#include <QColor>
#include <QPalette>
#include <cstdint>
#include <vector>

#include "core/clustering/dendrogram.h"

namespace maacc {

// Clusters share a few colours that colour-blind people can tell apart (Okabe and Ito 2008);
// neighbours in the drawn tree never have the same one. Ids tell the rest.
constexpr int kClusterColors = 6;
QColor clusterColor(int color, bool dark);

// By cluster; -1 for clusters of one item.
std::vector<int> colorClusters(const Partition& partition, const std::vector<int32_t>& leafOrder);

// What a plot is drawn with: the window's palette, or black on white for paper.
struct PlotColors {
  QColor base;
  QColor text;
  QColor muted;
  QColor accent;
  bool dark = false;
};
PlotColors plotColors(const QPalette& palette);
PlotColors paperColors();

}  // namespace maacc
