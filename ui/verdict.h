#pragma once

#include <QString>
#include <cstdint>

#include "core/analysis/kill_record.h"

namespace maacc {

// What the window says about a mutant, in the order in which people want to see them.
enum class Verdict : uint8_t { Survived, Undecided, Error, Killed, Untested };
inline constexpr int kVerdictCount = 5;
QString verdictText(Verdict verdict);
Verdict verdictOf(MutantStatus status);

}  // namespace maacc
