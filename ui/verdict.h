#pragma once

#include <QString>
#include <cstdint>

namespace maacc {

// What the window says about a mutant, in the order in which people want to see them.
enum class Verdict : uint8_t { Survived, Error, Killed, Untested };
inline constexpr int kVerdictCount = 4;
QString verdictText(Verdict verdict);

}  // namespace maacc
