#include "core/importers/pt2_names.h"

#include <string_view>
#include <utility>

namespace maacc {

std::string pt2OperatorName(const std::string& target) {
  constexpr std::string_view kAten = "torch.ops.aten.";
  constexpr std::string_view kOps = "torch.ops.";
  if (target.starts_with(kAten)) {
    const std::string name = target.substr(kAten.size());
    return "aten::" + name.substr(0, name.find('.'));
  }
  return target.starts_with(kOps) ? target.substr(kOps.size()) : target;
}

bool isPt2Bookkeeping(const std::string& target) {
  const std::string name = pt2OperatorName(target);
  return name.starts_with("aten::sym_") || name.starts_with("aten::_assert") ||
         name.starts_with("_operator.") || name.starts_with("math.") ||
         name.starts_with("torch.sym_");
}

std::string pt2ModulePath(std::string path) {
  constexpr std::string_view kGet = "getattr(";
  for (size_t at = path.rfind(kGet); at != std::string::npos; at = path.rfind(kGet)) {
    const size_t comma = path.find(", '", at);
    const size_t end = comma == std::string::npos ? comma : path.find("')", comma);
    if (end == std::string::npos) {
      break;
    }
    std::string plain = path.substr(0, at);
    plain += path.substr(at + kGet.size(), comma - at - kGet.size());
    plain += '.';
    plain += path.substr(comma + 3, end - comma - 3);
    plain += path.substr(end + 2);
    path = std::move(plain);
  }
  if (path.starts_with("L['")) {
    const size_t end = path.find("']");
    path = end == std::string::npos ? path : path.substr(end + 2);
    path = path.starts_with('.') ? path.substr(1) : path;
  }
  return path;
}

std::string atenNodeName(const std::string& path,
                         const std::string& moduleClass,
                         const std::string& output) {
  const bool isOperation = moduleClass.starts_with("torch.nn.modules.") &&
                           !moduleClass.starts_with("torch.nn.modules.container.");
  return path.empty() ? output : isOperation ? path : path + "." + output;
}

namespace {

// "relu__1" and "_softmax" without what PyTorch marks variants of an operator with.
std::string plainOutput(const std::string& operation, const std::string& output) {
  std::string name = output.starts_with("getitem") ? operation : output;
  const size_t colon = name.rfind(':');
  name = colon == std::string::npos ? name : name.substr(colon + 1);
  while (name.size() > 1 && name.front() == '_') {
    name.erase(0, 1);
  }
  while (name.size() > 1 && name.back() == '_') {
    name.pop_back();
  }
  return name;
}

}  // namespace

std::string pt2NodeName(const std::string& stack,
                        const std::string& operation,
                        const std::string& output) {
  const size_t last = stack.rfind(';');
  const std::string entry = last == std::string::npos ? stack : stack.substr(last + 1);
  const size_t first = entry.find(',');
  const size_t second = entry.rfind(',');
  if (first == std::string::npos || second == first) {
    return plainOutput(operation, output);
  }
  return atenNodeName(pt2ModulePath(entry.substr(first + 1, second - first - 1)),
                      entry.substr(second + 1), plainOutput(operation, output));
}

}  // namespace maacc
