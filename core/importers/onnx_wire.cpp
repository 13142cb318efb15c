#include "core/importers/onnx_wire.h"

#include <cstring>

#include "core/base/error.h"

namespace maacc {
namespace {

constexpr int kVarintBits = 64;

// Length of the UTF-8 character that starts at `at`, 0 when there is none.
size_t utf8Length(ProtoBytes bytes, size_t at) {
  const unsigned char lead = bytes[at];
  const size_t length = lead < 0x80                   ? 1
                        : lead >= 0xc2 && lead < 0xe0 ? 2
                        : lead >= 0xe0 && lead < 0xf0 ? 3
                        : lead >= 0xf0 && lead < 0xf5 ? 4
                                                      : 0;
  if (length == 0 || at + length > bytes.size()) {
    return 0;
  }
  for (size_t i = 1; i < length; ++i) {
    if ((bytes[at + i] & 0xc0) != 0x80) {
      return 0;
    }
  }
  const unsigned char second = length > 1 ? bytes[at + 1] : 0;
  const bool overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
  const bool surrogate = lead == 0xed && second >= 0xa0;
  const bool tooLarge = lead == 0xf4 && second >= 0x90;
  return overlong || surrogate || tooLarge ? 0 : length;
}

template <class Number>
Number littleEndian(ProtoBytes bytes) {
  Number number{};
  std::memcpy(&number, bytes.data(), sizeof(number));
  return number;
}

template <class Number>
void appendNumbers(ProtoBytes bytes, std::vector<Number>& values) {
  const size_t old = values.size();
  values.resize(old + bytes.size() / sizeof(Number));
  if (!bytes.empty()) {
    std::memcpy(values.data() + old, bytes.data(), bytes.size());
  }
}

}  // namespace

ProtoReader::ProtoReader(ProtoBytes bytes, const std::string& place)
    : rest_(bytes), place_(place) {}

void ProtoReader::damaged(const std::string& what) const {
  throw Error(ErrorCode::BadInput, place_ + ": " + what +
                                       "; the file is damaged or is no ONNX model, copy or export "
                                       "the model again");
}

void ProtoReader::require(bool sound) const {
  if (!sound) {
    damaged("field " + std::to_string(field_) + " is of another kind than ONNX says");
  }
}

uint64_t ProtoReader::readVarint() {
  uint64_t value = 0;
  for (int shift = 0; shift < kVarintBits; shift += 7) {
    const unsigned char byte = take(1).front();
    value |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) {
      return value;
    }
  }
  damaged("a number has more than ten bytes");
}

ProtoBytes ProtoReader::take(uint64_t size) {
  if (size > rest_.size()) {
    damaged("the content ends " + std::to_string(size - rest_.size()) + " bytes too early");
  }
  const ProtoBytes taken = rest_.first(size);
  rest_ = rest_.subspan(size);
  return taken;
}

bool ProtoReader::next() {
  if (rest_.empty()) {
    return false;
  }
  const uint64_t tag = readVarint();
  field_ = static_cast<int64_t>(tag >> 3);
  wire_ = static_cast<Wire>(tag & 7);
  if (field_ == 0) {
    damaged("a field has the number 0");
  }
  switch (wire_) {
    case Wire::Varint:
      varint_ = readVarint();
      return true;
    case Wire::Fixed64:
      payload_ = take(sizeof(uint64_t));
      return true;
    case Wire::Bytes:
      payload_ = take(readVarint());
      return true;
    case Wire::Fixed32:
      payload_ = take(sizeof(uint32_t));
      return true;
  }
  damaged("field " + std::to_string(field_) + " is of a kind that protobuf does not have");
}

int64_t ProtoReader::integer() const {
  require(wire_ == Wire::Varint);
  return static_cast<int64_t>(varint_);
}

float ProtoReader::float32() const {
  require(wire_ == Wire::Fixed32);
  return littleEndian<float>(payload_);
}

ProtoBytes ProtoReader::bytes() const {
  require(wire_ == Wire::Bytes);
  return payload_;
}

std::string ProtoReader::text() const {
  const ProtoBytes content = bytes();
  std::string text;
  text.reserve(content.size());
  for (size_t at = 0; at < content.size();) {
    const size_t length = utf8Length(content, at);
    if (length == 0) {
      text += '?';
      ++at;
      continue;
    }
    text.append(reinterpret_cast<const char*>(content.data()) + at, length);
    at += length;
  }
  return text;
}

void ProtoReader::appendIntegers(std::vector<int64_t>& values) const {
  if (wire_ == Wire::Varint) {
    values.push_back(static_cast<int64_t>(varint_));
    return;
  }
  ProtoReader packed(bytes(), place_);
  while (!packed.rest_.empty()) {
    values.push_back(static_cast<int64_t>(packed.readVarint()));
  }
}

void ProtoReader::appendFloats(std::vector<float>& values) const {
  require(wire_ == Wire::Fixed32 || (wire_ == Wire::Bytes && payload_.size() % sizeof(float) == 0));
  appendNumbers(payload_, values);
}

void ProtoReader::appendDoubles(std::vector<double>& values) const {
  require(wire_ == Wire::Fixed64 ||
          (wire_ == Wire::Bytes && payload_.size() % sizeof(double) == 0));
  appendNumbers(payload_, values);
}

bool startsLikeProto(ProtoBytes head, int64_t first, int64_t last) {
  static const std::string nowhere;
  static constexpr int64_t kSmall = 1000;
  ProtoReader reader(head, nowhere);
  bool sound = false;
  try {
    sound = reader.next() && reader.field() == first && reader.integer() > 0 &&
            reader.integer() < kSmall;
    while (sound && reader.next()) {
      sound = reader.field() <= last;
    }
  } catch (const Error&) {
    // The head ends inside a field; its number still counts.
    sound = sound && reader.field() >= 1 && reader.field() <= last;
  }
  return sound;
}

}  // namespace maacc
