#include "tests/importers/keras_files.h"

#include <zip.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace maacc::test {
namespace {

void require(bool condition, const std::string& what) {
  if (!condition) {
    throw std::runtime_error("test support: " + what);
  }
}

}  // namespace

ZipMembers readZip(const std::string& path) {
  int code = 0;
  zip_t* archive = zip_open(path.c_str(), ZIP_RDONLY, &code);
  require(archive != nullptr, "cannot open " + path);
  ZipMembers members;
  for (zip_int64_t i = 0; i < zip_get_num_entries(archive, 0); ++i) {
    zip_stat_t stat;
    zip_stat_index(archive, static_cast<zip_uint64_t>(i), 0, &stat);
    std::string content(stat.size, '\0');
    zip_file_t* member = zip_fopen_index(archive, static_cast<zip_uint64_t>(i), 0);
    require(member != nullptr && zip_fread(member, content.data(), stat.size) >= 0, "cannot read");
    zip_fclose(member);
    members[stat.name] = std::move(content);
  }
  zip_discard(archive);
  return members;
}

void writeZip(const std::string& path, const ZipMembers& members, bool compressed) {
  int code = 0;
  zip_t* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
  require(archive != nullptr, "cannot create " + path);
  for (const auto& [name, content] : members) {
    zip_source_t* source = zip_source_buffer(archive, content.data(), content.size(), 0);
    const zip_int64_t index = zip_file_add(archive, name.c_str(), source, ZIP_FL_OVERWRITE);
    require(index >= 0, "cannot add " + name);
    zip_set_file_compression(archive, static_cast<zip_uint64_t>(index),
                             compressed ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 0);
  }
  require(zip_close(archive) == 0, "cannot write " + path);
}

std::string readBytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  require(file.good(), "cannot open " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

void writeBytes(const std::string& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  require(file.good(), "cannot write " + path);
}

void editConfig(ZipMembers& members, const std::function<void(nlohmann::json&)>& edit) {
  nlohmann::json config = nlohmann::json::parse(members.at("config.json"));
  edit(config);
  members["config.json"] = config.dump();
}

void editWeights(ZipMembers& members,
                 const std::string& folder,
                 const std::function<void(hid_t)>& edit) {
  const std::string path = folder + "/edited.h5";
  writeBytes(path, members.at("model.weights.h5"));
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  require(file >= 0, "cannot open the weights");
  edit(file);
  H5Fclose(file);
  members["model.weights.h5"] = readBytes(path);
  std::filesystem::remove(path);
}

void putArray(hid_t file,
              const std::string& path,
              const std::vector<hsize_t>& shape,
              float value,
              hid_t type) {
  if (H5Lexists(file, path.c_str(), H5P_DEFAULT) > 0) {
    H5Ldelete(file, path.c_str(), H5P_DEFAULT);
  }
  const hid_t space = H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr);
  const hid_t array =
      H5Dcreate2(file, path.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  require(array >= 0, "cannot create " + path);
  const std::vector<float> values(static_cast<size_t>(H5Sget_simple_extent_npoints(space)), value);
  H5Dwrite(array, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
  H5Dclose(array);
  H5Sclose(space);
}

KerasExpectation readExpectation(const std::string& path) {
  const nlohmann::json json = nlohmann::json::parse(readBytes(path));
  return {json.at("inputs"), json.at("input_shape_as_keras_has_it"), json.at("logits"),
          json.at("tolerance")};
}

}  // namespace maacc::test
