#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/data/array_selection.h"
#include "core/data/readers.h"

namespace maacc {

// A format of data sets. Either it holds arrays by key (entries, readEntry), or one array
// (readArray), or it is read as a whole (readParts); the others are null.
struct DataFormat {
  const char* name = "";                           // as in a list of formats: "NumPy .npz"
  bool ofFolders = false;                          // folders have formats of their own
  bool (*recognises)(const std::string& path) = nullptr;  // by content, never by suffix

  // What the file holds; the keys are chosen by selectArrays.
  std::vector<NpzEntry> (*entries)(const std::string& path) = nullptr;
  RawArray (*readEntry)(const std::string& path, const std::string& key) = nullptr;

  RawArray (*readArray)(const std::string& path) = nullptr;

  // What the wish asks for. Throws Error{Usage} where the file has no labels but they are wished.
  DataParts (*readParts)(const std::string& path, const NpzWish& wish) = nullptr;
};

// In the order in which they are tried: formats that begin with a mark of their own come first.
std::span<const DataFormat> dataFormats();

// The first format that recognises the file or folder. Throws Error{BadInput} naming what it is
// instead, as far as that can be told.
const DataFormat& formatOf(const std::string& path);

// The wished parts of a file of any format.
DataParts readParts(const std::string& path, const NpzWish& wish);

}  // namespace maacc
