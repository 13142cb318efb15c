#pragma once

#include <hdf5.h>

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace maacc::test {

// Members of a ZIP archive by name.
using ZipMembers = std::map<std::string, std::string>;

ZipMembers readZip(const std::string& path);
void writeZip(const std::string& path, const ZipMembers& members, bool compressed = false);

std::string readBytes(const std::string& path);
void writeBytes(const std::string& path, std::string_view bytes);

// Changes config.json as JSON, or model.weights.h5 as an open HDF5 file; `folder` holds a temporary
// file meanwhile.
void editConfig(ZipMembers& members, const std::function<void(nlohmann::json&)>& edit);
void editWeights(ZipMembers& members,
                 const std::string& folder,
                 const std::function<void(hid_t)>& edit);

// A float32 (or other) array in an open HDF5 file, replaced or made new; all values alike.
void putArray(hid_t file,
              const std::string& path,
              const std::vector<hsize_t>& shape,
              float value,
              hid_t type = H5T_IEEE_F32LE);

struct KerasExpectation {
  std::vector<std::vector<float>> inputs;  // in Keras' element order
  std::vector<int64_t> inputShape;         // as Keras has it
  std::vector<std::vector<double>> logits;
  double tolerance = 0;
};
KerasExpectation readExpectation(const std::string& path);

}  // namespace maacc::test
