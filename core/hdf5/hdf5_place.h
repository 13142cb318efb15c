#pragma once

#include <string>

namespace maacc {

// What sentences about a file say. Both parts fit "..., REMEDY".
struct Hdf5Wording {
  std::string subject = "the HDF5 file";
  std::string remedy = "write the file again";  // for a damaged file
  std::string rewrite =                         // for a sound file in a form that is not read
      "copy it with h5py to a file opened with libver='earliest', compressed with gzip or not at "
      "all";
};

// Start of every sentence: names the file and, where there is one, the layer or array. Borrows.
struct Hdf5Place {
  const std::string& start;
  const Hdf5Wording& wording;

  // Throws Error{BadInput}: the file is damaged, `what` says in which way.
  [[noreturn]] void damaged(const std::string& what) const;
  // Throws Error{Unsupported}: the file is sound, but "SUBJECT what".
  [[noreturn]] void otherForm(const std::string& what) const;
};

}  // namespace maacc
