#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace maacc {

using ProtoBytes = std::span<const unsigned char>;

// Walks the fields of one protobuf message (protobuf.dev/programming-guides/encoding), which ONNX
// files consist of. Borrows the bytes and the place. Every function throws Error{BadInput} that
// starts with `place` when the bytes end early or a field is not of the kind that is asked for; no
// size in the file decides an allocation.
class ProtoReader {
 public:
  ProtoReader(ProtoBytes bytes, const std::string& place);

  bool next();  // moves to the next field, false at the end
  int64_t field() const { return field_; }

  int64_t integer() const;  // int32, int64, uint64, bool, enum
  float float32() const;
  ProtoBytes bytes() const;  // bytes, text, or another message
  std::string text() const;  // bytes that are not UTF-8 are read as '?'

  // A repeated field, packed or not: appends what this occurrence holds.
  void appendIntegers(std::vector<int64_t>& values) const;
  void appendFloats(std::vector<float>& values) const;
  void appendDoubles(std::vector<double>& values) const;

 private:
  enum class Wire { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 };

  [[noreturn]] void damaged(const std::string& what) const;
  void require(bool sound) const;
  uint64_t readVarint();
  ProtoBytes take(uint64_t size);

  ProtoBytes rest_;
  const std::string& place_;
  int64_t field_ = 0;
  Wire wire_ = Wire::Varint;
  uint64_t varint_ = 0;
  ProtoBytes payload_;  // of every kind but Varint
};

// Whether the first bytes of a file can be those of a message whose field `first` is a small number
// and whose other fields are all within [1, last].
bool startsLikeProto(ProtoBytes head, int64_t first, int64_t last);

}  // namespace maacc
