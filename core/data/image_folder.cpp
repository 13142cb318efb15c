#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

#include "core/base/error.h"
#include "core/data/array_selection.h"
#include "core/data/image_codec.h"
#include "core/data/plain_file.h"
#include "core/data/readers.h"

namespace maacc {

namespace {

namespace fs = std::filesystem;

constexpr int64_t kLargestFile = int64_t{256} << 20;

struct Picture {
  std::string path;
  ImageFacts facts;
};

std::vector<std::byte> contentOf(const std::string& path) {
  const PlainFile file(path);
  if (file.size() > kLargestFile) {
    throw Error(ErrorCode::BadInput, path + " has more than 256 MiB: make the picture smaller.");
  }
  std::vector<std::byte> bytes(static_cast<std::size_t>(file.size()));
  file.readAt(0, bytes);
  return bytes;
}

class PictureSource : public SampleSource {
 public:
  PictureSource(std::vector<Picture> pictures, int64_t channels, std::string contentHash)
      : pictures_(std::move(pictures)), channels_(channels), contentHash_(std::move(contentHash)) {}

  void read(int64_t first, int64_t count, std::span<std::byte> out) const override {
    for (int64_t i = first; i < first + count; ++i) {
      const Picture& picture = pictures_[static_cast<std::size_t>(i)];
      const auto pixels =
          decodeImage(contentOf(picture.path), picture.facts, channels_, picture.path);
      MAACC_CHECK(pixels.size() <= out.size());
      std::copy(pixels.begin(), pixels.end(), out.begin());
      out = out.subspan(pixels.size());
    }
    MAACC_CHECK(out.empty());
  }

  std::string nameOf(int64_t sample) const override {
    return pictures_[static_cast<std::size_t>(sample)].path;
  }

  bool addTo(Sha256& hash) const override {
    hash.text("pictures").number(channels_).text(contentHash_);
    return true;
  }

 private:
  const std::vector<Picture> pictures_;
  const int64_t channels_;
  const std::string contentHash_;  // of the files, in their order
};

bool isHidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

bool byText(const fs::path& a, const fs::path& b) { return a.native() < b.native(); }

// Entries in the order of their names; nothing where the folder cannot be read.
std::vector<fs::path> entriesOf(const fs::path& folder) {
  std::error_code problem;
  std::vector<fs::path> entries;
  for (const auto& entry : fs::directory_iterator(folder, problem)) {
    if (!isHidden(entry.path())) {
      entries.push_back(entry.path());
    }
  }
  std::sort(entries.begin(), entries.end(), byText);
  return entries;
}

std::vector<fs::path> classFolders(const fs::path& folder) {
  std::vector<fs::path> folders;
  for (const fs::path& entry : entriesOf(folder)) {
    std::error_code problem;
    if (fs::is_directory(entry, problem)) {
      folders.push_back(entry);
    }
  }
  return folders;
}

ImageFormat formatOfFile(const fs::path& path) {
  std::array<std::byte, 8> start{};
  const PlainFile file(path.string());
  const auto count = static_cast<std::size_t>(std::min<int64_t>(file.size(), start.size()));
  file.readAt(0, std::span(start).first(count));
  return imageFormatOf(std::span(start).first(count));
}

// Links to folders inside a class are not followed: they may lead in circles.
bool isOwnFolder(const fs::path& path) {
  std::error_code problem;
  return fs::is_directory(fs::symlink_status(path, problem));
}

bool holdsPicture(const fs::path& folder) {
  for (const fs::path& entry : entriesOf(folder)) {
    std::error_code problem;
    const bool found = isOwnFolder(entry)                        ? holdsPicture(entry)
                       : fs::is_regular_file(entry, problem) ? formatOfFile(entry) != ImageFormat::Unknown
                                                             : false;
    if (found) {
      return true;
    }
  }
  return false;
}

bool isCalledPicture(const fs::path& path) {
  std::string suffix = path.extension().string();
  std::transform(suffix.begin(), suffix.end(), suffix.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return suffix == ".png" || suffix == ".jpg" || suffix == ".jpeg";
}

class FolderReader {
 public:
  explicit FolderReader(const std::string& path) : path_(path) {}
  DataParts read();

 private:
  void refuseSplits(const std::vector<fs::path>& folders) const;
  void addFolder(const fs::path& folder, int32_t label);
  void addFile(const fs::path& file, int32_t label);
  RawArray takeSamples();
  void addNotes(DataParts& parts) const;

  const std::string path_;
  std::vector<Picture> pictures_;
  std::vector<int32_t> labels_;
  std::vector<std::string> leftOut_;
  int64_t greys_ = 0;
  int64_t transparent_ = 0;
  Sha256 hash_;
};

void FolderReader::refuseSplits(const std::vector<fs::path>& folders) const {
  constexpr std::array<std::string_view, 5> kSplits = {"train", "test", "val", "valid",
                                                       "validation"};
  const bool splits = std::all_of(folders.begin(), folders.end(), [&](const fs::path& folder) {
    return std::find(kSplits.begin(), kSplits.end(), folder.filename().string()) != kSplits.end();
  });
  if (splits) {
    throw Error(ErrorCode::Usage,
                path_ + " holds parts of a data set (" + folders.front().filename().string() +
                    "), not classes: name one of its sub-folders.");
  }
}

void FolderReader::addFile(const fs::path& file, int32_t label) {
  const std::string name = file.string();
  const std::vector<std::byte> content = contentOf(name);
  if (imageFormatOf(content) == ImageFormat::Unknown) {
    if (isCalledPicture(file)) {
      failDamagedImage(name, "its content is neither PNG nor JPEG");
    }
    leftOut_.push_back(name);
    return;
  }
  const ImageFacts facts = imageFacts(content, name);
  hash_.number(static_cast<int64_t>(content.size())).bytes(content);
  greys_ += facts.colour ? 0 : 1;
  transparent_ += facts.alpha ? 1 : 0;
  pictures_.push_back({name, facts});
  labels_.push_back(label);
}

void FolderReader::addFolder(const fs::path& folder, int32_t label) {
  std::vector<fs::path> folders = {folder};
  for (std::size_t i = 0; i < folders.size(); ++i) {
    for (const fs::path& entry : entriesOf(fs::path(folders[i]))) {
      if (isOwnFolder(entry)) {
        folders.push_back(entry);
      }
    }
  }
  // Whole paths are compared, as in sorted(os.walk(folder)).
  std::sort(folders.begin(), folders.end(), byText);
  for (const fs::path& part : folders) {
    for (const fs::path& entry : entriesOf(part)) {
      std::error_code problem;
      if (fs::is_regular_file(entry, problem)) {
        addFile(entry, label);
      }
    }
  }
}

RawArray FolderReader::takeSamples() {
  const auto count = static_cast<int64_t>(pictures_.size());
  const int64_t channels = greys_ == count ? 1 : 3;
  RawArray samples;
  samples.source = path_;
  std::vector<Shape> shapes;
  for (const Picture& picture : pictures_) {
    shapes.push_back({picture.facts.height, picture.facts.width, channels});
  }
  samples.shape = {count, shapes.front()[0], shapes.front()[1], channels};
  if (std::any_of(shapes.begin(), shapes.end(),
                  [&](const Shape& shape) { return shape != shapes.front(); })) {
    samples.ownShapes = std::move(shapes);
  }
  samples.stored = std::make_shared<PictureSource>(std::move(pictures_), channels, hash_.hex());
  return samples;
}

void FolderReader::addNotes(DataParts& parts) const {
  const auto count = static_cast<int64_t>(labels_.size());
  if (!leftOut_.empty()) {
    parts.notes.push_back(path_ + ": " + std::to_string(leftOut_.size()) +
                          " files that are neither PNG nor JPEG are left out, such as " +
                          leftOut_.front() + ".");
  }
  if (greys_ > 0 && greys_ < count) {
    parts.notes.push_back(path_ + ": " + std::to_string(greys_) + " of " + std::to_string(count) +
                          " pictures are grey and get three equal channels, as the others have "
                          "colours.");
  }
  if (transparent_ > 0) {
    parts.notes.push_back(path_ + ": the transparency of " + std::to_string(transparent_) +
                          " pictures is left out.");
  }
}

DataParts FolderReader::read() {
  const auto folders = classFolders(path_);
  refuseSplits(folders);
  DataParts parts;
  for (const fs::path& folder : folders) {
    const std::size_t before = pictures_.size();
    const std::string name = folder.filename().string();
    addFolder(folder, static_cast<int32_t>(parts.classNames.size()));
    if (pictures_.size() == before) {
      parts.notes.push_back(path_ + ": the class " + name + " has no pictures.");
    }
    parts.classNames.push_back(name);
  }
  addNotes(parts);
  parts.data = takeSamples();
  const auto bytes = std::as_bytes(std::span(labels_));
  parts.labels = {path_, {static_cast<int64_t>(labels_.size())}, ElementType::Int32,
                  {bytes.begin(), bytes.end()}};
  return parts;
}

}  // namespace

bool looksLikeImageFolder(const std::string& path) {
  const auto folders = classFolders(path);
  return std::any_of(folders.begin(), folders.end(), holdsPicture);
}

DataParts readImageFolder(const std::string& path, const NpzWish& wish) {
  const std::string& key = wish.dataKey.empty() ? wish.labelsKey : wish.dataKey;
  if (!key.empty()) {
    throw Error(ErrorCode::Usage, path + " is a folder of pictures, which has no array \"" + key +
                                      "\": leave --data-key and --labels-key out.");
  }
  return FolderReader(path).read();
}

}  // namespace maacc
