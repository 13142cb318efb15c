#include "core/importers/onnx_tensors.h"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>

#include "core/base/error.h"

namespace maacc {
namespace {

constexpr int64_t kFreeValues = int64_t{1} << 24;
constexpr int64_t kValuesPerByte = 4;

// What a TensorProto says about its numbers besides shape and type.
struct Storage {
  std::optional<ProtoBytes> raw;
  bool isExternal = false;
  bool isSegment = false;
  std::string location;
  int64_t offset = 0;
  std::optional<int64_t> length;
};

// IEEE 754 binary16; every value is one of float32.
float fromFloat16(uint16_t bits) {
  const int exponent = (bits >> 10) & 0x1f;
  const int fraction = bits & 0x3ff;
  float magnitude = 0;
  if (exponent == 0x1f) {
    magnitude = fraction == 0 ? std::numeric_limits<float>::infinity()
                              : std::numeric_limits<float>::quiet_NaN();
  } else if (exponent == 0) {
    magnitude = std::ldexp(static_cast<float>(fraction), -24);
  } else {
    magnitude = std::ldexp(static_cast<float>(fraction + 0x400), exponent - 25);
  }
  return (bits & 0x8000) != 0 ? -magnitude : magnitude;
}

class TensorSource {
 public:
  TensorSource(const OnnxTensor& tensor, const std::string& modelFile, std::string place)
      : tensor_(tensor),
        modelFile_(modelFile),
        place_(std::move(place) + ": tensor '" + tensor.name + "'") {}

  OnnxConstant read(OnnxBudget& budget) const {
    checkType();
    const int64_t count = checkedCount();
    const Storage storage = readStorage();
    if (storage.isSegment) {
      unsupported("is stored in segments, which no known exporter writes");
    }
    if (storage.isExternal) {
      const std::vector<unsigned char> data = readExternal(storage, count, budget);
      budget.take(count);
      return fromRaw(data, count);
    }
    if (storage.raw) {
      checkBytes(static_cast<int64_t>(storage.raw->size()), count);
      budget.take(count);
      return fromRaw(*storage.raw, count);
    }
    budget.take(count);
    return fromFields(count);
  }

 private:
  [[noreturn]] void badInput(const std::string& what) const {
    throw Error(ErrorCode::BadInput, place_ + " " + what + "; export the model again");
  }
  [[noreturn]] void unsupported(const std::string& what) const {
    throw Error(ErrorCode::Unsupported, place_ + " " + what);
  }

  void checkType() const {
    if (elementBytes() == 0) {
      unsupported("holds values of ONNX's type " + std::to_string(static_cast<int64_t>(type())) +
                  ", but only floats, integers and truth values are supported; export the model "
                  "with float32 weights");
    }
  }

  OnnxType type() const { return tensor_.type; }

  int64_t elementBytes() const {
    switch (type()) {
      case OnnxType::Uint8:
      case OnnxType::Int8:
      case OnnxType::Bool:
        return 1;
      case OnnxType::Uint16:
      case OnnxType::Int16:
      case OnnxType::Float16:
      case OnnxType::Bfloat16:
        return 2;
      case OnnxType::Float:
      case OnnxType::Int32:
      case OnnxType::Uint32:
        return 4;
      case OnnxType::Double:
      case OnnxType::Int64:
      case OnnxType::Uint64:
        return 8;
      default:
        return 0;
    }
  }

  int64_t checkedCount() const {
    try {
      return elementCount(tensor_.shape);
    } catch (const Error& error) {
      badInput("is broken, " + std::string(error.what()));
    }
  }

  void checkBytes(int64_t bytes, int64_t count) const {
    if (bytes % elementBytes() != 0 || bytes / elementBytes() != count) {
      badInput("of shape " + shapeText(tensor_.shape) + " has " + std::to_string(bytes) +
               " bytes of data");
    }
  }

  Storage readStorage() const {
    Storage storage;
    for (ProtoReader reader(tensor_.message, place_); reader.next();) {
      if (reader.field() == 3) {
        storage.isSegment = true;
      } else if (reader.field() == 9) {
        storage.raw = reader.bytes();
      } else if (reader.field() == 13) {
        readExternalEntry(reader.bytes(), storage);
      } else if (reader.field() == 14) {
        storage.isExternal = reader.integer() == 1;
      }
    }
    return storage;
  }

  void readExternalEntry(ProtoBytes message, Storage& storage) const {
    std::string key;
    std::string value;
    for (ProtoReader reader(message, place_); reader.next();) {
      if (reader.field() == 1) {
        key = reader.text();
      } else if (reader.field() == 2) {
        value = reader.text();
      }
    }
    if (key == "location") {
      storage.location = value;
    } else if (key == "offset") {
      storage.offset = wholeNumber(value);
    } else if (key == "length") {
      storage.length = wholeNumber(value);
    }
  }

  int64_t wholeNumber(const std::string& text) const {
    int64_t number = -1;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc() || read.ptr != end || number < 0) {
      badInput("has '" + text + "' where a number of bytes belongs");
    }
    return number;
  }

  // Inside the model's folder, also after links are followed: a model must not read other files.
  std::filesystem::path externalPath(const std::string& location) const {
    namespace fs = std::filesystem;
    const fs::path relative(location);
    bool inside = !location.empty() && relative.is_relative();
    for (const fs::path& part : relative) {
      inside = inside && part != "..";
    }
    std::error_code problem;
    const fs::path folder = fs::absolute(modelFile_, problem).parent_path();
    fs::path path = folder / relative;
    if (inside && fs::is_regular_file(path, problem)) {
      const fs::path realFolder = fs::canonical(folder, problem);
      const fs::path fromFolder = fs::canonical(path, problem).lexically_relative(realFolder);
      inside = !problem && !fromFolder.empty() && *fromFolder.begin() != "..";
    }
    if (!inside) {
      badInput("has its data in '" + location + "', which is outside the model's folder");
    }
    if (!fs::is_regular_file(path, problem)) {
      throw Error(ErrorCode::BadInput, place_ + " has its data in the file '" + location +
                                           "', which is not beside the model; copy it there");
    }
    return path;
  }

  std::vector<unsigned char> readExternal(const Storage& storage,
                                          int64_t count,
                                          OnnxBudget& budget) const {
    const std::filesystem::path path = externalPath(storage.location);
    std::error_code problem;
    const auto size = static_cast<int64_t>(std::filesystem::file_size(path, problem));
    if (problem || storage.offset > size) {
      badInput("starts behind the end of the file '" + storage.location + "'");
    }
    const int64_t length = storage.length.value_or(size - storage.offset);
    if (length > size - storage.offset) {
      badInput("needs " + std::to_string(length - (size - storage.offset)) +
               " bytes more than the file '" + storage.location + "' has");
    }
    checkBytes(length, count);
    budget.addFile(path.string(), size);
    std::vector<unsigned char> data(static_cast<size_t>(length));
    std::ifstream file(path, std::ios::binary);
    file.seekg(storage.offset);
    file.read(reinterpret_cast<char*>(data.data()), length);
    if (!file) {
      badInput("cannot be read from the file '" + storage.location + "'");
    }
    return data;
  }

  template <class Number>
  void appendRaw(ProtoBytes bytes, OnnxConstant& constant) const {
    for (size_t at = 0; at < bytes.size(); at += sizeof(Number)) {
      Number number{};
      std::memcpy(&number, bytes.data() + at, sizeof(Number));
      append(constant, number);
    }
  }

  template <class Number>
  void append(OnnxConstant& constant, Number number) const {
    if (constant.isFloat) {
      constant.floats.push_back(static_cast<float>(number));
    } else {
      constant.integers.push_back(static_cast<int64_t>(number));
    }
  }

  OnnxConstant emptyConstant(int64_t count) const {
    OnnxConstant constant;
    constant.isFloat = isOnnxFloat(type());
    constant.shape = tensor_.shape;
    if (constant.isFloat) {
      constant.floats.reserve(static_cast<size_t>(count));
    } else {
      constant.integers.reserve(static_cast<size_t>(count));
    }
    return constant;
  }

  OnnxConstant fromRaw(ProtoBytes bytes, int64_t count) const {
    OnnxConstant constant = emptyConstant(count);
    switch (type()) {
      case OnnxType::Float:
        appendRaw<float>(bytes, constant);
        break;
      case OnnxType::Double:
        appendRaw<double>(bytes, constant);
        break;
      case OnnxType::Uint8:
      case OnnxType::Bool:
        appendRaw<uint8_t>(bytes, constant);
        break;
      case OnnxType::Int8:
        appendRaw<int8_t>(bytes, constant);
        break;
      case OnnxType::Uint16:
        appendRaw<uint16_t>(bytes, constant);
        break;
      case OnnxType::Int16:
        appendRaw<int16_t>(bytes, constant);
        break;
      case OnnxType::Int32:
        appendRaw<int32_t>(bytes, constant);
        break;
      case OnnxType::Uint32:
        appendRaw<uint32_t>(bytes, constant);
        break;
      case OnnxType::Int64:
        appendRaw<int64_t>(bytes, constant);
        break;
      case OnnxType::Uint64:
        appendRaw<uint64_t>(bytes, constant);
        break;
      default:
        appendHalves(bytes, constant);
    }
    return constant;
  }

  void appendHalves(ProtoBytes bytes, OnnxConstant& constant) const {
    for (size_t at = 0; at < bytes.size(); at += sizeof(uint16_t)) {
      uint16_t bits = 0;
      std::memcpy(&bits, bytes.data() + at, sizeof(bits));
      constant.floats.push_back(half(bits));
    }
  }

  float half(uint16_t bits) const {
    return type() == OnnxType::Float16 ? fromFloat16(bits)
                                       : std::bit_cast<float>(static_cast<uint32_t>(bits) << 16);
  }

  // float_data, int32_data, int64_data, double_data and uint64_data.
  OnnxConstant fromFields(int64_t count) const {
    std::vector<float> floats;
    std::vector<int64_t> integers;
    std::vector<double> doubles;
    for (ProtoReader reader(tensor_.message, place_); reader.next();) {
      if (reader.field() == 4) {
        reader.appendFloats(floats);
      } else if (reader.field() == 5 || reader.field() == 7 || reader.field() == 11) {
        reader.appendIntegers(integers);
      } else if (reader.field() == 10) {
        reader.appendDoubles(doubles);
      }
    }
    OnnxConstant constant = emptyConstant(0);
    if (type() == OnnxType::Float) {
      constant.floats = std::move(floats);
    } else if (type() == OnnxType::Double) {
      constant.floats.assign(doubles.begin(), doubles.end());
    } else if (constant.isFloat) {
      for (const int64_t bits : integers) {
        constant.floats.push_back(half(static_cast<uint16_t>(bits)));
      }
    } else {
      constant.integers = std::move(integers);
    }
    if (constant.count() != count) {
      badInput("of shape " + shapeText(tensor_.shape) + " has " + std::to_string(constant.count()) +
               " values");
    }
    return constant;
  }

  const OnnxTensor& tensor_;
  const std::string& modelFile_;
  std::string place_;
};

}  // namespace

OnnxBudget::OnnxBudget(std::string file) : file_(std::move(file)), left_(kFreeValues) {}

void OnnxBudget::addFile(const std::string& path, int64_t bytes) {
  if (known_.insert(path).second) {
    left_ += kValuesPerByte * bytes;
  }
}

void OnnxBudget::take(int64_t values) {
  left_ -= values;
  if (left_ < 0) {
    throw Error(
        ErrorCode::BadInput,
        file_ + ": the model asks for far more constants than the file holds; export it again");
  }
}

OnnxConstant readOnnxTensor(const OnnxTensor& tensor,
                            const std::string& modelFile,
                            const std::string& place,
                            OnnxBudget& budget) {
  return TensorSource(tensor, modelFile, place).read(budget);
}

}  // namespace maacc
