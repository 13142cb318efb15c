#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace maacc {

// Members of a ZIP archive, read whole and checked against their CRC. Every function throws
// Error{BadInput} that starts with the place when the archive is damaged, and refuses what expands
// suspiciously (the limits of Keras: more than 4 GiB and more than 100 times its compressed size).
// No size in the archive decides an allocation.
class ZipArchive {
 public:
  static constexpr uint64_t kTextLimitBytes = uint64_t{64} << 20;
  static constexpr uint64_t kDataLimitBytes = uint64_t{1} << 40;

  explicit ZipArchive(const std::string& path);
  // An archive inside another one. place: what messages start with.
  ZipArchive(std::vector<unsigned char> content, std::string place);

  const std::string& place() const { return place_; }
  const std::vector<std::string>& names() const { return names_; }
  bool has(const std::string& name) const;
  // The name of the one member that ends so; empty when there is none.
  std::string findSuffix(const std::string& suffix) const;

  std::vector<unsigned char> read(const std::string& name,
                                  uint64_t limitBytes = kDataLimitBytes) const;
  std::string readText(const std::string& name) const;  // at most kTextLimitBytes

 private:
  struct Handle;

  [[noreturn]] void fail(const std::string& name, const std::string& what) const;
  uint64_t indexOf(const std::string& name) const;
  uint64_t checkedSize(const std::string& name, uint64_t index, uint64_t limitBytes) const;

  std::string place_;
  std::shared_ptr<Handle> handle_;
  std::vector<std::string> names_;
};

}  // namespace maacc
