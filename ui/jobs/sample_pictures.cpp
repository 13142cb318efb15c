#include "ui/jobs/sample_pictures.h"

#include <QFileInfo>
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "core/base/error.h"

namespace maacc {
namespace {

constexpr int64_t kMostBytes = int64_t{1} << 30;
constexpr int64_t kLookedAt = 500;  // samples that say what black and white are
constexpr int64_t kValuesLookedAt = int64_t{1} << 24;
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
  // Packed files are kept in memory, and all are read once for their hash.
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
  const int64_t most = std::clamp<int64_t>(kValuesLookedAt / std::max<int64_t>(1, values), 1,
                                           std::min(kLookedAt, samples.sampleCount()));
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (int64_t sample = 0; sample < most; ++sample) {
    for (const double value : samples.valuesOf(sample)) {
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  if (high > low) {
    low_ = low;
    high_ = high;
  }
}

ImageShape SamplePictures::shapeOf(int64_t sample) const {
  if (data_.samples.ownShapes.empty()) {
    return shape_;
  }
  const Shape shape = data_.samples.shapeOf(sample);
  return {shape[2], shape[0], shape[1]};
}

QImage SamplePictures::image(int64_t sample) const {
  if (sample < 0 || sample >= data_.size()) {
    return {};
  }
  try {
    return draw(sample);
  } catch (const Error&) {  // a file that was moved or changed since
    return {};
  }
}

QImage SamplePictures::draw(int64_t sample) const {
  const ImageShape shape = shapeOf(sample);
  const int64_t pixels = shape.height * shape.width;
  const std::vector<double> values = data_.samples.valuesOf(sample);
  // Beyond three channels the first one stands for all.
  const bool colour = shape.channels == 3;
  QImage image(static_cast<int>(shape.width), static_cast<int>(shape.height),
               colour ? QImage::Format_RGB32 : QImage::Format_Grayscale8);
  const auto level = [&](int64_t pixel, int64_t channel) {
    const int64_t at = channelsLast_ ? pixel * shape.channels + channel : channel * pixels + pixel;
    const double share = (values[static_cast<size_t>(at)] - low_) / (high_ - low_);
    return static_cast<int>(std::lround(255 * std::clamp(share, 0.0, 1.0)));
  };
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      const int64_t pixel = y * shape.width + x;
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
