#include <algorithm>
#include <cmath>
#include <string>

#include "core/base/random_stream.h"
#include "tests/support/deep_networks.h"

namespace maacc::test {
namespace {

constexpr int kClasses = 10;
constexpr int64_t kGrid = 5;  // points each way between which an image is interpolated

// Adds a random grid, interpolated bilinearly, to every channel of one image.
void addSmoothPattern(RandomStream& random, const Shape& shape, double scale, float* image) {
  const int64_t height = shape[1];
  const int64_t width = shape[2];
  std::vector<double> grid(kGrid * kGrid);
  for (int64_t channel = 0; channel < shape[0]; ++channel) {
    std::generate(grid.begin(), grid.end(), [&] { return scale * random.normal(); });
    for (int64_t y = 0; y < height; ++y) {
      const double gridY = static_cast<double>(y * (kGrid - 1)) / static_cast<double>(height);
      const auto top = static_cast<int64_t>(gridY);
      for (int64_t x = 0; x < width; ++x) {
        const double gridX = static_cast<double>(x * (kGrid - 1)) / static_cast<double>(width);
        const auto left = static_cast<int64_t>(gridX);
        const double* corner = &grid[static_cast<std::size_t>(top * kGrid + left)];
        const double upper = std::lerp(corner[0], corner[1], gridX - static_cast<double>(left));
        const double lower =
            std::lerp(corner[kGrid], corner[kGrid + 1], gridX - static_cast<double>(left));
        image[(channel * height + y) * width + x] +=
            static_cast<float>(std::lerp(upper, lower, gridY - static_cast<double>(top)));
      }
    }
  }
}

}  // namespace

std::vector<float> smoothImages(const Shape& shape, int64_t count, uint64_t seed) {
  const int64_t valuesPerImage = elementCount(shape);
  std::vector<float> values(static_cast<std::size_t>(count * valuesPerImage));
  RandomStream own(seed, "smooth images");
  for (int64_t i = 0; i < count; ++i) {
    float* image = values.data() + i * valuesPerImage;
    RandomStream ofClass(0, "class pattern " + std::to_string(i % kClasses));
    addSmoothPattern(ofClass, shape, 1.0, image);
    addSmoothPattern(own, shape, 0.5, image);
    std::for_each(image, image + valuesPerImage,
                  [&](float& value) { value += static_cast<float>(0.1 * own.normal()); });
  }
  return values;
}

}  // namespace maacc::test
