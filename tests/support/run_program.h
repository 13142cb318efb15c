#pragma once

#include <QByteArray>
#include <QStringList>
#include <string>

namespace maacc::test {

struct ProgramResult {
  int exitCode = -1;  // -1: did not start, crashed or ran past its limit
  QByteArray output;
  QByteArray errors;
};

// Runs `maacc` of this build to its end.
ProgramResult runMaacc(const QStringList& arguments, int limitSeconds = 600);

// Options that name the reference model, the MNIST test set and the paper's preprocessing:
// "fcnn-mnist", "lenet5-mnist".
QStringList referenceCase(const std::string& model);

// The bundled sample "digits-mlp" or "digits-cnn" with its data.
QStringList sampleCase(const std::string& model);

}  // namespace maacc::test
