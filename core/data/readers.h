#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/data/raw_array.h"

namespace maacc {

struct NpzWish;

// Samples and labels as one file holds them; those that were not wished for are empty.
struct DataParts {
  RawArray data;
  RawArray labels;                      // classes, or one-hot rows
  std::vector<std::string> classNames;  // by class, where the data name them
  std::vector<std::string> notes;       // sentences that the user should read
};

// One reader per format; each checks sizes against the file before it allocates.

// IDX, plain or gzip: two zero bytes, type code, rank, big-endian sizes, values.
bool looksLikeIdx(const std::string& path);
RawArray readIdx(const std::string& path);

// NumPy .npy versions 1 to 3, plain or gzip, C or Fortran order, little or big endian.
bool looksLikeNpy(const std::string& path);
RawArray readNpy(const std::string& path);

// NumPy .npz: a ZIP of .npy members, stored or deflated.
bool looksLikeZip(const std::string& path);
std::vector<std::string> npzKeys(const std::string& path);
RawArray readNpz(const std::string& path, const std::string& key);

// What an archive holds, from the headers of its members alone.
struct NpzEntry {
  std::string key;
  Shape shape;
  std::optional<ElementType> type;  // nullopt: a type that is not read (objects, text)
};
std::vector<NpzEntry> npzEntries(const std::string& path);
std::string npzListing(
    const std::vector<NpzEntry>& entries);  // "x_test [10, 28, 28] uint8, y_test [10] int64"

// CIFAR-10 (label, 3072 bytes) and CIFAR-100 (coarse label, fine label, 3072 bytes) in its binary
// version, one file, or a folder with test_batch.bin and data_batch_*.bin (test.bin and train.bin).
// There is no mark: every record must have the right size and labels in range. Keys: the data key
// is cifar10 or cifar100 for a file that could be either, and test, train or all for a folder (test
// by default); the labels key is fine (default) or coarse.
bool looksLikeCifar(const std::string& path);
DataParts readCifar(const std::string& path, const NpzWish& wish);
bool looksLikeCifarFolder(const std::string& path);
DataParts readCifarFolder(const std::string& path, const NpzWish& wish);

// A text table: one row per sample, a header or none, separated by commas, semicolons or tabs, gzip
// too. The labels key names the label column, or several for one-hot labels; the data key names the
// columns of the samples (all others by default), see columnsOf. Labels that are not numbers become
// classes in the order of their names.
bool looksLikeCsv(const std::string& path);
DataParts readCsv(const std::string& path, const NpzWish& wish);

// A folder with one sub-folder of PNG and JPEG pictures per class; classes and pictures in the
// order of their names, as torchvision's ImageFolder has them. Pictures are decoded when they are
// asked for: uint8 [height, width, channels], one channel where all are grey, otherwise three.
// Pictures of different sizes have shapes of their own.
bool looksLikeImageFolder(const std::string& path);
DataParts readImageFolder(const std::string& path, const NpzWish& wish);

// PyTorch: what torch.save wrote of a tensor, or of lists and dictionaries of tensors, whose keys
// are joined ("test.images", "0"); a single tensor is called "tensor". Buffers of TorchScript
// modules too, which is how the C++ API saves tensors.
bool looksLikeTorchData(const std::string& path);
std::vector<NpzEntry> torchEntries(const std::string& path);
RawArray readTorch(const std::string& path, const std::string& key);

// MATLAB MAT-file of version 5 to 7.2, numeric arrays; those in structs have keys such as
// "dataset.test.images".
bool looksLikeMat(const std::string& path);
std::vector<NpzEntry> matEntries(const std::string& path);
RawArray readMat(const std::string& path, const std::string& key);

}  // namespace maacc
