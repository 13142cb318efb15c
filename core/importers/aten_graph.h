#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "core/importers/torch_tensor.h"
#include "core/model/network.h"

// A PyTorch program as a list of ATen operators, which is what torch.export.save and TorchScript
// files come down to. All sizes are numbers: the program is the one for inputs of one shape.
namespace maacc {

struct AtenName {
  std::string value;  // of a tensor; empty where a list of tensors leaves one out
};

using AtenArgument = std::variant<std::monostate,  // None
                                  bool,
                                  int64_t,
                                  double,
                                  std::string,
                                  AtenName,
                                  std::vector<int64_t>,
                                  std::vector<double>,
                                  std::vector<AtenName>>;

struct AtenNode {
  std::string operation;  // without its overload: "aten::conv2d"
  std::string name;       // what a layer of it is called: "layer1.0.conv1"
  std::vector<std::pair<std::string, AtenArgument>> arguments;  // by the names of the schema
  std::vector<std::string> outputs;
};

struct AtenValue {
  Shape shape;  // with the batch axis
  OnnxType type = OnnxType::Float;
};

struct AtenGraph {
  std::string file;                 // for messages
  std::vector<std::string> inputs;  // those that depend on the data
  std::vector<std::string> outputs;
  // Axes of inputs that the program leaves open: (input, axis).
  std::vector<std::pair<std::string, size_t>> openAxes;
  std::vector<AtenNode> nodes;                        // in order
  std::map<std::string, TorchTensor> tensors;         // parameters, buffers, constants
  std::unordered_map<std::string, AtenValue> values;  // of everything else
};

// Writes the program with the operators of ONNX and reads it as an ONNX model is read, so that
// folding, recognition of activations, layouts and refusals are the same. Throws Error naming file,
// module and operator as PyTorch calls it.
Network translateAtenGraph(AtenGraph graph);

}  // namespace maacc
