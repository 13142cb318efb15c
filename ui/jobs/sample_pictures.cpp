#include "ui/jobs/sample_pictures.h"

#include <QFileInfo>
#include <algorithm>
#include <cmath>
#include <map>

#include "core/base/error.h"

namespace maacc {
namespace {

constexpr int64_t kMostBytes = int64_t{1} << 30;
constexpr int64_t kLookedAt = 500;  // samples that say what black and white are
constexpr int64_t kSmallestSquare = 16;

// Flat samples whose length is a square are usually images; others are one line of pixels.
ImageShape flatPicture(int64_t values) {
  const auto side = static_cast<int64_t>(std::llround(std::sqrt(static_cast<double>(values))));
  return values >= kSmallestSquare && side * side == values ? ImageShape{1, side, side}
                                                            : ImageShape{1, 1, values};
}

}  // namespace

std::shared_ptr<const SamplePictures> SamplePictures::read(const DataRequest& request,
                                                           const std::string& preprocessing,
                                                           const Shape& networkInput) {
  if (QFileInfo(QString::fromStdString(request.dataPath)).size() > kMostBytes) {
    throw Error(ErrorCode::System,
                request.dataPath + " is too large to show pictures of its inputs");
  }
  auto pictures = std::make_shared<SamplePictures>();
  pictures->data_ = loadDataset(request);
  pictures->findShape(preprocessing, networkInput);
  pictures->findRange();
  return pictures;
}

void SamplePictures::findShape(const std::string& preprocessing, const Shape& networkInput) {
  const Shape sample = data_.samples.sampleShape();
  const PreprocessingRecipe recipe = parseRecipe(preprocessing);
  for (const bool channelsLast : {true, false}) {
    if (const auto reading = readingOf(sample, recipe, {networkInput, channelsLast})) {
      shape_ = reading->stored;
      channelsLast_ = reading->storedChannelsLast;
      break;
    }
  }
  if (shape_.height * shape_.width <= 1) {
    shape_ = flatPicture(elementCount(sample));
  }
}

void SamplePictures::findRange() {
  const RawArray& samples = data_.samples;
  const int64_t values = elementCount(samples.sampleShape());
  std::vector<double> seen(
      static_cast<size_t>(values * std::min<int64_t>(kLookedAt, samples.sampleCount())));
  samples.copyTo(0, seen);
  const auto [low, high] = std::minmax_element(seen.begin(), seen.end());
  if (low != seen.end() && *high > *low) {
    low_ = *low;
    high_ = *high;
  }
}

QImage SamplePictures::image(int64_t sample) const {
  if (sample < 0 || sample >= data_.size()) {
    return {};
  }
  const int64_t pixels = shape_.height * shape_.width;
  std::vector<double> values(static_cast<size_t>(shape_.channels * pixels));
  data_.samples.copyTo(sample * static_cast<int64_t>(values.size()), values);
  // Beyond three channels the first one stands for all.
  const bool colour = shape_.channels == 3;
  QImage image(static_cast<int>(shape_.width), static_cast<int>(shape_.height),
               colour ? QImage::Format_RGB32 : QImage::Format_Grayscale8);
  const auto level = [&](int64_t pixel, int64_t channel) {
    const int64_t at = channelsLast_ ? pixel * shape_.channels + channel : channel * pixels + pixel;
    const double share = (values[static_cast<size_t>(at)] - low_) / (high_ - low_);
    return static_cast<int>(std::lround(255 * std::clamp(share, 0.0, 1.0)));
  };
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      const int64_t pixel = y * shape_.width + x;
      if (colour) {
        reinterpret_cast<QRgb*>(image.scanLine(y))[x] =
            qRgb(level(pixel, 0), level(pixel, 1), level(pixel, 2));
      } else {
        image.scanLine(y)[x] = static_cast<uchar>(level(pixel, 0));
      }
    }
  }
  return image;
}

std::vector<ClassPicture> firstOfEachClass(const SamplePictures& pictures, std::size_t most) {
  std::map<int, int64_t> first;
  const std::vector<int32_t>& labels = pictures.data().labels;
  for (std::size_t sample = 0; sample < labels.size(); ++sample) {
    first.emplace(labels[sample], static_cast<int64_t>(sample));
  }
  std::vector<ClassPicture> shown;
  for (const auto& [label, sample] : first) {
    if (shown.size() == most) {
      break;
    }
    shown.push_back({label, sample, pictures.image(sample)});
  }
  return shown;
}

}  // namespace maacc
