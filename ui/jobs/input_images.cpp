#include "ui/jobs/input_images.h"

#include <QFileInfo>
#include <QVector>
#include <algorithm>
#include <cmath>

namespace maacc {

struct InputImages::Pictures {
  Dataset data;
  ImageShape shape;
  bool channelsLast = false;
  double low = 0;  // shown black
  double high = 1;
};

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

void findShape(const RunDescription& run, InputImages::Pictures& pictures) {
  const Shape sample = pictures.data.samples.sampleShape();
  const Shape network = run.layers.empty() ? Shape() : run.layers.front().outputShape;
  const PreprocessingRecipe recipe = parseRecipe(run.settings.preprocessing);
  for (const bool channelsLast : {true, false}) {
    if (const auto reading = readingOf(sample, recipe, {network, channelsLast})) {
      pictures.shape = reading->stored;
      pictures.channelsLast = reading->storedChannelsLast;
      break;
    }
  }
  if (pictures.shape.height * pictures.shape.width <= 1) {
    pictures.shape = flatPicture(elementCount(sample));
  }
}

void findRange(InputImages::Pictures& pictures) {
  const RawArray& samples = pictures.data.samples;
  const int64_t values = elementCount(samples.sampleShape());
  std::vector<double> seen(
      static_cast<size_t>(values * std::min<int64_t>(kLookedAt, samples.sampleCount())));
  samples.copyTo(0, seen);
  const auto [low, high] = std::minmax_element(seen.begin(), seen.end());
  if (low != seen.end() && *high > *low) {
    pictures.low = *low;
    pictures.high = *high;
  }
}

std::shared_ptr<const InputImages::Pictures> readPictures(const RunDescription& run) {
  const RunSettings& s = run.settings;
  if (QFileInfo(QString::fromStdString(s.dataPath)).size() > kMostBytes) {
    throw Error(ErrorCode::System, s.dataPath + " is too large to show pictures of its inputs");
  }
  auto pictures = std::make_shared<InputImages::Pictures>();
  pictures->data = loadDataset({s.dataPath, s.labelsPath, s.dataKey, s.labelsKey});
  if (pictures->data.contentHash != s.dataHash) {
    throw Error(ErrorCode::BadInput,
                s.dataPath +
                    " is not the data of this run any more (its content differs), so "
                    "there are no pictures; put the original back");
  }
  findShape(run, *pictures);
  findRange(*pictures);
  return pictures;
}

}  // namespace

InputImages::InputImages(QObject* parent) : QObject(parent), reading_(this) {}

void InputImages::request(const RunDescription& run) {
  if (std::exchange(asked_, true)) {
    return;
  }
  RunDescription needed;  // without the plan, which may be large
  needed.settings = run.settings;
  needed.layers = run.layers;
  reading_.start([needed = std::move(needed)] { return readPictures(needed); },
                 [this](std::shared_ptr<const Pictures>&& pictures) {
                   pictures_ = std::move(pictures);
                   emit changed();
                 },
                 [this](const QString& sentence) {
                   problem_ = sentence;
                   emit changed();
                 });
}

QImage InputImages::image(int64_t input) const {
  if (!pictures_ || input < 0 || input >= pictures_->data.size()) {
    return {};
  }
  const Pictures& p = *pictures_;
  const ImageShape& shape = p.shape;
  const int64_t pixels = shape.height * shape.width;
  std::vector<double> values(static_cast<size_t>(shape.channels * pixels));
  p.data.samples.copyTo(input * static_cast<int64_t>(values.size()), values);
  // Beyond three channels the first one stands for all.
  const bool colour = shape.channels == 3;
  QImage image(static_cast<int>(shape.width), static_cast<int>(shape.height),
               colour ? QImage::Format_RGB32 : QImage::Format_Grayscale8);
  const auto level = [&](int64_t pixel, int64_t channel) {
    const int64_t at = p.channelsLast ? pixel * shape.channels + channel : channel * pixels + pixel;
    const double share = (values[static_cast<size_t>(at)] - p.low) / (p.high - p.low);
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

}  // namespace maacc
