#include "core/data/npy_format.h"

#include <array>
#include <charconv>
#include <cstring>
#include <string_view>
#include <utility>

#include "core/base/error.h"

namespace maacc {

namespace {

// NumPy itself refuses headers beyond 10,000 characters unless told otherwise.
constexpr std::size_t kLongestHeader = 65536;
constexpr std::size_t kLargestRank = 64;

// The subset of Python literals that an NPY header is written in.
class HeaderParser {
 public:
  HeaderParser(std::string_view text, const std::string& source) : text_(text), source_(source) {}

  NpyHeader parse() {
    NpyHeader header;
    bool hasType = false;
    bool hasOrder = false;
    bool hasShape = false;
    expect('{');
    while (!accept('}')) {
      const std::string key = quoted();
      expect(':');
      if (key == "descr" && !std::exchange(hasType, true)) {
        readType(header);
      } else if (key == "fortran_order" && !std::exchange(hasOrder, true)) {
        header.fortranOrder = boolean();
      } else if (key == "shape" && !std::exchange(hasShape, true)) {
        header.shape = tuple();
      } else {
        fail();
      }
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    skipSpace();
    if (!text_.empty() || !hasType || !hasOrder || !hasShape) {
      fail();
    }
    return header;
  }

 private:
  [[noreturn]] void fail() const {
    throw Error(
        ErrorCode::BadInput,
        source_ + " has an NPY header that cannot be read: save the array again with numpy.save.");
  }

  void skipSpace() {
    while (!text_.empty() &&
           (text_.front() == ' ' || text_.front() == '\n' || text_.front() == '\t')) {
      text_.remove_prefix(1);
    }
  }

  bool accept(char wanted) {
    skipSpace();
    if (text_.empty() || text_.front() != wanted) {
      return false;
    }
    text_.remove_prefix(1);
    return true;
  }

  void expect(char wanted) {
    if (!accept(wanted)) {
      fail();
    }
  }

  bool acceptWord(std::string_view word) {
    skipSpace();
    if (!text_.starts_with(word)) {
      return false;
    }
    text_.remove_prefix(word.size());
    return true;
  }

  std::string quoted() {
    const char quote = accept('\'') ? '\'' : '"';
    if (quote == '"') {
      expect('"');
    }
    const std::size_t end = text_.find(quote);
    if (end == std::string_view::npos) {
      fail();
    }
    std::string value(text_.substr(0, end));
    text_.remove_prefix(end + 1);
    return value;
  }

  bool boolean() {
    if (acceptWord("True")) {
      return true;
    }
    if (!acceptWord("False")) {
      fail();
    }
    return false;
  }

  Shape tuple() {
    Shape shape;
    expect('(');
    while (!accept(')')) {
      skipSpace();
      int64_t size = 0;
      const auto [end, problem] = std::from_chars(text_.data(), text_.data() + text_.size(), size);
      if (problem != std::errc{} || size < 0 || shape.size() == kLargestRank) {
        fail();
      }
      text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
      acceptWord("L");  // Python 2 wrote long integers so
      shape.push_back(size);
      if (!accept(',')) {
        expect(')');
        break;
      }
    }
    return shape;
  }

  void readType(NpyHeader& header);
  void skipBrackets();

  std::string_view text_;
  const std::string& source_;
};

std::optional<ElementType> namedType(std::string_view kindAndSize) {
  static constexpr std::array<std::pair<std::string_view, ElementType>, 12> kTypes = {{
      {"b1", ElementType::Bool},
      {"u1", ElementType::UInt8},
      {"i1", ElementType::Int8},
      {"u2", ElementType::UInt16},
      {"i2", ElementType::Int16},
      {"u4", ElementType::UInt32},
      {"i4", ElementType::Int32},
      {"u8", ElementType::UInt64},
      {"i8", ElementType::Int64},
      {"f2", ElementType::Float16},
      {"f4", ElementType::Float32},
      {"f8", ElementType::Float64},
  }};
  for (const auto& [name, type] : kTypes) {
    if (name == kindAndSize) {
      return type;
    }
  }
  return std::nullopt;
}

// The fields of a structured type do not matter: the array is refused, but its shape is listed.
void HeaderParser::skipBrackets() {
  int depth = 0;
  do {
    skipSpace();
    if (text_.empty()) {
      fail();
    }
    const char next = text_.front();
    if (next == '\'' || next == '"') {
      quoted();
      continue;
    }
    depth += next == '[' || next == '(' ? 1 : 0;
    depth -= next == ']' || next == ')' ? 1 : 0;
    text_.remove_prefix(1);
  } while (depth > 0);
}

void HeaderParser::readType(NpyHeader& header) {
  skipSpace();
  if (text_.starts_with('[') || text_.starts_with('(')) {
    skipBrackets();
    header.typeText = "a structured type";
    return;
  }
  header.typeText = quoted();
  std::string_view rest = header.typeText;
  if (!rest.empty() && std::string_view("<>|=").find(rest.front()) != std::string_view::npos) {
    header.bigEndian = rest.front() == '>';
    rest.remove_prefix(1);
  }
  header.type = namedType(rest);
}

void readHeaderBytes(ByteSource& source, std::span<std::byte> out) {
  if (source.read(out) != out.size()) {
    throw Error(ErrorCode::BadInput,
                source.name() + " ends inside its NPY header: download or copy it again.");
  }
}

[[noreturn]] void failType(const ByteSource& source, const NpyHeader& header) {
  const bool objects = header.typeText.find('O') != std::string::npos;
  const bool texts = header.typeText.find_first_of("SU") != std::string::npos;
  const std::string what = objects ? "Python objects"
                           : texts ? "text"
                                   : "values of type " + header.typeText.substr(0, 40);
  throw Error(ErrorCode::Unsupported,
              source.name() + " holds " + what +
                  ", which are not read: save plain numbers, for example with " +
                  "numpy.save('file.npy', numpy.stack(list(array)).astype('float32')).");
}

}  // namespace

NpyHeader parseNpyHeader(const std::string& text, const std::string& sourceName) {
  return HeaderParser(text, sourceName).parse();
}

NpyHeader readNpyHeader(ByteSource& source) {
  std::array<std::byte, 8> start{};
  readHeaderBytes(source, start);
  const auto version = std::to_integer<int>(start[6]);
  if (std::memcmp(start.data(), "\x93NUMPY", 6) != 0 || version < 1 || version > 3) {
    throw Error(ErrorCode::BadInput,
                source.name() +
                    " is not an NPY array of version 1, 2 or 3: save it again with numpy.save.");
  }
  std::array<std::byte, 4> lengthBytes{};
  readHeaderBytes(source, std::span(lengthBytes).first(version == 1 ? 2 : 4));
  std::size_t length = 0;
  for (std::size_t i = lengthBytes.size(); i-- > 0;) {
    length = length * 256 + std::to_integer<std::size_t>(lengthBytes[i]);
  }
  if (length > kLongestHeader) {
    throw Error(ErrorCode::BadInput,
                source.name() + " claims an NPY header of " + std::to_string(length) +
                    " bytes: the file is damaged; save it again with numpy.save.");
  }
  std::string text(length, '\0');
  readHeaderBytes(source, std::as_writable_bytes(std::span(text)));
  return parseNpyHeader(text, source.name());
}

RawArray readNpyArray(ByteSource& source) {
  const NpyHeader header = readNpyHeader(source);
  if (!header.type) {
    failType(source, header);
  }
  if (!header.fortranOrder || header.shape.size() < 2) {
    return openArray(source, header.shape, *header.type, header.bigEndian);
  }
  RawArray array = readArray(source, header.shape, *header.type);
  if (header.bigEndian) {
    swapByteOrder(array);
  }
  toRowMajor(array);
  return array;
}

}  // namespace maacc
