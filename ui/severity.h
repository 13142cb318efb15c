#pragma once

namespace maacc {

// Of a line in the log.
enum class Severity { Note, Warning, Error };

}  // namespace maacc
