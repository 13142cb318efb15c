#pragma once

#include <QString>

namespace maacc {

// Where the program `maacc` is, or one sentence why it was not found.
struct EngineLocation {
  QString program;  // absolute path; empty when not found
  QString problem;
  bool found() const { return !program.isEmpty(); }
};

// Looks at MAACC_ENGINE, then at `chosen` (a path picked by the user, may be empty), next to this
// program, and on PATH. MAACC_ENGINE decides alone when it is set, so that a wrong value is told
// and not silently passed over.
EngineLocation locateEngine(const QString& chosen = {});

// The program picked by the user is remembered in the settings.
void rememberEngine(const QString& program);
EngineLocation rememberedEngine();

}  // namespace maacc
