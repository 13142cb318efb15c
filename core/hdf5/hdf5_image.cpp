#include "core/hdf5/hdf5_image.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>

#include "core/base/error.h"

namespace maacc {
namespace {

constexpr uint64_t kDataspaceMessage = 0x01;
constexpr uint64_t kLinkInfoMessage = 0x02;
constexpr uint64_t kDatatypeMessage = 0x03;
constexpr uint64_t kLinkMessage = 0x06;
constexpr uint64_t kExternalMessage = 0x07;
constexpr uint64_t kLayoutMessage = 0x08;
constexpr uint64_t kFilterMessage = 0x0b;
constexpr uint64_t kSymbolTableMessage = 0x11;
constexpr uint64_t kUndefinedAddress = UINT64_MAX;
constexpr size_t kMaxLinks = 1 << 20;
constexpr int kMaxTreeLevel = 16;
constexpr uint64_t kMaxRank = 32;

using Bytes = Hdf5Bytes;

[[noreturn]] void damaged(const std::string& place, const std::string& what) {
  throw Error(
      ErrorCode::BadInput,
      place + ": " + what + " in model.weights.h5; the file is damaged, save the model again");
}

[[noreturn]] void otherLayout(const std::string& place, const std::string& what) {
  throw Error(ErrorCode::Unsupported,
              place + ": model.weights.h5 " + what +
                  ", which Keras itself does not write; load the model in Keras and save it again");
}

const Hdf5Message* findMessage(const std::vector<Hdf5Message>& messages, uint64_t type) {
  const auto found = std::find_if(messages.begin(), messages.end(),
                                  [&](const Hdf5Message& message) { return message.type == type; });
  return found == messages.end() ? nullptr : &*found;
}

// Links of a group in its older form: a B-tree over tables of symbols, names in a local heap.
// Sections III.A.1, III.B, III.D.
class SymbolTableReader {
 public:
  SymbolTableReader(Bytes image, Bytes message, const std::string& place)
      : image_(image), place_(place) {
    const Bytes heap = hdf5Slice(image, hdf5Number(message, 8, 8), 32);
    if (message.size() < 16 || !hdf5HasSignature(heap, "HEAP")) {
      damaged(place_, "a group has no names");
    }
    names_ = hdf5Slice(image, hdf5Number(heap, 24, 8), hdf5Number(heap, 8, 8));
    readTree(hdf5Number(message, 0, 8), -1);
  }

  std::vector<Hdf5Image::Link> links() && { return std::move(links_); }

 private:
  // Levels fall by one per step, so a damaged tree cannot lead in circles. level -1: the top, any
  // level.
  void readTree(uint64_t address, int level) {
    const Bytes head = hdf5Slice(image_, address, 24);
    const int ownLevel = static_cast<int>(hdf5Number(head, 5, 1));
    if (!hdf5HasSignature(head, "TREE") || hdf5Number(head, 4, 1) != 0 ||
        ownLevel > kMaxTreeLevel || (level >= 0 && ownLevel != level) || ++blocks_ > kMaxLinks) {
      damaged(place_, "the index of a group is broken");
    }
    const uint64_t count = hdf5Number(head, 6, 2);
    const Bytes children = hdf5Slice(image_, address + 24, 16 * count + 8);
    if (children.empty()) {
      damaged(place_, "the index of a group is cut off");
    }
    for (uint64_t i = 0; i < count; ++i) {
      const uint64_t child = hdf5Number(children, 16 * i + 8, 8);
      if (ownLevel > 0) {
        readTree(child, ownLevel - 1);
      } else {
        readTable(child);
      }
    }
  }

  void readTable(uint64_t address) {
    const Bytes head = hdf5Slice(image_, address, 8);
    const uint64_t count = hdf5Number(head, 6, 2);
    const Bytes entries = hdf5Slice(image_, address + 8, 40 * count);
    if (!hdf5HasSignature(head, "SNOD") || entries.size() != 40 * count ||
        links_.size() + count > kMaxLinks || ++blocks_ > kMaxLinks) {
      damaged(place_, "a table of a group is broken");
    }
    for (uint64_t i = 0; i < count; ++i) {
      const Bytes entry = entries.subspan(40 * i, 40);
      static constexpr uint64_t kSoftLink = 2;
      links_.push_back({name(hdf5Number(entry, 0, 8)), hdf5Number(entry, 8, 8),
                        hdf5Number(entry, 16, 4) != kSoftLink});
    }
  }

  std::string name(uint64_t offset) const {
    const Bytes rest =
        hdf5Slice(names_, offset, names_.size() - std::min<uint64_t>(offset, names_.size()));
    const auto end = std::find(rest.begin(), rest.end(), 0);
    if (end == rest.end()) {
      damaged(place_, "a name in a group is cut off");
    }
    return {rest.begin(), end};
  }

  Bytes image_;
  Bytes names_;
  const std::string& place_;
  std::vector<Hdf5Image::Link> links_;
  size_t blocks_ = 0;
};

// A link in the newer form, which a group takes on when it gets an external link. Section IV.A.2.g.
Hdf5Image::Link readLink(Bytes body, const std::string& place) {
  const uint64_t flags = hdf5Number(body, 1, 1);
  uint64_t at = 2;
  const uint64_t type = (flags & 0x08) != 0 ? hdf5Number(body, at++, 1) : 0;
  at += (flags & 0x04) != 0 ? 8 : 0;
  at += (flags & 0x10) != 0 ? 1 : 0;
  const int width = 1 << (flags & 0x03);
  const uint64_t length = hdf5Number(body, at, width);
  at += static_cast<uint64_t>(width);
  const Bytes name = hdf5Slice(body, at, length);
  if (hdf5Number(body, 0, 1) != 1 || name.empty()) {
    damaged(place, "a link is broken");
  }
  return {{name.begin(), name.end()}, hdf5Number(body, at + length, 8), type == 0};
}

// Section IV.A.2.b.
Shape readDataspace(Bytes body, const std::string& place) {
  const uint64_t version = hdf5Number(body, 0, 1);
  const uint64_t rank = hdf5Number(body, 1, 1);
  const uint64_t start = version == 1 ? 8 : 4;
  if ((version != 1 && version != 2) || rank > kMaxRank || body.size() < start + 8 * rank ||
      (version == 2 && hdf5Number(body, 3, 1) > 1)) {
    damaged(place, "the shape of an array is broken");
  }
  Shape shape;
  for (uint64_t axis = 0; axis < rank; ++axis) {
    const uint64_t size = hdf5Number(body, start + 8 * axis, 8);
    if (size > static_cast<uint64_t>(INT64_MAX)) {
      damaged(place, "the shape of an array is impossible");
    }
    shape.push_back(static_cast<int64_t>(size));
  }
  return shape;
}

struct FloatFormat {
  int bytes = 4;
  bool bigEndian = false;
};

// Section IV.A.2.d. Everything but the three IEEE formats is refused.
FloatFormat readDatatype(const Hdf5Message& message, const std::string& place) {
  const Bytes body = message.body;
  static constexpr uint64_t kFloatClass = 1;
  struct Known {
    int bytes;
    std::array<uint64_t, 6>
        layout;  // precision, exponent place and size, mantissa size, bias, place of the sign
  };
  static constexpr std::array<Known, 3> kKnown = {{{2, {16, 10, 5, 10, 15, 15}},
                                                   {4, {32, 23, 8, 23, 127, 31}},
                                                   {8, {64, 52, 11, 52, 1023, 63}}}};
  static constexpr std::array<uint64_t, 6> kBfloat16 = {16, 7, 8, 7, 127, 15};
  const std::array<uint64_t, 6> layout = {hdf5Number(body, 10, 2), hdf5Number(body, 12, 1),
                                          hdf5Number(body, 13, 1), hdf5Number(body, 15, 1),
                                          hdf5Number(body, 16, 4), hdf5Number(body, 2, 1)};
  const uint64_t order = hdf5Number(body, 1, 1) & 0x41;
  const bool isFloat = !message.isShared && body.size() >= 20 &&
                       (hdf5Number(body, 0, 1) & 0x0f) == kFloatClass && order <= 1;
  if (isFloat) {
    for (const Known& known : kKnown) {
      if (hdf5Number(body, 4, 4) == static_cast<uint64_t>(known.bytes) && layout == known.layout &&
          hdf5Number(body, 8, 2) == 0 && hdf5Number(body, 14, 1) == 0) {
        return {known.bytes, order == 1};
      }
    }
  }
  const bool isBfloat16 = isFloat && layout == kBfloat16;
  throw Error(ErrorCode::Unsupported,
              place +
                  (isBfloat16 ? ": its weights are kept as bfloat16"
                              : ": its weights are not IEEE floating-point numbers (quantised "
                                "models are not supported)") +
                  "; save the model with float32 weights");
}

// Where the values lie. Section IV.A.2.i.
Bytes readLayout(Bytes image,
                 const std::vector<Hdf5Message>& messages,
                 uint64_t bytes,
                 const std::string& place) {
  const Hdf5Message* layout = findMessage(messages, kLayoutMessage);
  if (layout == nullptr) {
    damaged(place, "an array has no layout");
  }
  const Bytes body = layout->body;
  const uint64_t version = hdf5Number(body, 0, 1);
  const uint64_t kind = hdf5Number(body, 1, 1);
  static constexpr uint64_t kCompact = 0;
  static constexpr uint64_t kContiguous = 1;
  static constexpr uint64_t kVirtual = 3;
  if (findMessage(messages, kExternalMessage) != nullptr || (version >= 4 && kind == kVirtual)) {
    throw Error(ErrorCode::Unsupported, place +
                                            ": an array in model.weights.h5 is kept in other "
                                            "files, which is not allowed in a model file");
  }
  if (version != 3 || kind > kContiguous || findMessage(messages, kFilterMessage) != nullptr) {
    otherLayout(place, "keeps an array in pieces or compressed");
  }
  const bool isUnwritten = kind == kContiguous && hdf5Number(body, 2, 8) == kUndefinedAddress;
  const uint64_t stored = isUnwritten        ? 0
                          : kind == kCompact ? hdf5Number(body, 2, 2)
                                             : hdf5Number(body, 10, 8);
  if (stored != bytes) {
    damaged(place, "an array should have " + std::to_string(bytes) + " bytes but stores " +
                       std::to_string(stored));
  }
  const Bytes data = kind == kCompact ? hdf5Slice(body, 4, bytes)
                                      : hdf5Slice(image, hdf5Number(body, 2, 8), bytes);
  if (data.size() != bytes) {
    damaged(place, "an array lies outside the file");
  }
  return data;
}

float fromHalf(uint16_t bits) {
  const int exponent = bits >> 10 & 0x1f;
  const int mantissa = bits & 0x3ff;
  const float sign = (bits & 0x8000) != 0 ? -1.0F : 1.0F;
  if (exponent == 0x1f) {
    return mantissa != 0 ? NAN : sign * INFINITY;
  }
  return sign * (exponent == 0 ? std::ldexp(static_cast<float>(mantissa), -24)
                               : std::ldexp(static_cast<float>(mantissa + 0x400), exponent - 25));
}

float toFloat(Bytes value, bool bigEndian) {
  uint64_t bits = 0;
  for (size_t i = 0; i < value.size(); ++i) {
    bits = bits << 8 | value[bigEndian ? i : value.size() - 1 - i];
  }
  switch (value.size()) {
    case 2:
      return fromHalf(static_cast<uint16_t>(bits));
    case 4:
      return std::bit_cast<float>(static_cast<uint32_t>(bits));
    default: {
      // Beyond the range of float32 the conversion is undefined; infinity is refused with the
      // layer's name later.
      const auto wide = std::bit_cast<double>(bits);
      return std::abs(wide) > 3.4028234663852886e38
                 ? std::copysign(INFINITY, static_cast<float>(wide > 0) - 0.5F)
                 : static_cast<float>(wide);
    }
  }
}

}  // namespace

// Sections II.A and III.C.
Hdf5Image::Hdf5Image(std::vector<unsigned char> bytes, const std::string& place)
    : bytes_(std::move(bytes)) {
  if (bytes_.size() < 100 || !hdf5HasSignature(bytes_, "\x89HDF\r\n\x1a\n")) {
    throw Error(ErrorCode::BadInput, place +
                                         ": model.weights.h5 is not a readable HDF5 file, it is "
                                         "damaged or truncated; save the model again");
  }
  const uint64_t version = hdf5Number(bytes_, 8, 1);
  if (version > 1 || hdf5Number(bytes_, 13, 1) != 8 || hdf5Number(bytes_, 14, 1) != 8) {
    otherLayout(place, "is in another variant of HDF5");
  }
  const uint64_t addresses = version == 0 ? 24 : 28;
  if (hdf5Number(bytes_, addresses, 8) != 0 ||
      hdf5Number(bytes_, addresses + 16, 8) > bytes_.size()) {
    throw Error(ErrorCode::BadInput, place +
                                         ": model.weights.h5 is not a readable HDF5 file, it is "
                                         "damaged or truncated; save the model again");
  }
  root_ = hdf5Number(bytes_, addresses + 40, 8);
}

std::vector<Hdf5Message> Hdf5Image::messages(uint64_t object, const std::string& place) const {
  if (hdf5HasSignature(hdf5Slice(bytes_, object, 4), "OHDR")) {
    otherLayout(place, "is in another variant of HDF5");
  }
  std::optional<std::vector<Hdf5Message>> found = hdf5Messages(bytes_, object);
  if (!found) {
    damaged(place, "an object cannot be read");
  }
  return std::move(*found);
}

std::optional<std::vector<Hdf5Image::Link>> Hdf5Image::links(uint64_t group,
                                                             const std::string& place) const {
  const std::vector<Hdf5Message> found = messages(group, place);
  if (const Hdf5Message* table = findMessage(found, kSymbolTableMessage)) {
    return SymbolTableReader(bytes_, table->body, place).links();
  }
  const Hdf5Message* info = findMessage(found, kLinkInfoMessage);
  if (info == nullptr) {
    return std::nullopt;
  }
  const uint64_t heap = hdf5Number(info->body, (hdf5Number(info->body, 1, 1) & 1) != 0 ? 10 : 2, 8);
  if (heap != kUndefinedAddress) {
    otherLayout(place, "keeps a group in another variant of HDF5");
  }
  std::vector<Link> links;
  for (const Hdf5Message& message : found) {
    if (message.type == kLinkMessage) {
      links.push_back(readLink(message.body, place));
    }
  }
  return links;
}

std::optional<uint64_t> Hdf5Image::find(const std::string& path, const std::string& place) const {
  uint64_t current = root_;
  for (size_t start = 0; start < path.size();) {
    const size_t end = std::min(path.find('/', start), path.size());
    const std::string name = path.substr(start, end - start);
    const std::optional<std::vector<Link>> children = links(current, place);
    if (!children) {
      damaged(place, "'" + path.substr(0, start) + "' is not a group");
    }
    const auto child = std::find_if(children->begin(), children->end(),
                                    [&](const Link& link) { return link.name == name; });
    if (child == children->end()) {
      return std::nullopt;
    }
    if (!child->isHard) {
      throw Error(ErrorCode::Unsupported, place + ": '" + path.substr(0, end) +
                                              "' in model.weights.h5 is a soft or external link, "
                                              "which is not allowed in a model file");
    }
    current = child->address;
    start = end + 1;
  }
  return current;
}

std::optional<std::string> Hdf5Image::text(uint64_t object, std::string_view name) const {
  const auto found = hdf5Messages(bytes_, object);
  return found ? hdf5TextAttribute(bytes_, *found, name) : std::nullopt;
}

Shape Hdf5Image::shape(uint64_t dataset, const std::string& place) const {
  const std::vector<Hdf5Message> found = messages(dataset, place);
  const Hdf5Message* space = findMessage(found, kDataspaceMessage);
  if (space == nullptr || findMessage(found, kDatatypeMessage) == nullptr) {
    damaged(place, "a weight is not an array");
  }
  return readDataspace(space->body, place);
}

Tensor Hdf5Image::read(uint64_t dataset, const std::string& place) const {
  Tensor tensor{shape(dataset, place), {}};
  const std::vector<Hdf5Message> found = messages(dataset, place);
  const FloatFormat format = readDatatype(*findMessage(found, kDatatypeMessage), place);
  uint64_t count = 1;
  for (const int64_t size : tensor.shape) {
    if (static_cast<uint64_t>(size) > bytes_.size() / std::max<uint64_t>(count, 1)) {
      damaged(place, "an array of shape " + shapeText(tensor.shape) + " is larger than the file");
    }
    count *= static_cast<uint64_t>(size);
  }
  const auto width = static_cast<uint64_t>(format.bytes);
  const Bytes data = readLayout(bytes_, found, count * width, place);
  tensor.values.resize(count);
  for (size_t i = 0; i < tensor.values.size(); ++i) {
    tensor.values[i] = toFloat(data.subspan(i * width, width), format.bigEndian);
  }
  return tensor;
}

}  // namespace maacc
