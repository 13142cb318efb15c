#pragma once

#include <torch/script.h>

#include <string>

namespace maacc {

// Whether an operator asks for facts about a tensor that do not depend on its numbers.
bool isShapeQuestion(const std::string& operation);

// Whether any argument is a tensor or a list of tensors, and not a list of whatever it may be.
bool takesTensors(const c10::FunctionSchema& schema);

// "__torch__.torch.nn.modules.conv.Conv2d", also mangled, as Python calls the class.
std::string classNameOf(const c10::ClassType& type);

std::string operationOf(const torch::jit::Node& node);  // "aten::relu_"
std::string baseNameOf(const torch::jit::Node& node);   // "relu"

}  // namespace maacc
