#pragma once

#include <string>

namespace maacc {

// "torch.ops.aten.conv2d.default" -> "aten::conv2d"
std::string pt2OperatorName(const std::string& target);

// Whether an operator without tensors as outputs changes nothing: sizes and checks.
bool isPt2Bookkeeping(const std::string& target);

// What people call a node: the module it belongs to ("layer1.0.relu"), and where that is one of
// their own, what it makes there ("layer1.0.add_1"). stack: nn_module_stack of the node's metadata,
// "key,path,class;key,path,class", outermost first. Outputs of operators with several are called
// after the operator.
std::string pt2NodeName(const std::string& stack,
                        const std::string& operation,
                        const std::string& output);

// The path of a module, also as older versions write it: "getattr(L['self'].layer1, '0').conv1" is
// "layer1.0.conv1".
std::string pt2ModulePath(std::string path);

// "path.output" for modules of the author, "path" for those of PyTorch that are one operation.
std::string atenNodeName(const std::string& path,
                         const std::string& moduleClass,
                         const std::string& output);

}  // namespace maacc
