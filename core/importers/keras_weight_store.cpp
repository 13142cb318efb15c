#include "core/importers/keras_weight_store.h"

#include <cmath>

#include "core/hdf5/hdf5_numbers.h"

namespace maacc {
namespace {

// Beyond the range of float32 the conversion is undefined; infinity is refused with the layer's
// name later.
float toFloat(double value) {
  return std::abs(value) > 3.4028234663852886e38 ? std::copysign(INFINITY, value > 0 ? 1.0F : -1.0F)
                                                 : static_cast<float>(value);
}

}  // namespace

Tensor readKerasArray(const Hdf5File& file,
                      const std::string& path,
                      const std::string& place,
                      const Shape& expected) {
  const std::string& subject = file.wording().subject;
  const std::optional<uint64_t> object = file.find(path, place);
  if (!object) {
    throw Error(ErrorCode::BadInput, place + ": weight array " + path + " is missing from " +
                                         subject + "; save the model again");
  }
  std::optional<Hdf5Dataset> array = file.dataset(*object, place);
  if (!array) {
    throw Error(ErrorCode::BadInput, place + ": a weight is not an array in " + subject +
                                         "; the file is damaged, save the model again");
  }
  if (array->shape() != expected) {
    throw Error(ErrorCode::BadInput, place + ": weight array " + path + " has shape " +
                                         shapeText(array->shape()) +
                                         ", but the configuration needs " + shapeText(expected) +
                                         "; configuration and weights do not belong together");
  }
  const Hdf5Type& type = array->type();
  const bool isBfloat16 = type.name == "bfloat16" || file.text(*object, "dtype") == "bfloat16";
  if (isBfloat16 || type.kind != Hdf5Kind::Float) {
    throw Error(ErrorCode::Unsupported,
                place +
                    (isBfloat16 ? ": its weights are kept as bfloat16"
                                : ": its weights are not IEEE floating-point numbers (quantised "
                                  "models are not supported)") +
                    "; save the model with float32 weights");
  }
  const Hdf5Place hdf5Place{place, file.wording()};
  array->locate(hdf5Place);
  const Hdf5Block bytes = array->readAll(hdf5Place);
  Tensor tensor{expected, std::vector<float>(bytes.size() / type.bytes)};
  for (size_t i = 0; i < tensor.values.size(); ++i) {
    tensor.values[i] =
        toFloat(hdf5Value(Hdf5Bytes(bytes).subspan(i * type.bytes, type.bytes), type));
  }
  return tensor;
}

}  // namespace maacc
