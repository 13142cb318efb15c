#include "core/importers/keras_weights.h"

#include <hdf5_hl.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string_view>
#include <utility>

#include "core/base/error.h"
#include "core/importers/hdf5_handle.h"

namespace maacc {
namespace {

constexpr int64_t kBombFloorBytes = int64_t{1} << 32;
constexpr int64_t kBombRatio = 1000;
constexpr const char* kOldLayersGroup = "_layer_checkpoint_dependencies";

[[noreturn]] void damaged(const std::string& place, const std::string& what) {
  throw Error(
      ErrorCode::BadInput,
      place + ": " + what + " in model.weights.h5; the file is damaged, save the model again");
}

[[noreturn]] void refuse(const std::string& place, const std::string& what) {
  throw Error(ErrorCode::Unsupported, place + ": " + what);
}

// Opens one child of a group. Empty handle when it is absent; refuses everything but hard links,
// because the others can lead out of the file.
Hdf5Handle openChild(hid_t group, const std::string& name, const std::string& place) {
  const htri_t exists = H5Lexists(group, name.c_str(), H5P_DEFAULT);
  if (exists < 0) {
    damaged(place, "the group that should hold '" + name + "' cannot be read");
  }
  if (exists == 0) {
    return {-1, H5Oclose};
  }
  H5L_info_t info{};
  if (H5Lget_info(group, name.c_str(), &info, H5P_DEFAULT) < 0) {
    damaged(place, "the link '" + name + "' cannot be read");
  }
  if (info.type != H5L_TYPE_HARD) {
    refuse(place, "'" + name +
                      "' in model.weights.h5 is a soft or external link, which is not allowed in a "
                      "model file");
  }
  Hdf5Handle child(H5Oopen(group, name.c_str(), H5P_DEFAULT), H5Oclose);
  if (!child) {
    damaged(place, "'" + name + "' cannot be opened");
  }
  return child;
}

// Walks a path of groups. Empty handle when a part of it is absent.
Hdf5Handle openGroup(hid_t file, const std::string& path, const std::string& place) {
  Hdf5Handle current(H5Gopen2(file, "/", H5P_DEFAULT), H5Gclose);
  if (!current) {
    damaged(place, "the root group cannot be read");
  }
  size_t start = 0;
  while (start < path.size()) {
    const size_t end = std::min(path.find('/', start), path.size());
    Hdf5Handle child = openChild(current.id(), path.substr(start, end - start), place);
    if (!child) {
      return child;
    }
    if (H5Iget_type(child.id()) != H5I_GROUP) {
      damaged(place, "'" + path.substr(0, end) + "' is not a group");
    }
    current = std::move(child);
    start = end + 1;
  }
  return current;
}

// A text attribute; nullopt when it is absent or not one text.
std::optional<std::string> textAttribute(hid_t object, const char* name) {
  if (H5Aexists(object, name) <= 0) {
    return std::nullopt;
  }
  const Hdf5Handle attribute(H5Aopen(object, name, H5P_DEFAULT), H5Aclose);
  const Hdf5Handle type(attribute ? H5Aget_type(attribute.id()) : -1, H5Tclose);
  const Hdf5Handle space(attribute ? H5Aget_space(attribute.id()) : -1, H5Sclose);
  if (!type || !space || H5Tget_class(type.id()) != H5T_STRING ||
      H5Sget_simple_extent_npoints(space.id()) != 1) {
    return std::nullopt;
  }
  if (H5Tis_variable_str(type.id()) > 0) {
    char* text = nullptr;
    if (H5Aread(attribute.id(), type.id(), &text) < 0 || text == nullptr) {
      return std::nullopt;
    }
    std::string copy(text);
    H5free_memory(text);
    return copy;
  }
  const size_t size = H5Tget_size(type.id());
  if (size == 0 || size > 4096) {
    return std::nullopt;
  }
  std::string text(size, '\0');
  if (H5Aread(attribute.id(), type.id(), text.data()) < 0) {
    return std::nullopt;
  }
  return std::string(text.c_str());
}

Shape datasetShape(hid_t dataset, const std::string& place, const std::string& name) {
  const Hdf5Handle space(H5Dget_space(dataset), H5Sclose);
  const int rank = space ? H5Sget_simple_extent_ndims(space.id()) : -1;
  if (rank < 0 || rank > H5S_MAX_RANK || H5Sget_simple_extent_type(space.id()) == H5S_NULL) {
    damaged(place, "array '" + name + "' has no shape");
  }
  std::array<hsize_t, H5S_MAX_RANK> extents{};
  H5Sget_simple_extent_dims(space.id(), extents.data(), nullptr);
  Shape shape;
  for (int axis = 0; axis < rank; ++axis) {
    if (extents[axis] > static_cast<hsize_t>(INT64_MAX)) {
      damaged(place, "array '" + name + "' has an impossible shape");
    }
    shape.push_back(static_cast<int64_t>(extents[axis]));
  }
  return shape;
}

// IEEE binary16, which HDF5 1.10 does not predefine.
Hdf5Handle halfType(hid_t base) {
  Hdf5Handle half(H5Tcopy(base), H5Tclose);
  H5Tset_fields(half.id(), 15, 10, 5, 0, 10);
  H5Tset_size(half.id(), 2);
  H5Tset_ebias(half.id(), 15);
  return half;
}

void checkNumberFormat(hid_t dataset, const std::string& place, const std::string& name) {
  const Hdf5Handle type(H5Dget_type(dataset), H5Tclose);
  if (!type) {
    damaged(place, "array '" + name + "' has no number format");
  }
  if (textAttribute(dataset, "dtype") == "bfloat16") {
    refuse(
        place,
        "array '" + name +
            "' is kept as bfloat16, which is not supported; save the model with float32 weights");
  }
  for (const hid_t known : {H5T_IEEE_F32LE, H5T_IEEE_F64LE, H5T_IEEE_F32BE, H5T_IEEE_F64BE}) {
    if (H5Tequal(type.id(), known) > 0) {
      return;
    }
  }
  for (const hid_t base : {H5T_IEEE_F32LE, H5T_IEEE_F32BE}) {
    if (H5Tequal(type.id(), halfType(base).id()) > 0) {
      return;
    }
  }
  refuse(place, "array '" + name +
                    "' does not hold IEEE floating-point numbers (quantised models are not "
                    "supported); save the model with float32 weights");
}

// HDF5 1.10 trusts much of what a file says about its own layout, so everything that decides an
// allocation or an offset is checked here first.
void checkStorage(hid_t dataset,
                  int64_t bytes,
                  int64_t imageBytes,
                  const std::string& place,
                  const std::string& name) {
  const Hdf5Handle properties(H5Dget_create_plist(dataset), H5Pclose);
  if (!properties) {
    damaged(place, "array '" + name + "' has no layout");
  }
  const H5D_layout_t layout = H5Pget_layout(properties.id());
  if (layout == H5D_VIRTUAL || H5Pget_external_count(properties.id()) != 0) {
    refuse(
        place,
        "array '" + name +
            "' in model.weights.h5 is kept in other files, which is not allowed in a model file");
  }
  const int filters = H5Pget_nfilters(properties.id());
  for (int i = 0; i < filters; ++i) {
    unsigned flags = 0;
    size_t valueCount = 0;
    const H5Z_filter_t filter = H5Pget_filter2(properties.id(), static_cast<unsigned>(i), &flags,
                                               &valueCount, nullptr, 0, nullptr, nullptr);
    if (filter != H5Z_FILTER_DEFLATE && filter != H5Z_FILTER_SHUFFLE &&
        filter != H5Z_FILTER_FLETCHER32) {
      refuse(place, "array '" + name +
                        "' is compressed with a filter that is not supported; save the model again "
                        "with Keras");
    }
  }
  const auto stored = static_cast<int64_t>(H5Dget_storage_size(dataset));
  const bool bomb = bytes > kBombFloorBytes && bytes / kBombRatio > stored;
  if (stored <= 0 || stored > imageBytes || bomb || (layout != H5D_CHUNKED && stored != bytes)) {
    damaged(place, "array '" + name + "' says it has " + std::to_string(bytes) +
                       " bytes but stores " + std::to_string(stored));
  }
  if (layout == H5D_CONTIGUOUS) {
    const haddr_t offset = H5Dget_offset(dataset);
    if (offset == HADDR_UNDEF || offset > static_cast<haddr_t>(imageBytes - stored)) {
      damaged(place, "array '" + name + "' lies outside the file");
    }
  }
  if (layout == H5D_CHUNKED) {
    std::array<hsize_t, H5S_MAX_RANK> chunk{};
    const int rank = H5Pget_chunk(properties.id(), H5S_MAX_RANK, chunk.data());
    double chunkBytes = 8;
    for (int axis = 0; axis < rank; ++axis) {
      chunkBytes *= static_cast<double>(chunk[axis]);
    }
    if (rank < 0 || chunkBytes > 16.0 * static_cast<double>(bytes) + (1 << 20)) {
      damaged(place, "array '" + name + "' has impossible chunks");
    }
  }
}

Tensor readArray(hid_t group,
                 const std::string& name,
                 const Shape& expected,
                 int64_t imageBytes,
                 const std::string& place) {
  const Hdf5Handle dataset = openChild(group, name, place);
  if (!dataset) {
    throw Error(ErrorCode::BadInput,
                place + ": weight array '" + name +
                    "' is missing from model.weights.h5; save the model again");
  }
  if (H5Iget_type(dataset.id()) != H5I_DATASET) {
    damaged(place, "'" + name + "' is not an array");
  }
  Tensor tensor{datasetShape(dataset.id(), place, name), {}};
  if (tensor.shape != expected) {
    throw Error(ErrorCode::BadInput, place + ": weight array '" + name + "' has shape " +
                                         shapeText(tensor.shape) +
                                         ", but the configuration needs " + shapeText(expected) +
                                         "; configuration and weights do not belong together");
  }
  checkNumberFormat(dataset.id(), place, name);
  const Hdf5Handle type(H5Dget_type(dataset.id()), H5Tclose);
  const int64_t count = elementCount(tensor.shape);
  const auto width = static_cast<int64_t>(H5Tget_size(type.id()));
  if (count > INT64_MAX / 8) {
    damaged(place, "array '" + name + "' has an impossible shape");
  }
  checkStorage(dataset.id(), count * width, imageBytes, place, name);
  tensor.values.resize(static_cast<size_t>(count));
  if (H5Dread(dataset.id(), H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, tensor.values.data()) <
      0) {
    damaged(place, "array '" + name + "' cannot be read");
  }
  return tensor;
}

}  // namespace

KerasWeights::KerasWeights(std::string file, std::vector<unsigned char> image)
    : file_(std::move(file)), image_(std::move(image)) {
  const Hdf5Silence silence;
  // Not copied: the image belongs to this object and outlives the identifier.
  fileId_ = image_.empty()
                ? -1
                : H5LTopen_file_image(image_.data(), image_.size(),
                                      H5LT_FILE_IMAGE_DONT_COPY | H5LT_FILE_IMAGE_DONT_RELEASE);
  if (fileId_ < 0) {
    throw Error(ErrorCode::BadInput, file_ +
                                         ": model.weights.h5 is not a readable HDF5 file, it is "
                                         "damaged or truncated; save the model again");
  }
}

KerasWeights::~KerasWeights() {
  const Hdf5Silence silence;
  H5Fclose(fileId_);
}

std::string KerasWeights::layerGroup(const std::string& modelGroup,
                                     const std::string& className,
                                     int index) const {
  const Hdf5Silence silence;
  const auto exists = [&](const std::string& path) {
    return static_cast<bool>(openGroup(fileId_, path, file_));
  };
  const std::string prefix = modelGroup.empty() ? "" : modelGroup + "/";
  const std::string name = kerasSnakeCase(className);
  const auto numbered = [&](int number) {
    return number == 0 ? name : name + "_" + std::to_string(number);
  };
  const std::string old = prefix + kOldLayersGroup;
  if (!exists(old)) {
    return prefix + "layers/" + numbered(index);
  }
  const bool byTwo = !exists(old + "/" + numbered(1));
  return old + "/" + numbered(byTwo ? 2 * index : index);
}

std::vector<Tensor> KerasWeights::read(const std::string& group,
                                       const std::string& place,
                                       const std::string& layerName,
                                       const std::vector<Shape>& expected) const {
  const Hdf5Silence silence;
  const Hdf5Handle vars = openGroup(fileId_, group + "/vars", place);
  H5G_info_t info{};
  if (vars && H5Gget_info(vars.id(), &info) < 0) {
    damaged(place, "group '" + group + "/vars' cannot be read");
  }
  if (!vars || info.nlinks == 0) {
    throw Error(ErrorCode::BadInput,
                place + ": its weights are missing, model.weights.h5 has nothing under " + group +
                    "/vars; save the model again after it was built");
  }
  if (info.nlinks != expected.size()) {
    throw Error(ErrorCode::BadInput, place + ": it needs " + std::to_string(expected.size()) +
                                         " weight arrays, but model.weights.h5 has " +
                                         std::to_string(info.nlinks) + " under " + group + "/vars");
  }
  const std::optional<std::string> owner = textAttribute(vars.id(), "name");
  if (owner && *owner != layerName) {
    throw Error(ErrorCode::BadInput, place + ": " + group +
                                         " in model.weights.h5 belongs to layer '" + *owner +
                                         "'; configuration and weights do not belong together");
  }
  std::vector<Tensor> tensors;
  for (size_t i = 0; i < expected.size(); ++i) {
    tensors.push_back(readArray(vars.id(), std::to_string(i), expected[i],
                                static_cast<int64_t>(image_.size()), place));
  }
  return tensors;
}

std::string kerasSnakeCase(const std::string& className) {
  const auto isUpper = [](char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; };
  const auto isLower = [](char c) { return std::islower(static_cast<unsigned char>(c)) != 0; };
  std::string snake;
  for (size_t i = 0; i < className.size(); ++i) {
    const char c = className[i];
    const bool startsWord =
        i > 0 && isUpper(c) && i + 1 < className.size() && isLower(className[i + 1]);
    const bool afterLower = i > 0 && isUpper(c) && isLower(className[i - 1]);
    if (startsWord || afterLower) {
      snake += '_';
    }
    snake += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return snake;
}

}  // namespace maacc
