#include "tests/support/deep_networks.h"

#include <utility>

#include "tests/support/calibrated_builder.h"

namespace maacc::test {
namespace {

constexpr int kClasses = 10;
constexpr int64_t kCalibrationImages = 5 * kClasses;
constexpr uint64_t kCalibrationSeed = 1;

CalibratedBuilder builderFor(const std::string& name, uint64_t seed, int64_t imageSize) {
  const Shape shape = {3, imageSize, imageSize};
  return {name, seed, shape, smoothImages(shape, kCalibrationImages, kCalibrationSeed)};
}

Signal basicBlock(CalibratedBuilder& builder, const Signal& from, int64_t width, int64_t stride) {
  const Signal first = builder.relu(builder.batchNorm(builder.conv(from, width, 3, stride, false)));
  Signal second = builder.batchNorm(builder.conv(first, width, 3, 1, false));
  const bool sameShape = stride == 1 && from.shape[0] == width;
  const Signal shortcut =
      sameShape ? from : builder.batchNorm(builder.conv(from, width, 1, stride, false));
  return builder.relu(builder.add(std::move(second), shortcut));
}

}  // namespace

Network vggLikeNetwork(uint64_t seed, const VggSizes& sizes) {
  CalibratedBuilder builder = builderFor("vgg-like", seed, sizes.imageSize);
  Signal current = builder.input();
  for (const std::vector<int64_t>& stage : sizes.stages) {
    for (const int64_t channels : stage) {
      current = builder.relu(builder.batchNorm(builder.conv(current, channels, 3, 1, true)));
    }
    current = builder.maxPool(current);
  }
  current = builder.dense(builder.flatten(std::move(current)), sizes.denseUnits);
  return builder.finish(current, kClasses);
}

Network resNet18LikeNetwork(uint64_t seed, const ResNetSizes& sizes) {
  CalibratedBuilder builder = builderFor("resnet18-like", seed, sizes.imageSize);
  Signal current =
      builder.relu(builder.batchNorm(builder.conv(builder.input(), sizes.width, 3, 1, false)));
  for (int stage = 0; stage < 4; ++stage) {
    const int64_t width = sizes.width << stage;
    current = basicBlock(builder, current, width, stage == 0 ? 1 : 2);
    current = basicBlock(builder, current, width, 1);
  }
  return builder.finish(builder.globalAverage(current), kClasses);
}

}  // namespace maacc::test
