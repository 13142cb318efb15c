#pragma once

#include <string>
#include <vector>

#include "core/model/tensor.h"

namespace maacc::test {

// Files of tests/importers/fixtures that make_torch_fixtures.py writes.
const std::vector<std::string>& torchPrograms();  // .pt2
const std::vector<std::string>& torchScripts();   // .pt

std::string torchFixturePath(const std::string& file);

// Files of one model share their expectation: "torch_lenet5" of "torch_lenet5_core.pt2".
std::string torchExpectation(const std::string& file);

}  // namespace maacc::test
