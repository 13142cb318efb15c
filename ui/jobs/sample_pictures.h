#pragma once

#include <QImage>
#include <memory>
#include <vector>

#include "core/data/dataset.h"

namespace maacc {

// The samples of a data file as pictures, as they are stored. Reading is work for a pool thread.
class SamplePictures {
 public:
  // networkInput: of one sample; tells planes from lines where the data does not. Throws Error
  // where the data cannot be read, or is too large to be shown.
  static std::shared_ptr<const SamplePictures> read(const DataRequest& request,
                                                    const std::string& preprocessing,
                                                    const Shape& networkInput);

  const Dataset& data() const { return data_; }
  // In the data's own size. Null where there is no such sample, or where it cannot be read any
  // more.
  QImage image(int64_t sample) const;

 private:
  void findShape(const std::string& preprocessing, const Shape& networkInput);
  void findRange();
  ImageShape shapeOf(int64_t sample) const;
  QImage draw(int64_t sample) const;

  Dataset data_;
  ImageShape shape_;
  bool channelsLast_ = false;
  double low_ = 0;  // shown black
  double high_ = 1;
};

struct ClassPicture {
  int label = 0;
  int64_t sample = 0;
  QImage image;
};
// The first sample of each class, by class; at most that many.
std::vector<ClassPicture> firstOfEachClass(const SamplePictures& pictures, std::size_t most);

}  // namespace maacc
