#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/importers/torch_pickle.h"
#include "core/importers/zip_archive.h"

namespace maacc {

// What torch.save wrote: a pickle and the storages that its tensors look into. Borrows the archive.
class TorchArchive {
 public:
  // Throws Error as TorchPickle does, and BadInput when the archive has no pickle or was written on
  // a machine with big-endian numbers.
  explicit TorchArchive(const ZipArchive& archive);

  const PickleValue& value() const { return pickle_->value(); }
  TorchTensor tensor(const PickleValue& value) const;  // of kind Tensor

 private:
  const ZipArchive& archive_;
  std::string root_;  // "archive/"
  std::optional<TorchPickle> pickle_;
};

// The tensors of a dictionary with text keys, such as a state_dict; nothing else may be in it.
std::map<std::string, TorchTensor> torchTensorsByName(const TorchArchive& archive);

}  // namespace maacc
