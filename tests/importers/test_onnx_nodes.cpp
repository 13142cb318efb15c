#include <QDir>
#include <QtTest>
#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <memory>
#include <numeric>

#include "core/base/error.h"
#include "core/importers/onnx_graph.h"
#include "core/importers/onnx_tensors.h"
#include "core/model/reference_evaluator.h"
#include "tests/importers/keras_files.h"
#include "tests/importers/onnx_files.h"

using namespace maacc;
using namespace maacc::test;

namespace {

// Folder with one folder per test, each with model.onnx and test_data_set_0: Debian's
// libonnx-testdata, or "onnx/backend/test/data/node" of the Python package.
QString nodeTestFolder() {
  const QString named = qEnvironmentVariable("MAACC_ONNX_NODE_TESTS");
  const QString folder = named.isEmpty() ? "/usr/share/libonnx-testdata/data/node" : named;
  return QDir(folder).exists() ? folder : QString();
}

// One test of ONNX: a graph, its inputs and what it gives for them.
struct NodeTest {
  OnnxModel model;
  std::vector<OnnxConstant> inputs;
  OnnxConstant output;
  double tolerance = 1e-4;           // relative
  std::deque<std::string> messages;  // what the tensors point into
};

ProtoBytes bytesOf(const std::string& text) {
  return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

OnnxTensor keptTensor(NodeTest& test, std::string message) {
  test.messages.push_back(std::move(message));
  return parseOnnxTensor(bytesOf(test.messages.back()), test.model.file);
}

std::string dataPath(const QString& folder, const char* kind, int number) {
  return QDir(folder)
      .filePath(QString("test_data_set_0/%1_%2.pb").arg(kind).arg(number))
      .toStdString();
}

OnnxConstant readTensor(NodeTest& test, const std::string& path) {
  OnnxBudget budget(path);
  return readOnnxTensor(keptTensor(test, readBytes(path)), path, path, budget);
}

NodeTest readNodeTest(const QString& folder) {
  NodeTest test;
  const std::string file = QDir(folder).filePath("model.onnx").toStdString();
  // Operators that have not changed since an older version are tested in that version.
  const std::string content = readBytes(file) + protoBytes(8, protoNumber(2, 7));
  test.model = parseOnnxModel(
      file, std::make_shared<std::vector<unsigned char>>(content.begin(), content.end()));
  if (!QFile::exists(QString::fromStdString(dataPath(folder, "output", 0)))) {
    throw Error(ErrorCode::Unsupported, file + ": its output is no tensor");
  }
  for (size_t i = 0; i < test.model.inputs.size(); ++i) {
    if (!QFile::exists(QString::fromStdString(dataPath(folder, "input", static_cast<int>(i))))) {
      throw Error(ErrorCode::Unsupported, file + ": its inputs are no tensors");
    }
    test.inputs.push_back(readTensor(test, dataPath(folder, "input", static_cast<int>(i))));
  }
  test.output = readTensor(test, dataPath(folder, "output", 0));
  if (parseOnnxTensor(bytesOf(test.messages.back()), file).type == OnnxType::Float16) {
    test.tolerance = 1e-3;  // networks compute in float32 and more
  }
  return test;
}

OnnxNode simpleNode(const std::string& operation,
                    const std::vector<std::string>& inputs,
                    const std::string& output) {
  OnnxNode node;
  node.operation = operation;
  node.inputs = inputs;
  node.outputs = {output};
  return node;
}

// Networks end in two or more flat values: the output is flattened and taken twice. What would be a
// final softmax is then one in the middle.
void flattenOutput(OnnxModel& model) {
  const std::string output = model.outputs.front();
  model.nodes.push_back(simpleNode("Flatten", {output}, "maacc_flat"));
  model.nodes.push_back(simpleNode("Concat", {"maacc_flat", "maacc_flat"}, "maacc_output"));
  OnnxAttribute axis;
  axis.name = "axis";
  axis.integer = 1;
  model.nodes.back().attributes = {axis};
  model.outputs = {"maacc_output"};
}

// All inputs but the first become constants, as weights are.
void makeConstants(NodeTest& test) {
  for (size_t i = 1; i < test.inputs.size(); ++i) {
    const OnnxConstant& value = test.inputs[i];
    std::string raw(value.isFloat ? value.floats.size() * sizeof(float)
                                  : value.integers.size() * sizeof(int64_t),
                    '\0');
    const void* numbers = value.isFloat ? static_cast<const void*>(value.floats.data())
                                        : static_cast<const void*>(value.integers.data());
    std::copy_n(static_cast<const char*>(numbers), raw.size(), raw.begin());
    test.model.initializers.push_back(keptTensor(
        test, onnxTensor(test.model.inputs[i].name, value.shape, value.isFloat ? 1 : 7, raw)));
  }
  test.model.inputs.resize(1);
}

int64_t sampleSize(const OnnxConstant& value) { return value.count() / value.shape.front(); }

// All inputs become one, from which Gemm nodes with ones and zeros take each: a network has one
// input.
void joinInputs(NodeTest& test) {
  OnnxModel& model = test.model;
  const int64_t batch = test.inputs.front().shape.front();
  int64_t total = 0;
  for (const OnnxConstant& input : test.inputs) {
    total += sampleSize(input);
  }
  std::vector<OnnxNode> nodes;
  int64_t start = 0;
  for (size_t i = 0; i < test.inputs.size(); ++i) {
    const std::string& name = model.inputs[i].name;
    const int64_t size = sampleSize(test.inputs[i]);
    std::vector<float> selection(static_cast<size_t>(total * size), 0.0F);
    for (int64_t k = 0; k < size; ++k) {
      selection[static_cast<size_t>((start + k) * size + k)] = 1;
    }
    model.initializers.push_back(
        keptTensor(test, onnxFloats(name + "_select", {total, size}, selection)));
    model.initializers.push_back(
        keptTensor(test, onnxIntegers(name + "_shape", test.inputs[i].shape)));
    nodes.push_back(simpleNode("Gemm", {"maacc_input", name + "_select"}, name + "_flat"));
    nodes.push_back(simpleNode("Reshape", {name + "_flat", name + "_shape"}, name));
    start += size;
  }
  nodes.insert(nodes.end(), model.nodes.begin(), model.nodes.end());
  model.nodes = nodes;
  model.inputs = {{"maacc_input", true, {batch, total}}};
}

std::vector<float> sample(const std::vector<OnnxConstant>& inputs, size_t count, int64_t which) {
  std::vector<float> values;
  for (size_t i = 0; i < count; ++i) {
    const int64_t size = sampleSize(inputs[i]);
    for (int64_t k = 0; k < size; ++k) {
      values.push_back(static_cast<float>(inputs[i].number(static_cast<size_t>(which * size + k))));
    }
  }
  return values;
}

// Empty: all samples agree; otherwise what differs.
QString difference(const NodeTest& test, const Network& network, size_t inputs) {
  const int64_t batch = test.inputs.front().shape.front();
  const int64_t size = test.output.count() / batch;
  if (network.classCount() != 2 * size) {
    return QString("%1 outputs instead of %2").arg(network.classCount() / 2).arg(size);
  }
  for (int64_t i = 0; i < batch; ++i) {
    const std::vector<double> found = referenceLogits(network, sample(test.inputs, inputs, i));
    for (int64_t k = 0; k < size; ++k) {
      const double expected = test.output.number(static_cast<size_t>(i * size + k));
      const double got = found[static_cast<size_t>(k)];
      if (!(std::abs(got - expected) <= 1e-5 + test.tolerance * std::abs(expected)) &&
          got != expected && !(std::isnan(got) && std::isnan(expected))) {
        return QString("value %1 of sample %2 is %3 instead of %4")
            .arg(k)
            .arg(i)
            .arg(got)
            .arg(expected);
      }
    }
  }
  return {};
}

// And is small enough for joinInputs().
bool sharesBatch(const std::vector<OnnxConstant>& inputs) {
  constexpr int64_t kMost = 4096;
  int64_t total = 0;
  for (const OnnxConstant& input : inputs) {
    total += input.count();
  }
  return total <= kMost &&
         std::all_of(inputs.begin(), inputs.end(), [&](const OnnxConstant& input) {
           return input.isFloat && input.shape.size() > 1 && input.count() > 0 &&
                  input.shape.front() == inputs.front().shape.front();
         });
}

enum class Outcome { Passed, Refused, Wrong };

struct Verdict {
  Outcome outcome = Outcome::Refused;
  QString reason;
};

Verdict judge(const QString& folder, bool join) {
  try {
    NodeTest test = readNodeTest(folder);
    if (test.inputs.empty() || test.inputs.front().shape.empty() ||
        test.inputs.front().shape.front() < 1 || (join && !sharesBatch(test.inputs))) {
      return {Outcome::Refused, "it has no batch"};
    }
    if (!test.inputs.front().isFloat || !test.output.isFloat) {
      return {Outcome::Refused, "its data are no floats"};
    }
    const size_t inputs = join ? test.inputs.size() : 1;
    flattenOutput(test.model);
    join ? joinInputs(test) : makeConstants(test);
    const Network network = translateOnnxGraph(test.model);
    const QString different = difference(test, network, inputs);
    return {different.isEmpty() ? Outcome::Passed : Outcome::Wrong, different};
  } catch (const Error& error) {
    return {Outcome::Refused, error.what()};
  }
}

// Tests per operator that pass with the data of ONNX 1.12 (Debian 12); docs/model_formats.md has
// the same table.
const std::map<QString, int>& expectedPasses() {
  static const std::map<QString, int> passes = {{"Add", 1},
                                                {"AveragePool", 12},
                                                {"BatchNormalization", 2},
                                                {"Cast", 6},
                                                {"Clip", 1},
                                                {"Concat", 6},
                                                {"Conv", 6},
                                                {"Dropout", 5},
                                                {"Exp", 1},
                                                {"Flatten", 3},
                                                {"Gemm", 8},
                                                {"HardSwish", 1},
                                                {"Identity", 1},
                                                {"LeakyRelu", 2},
                                                {"MatMul", 1},
                                                {"MaxPool", 12},
                                                {"Neg", 1},
                                                {"Relu", 1},
                                                {"Reshape", 6},
                                                {"Sigmoid", 1},
                                                {"Softmax", 2},
                                                {"Squeeze", 1},
                                                {"Tanh", 1},
                                                {"Transpose", 2},
                                                {"LayerNormalization", 8},
                                                {"Mul", 1},
                                                {"ReduceMax", 6},
                                                {"ReduceMean", 6},
                                                {"Unsqueeze", 3},
                                                {"several", 8},
                                                {"Elu", 2},
                                                {"GlobalAveragePool", 2},
                                                {"GlobalMaxPool", 2},
                                                {"Selu", 1},
                                                {"Softplus", 1},
                                                {"Softsign", 1}};
  return passes;
}

}  // namespace

// ONNX's own tests of single operators.
class OnnxNodesTest : public QObject {
  Q_OBJECT

 private slots:
  void everyTestPassesOrIsRefused();
};

void OnnxNodesTest::everyTestPassesOrIsRefused() {
  const QString folder = nodeTestFolder();
  if (folder.isEmpty()) {
    QSKIP("ONNX's node tests are absent: install libonnx-testdata or set MAACC_ONNX_NODE_TESTS");
  }
  std::map<QString, std::array<int, 2>> counts;  // passed, not passed
  QStringList wrong;
  for (const QString& name : QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
    const QString path = QDir(folder).filePath(name);
    Verdict verdict = judge(path, false);
    if (verdict.outcome == Outcome::Refused) {
      const Verdict joined = judge(path, true);
      verdict = joined.outcome == Outcome::Refused ? verdict : joined;
    }
    if (verdict.outcome == Outcome::Wrong) {
      wrong << name + ": " + verdict.reason;
    }
    const std::string content = readBytes(QDir(path).filePath("model.onnx").toStdString()) +
                                protoBytes(8, protoNumber(2, 7));
    QString operation = "not read";
    try {
      const OnnxModel model = parseOnnxModel(
          "model", std::make_shared<std::vector<unsigned char>>(content.begin(), content.end()));
      operation =
          name.endsWith("_expanded") ? "several" : QString::fromStdString(model.nodes[0].operation);
    } catch (const Error&) {
    }
    ++counts[operation][verdict.outcome == Outcome::Passed ? 0 : 1];
    if (qEnvironmentVariableIsSet("MAACC_ONNX_VERBOSE") && verdict.outcome != Outcome::Passed) {
      qInfo("%s: %s", qPrintable(name), qPrintable(verdict.reason));
    }
  }
  QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join("; ")));
  for (const auto& [operation, count] : counts) {
    if (count[0] > 0) {
      qInfo("%s: %d pass, %d are refused", qPrintable(operation), count[0], count[1]);
    }
  }
  for (const auto& [operation, passes] : expectedPasses()) {
    QVERIFY2(counts[operation][0] >= passes, qPrintable(operation));
  }
}

QTEST_APPLESS_MAIN(OnnxNodesTest)
#include "test_onnx_nodes.moc"
