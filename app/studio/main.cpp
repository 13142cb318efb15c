#include <QApplication>
#include <QCommandLineParser>
#include <QSettings>

#include "ui/main_window.h"
#include "ui/theme.h"

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  QCoreApplication::setOrganizationName("MAACC");
  QCoreApplication::setApplicationName("MAACC Studio");
  QCoreApplication::setApplicationVersion(MAACC_VERSION);
  QGuiApplication::setDesktopFileName("maacc-studio");

  QCommandLineParser parser;
  parser.setApplicationDescription(
      QCoreApplication::translate("main", "Mutation analysis of deep neural networks."));
  parser.addHelpOption();
  parser.addVersionOption();
  const QCommandLineOption sample("sample",
                                  QCoreApplication::translate("main", "Open the bundled sample."));
  parser.addOption(sample);
  parser.addPositionalArgument(
      "files",
      QCoreApplication::translate("main", "Runs and models to open instead of the last session."),
      "[file…]");
  parser.process(application);

  maacc::applyAppearance(
      static_cast<maacc::Appearance>(QSettings().value("appearance", 0).toInt()));
  maacc::MainWindow window;
  window.show();
  window.openAtStart(parser.positionalArguments(), parser.isSet(sample) ? "digits-mlp" : "");
  return QApplication::exec();
}
