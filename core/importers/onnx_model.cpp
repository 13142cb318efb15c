#include "core/importers/onnx_model.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <optional>

#include "core/base/error.h"

namespace maacc {
namespace {

constexpr int64_t kOldestOpset = 7;
// Far beyond any real network; keeps the lists that a hostile file asks for within some hundred
// megabytes.
constexpr size_t kMostNodes = 1 << 16;
constexpr size_t kMostTensors = 1 << 17;
constexpr size_t kMostAttributes = 64;
constexpr size_t kMostArguments = 1 << 12;
constexpr size_t kMostAxes = 16;

[[noreturn]] void badInput(const std::string& place, const std::string& what) {
  throw Error(ErrorCode::BadInput, place + ": " + what);
}

template <class Element>
void append(std::vector<Element>& list, Element element, size_t most, const std::string& place) {
  if (list.size() >= most) {
    badInput(place, "the model has a list of more than " + std::to_string(most) +
                        " entries, which no sound model has");
  }
  list.push_back(std::move(element));
}

OnnxAttribute parseAttribute(ProtoBytes message, const std::string& place) {
  OnnxAttribute attribute;
  for (ProtoReader reader(message, place); reader.next();) {
    switch (reader.field()) {
      case 1:
        attribute.name = reader.text();
        break;
      case 2:
        attribute.number = shortestDecimal(reader.float32());
        break;
      case 3:
        attribute.integer = reader.integer();
        break;
      case 4:
        attribute.text = reader.text();
        break;
      case 5:
        attribute.tensor = parseOnnxTensor(reader.bytes(), place);
        break;
      case 6:
      case 11:
        attribute.holdsGraph = true;
        break;
      case 7:
        reader.appendFloats(attribute.numbers);
        break;
      case 8:
        reader.appendIntegers(attribute.integers);
        break;
      default:
        break;
    }
  }
  return attribute;
}

OnnxNode parseNode(ProtoBytes message, const std::string& place) {
  OnnxNode node;
  for (ProtoReader reader(message, place); reader.next();) {
    switch (reader.field()) {
      case 1:
        append(node.inputs, reader.text(), kMostArguments, place);
        break;
      case 2:
        append(node.outputs, reader.text(), kMostArguments, place);
        break;
      case 3:
        node.name = reader.text();
        break;
      case 4:
        node.operation = reader.text();
        break;
      case 5:
        append(node.attributes, parseAttribute(reader.bytes(), place), kMostAttributes, place);
        break;
      case 7:
        node.domain = reader.text();
        break;
      default:
        break;
    }
  }
  if (node.domain == "ai.onnx") {
    node.domain.clear();
  }
  return node;
}

int64_t parseDimension(ProtoBytes message, const std::string& place) {
  int64_t size = OnnxValueInfo::kOpen;
  for (ProtoReader reader(message, place); reader.next();) {
    if (reader.field() == 1) {
      size = reader.integer() > 0 ? reader.integer() : OnnxValueInfo::kOpen;
    }
  }
  return size;
}

// The bytes of the last occurrence of a field, none when it is absent.
std::optional<ProtoBytes> submessage(ProtoBytes message, int64_t field, const std::string& place) {
  std::optional<ProtoBytes> found;
  for (ProtoReader reader(message, place); reader.next();) {
    if (reader.field() == field) {
      found = reader.bytes();
    }
  }
  return found;
}

void parseType(ProtoBytes type, OnnxValueInfo& info, const std::string& place) {
  const std::optional<ProtoBytes> tensor = submessage(type, 1, place);
  for (ProtoReader reader(tensor.value_or(ProtoBytes()), place); reader.next();) {
    if (reader.field() == 1) {
      info.type = static_cast<OnnxType>(reader.integer());
    }
  }
  const std::optional<ProtoBytes> shape =
      tensor ? submessage(*tensor, 2, place) : std::optional<ProtoBytes>();
  if (!shape) {
    return;
  }
  info.hasShape = true;
  for (ProtoReader reader(*shape, place); reader.next();) {
    if (reader.field() == 1) {
      append(info.shape, parseDimension(reader.bytes(), place), kMostAxes, place);
    }
  }
}

OnnxValueInfo parseValueInfo(ProtoBytes message, const std::string& place) {
  OnnxValueInfo info;
  for (ProtoReader reader(message, place); reader.next();) {
    if (reader.field() == 1) {
      info.name = reader.text();
    } else if (reader.field() == 2) {
      parseType(reader.bytes(), info, place);
    }
  }
  return info;
}

void parseGraph(ProtoBytes message, OnnxModel& model) {
  const std::string& place = model.file;
  for (ProtoReader reader(message, place); reader.next();) {
    switch (reader.field()) {
      case 1:
        append(model.nodes, parseNode(reader.bytes(), place), kMostNodes, place);
        break;
      case 5:
        append(model.initializers, parseOnnxTensor(reader.bytes(), place), kMostTensors, place);
        break;
      case 11:
        append(model.inputs, parseValueInfo(reader.bytes(), place), kMostTensors, place);
        break;
      case 12:
        append(model.outputs, parseValueInfo(reader.bytes(), place).name, kMostTensors, place);
        break;
      default:
        break;
    }
  }
}

// The version of ONNX's own operators; 0 for other domains.
int64_t parseOpset(ProtoBytes message, const std::string& place) {
  std::string domain;
  int64_t version = 0;
  for (ProtoReader reader(message, place); reader.next();) {
    if (reader.field() == 1) {
      domain = reader.text();
    } else if (reader.field() == 2) {
      version = reader.integer();
    }
  }
  return domain.empty() || domain == "ai.onnx" ? version : 0;
}

}  // namespace

double shortestDecimal(float value) {
  std::array<char, 64> digits{};
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  double result = value;
  std::from_chars(digits.data(), written.ptr, result);
  return result;
}

bool isOnnxFloat(OnnxType type) {
  return type == OnnxType::Float || type == OnnxType::Float16 || type == OnnxType::Double ||
         type == OnnxType::Bfloat16;
}

OnnxTensor parseOnnxTensor(ProtoBytes message, const std::string& place) {
  OnnxTensor tensor;
  tensor.message = message;
  for (ProtoReader reader(message, place); reader.next();) {
    if (reader.field() == 1) {
      reader.appendIntegers(tensor.shape);
    } else if (reader.field() == 2) {
      tensor.type = static_cast<OnnxType>(reader.integer());
    } else if (reader.field() == 8) {
      tensor.name = reader.text();
    }
    if (tensor.shape.size() > kMostAxes) {
      badInput(place, "a tensor has more than " + std::to_string(kMostAxes) + " axes");
    }
  }
  return tensor;
}

OnnxModel parseOnnxModel(const std::string& file,
                         std::shared_ptr<const std::vector<unsigned char>> content) {
  OnnxModel model;
  model.file = file;
  model.content = std::move(content);
  bool hasGraph = false;
  for (ProtoReader reader(*model.content, model.file); reader.next();) {
    if (reader.field() == 7) {
      if (hasGraph) {
        badInput(file, "the model has two graphs; export it again");
      }
      hasGraph = true;
      parseGraph(reader.bytes(), model);
    } else if (reader.field() == 8) {
      model.opset = std::max(model.opset, parseOpset(reader.bytes(), model.file));
    }
  }
  if (!hasGraph || model.nodes.empty()) {
    badInput(file, "the ONNX model has no nodes; export it again");
  }
  if (model.opset < kOldestOpset) {
    throw Error(ErrorCode::Unsupported,
                file + ": the model uses version " + std::to_string(model.opset) +
                    " of ONNX's operators, but versions from " + std::to_string(kOldestOpset) +
                    " on are read; export it with a newer opset_version");
  }
  return model;
}

OnnxModel readOnnxModel(const std::string& path) {
  std::error_code problem;
  const uintmax_t size = std::filesystem::file_size(path, problem);
  std::ifstream file(path, std::ios::binary);
  if (problem || !file) {
    badInput(path, "the file cannot be read; check its permissions");
  }
  auto content = std::make_shared<std::vector<unsigned char>>(size);
  file.read(reinterpret_cast<char*>(content->data()), static_cast<std::streamsize>(size));
  if (!file) {
    badInput(path, "the file cannot be read to its end; copy it again");
  }
  return parseOnnxModel(path, std::move(content));
}

}  // namespace maacc
