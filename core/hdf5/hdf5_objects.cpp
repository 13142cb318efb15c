#include "core/hdf5/hdf5_objects.h"

#include <algorithm>
#include <utility>

namespace maacc {
namespace {

constexpr size_t kMaxBlocks = 4096;
// Far more than libhdf5 writes: larger attributes go to heaps.
constexpr uint64_t kMaxHeaderBytes = uint64_t{64} << 20;
constexpr uint64_t kChecksumBytes = 4;

struct Stretch {
  uint64_t address = 0;
  uint64_t length = 0;
};

// How messages follow each other in one version of the header.
struct MessageHead {
  uint64_t typeWidth = 2;
  uint64_t skipped = 3;  // after the flags
  std::string_view continuationSignature;
};

// Sections IV.A.1.a and IV.A.1.b: messages in a first stretch and in those that Continuation
// messages name.
class HeaderReader {
 public:
  HeaderReader(const Hdf5Source& source, const MessageHead& head) : source_(source), head_(head) {}

  std::optional<Hdf5Object> read(Stretch first) {
    stretches_ = {first};
    for (size_t i = 0; i < stretches_.size(); ++i) {
      const Stretch stretch = stretches_[i];
      // Stretches of a sound header do not overlap.
      total_ += std::min(stretch.length, kMaxHeaderBytes);
      if (i == kMaxBlocks || total_ > std::min(kMaxHeaderBytes, source_.size()) ||
          !readStretch(stretch)) {
        return std::nullopt;
      }
    }
    return std::move(object_);
  }

 private:
  bool readStretch(const Stretch& stretch) {
    const Hdf5Block block = source_.block(stretch.address, stretch.length);
    if (block.empty()) {
      return false;
    }
    Hdf5Cursor cursor(block);
    const uint64_t least = head_.typeWidth + 3 + head_.skipped;
    while (cursor.rest().size() >= least) {
      const auto type = static_cast<Hdf5MessageType>(cursor.number(head_.typeWidth));
      const uint64_t size = cursor.number(2);
      const uint64_t flags = cursor.number(1);
      cursor.skip(head_.skipped);
      const Hdf5Bytes body = cursor.bytes(size);
      if (!cursor.ok() || (type == Hdf5MessageType::Continuation && !addContinuation(body))) {
        return false;
      }
      object_.messages.push_back({type, (flags & 2) != 0, {body.begin(), body.end()}});
    }
    return true;
  }

  bool addContinuation(Hdf5Bytes body) {
    Stretch next{hdf5Number(body, 0, 8), hdf5Number(body, 8, 8)};
    const uint64_t signature = head_.continuationSignature.size();
    if (signature > 0) {
      if (!hdf5HasSignature(source_.block(next.address, signature), head_.continuationSignature) ||
          next.length < signature + kChecksumBytes) {
        return false;
      }
      next = {next.address + signature, next.length - signature - kChecksumBytes};
    }
    stretches_.push_back(next);
    return true;
  }

  const Hdf5Source& source_;
  MessageHead head_;
  std::vector<Stretch> stretches_;
  uint64_t total_ = 0;
  Hdf5Object object_;
};

std::optional<Hdf5Object> readVersion2(const Hdf5Source& source, uint64_t address) {
  const Hdf5Block prefix = source.block(
      address, std::min<uint64_t>(34, source.size() - std::min(address, source.size())));
  Hdf5Cursor cursor(prefix);
  cursor.skip(4);
  const uint64_t version = cursor.number(1);
  const uint64_t flags = cursor.number(1);
  cursor.skip((flags & 0x20) != 0 ? 16 : 0);
  cursor.skip((flags & 0x10) != 0 ? 4 : 0);
  const uint64_t length = cursor.number(uint64_t{1} << (flags & 3));
  if (!cursor.ok() || version != 2) {
    return std::nullopt;
  }
  const uint64_t start = address + (prefix.size() - cursor.rest().size());
  const MessageHead head{1, (flags & 0x04) != 0 ? uint64_t{2} : 0, "OCHK"};
  return HeaderReader(source, head).read({start, length});
}

}  // namespace

const Hdf5Message* Hdf5Object::find(Hdf5MessageType type) const {
  const auto found = std::find_if(messages.begin(), messages.end(),
                                  [&](const Hdf5Message& message) { return message.type == type; });
  return found == messages.end() ? nullptr : &*found;
}

std::optional<Hdf5Object> readHdf5Object(const Hdf5Source& source, uint64_t address) {
  const Hdf5Block prefix = source.block(address, 16);
  if (hdf5HasSignature(prefix, "OHDR")) {
    return readVersion2(source, address);
  }
  if (prefix.empty() || hdf5Number(prefix, 0, 1) != 1) {
    return std::nullopt;
  }
  return HeaderReader(source, {}).read({address + 16, hdf5Number(prefix, 8, 4)});
}

}  // namespace maacc
