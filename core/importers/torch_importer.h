#pragma once

#include <string>
#include <vector>

#include "core/model/network.h"

namespace maacc {

// By the names of a ZIP archive's members: one that PyTorch wrote.
bool looksLikeTorch(const std::vector<std::string>& members);

// Whether the file is a TorchScript program (torch.jit.save), which only the engine can read.
bool looksLikeTorchScript(const std::string& path);

// Reads what torch.export.save wrote. Throws Error{Unsupported} for the other files of PyTorch,
// with the sentence that says what to do: weights and Python objects that torch.save wrote have no
// architecture, and TorchScript needs libtorch.
Network importTorch(const std::string& path);

}  // namespace maacc
