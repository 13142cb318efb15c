#include "core/engine/torchscript_nodes.h"

#include <algorithm>
#include <set>

namespace maacc {

bool isShapeQuestion(const std::string& operation) {
  static const std::set<std::string> names = {"aten::size",
                                              "aten::dim",
                                              "aten::len",
                                              "aten::numel",
                                              "aten::is_floating_point",
                                              "aten::stride",
                                              "aten::is_contiguous",
                                              "aten::__is__",
                                              "aten::__isnot__",
                                              "prim::dtype",
                                              "prim::device",
                                              "prim::layout",
                                              "prim::is_cuda",
                                              "prim::shape",
                                              "prim::is_quantized",
                                              "prim::requires_grad",
                                              "aten::is_complex",
                                              "prim::type",
                                              "aten::sym_size"};
  return names.count(operation) > 0;
}

bool takesTensors(const c10::FunctionSchema& schema) {
  return std::any_of(schema.arguments().begin(), schema.arguments().end(), [](const auto& one) {
    const std::string type = one.type()->str();
    return type.find("Tensor") != std::string::npos;
  });
}

std::string classNameOf(const c10::ClassType& type) {
  std::string name = type.name() ? type.name()->qualifiedName() : std::string();
  constexpr std::string_view kPrefix = "__torch__.";
  name = name.starts_with(kPrefix) ? name.substr(kPrefix.size()) : name;
  const size_t mangled = name.find("___torch_mangle_");
  if (mangled != std::string::npos) {
    const size_t dot = name.find('.', mangled);
    name = name.substr(0, mangled) + (dot == std::string::npos ? "" : name.substr(dot + 1));
  }
  return name;
}

std::string operationOf(const torch::jit::Node& node) { return node.kind().toQualString(); }

std::string baseNameOf(const torch::jit::Node& node) {
  std::string name = node.kind().toUnqualString();
  while (name.size() > 1 && name.back() == '_') {
    name.pop_back();
  }
  return name.front() == '_' ? name.substr(1) : name;
}

}  // namespace maacc
