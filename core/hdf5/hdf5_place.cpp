#include "core/hdf5/hdf5_place.h"

#include "core/base/error.h"

namespace maacc {

void Hdf5Place::damaged(const std::string& what) const {
  throw Error(ErrorCode::BadInput, start + ": " + what + " in " + wording.subject +
                                       "; the file is damaged, " + wording.remedy);
}

void Hdf5Place::otherForm(const std::string& what) const {
  throw Error(ErrorCode::Unsupported,
              start + ": " + wording.subject + " " + what + "; " + wording.rewrite);
}

}  // namespace maacc
