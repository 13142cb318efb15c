#include "ui/jobs/engine_locator.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>

namespace maacc {
namespace {

QString text(const char* source) {
  return QCoreApplication::translate("maacc::EngineLocator", source);
}

bool isProgram(const QString& path) {
  const QFileInfo info(path);
  return info.isFile() && info.isExecutable();
}

constexpr const char* kEngineKey = "engine/path";

}  // namespace

EngineLocation locateEngine(const QString& chosen) {
  const QString fromEnvironment = qEnvironmentVariable("MAACC_ENGINE");
  if (!fromEnvironment.isEmpty()) {
    if (isProgram(fromEnvironment)) {
      return {QFileInfo(fromEnvironment).absoluteFilePath(), {}};
    }
    return {{},
            text("MAACC_ENGINE names %1, which is not a program that can be started: correct or "
                 "unset it.")
                .arg(QDir::toNativeSeparators(fromEnvironment))};
  }
  for (const QString& candidate : {chosen, QCoreApplication::applicationDirPath() + "/maacc"}) {
    if (!candidate.isEmpty() && isProgram(candidate)) {
      return {QFileInfo(candidate).absoluteFilePath(), {}};
    }
  }
  const QString onPath = QStandardPaths::findExecutable("maacc");
  if (!onPath.isEmpty()) {
    return {onPath, {}};
  }
  return {{},
          text("The engine `maacc` was found neither next to MAACC Studio nor on PATH. Results of "
               "earlier runs can be "
               "opened; to check models and to run, install it or choose its program.")};
}

void rememberEngine(const QString& program) { QSettings().setValue(kEngineKey, program); }

EngineLocation rememberedEngine() { return locateEngine(QSettings().value(kEngineKey).toString()); }

}  // namespace maacc
