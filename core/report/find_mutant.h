#pragma once

#include <cstddef>
#include <string>

#include "core/mutation/mutation_plan.h"

namespace maacc {

// Position of the mutant in the plan. Throws Error{Usage} when the id is not there, with the
// closest ones.
std::size_t findMutant(const MutationPlan& plan, const std::string& id);

}  // namespace maacc
