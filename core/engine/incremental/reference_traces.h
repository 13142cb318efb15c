#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>

#include "core/engine/correct_inputs.h"
#include "core/model/reference_evaluator.h"

namespace maacc {

// The original network in float64 on inputs that are asked for again and again, the last used ones
// kept. Thread-safe. Keeps references to network and inputs.
class ReferenceTraces {
 public:
  ReferenceTraces(const Network& network, const CorrectInputs& inputs, int64_t memoryBytes)
      : network_(network), inputs_(inputs), memoryBytes_(memoryBytes) {}

  std::shared_ptr<const ReferenceTrace> at(int32_t position);

 private:
  using Entry = std::pair<int32_t, std::shared_ptr<const ReferenceTrace>>;

  const Network& network_;
  const CorrectInputs& inputs_;
  const int64_t memoryBytes_;
  std::mutex mutex_;
  std::list<Entry> entries_;  // last used first
  std::map<int32_t, std::list<Entry>::iterator> places_;
};

}  // namespace maacc
