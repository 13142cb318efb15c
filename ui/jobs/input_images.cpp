#include "ui/jobs/input_images.h"

#include "core/base/error.h"

namespace maacc {
namespace {

std::shared_ptr<const SamplePictures> readPictures(const RunSettings& s,
                                                   const Shape& networkInput) {
  auto pictures =
      SamplePictures::read({s.dataPath, s.labelsPath, s.dataKey, s.labelsKey, s.labelsFrom},
                           s.preprocessing, networkInput);
  if (pictures->data().contentHash != s.dataHash) {
    throw Error(ErrorCode::BadInput,
                s.dataPath +
                    " is not the data of this run any more (its content differs), so "
                    "there are no pictures; put the original back");
  }
  return pictures;
}

}  // namespace

InputImages::InputImages(QObject* parent) : QObject(parent), reading_(this) {}

void InputImages::request(const RunDescription& run) {
  if (std::exchange(asked_, true)) {
    return;
  }
  const Shape networkInput = run.layers.empty() ? Shape() : run.layers.front().outputShape;
  reading_.start(
      [settings = run.settings, networkInput] { return readPictures(settings, networkInput); },
      [this](std::shared_ptr<const SamplePictures>&& pictures) {
        pictures_ = std::move(pictures);
        emit changed();
      },
      [this](const QString& sentence) {
        problem_ = sentence;
        emit changed();
      });
}

QImage InputImages::image(int64_t input) const {
  return pictures_ == nullptr ? QImage() : pictures_->image(input);
}

}  // namespace maacc
