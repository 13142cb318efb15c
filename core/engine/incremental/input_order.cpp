#include "core/engine/incremental/input_order.h"

#include <algorithm>

#include "core/base/error.h"

namespace maacc {
namespace {

constexpr std::size_t kFirstOfEachClass = 8;

}  // namespace

std::vector<int32_t> orderInputs(const CorrectInputs& inputs, int classes) {
  MAACC_CHECK(inputs.margins.size() == inputs.labels.size());
  std::vector<std::vector<int32_t>> byClass(static_cast<std::size_t>(classes));
  for (std::size_t i = 0; i < inputs.labels.size(); ++i) {
    byClass[static_cast<std::size_t>(inputs.labels[i])].push_back(static_cast<int32_t>(i));
  }
  for (std::vector<int32_t>& members : byClass) {
    std::stable_sort(members.begin(), members.end(), [&](int32_t a, int32_t b) {
      return inputs.margins[static_cast<std::size_t>(a)] <
             inputs.margins[static_cast<std::size_t>(b)];
    });
  }
  std::vector<int32_t> order;
  order.reserve(inputs.labels.size());
  for (std::size_t rank = 0; rank < kFirstOfEachClass; ++rank) {
    for (const std::vector<int32_t>& members : byClass) {
      if (rank < members.size()) {
        order.push_back(members[rank]);
      }
    }
  }
  for (const std::vector<int32_t>& members : byClass) {
    if (members.size() > kFirstOfEachClass) {
      order.insert(order.end(), members.begin() + kFirstOfEachClass, members.end());
    }
  }
  return order;
}

}  // namespace maacc
