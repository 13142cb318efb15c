#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/archive/torch_tensor.h"

namespace maacc {

// One value of a pickle. Borrowed from its TorchPickle; lists may hold themselves.
struct PickleValue {
  enum class Kind { None, Bool, Integer, Number, Text, List, Dictionary, Tensor, Object, Global };

  Kind kind = Kind::None;
  int64_t integer = 0;  // Bool, Integer
  double number = 0;
  // Text; of Object and Global the class; of Tensor the name of its storage.
  std::string text;
  // List (tuples too): the entries. Dictionary: key, value, key, value, ... Object: its state.
  std::vector<const PickleValue*> items;
  TorchView view;  // Tensor

  // The value under a text key of a dictionary; null when there is none.
  const PickleValue* find(const std::string& key) const;
};

// Reads the pickles that torch.save and TorchScript write for tensors and the containers around
// them (the opcodes of Lib/pickletools.py). Nothing is executed and no class is made: only the
// names that rebuild tensors, parameters and ordered dictionaries are understood. Throws Error that
// starts with `place`: BadInput for broken bytes, Unsupported for Python objects of other classes
// (named).
class TorchPickle {
 public:
  TorchPickle(std::span<const unsigned char> bytes, const std::string& place);

  const PickleValue& value() const { return *root_; }

 private:
  friend class PickleMachine;

  std::vector<std::unique_ptr<PickleValue>> values_;
  const PickleValue* root_ = nullptr;
};

}  // namespace maacc
