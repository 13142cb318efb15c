#include "ui/plots/cluster_colors.h"

#include <array>

#include "ui/theme.h"

namespace maacc {
namespace {

constexpr std::array<QRgb, kClusterColors> kOnLight = {0xff0072b2, 0xffd55e00, 0xff009e73,
                                                       0xffb5558d, 0xff2f9fdc, 0xffb37b00};
constexpr std::array<QRgb, kClusterColors> kOnDark = {0xff4a9fe0, 0xfff0803c, 0xff35c197,
                                                      0xffe094c0, 0xff9ad7f7, 0xffe8b84a};

}  // namespace

QColor clusterColor(int color, bool dark) {
  const auto index = static_cast<size_t>(color % kClusterColors);
  return {dark ? kOnDark[index] : kOnLight[index]};
}

std::vector<int> colorClusters(const Partition& partition, const std::vector<int32_t>& leafOrder) {
  std::vector<int32_t> sizes(static_cast<size_t>(partition.clusters), 0);
  for (const int32_t cluster : partition.clusterOf) {
    ++sizes[static_cast<size_t>(cluster)];
  }
  std::vector<int> colors(sizes.size(), -1);
  int next = 0;
  for (const int32_t leaf : leafOrder) {
    const auto cluster = static_cast<size_t>(partition.clusterOf[static_cast<size_t>(leaf)]);
    if (sizes[cluster] > 1 && colors[cluster] < 0) {
      colors[cluster] = next;
      next = (next + 1) % kClusterColors;
    }
  }
  return colors;
}

PlotColors plotColors(const QPalette& palette) {
  return {palette.color(QPalette::Base), palette.color(QPalette::Text),
          palette.color(QPalette::PlaceholderText), palette.color(QPalette::Highlight),
          isDark(palette)};
}

PlotColors paperColors() {
  return {Qt::white, Qt::black, QColor(0x60, 0x60, 0x60), QColor(0x1f, 0x6f, 0xb5), false};
}

}  // namespace maacc
