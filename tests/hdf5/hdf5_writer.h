#pragma once

#include <hdf5.h>

#include <QtTest>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "core/hdf5/hdf5_file.h"

namespace maacc::test {

// How libhdf5 writes a file: in which generation of the format, and behind which user block.
struct Hdf5Form {
  bool latest = false;
  hsize_t userBlock = 0;
};

// Closes what it holds.
class Hdf5Handle {
 public:
  Hdf5Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {
    if (id < 0) {
      qFatal("libhdf5 refused to write a test file");
    }
  }
  ~Hdf5Handle() { close_(id_); }
  Hdf5Handle(const Hdf5Handle&) = delete;
  Hdf5Handle& operator=(const Hdf5Handle&) = delete;
  operator hid_t() const { return id_; }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

template <class Write>
void writeHdf5(const std::string& path, const Hdf5Form& form, Write&& write) {
  const Hdf5Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  const H5F_libver_t low = form.latest ? H5F_LIBVER_LATEST : H5F_LIBVER_EARLIEST;
  H5Pset_libver_bounds(access, low, H5F_LIBVER_LATEST);
  const Hdf5Handle creation(H5Pcreate(H5P_FILE_CREATE), H5Pclose);
  H5Pset_userblock(creation, form.userBlock);
  const Hdf5Handle file(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation, access), H5Fclose);
  write(static_cast<hid_t>(file));
}

inline Hdf5Block fileContent(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline Hdf5File openInFile(const std::string& path) { return {Hdf5Source::inFile(path), {}, path}; }

inline Hdf5File openInMemory(const std::string& path) {
  return {Hdf5Source::inMemory(fileContent(path)), {}, path};
}

inline Hdf5Handle newGroup(hid_t file, const std::string& name) {
  return {H5Gcreate2(file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose};
}

}  // namespace maacc::test
