#include "core/data/array_selection.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <functional>
#include <string_view>
#include <utility>

#include "core/base/error.h"

namespace maacc {

namespace {

// Test sets before training sets: a test set is what mutants are killed with.
constexpr std::array<std::pair<std::string_view, std::string_view>, 23> kUsualNames = {{
    {"x_test", "y_test"},
    {"test_images", "test_labels"},
    {"images_test", "labels_test"},
    {"test_x", "test_y"},
    {"test_data", "test_labels"},
    {"test_data", "test_targets"},
    {"images", "labels"},
    {"images", "targets"},
    {"images", "target"},
    {"image", "label"},
    {"x", "y"},
    {"xs", "ys"},
    {"data", "target"},
    {"data", "targets"},
    {"data", "labels"},
    {"data", "label"},
    {"features", "labels"},
    {"inputs", "targets"},
    {"inputs", "labels"},
    {"samples", "labels"},
    {"arr_0", "arr_1"},
    {"x_train", "y_train"},
    {"dataset.test.images", "dataset.test.labels"},
}};

std::string lowerCase(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return lower;
}

const NpzEntry* findKey(const std::vector<NpzEntry>& entries, const std::string& key) {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const auto& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &*found;
}

const NpzEntry* findUsualName(const std::vector<NpzEntry>& entries, std::string_view name) {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const auto& entry) { return lowerCase(entry.key) == name; });
  return found == entries.end() ? nullptr : &*found;
}

// The one entry that `fits`; null when there is none or a choice.
const NpzEntry* onlyOne(const std::vector<NpzEntry>& entries,
                        const std::function<bool(const NpzEntry&)>& fits) {
  const NpzEntry* found = nullptr;
  for (const NpzEntry& entry : entries) {
    if (!fits(entry)) {
      continue;
    }
    if (found != nullptr) {
      return nullptr;
    }
    found = &entry;
  }
  return found;
}

std::size_t rankOf(const NpzEntry& entry) { return entry.type ? entry.shape.size() : 0; }

const NpzEntry* dataByShape(const std::vector<NpzEntry>& entries, const NpzEntry* labels) {
  for (const std::size_t leastRank : {3U, 2U, 1U}) {
    const NpzEntry* found = onlyOne(entries, [&](const NpzEntry& entry) {
      return &entry != labels && rankOf(entry) >= leastRank;
    });
    if (found != nullptr) {
      return found;
    }
  }
  return nullptr;
}

const NpzEntry* labelsByShape(const std::vector<NpzEntry>& entries, const NpzEntry* data) {
  for (const std::size_t rank : {1U, 2U}) {
    const NpzEntry* found = onlyOne(entries, [&](const NpzEntry& entry) {
      const bool sameLength = data == nullptr || (rankOf(*data) > 0 && rankOf(entry) > 0 &&
                                                  entry.shape.front() == data->shape.front());
      return &entry != data && rankOf(entry) == rank && sameLength;
    });
    if (found != nullptr) {
      return found;
    }
  }
  return nullptr;
}

struct Choice {
  const NpzEntry* data = nullptr;
  const NpzEntry* labels = nullptr;
};

// Completes `choice` from a pair of usual names; leaves it alone when the names do not agree with
// what is chosen.
bool completeByName(const std::vector<NpzEntry>& entries, const NpzWish& wish, Choice& choice) {
  for (const auto& [dataName, labelsName] : kUsualNames) {
    const NpzEntry* data = findUsualName(entries, dataName);
    const NpzEntry* labels = findUsualName(entries, labelsName);
    const bool dataFits =
        !wish.data || (data != nullptr && (choice.data == nullptr || choice.data == data));
    const bool labelsFit = !wish.labels || (labels != nullptr &&
                                            (choice.labels == nullptr || choice.labels == labels));
    if (dataFits && labelsFit) {
      choice.data = wish.data ? data : nullptr;
      choice.labels = wish.labels ? labels : nullptr;
      return true;
    }
  }
  return false;
}

const NpzEntry* named(const std::string& path,
                      const std::vector<NpzEntry>& entries,
                      const std::string& key,
                      const char* option) {
  if (key.empty()) {
    return nullptr;
  }
  const NpzEntry* found = findKey(entries, key);
  if (found == nullptr) {
    throw Error(ErrorCode::Usage, path + " has no array \"" + key + "\" (" + option +
                                      "): it holds " + npzListing(entries) + ".");
  }
  return found;
}

}  // namespace

std::optional<NpzSelection> selectByUsualNames(const std::vector<NpzEntry>& entries,
                                               const NpzWish& wish) {
  Choice choice;
  if (!completeByName(entries, wish, choice)) {
    return std::nullopt;
  }
  return NpzSelection{wish.data ? choice.data->key : "", wish.labels ? choice.labels->key : ""};
}

NpzSelection selectArrays(const std::string& path,
                          const std::vector<NpzEntry>& entries,
                          const NpzWish& wish) {
  if (entries.empty()) {
    throw Error(ErrorCode::BadInput,
                path +
                    " holds no arrays: name a file with samples or labels that, for example, "
                    "numpy.savez wrote.");
  }
  Choice choice{named(path, entries, wish.dataKey, "--data-key"),
                named(path, entries, wish.labelsKey, "--labels-key")};
  const bool open =
      (wish.data && choice.data == nullptr) || (wish.labels && choice.labels == nullptr);
  if (open && !completeByName(entries, wish, choice)) {
    if (wish.data && choice.data == nullptr) {
      choice.data = dataByShape(entries, choice.labels);
    }
    if (wish.labels && choice.labels == nullptr) {
      choice.labels = labelsByShape(entries, choice.data);
    }
  }
  const bool dataMissing = wish.data && choice.data == nullptr;
  if (dataMissing || (wish.labels && choice.labels == nullptr)) {
    throw Error(ErrorCode::Usage,
                path + " holds " + npzListing(entries) + ", and which of them are the " +
                    (dataMissing ? "samples" : "labels") +
                    " is not clear: name the keys with --data-key and --labels-key" +
                    (dataMissing ? "." : ", or a file of labels with --labels."));
  }
  return {wish.data ? choice.data->key : "", wish.labels ? choice.labels->key : ""};
}

}  // namespace maacc
