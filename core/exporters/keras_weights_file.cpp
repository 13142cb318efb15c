#include "core/exporters/keras_weights_file.h"

#include <hdf5.h>

#include "core/base/error.h"

namespace maacc {
namespace {

constexpr size_t kGrowth = size_t{1} << 20;

// libhdf5 writes here and never reads: files from elsewhere are core/hdf5's business.
hid_t checked(hid_t id) {
  if (id < 0) {
    throw Error(ErrorCode::System, "the HDF5 library could not write the weights of the model");
  }
  return id;
}

class Handle {
 public:
  Handle(hid_t id, herr_t (*close)(hid_t)) : id_(checked(id)), close_(close) {}
  ~Handle() { close_(id_); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  operator hid_t() const { return id_; }  // NOLINT(google-explicit-constructor): a hid_t to C

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

void writeName(hid_t object, const std::string& text) {
  const Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  checked(H5Tset_size(type, H5T_VARIABLE));
  checked(H5Tset_cset(type, H5T_CSET_UTF8));
  const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
  const Handle attribute(H5Acreate2(object, "name", type, space, H5P_DEFAULT, H5P_DEFAULT),
                         H5Aclose);
  const char* value = text.c_str();
  checked(H5Awrite(attribute, type, &value));
}

void writeArray(hid_t group, const std::string& name, const Tensor& tensor) {
  const std::vector<hsize_t> sizes(tensor.shape.begin(), tensor.shape.end());
  const Handle space(H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), nullptr),
                     H5Sclose);
  const Handle dataset(
      H5Dcreate2(group, name.c_str(), H5T_IEEE_F32LE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
      H5Dclose);
  checked(H5Dwrite(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, tensor.values.data()));
}

void writeLayer(hid_t file, const KerasLayerWeights& layer) {
  const Handle links(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
  checked(H5Pset_create_intermediate_group(links, 1));
  const std::string path = layer.group + "/vars";
  const Handle group(H5Gcreate2(file, path.c_str(), links, H5P_DEFAULT, H5P_DEFAULT), H5Gclose);
  writeName(group, layer.layerName);
  for (size_t i = 0; i < layer.arrays.size(); ++i) {
    writeArray(group, std::to_string(i), layer.arrays[i]);
  }
}

}  // namespace

std::string kerasWeightsBytes(const std::vector<KerasLayerWeights>& layers) {
  const Handle inMemory(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  checked(H5Pset_fapl_core(inMemory, kGrowth, false));
  const Handle file(H5Fcreate("model.weights.h5", H5F_ACC_TRUNC, H5P_DEFAULT, inMemory), H5Fclose);
  for (const KerasLayerWeights& layer : layers) {
    writeLayer(file, layer);
  }
  checked(H5Fflush(file, H5F_SCOPE_GLOBAL));
  const ssize_t size = H5Fget_file_image(file, nullptr, 0);
  checked(size);
  std::string bytes(static_cast<size_t>(size), '\0');
  checked(H5Fget_file_image(file, bytes.data(), bytes.size()));
  return bytes;
}

}  // namespace maacc
