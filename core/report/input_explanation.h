#pragma once

#include <cstdint>
#include <string>

#include "core/model/network.h"
#include "core/store/run_file.h"

namespace maacc {

// One mutant on one input: logits of the original and of the mutant, in float64. input: position in
// the data. network: the run's model, loaded again; the data is loaded from where the run found it.
// Throws Error{Usage} when the mutant or the input is not in the run, Error{BadInput} when model or
// data are gone or have changed since (their hashes differ).
std::string explainInputText(const RunFile& run,
                             const Network& network,
                             const std::string& mutantId,
                             int64_t input);

// The same as one JSON object: mutant, input, true_class, kills (false where the original is
// wrong), before and after {predicted (null: not finite), margin, logits (null where not finite)}.
std::string explainInputJson(const RunFile& run,
                             const Network& network,
                             const std::string& mutantId,
                             int64_t input);

}  // namespace maacc
