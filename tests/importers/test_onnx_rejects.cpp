#include <QTemporaryDir>
#include <QtTest>
#include <fstream>
#include <functional>

#include "core/importers/import_model.h"
#include "core/importers/onnx_importer.h"
#include "tests/importers/onnx_files.h"
#include "tests/support/expect_error.h"
#include "tests/support/test_paths.h"

using namespace maacc;
using namespace maacc::test;

namespace {

using Strings = std::vector<std::string>;

// An image model of one node.
OnnxFile imageFile(const std::string& operation,
                   const Strings& inputs,
                   const Strings& attributes = {}) {
  OnnxFile file;
  file.inputShape = {-1, 2, 4, 4};
  file.nodes = {onnxNode(operation, inputs, {"y"}, attributes, "culprit")};
  return file;
}

OnnxFile flatFile(const std::string& operation,
                  const Strings& inputs,
                  const Strings& attributes = {}) {
  OnnxFile file = imageFile(operation, inputs, attributes);
  file.inputShape = {-1, 4};
  return file;
}

OnnxFile with(OnnxFile file, const Strings& tensors) {
  file.tensors = tensors;
  return file;
}

std::vector<int64_t> list(const std::vector<int64_t>& values) { return values; }

// A normalisation of an image's channels in many nodes; varianceAxes: of the second mean.
OnnxFile spreadNorm(float exponent,
                    const std::vector<int64_t>& varianceAxes,
                    const std::string& square,
                    const std::string& quotient = {}) {
  OnnxFile file = imageFile("Div", {"d", "r"});
  file.nodes = {
      onnxNode("ReduceMean", {"x"}, {"m"}, {onnxAttribute("axes", std::vector<int64_t>{1})}),
      onnxNode("Sub", {"x", "m"}, {"d"}),
      onnxNode("Pow", {"d", "exponent"}, {"q"}, {}, square),
      onnxNode("ReduceMean", {"q"}, {"v"}, {onnxAttribute("axes", varianceAxes)}),
      onnxNode("Add", {"v", "epsilon"}, {"e"}),
      onnxNode("Sqrt", {"e"}, {"r"}),
      onnxNode("Div", {"d", "r"}, {"y"}, {}, quotient)};
  file.tensors = {onnxFloats("exponent", {}, {exponent}), onnxFloats("epsilon", {}, {1e-5F})};
  return file;
}

// A tensor whose numbers are in another file.
std::string externalTensor(const std::string& location, int64_t offset, int64_t length) {
  const auto entry = [](const std::string& key, const std::string& value) {
    return protoBytes(13, protoBytes(1, key) + protoBytes(2, value));
  };
  return protoNumber(1, 4) + protoNumber(1, 4) + protoNumber(2, 1) + protoBytes(8, "w") +
         entry("location", location) + entry("offset", std::to_string(offset)) +
         entry("length", std::to_string(length)) + protoNumber(14, 1);
}

}  // namespace

// Everything that is not supported or broken is refused by a sentence that names the file, the node
// and the operator, and says what to do.
class OnnxRejectsTest : public QObject {
  Q_OBJECT

 private slots:
  void refusesByASentence_data();
  void refusesByASentence();
  void refusesBrokenFiles_data();
  void refusesBrokenFiles();
  void readsNoFileOutsideTheFolder_data();
  void readsNoFileOutsideTheFolder();
  void refusesWeightsThatTheirFileDoesNotHold_data();
  void refusesWeightsThatTheirFileDoesNotHold();
  void asksForNoMoreMemoryThanTheFileJustifies();
  void recognisesModelsByContent();

 private:
  Error refusal(const OnnxFile& file) {
    path_ = folder_.filePath("model.onnx").toStdString();
    file.save(path_);
    return expectError([&] { importModel(path_); });
  }
  void row(const char* name, const OnnxFile& file, const char* reason, bool namesNode = true) {
    QTest::newRow(name) << QByteArray::fromStdString(file.bytes()) << reason << namesNode;
  }

  QTemporaryDir folder_;
  std::string path_;
};

void OnnxRejectsTest::refusesByASentence_data() {
  QTest::addColumn<QByteArray>("content");
  QTest::addColumn<QString>("reason");
  QTest::addColumn<bool>("namesNode");
  row("unknown operator", flatFile("LSTM", {"x"}), "operator is not supported");
  OnnxFile foreign = flatFile("Attention", {"x"});
  foreign.nodes = {onnxNode("Attention", {"x"}, {"y"}, {}, "culprit", "com.microsoft")};
  row("operator of another domain", foreign, "com.microsoft.Attention");
  row("product of two values", flatFile("Mul", {"x", "other"}), "made by no node before it");
  OnnxFile difference = flatFile("Sub", {"a", "x"});
  difference.nodes = {onnxNode("Softmax", {"x"}, {"a"}), difference.nodes[0]};
  row("difference of two values", difference, "only supported as a sum or a product");
  OnnxFile gate = imageFile("Mul", {"a", "x"});
  gate.nodes = {onnxNode("Flatten", {"x"}, {"a"}), gate.nodes[0]};
  row("product of an image and features", gate, "the same axes");
  row("part of the data", with(flatFile("Gather", {"x", "i"}), {onnxIntegers("i", {0})}),
      "rows of a constant table");
  OnnxFile deep =
      with(flatFile("Gather", {"w", "x"}), {onnxFloats("w", {2, 3, 2}, someNumbers({2, 3, 2}))});
  deep.inputType = 7;
  row("table of three axes", deep, "can be looked up in a matrix");
  OnnxFile computed = with(flatFile("Cast", {"r"}, {onnxAttribute("to", int64_t{7})}),
                           {onnxFloats("w", {5, 2}, someNumbers({5, 2}))});
  computed.nodes = {onnxNode("Gemm", {"x", "v"}, {"r"}), computed.nodes[0],
                    onnxNode("Gather", {"w", "y"}, {"z"})};
  computed.outputs = {"z"};
  computed.tensors.push_back(onnxFloats("v", {4, 4}, someNumbers({4, 4})));
  row("rows that are computed", computed, "only constants and rows of a table");
  OnnxFile moved = with(flatFile("Gather", {"w", "r"}),
                        {onnxFloats("w", {5, 2}, someNumbers({5, 2})), onnxIntegers("one", {1})});
  moved.inputType = 7;
  moved.nodes = {onnxNode("Add", {"x", "one"}, {"r"}), moved.nodes[0]};
  row("rows that are moved", moved, "what is computed from the input");
  row("layer normalisation of rows",
      with(imageFile("LayerNormalization", {"x", "s"}), {onnxFloats("s", {4}, {1, 1, 1, 1})}),
      "only the channels, or everything");
  row("layer normalisation of samples",
      with(flatFile("LayerNormalization", {"x", "s"}, {onnxAttribute("axis", int64_t{0})}),
           {onnxFloats("s", {1, 4}, {1, 1, 1, 1})}),
      "over the samples of a batch");
  row("layer normalisation with other scales",
      with(flatFile("LayerNormalization", {"x", "s"}), {onnxFloats("s", {3}, {1, 1, 1})}),
      "do not belong to the normalised axes [4]");
  row("layer normalisation without epsilon",
      with(flatFile("LayerNormalization", {"x", "s"}, {onnxAttribute("epsilon", 0.0F)}),
           {onnxFloats("s", {4}, {1, 1, 1, 1})}),
      "an epsilon of 0", false);
  OnnxFile mean =
      with(flatFile("LayerNormalization", {"x", "s"}), {onnxFloats("s", {4}, {1, 1, 1, 1})});
  mean.nodes = {onnxNode("LayerNormalization", {"x", "s"}, {"n", "m"}, {}, "culprit"),
                onnxNode("Add", {"n", "m"}, {"y"})};
  row("layer normalisation whose mean is used", mean, "used by other nodes");
  row("cubes instead of squares", spreadNorm(3, {1}, "culprit"), "does not square");
  row("variance over other axes", spreadNorm(2, {2}, "", "culprit"), "different axes");
  row("a repeated value", with(imageFile("Expand", {"x", "s"}), {onnxIntegers("s", {1, 2, 4, 4})}),
      "only supported as a factor");
  row("activation that is none of ours", flatFile("Clip", {"x", "low", "high"}), "made by no node");
  row("hard tanh",
      with(flatFile("Clip", {"x", "low", "high"}),
           {onnxFloats("low", {}, {-1}), onnxFloats("high", {}, {1})}),
      "no activation that this program has");
  row("square", flatFile("Mul", {"x", "x"}), "no activation that this program has");
  row("product with a matrix on the left",
      with(flatFile("MatMul", {"w", "x"}), {onnxFloats("w", {4, 4}, someNumbers({4, 4}))}),
      "is a constant");
  row("product of an image",
      with(imageFile("MatMul", {"x", "w"}), {onnxFloats("w", {4, 4}, someNumbers({4, 4}))}),
      "only products of features");
  row("weights that are computed", flatFile("Gemm", {"x", "x"}), "computed from the data");
  row("weights that do not fit",
      with(flatFile("Gemm", {"x", "w"}), {onnxFloats("w", {3, 4}, someNumbers({3, 4}))}),
      "expects [3] but its input is [4]", false);
  row("bias that does not fit",
      with(flatFile("Gemm", {"x", "w", "b"}),
           {onnxFloats("w", {4, 3}, someNumbers({4, 3})), onnxFloats("b", {4}, someNumbers({4}))}),
      "does not belong to 3 units");
  row("transposed input",
      with(flatFile("Gemm", {"x", "w"}, {onnxAttribute("transA", int64_t{1})}),
           {onnxFloats("w", {4, 4}, someNumbers({4, 4}))}),
      "mixes samples");
  row("weights of a sequence",
      with(imageFile("Conv", {"x", "w"}), {onnxFloats("w", {3, 2, 3}, someNumbers({3, 2, 3}))}),
      "only convolutions over sequences, or over height and width");
  row("groups that do not divide",
      with(imageFile("Conv", {"x", "w"}, {onnxAttribute("group", int64_t{3})}),
           {onnxFloats("w", {4, 1, 3, 3}, someNumbers({4, 1, 3, 3}))}),
      "does not fit its input", false);
  row("strides of three axes",
      with(imageFile("Conv", {"x", "w"}, {onnxAttribute("strides", list({1, 1, 1}))}),
           {onnxFloats("w", {4, 2, 3, 3}, someNumbers({4, 2, 3, 3}))}),
      "its strides are [1, 1, 1]");
  row("window larger than the image",
      imageFile("MaxPool", {"x"}, {onnxAttribute("kernel_shape", list({5, 5}))}),
      "has a window of 5 pixels", false);
  row("pooling with dilations",
      imageFile(
          "MaxPool", {"x"},
          {onnxAttribute("kernel_shape", list({2, 2})), onnxAttribute("dilations", list({2, 2}))}),
      "dilations");
  row("mirrored padding",
      with(imageFile("Pad", {"x", "p"}, {onnxAttribute("mode", std::string("reflect"))}),
           {onnxIntegers("p", {0, 0, 1, 1, 0, 0, 1, 1})}),
      "only zeros");
  row("padded channels",
      with(imageFile("Pad", {"x", "p"}), {onnxIntegers("p", {0, 1, 0, 0, 0, 0, 0, 0})}),
      "only the height and width");
  row("mean over channels", imageFile("ReduceMean", {"x"}, {onnxAttribute("axes", list({1}))}),
      "only the height and width");
  row("samples mixed", with(flatFile("Reshape", {"x", "s"}), {onnxIntegers("s", {2, 2})}),
      "mixes samples");
  row("axes moved", imageFile("Transpose", {"x"}, {onnxAttribute("perm", list({0, 1, 3, 2}))}),
      "only moving the channels");
  row("joined along the height",
      imageFile("Concat", {"x", "x"}, {onnxAttribute("axis", int64_t{2})}), "along axis 2");
  row("softmax over pixels", imageFile("Softmax", {"x"}), "only a softmax over the features");
  row("part of a value",
      with(flatFile("Slice", {"x", "a", "b"}), {onnxIntegers("a", {0}), onnxIntegers("b", {2})}),
      "operator is not supported");
  row("training",
      with(imageFile("BatchNormalization", {"x", "s", "s", "s", "s"},
                     {onnxAttribute("training_mode", int64_t{1})}),
           {onnxFloats("s", {2}, {1, 1})}),
      "model.eval()");
  row("dropout in training",
      with(flatFile("Dropout", {"x", "r", "t"}),
           {onnxFloats("r", {}, {0.5F}), onnxTensor("t", {}, 9, "\x01")}),
      "model.eval()");
  row("sums of different shapes",
      with(imageFile("Add", {"x", "c"}), {onnxFloats("c", {2, 4, 4}, someNumbers({2, 4, 4}))}),
      "one number or one per channel");
  row("quantised weights",
      with(flatFile("Gemm", {"x", "w"}), {onnxTensor("w", {4, 2}, 17, std::string(8, 'a'))}),
      "type 17", false);
  row("weights that are not finite",
      with(flatFile("Gemm", {"x", "w"}),
           {onnxFloats("w", {4, 2}, std::vector<float>(8, INFINITY))}),
      "not numbers", false);
  OnnxFile twice = flatFile("Relu", {"x"});
  twice.nodes.push_back(twice.nodes[0]);
  row("two nodes make one value", twice, "another node makes 'y' too");
}

void OnnxRejectsTest::refusesByASentence() {
  QFETCH(QByteArray, content);
  QFETCH(QString, reason);
  QFETCH(bool, namesNode);
  path_ = folder_.filePath("model.onnx").toStdString();
  std::ofstream(path_, std::ios::binary) << content.toStdString();
  const Error error = expectError([&] { importModel(path_); });
  QVERIFY(contains(error, path_));
  QVERIFY(contains(error, reason.toStdString()));
  QVERIFY(!namesNode || contains(error, "node 'culprit' ("));
}

void OnnxRejectsTest::refusesBrokenFiles_data() {
  QTest::addColumn<QByteArray>("content");
  QTest::addColumn<QString>("reason");
  const auto add = [](const char* name, const OnnxFile& file, const char* reason) {
    QTest::newRow(name) << QByteArray::fromStdString(file.bytes()) << reason;
  };
  OnnxFile good =
      with(flatFile("Gemm", {"x", "w"}), {onnxFloats("w", {4, 2}, someNumbers({4, 2}))});
  OnnxFile old = good;
  old.opset = 6;
  add("operators older than version 7", old, "newer opset_version");
  OnnxFile two = good;
  two.outputs = {"y", "z"};
  add("two outputs", two, "2 outputs");
  OnnxFile inputs = good;
  inputs.more = protoBytes(11, protoBytes(1, "second"));
  add("two inputs", inputs, "only models with one input");
  OnnxFile whole = good;
  whole.inputType = 2;
  add("an input of whole numbers", whole, "into floats first");
  OnnxFile open = good;
  open.inputShape = {-1, -1};
  add("open size", open, "no fixed size");
  OnnxFile none = good;
  none.nodes.clear();
  add("no nodes", none, "no nodes");
  OnnxFile missing = good;
  missing.outputs = {"nothing"};
  add("an output that nobody makes", missing, "made by no node");
  OnnxFile single = with(good, {onnxFloats("w", {4, 1}, someNumbers({4, 1}))});
  add("one class", single, "two or more classes");
  OnnxFile shorter = with(good, {onnxTensor("w", {4, 2}, 1, std::string(31, '\0'))});
  add("a tensor that is too short", shorter, "has 31 bytes");
  OnnxFile huge = with(good, {onnxTensor("w", {int64_t{1} << 40, int64_t{1} << 40}, 1, "abcd")});
  add("a tensor larger than memory", huge, "tensor 'w' is broken");
  OnnxFile empty = with(good, {onnxTensor("w", {0, 2}, 1, "")});
  add("a tensor of nothing", empty, "layer 'culprit'");
  QTest::newRow("cut in half") << QByteArray::fromStdString(good.bytes()).chopped(40)
                               << "bytes too early";
  QTest::newRow("two graphs") << QByteArray::fromStdString(good.bytes() + good.bytes())
                              << "two graphs";
}

void OnnxRejectsTest::refusesBrokenFiles() {
  QFETCH(QByteArray, content);
  QFETCH(QString, reason);
  path_ = folder_.filePath("model.onnx").toStdString();
  std::ofstream(path_, std::ios::binary) << content.toStdString();
  const Error error = expectError([&] { importModel(path_); });
  QVERIFY(contains(error, path_));
  QVERIFY(contains(error, reason.toStdString()));
}

void OnnxRejectsTest::readsNoFileOutsideTheFolder_data() {
  QTest::addColumn<QString>("location");
  QTest::newRow("parent") << "../secret.bin";
  QTest::newRow("parent by a detour") << "inner/../../secret.bin";
  QTest::newRow("absolute") << "/etc/passwd";
  QTest::newRow("link") << "link.bin";
  QTest::newRow("folder") << "inner";
  QTest::newRow("nothing") << "";
}

void OnnxRejectsTest::readsNoFileOutsideTheFolder() {
  QFETCH(QString, location);
  QDir root(folder_.path());
  root.mkpath("models/inner");
  std::ofstream(root.filePath("secret.bin").toStdString()) << std::string(64, 's');
  QFile::link(root.filePath("secret.bin"), root.filePath("models/link.bin"));
  OnnxFile file =
      with(flatFile("Gemm", {"x", "w"}), {externalTensor(location.toStdString(), 0, 64)});
  path_ = root.filePath("models/model.onnx").toStdString();
  file.save(path_);
  const Error error = expectError([&] { importModel(path_); });
  QVERIFY(
      contains(error, location == "inner" ? "not beside the model" : "outside the model's folder"));
}

void OnnxRejectsTest::refusesWeightsThatTheirFileDoesNotHold_data() {
  QTest::addColumn<qint64>("offset");
  QTest::addColumn<qint64>("length");
  QTest::addColumn<QString>("reason");
  QTest::newRow("fits") << qint64{8} << qint64{64} << "";
  QTest::newRow("starts behind the end") << qint64{1000} << qint64{64} << "behind the end";
  QTest::newRow("ends behind the end") << qint64{16} << qint64{64} << "8 bytes more than the file";
  QTest::newRow("other length") << qint64{0} << qint64{60} << "has 60 bytes";
  QTest::newRow("length that overflows")
      << qint64{8} << std::numeric_limits<qint64>::max() << "bytes more than the file";
  QTest::newRow("negative") << qint64{-8} << qint64{64} << "where a number of bytes belongs";
}

void OnnxRejectsTest::refusesWeightsThatTheirFileDoesNotHold() {
  QFETCH(qint64, offset);
  QFETCH(qint64, length);
  QFETCH(QString, reason);
  std::ofstream(folder_.filePath("w.bin").toStdString()) << std::string(72, '\0');
  OnnxFile file = with(flatFile("Gemm", {"x", "w"}), {externalTensor("w.bin", offset, length)});
  if (reason.isEmpty()) {
    path_ = folder_.filePath("model.onnx").toStdString();
    file.save(path_);
    QCOMPARE(importModel(path_).classCount(), 4);
    return;
  }
  QVERIFY(contains(refusal(file), reason.toStdString()));
}

// Some hundred bytes that ask for terabytes.
void OnnxRejectsTest::asksForNoMoreMemoryThanTheFileJustifies() {
  OnnxFile file = flatFile("Add", {"x", "b5"});
  file.nodes.clear();
  file.tensors = {onnxIntegers("size", {1 << 20, 1 << 20}), onnxIntegers("wide", {4096, 4096})};
  file.nodes = {onnxNode("ConstantOfShape", {"size"}, {"huge"}),
                onnxNode("Add", {"x", "huge"}, {"y"})};
  QVERIFY(contains(refusal(file), "more constants than the file holds"));
  file.nodes = {onnxNode("ConstantOfShape", {"wide"}, {"c0"})};
  for (int i = 0; i < 8; ++i) {
    const std::string from = "c" + std::to_string(i);
    file.nodes.push_back(onnxNode("Add", {from, from}, {"c" + std::to_string(i + 1)}));
  }
  file.nodes.push_back(onnxNode("Add", {"x", "c8"}, {"y"}));
  QVERIFY(contains(refusal(file), "more constants than the file holds"));
}

void OnnxRejectsTest::recognisesModelsByContent() {
  const std::string good = fixture("importers/fixtures/onnx_mlp.onnx");
  const std::string renamed = folder_.filePath("model.dat").toStdString();
  QVERIFY(QFile::copy(QString::fromStdString(good), QString::fromStdString(renamed)));
  QCOMPARE(importModel(renamed).classCount(), 5);
  QVERIFY(!looksLikeOnnx(fixture("importers/fixtures/mlp.keras")));
  QVERIFY(!looksLikeOnnx(fixture("importers/fixtures/mlp.expected.json")));
  QVERIFY(!looksLikeOnnx(sample("digits-test-images.idx3-ubyte.gz")));
}

QTEST_APPLESS_MAIN(OnnxRejectsTest)
#include "test_onnx_rejects.moc"
