#include <QTemporaryDir>
#include <QtTest>
#include <functional>
#include <nlohmann/json.hpp>

#include "core/archive/torch_pickle.h"
#include "core/importers/import_model.h"
#include "tests/importers/keras_files.h"
#include "tests/importers/torch_fixtures.h"
#include "tests/support/expect_error.h"

using namespace maacc;
using namespace maacc::test;

namespace {

using nlohmann::json;
using Edit = std::function<void(json&)>;

ZipMembers program() { return readZip(torchFixturePath("torch_mlp.pt2")); }

std::string& member(ZipMembers& members, const std::string& ending) {
  for (auto& [name, content] : members) {
    if (name.ends_with(ending)) {
      return content;
    }
  }
  qFatal("no member ends in %s", ending.c_str());
}

ZipMembers edited(const std::string& ending, const Edit& edit) {
  ZipMembers members = program();
  std::string& text = member(members, ending);
  json content = json::parse(text);
  edit(content);
  text = content.dump();
  return members;
}

ZipMembers withGraph(const Edit& edit) {
  return edited("models/model.json",
                [&](json& content) { edit(content["graph_module"]["graph"]); });
}

json& firstWeight(json& config) { return config["config"]["fc1.weight"]; }

ZipMembers withMeta(const Edit& edit) {
  return edited("model_weights_config.json",
                [&](json& content) { edit(firstWeight(content)["tensor_meta"]); });
}

}  // namespace

// What is broken or not supported is refused by a sentence that names the file, and the node and
// operator as PyTorch calls them.
class TorchRejectsTest : public QObject {
  Q_OBJECT

 private slots:
  void refusesPrograms_data();
  void refusesPrograms();
  void refusesOtherFilesOfPyTorch_data();
  void refusesOtherFilesOfPyTorch();
  void refusesPickles_data();
  void refusesPickles();
  void readsNumbersOfPickles();

 private:
  void row(const char* name, const ZipMembers& members, const char* reason) {
    const std::string path = folder_.filePath(QString("%1.pt2").arg(++count_)).toStdString();
    writeZip(path, members);
    QTest::newRow(name) << QString::fromStdString(path) << reason;
  }

  QTemporaryDir folder_;
  int count_ = 0;
};

void TorchRejectsTest::refusesPrograms_data() {
  QTest::addColumn<QString>("path");
  QTest::addColumn<QString>("reason");
  row("unknown operator",
      withGraph([](json& graph) { graph["nodes"][0]["target"] = "torch.ops.aten.lstm.input"; }),
      "node 'fc1' (aten::lstm): this operator is not supported");
  row("operator of another library",
      withGraph([](json& graph) { graph["nodes"][0]["target"] = "torch.ops.mine.magic.default"; }),
      "node 'fc1' (mine.magic.default): this operator is not supported");
  row("activation that is none of ours", withGraph([](json& graph) {
        graph["nodes"][1]["target"] = "torch.ops.aten.hardtanh.default";
      }),
      "(aten::hardtanh): this function of one value is no activation");
  row("argument that is a graph", withGraph([](json& graph) {
        graph["nodes"][0]["inputs"][0]["arg"] = {{"as_graph", {{"name", "inner"}}}};
      }),
      "of the kind as_graph");
  row("argument of nothing",
      withGraph([](json& graph) { graph["nodes"][0]["inputs"][0]["arg"] = json::object(); }),
      "an argument is not described");
  row("value that nobody makes", withGraph([](json& graph) {
        graph["nodes"][1]["inputs"][0]["arg"] = {{"as_tensor", {{"name", "ghost"}}}};
      }),
      "'ghost' is made by no node before it");
  row("missing argument", withGraph([](json& graph) { graph["nodes"][0]["inputs"].erase(1); }),
      "(aten::linear)");
  row("open height", withGraph([](json& graph) {
        const json open = {{"as_expr", {{"expr_str", "s1"}, {"hint", {{"as_int", 12}}}}}};
        graph["tensor_values"]["x"]["sizes"][1] = open;
      }),
      "has no fixed size");
  row("size without an example", withGraph([](json& graph) {
        const json open = {{"as_expr", {{"expr_str", "s1"}, {"hint", nullptr}}}};
        graph["tensor_values"]["x"]["sizes"][0] = open;
      }),
      "keeps no example");
  row("two outputs",
      edited("models/model.json",
             [](json& content) {
               json& specs = content["graph_module"]["signature"]["output_specs"];
               specs.push_back(specs[0]);
             }),
      "2 outputs");
  row("two inputs",
      edited("models/model.json",
             [](json& content) {
               json& specs = content["graph_module"]["signature"]["input_specs"];
               specs.push_back(specs.back());
             }),
      "2 inputs");
  row("input that is no tensor",
      edited("models/model.json",
             [](json& content) {
               json& specs = content["graph_module"]["signature"]["input_specs"];
               specs.back()["user_input"]["arg"] = {{"as_int", 3}};
             }),
      "an input of the model is no tensor");
  row("no graph", edited("models/model.json", [](json& content) { content = json::array(); }),
      "'graph_module' is missing");
  row("no table of values", withGraph([](json& graph) { graph.erase("tensor_values"); }),
      "'tensor_values' is missing");
  row("weight that is missing",
      edited("model_weights_config.json",
             [](json& content) { content["config"].erase("fc1.weight"); }),
      "the numbers of 'fc1.weight' are missing");
  row("weight of another shape", withMeta([](json& meta) { meta["sizes"][0]["as_int"] = 20; }),
      "lies outside its 192 stored numbers");
  row("weight larger than memory",
      withMeta([](json& meta) { meta["sizes"][0]["as_int"] = int64_t{1} << 62; }),
      "is not one an array can have");
  row("weight that repeats its numbers", withMeta([](json& meta) {
        meta["sizes"][0]["as_int"] = 1 << 30;
        meta["strides"][0]["as_int"] = 0;
      }),
      "repeats its 192 stored numbers");
  row("weight read backwards", withMeta([](json& meta) { meta["strides"][0]["as_int"] = -1; }),
      "lies outside");
  row("weight of too few strides", withMeta([](json& meta) { meta["strides"].erase(0); }),
      "has 1 strides");
  row("complex weight", withMeta([](json& meta) { meta["dtype"] = 10; }), "type 10");
  row("weight in a pickle that is none",
      edited("model_weights_config.json",
             [](json& content) { firstWeight(content)["use_pickle"] = true; }),
      "tensor 'fc1.weight'");
  ZipMembers text = program();
  member(text, "models/model.json") = "{\"graph_module\": ";
  row("no JSON", text, "it is no JSON");
  ZipMembers deep = program();
  member(deep, "models/model.json") = std::string(100000, '[');
  row("nested JSON", deep, "nested more than 64 deep");
  ZipMembers two = program();
  two["archive/models/other.json"] = member(two, "models/model.json");
  row("two programs", two, "2 exported programs");
  row("compiled code", {{"m/data/aotinductor/model/a.so", "x"}, {"m/archive_format", "pt2"}},
      "aoti_compile_and_package");
}

void TorchRejectsTest::refusesPrograms() {
  QFETCH(QString, path);
  QFETCH(QString, reason);
  const Error error = expectError([&] { importModel(path.toStdString()); });
  QVERIFY(contains(error, path.toStdString()));
  QVERIFY(contains(error, reason.toStdString()));
}

void TorchRejectsTest::refusesOtherFilesOfPyTorch_data() {
  QTest::addColumn<QString>("path");
  QTest::addColumn<QString>("reason");
  row("state_dict", {{"archive/data.pkl", "\x80\x02}."}, {"archive/version", "3"}},
      "torch.export.save, torch.jit.save or torch.onnx.export");
  QTest::newRow("TorchScript") << QString::fromStdString(torchFixturePath("torch_mlp_script.pt"))
                               << "needs libtorch";
  const QString old = folder_.filePath("old.pth");
  writeBytes(old.toStdString(),
             std::string("\x80\x02\x8a\x0al\xfc\x9c\x46\xf9\x20j\xa8P\x19.\x80\x02M\xe9\x03.", 21));
  QTest::newRow("older than 1.6") << old << "torch.save wrote this file";
}

void TorchRejectsTest::refusesOtherFilesOfPyTorch() { refusesPrograms(); }

void TorchRejectsTest::refusesPickles_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("reason");
  const auto add = [](const char* name, const std::string& bytes, const char* reason) {
    QTest::newRow(name) << QByteArray::fromStdString(bytes) << reason;
  };
  add("a program", std::string("cos\nsystem\n(X\x02\0\0\0lstR.", 22), "(os.system)");
  add("a program, truncated text", std::string("cos\nsystem\n(X\x09\0\0\0lstR.", 21),
      "ends too early");
  add("an object",
      std::string("\x80\x02"
                  "cmine\nModel\n)\x81}b.",
                  18),
      "(mine.Model)");
  add("nothing", "", "ends too early");
  add("no stop", "N", "ends too early");
  add("empty stack", ".", "takes what is not there");
  add("no mark", "Nt.", "has no mark");
  add("below a mark", "N(\x85.", "takes what is not there");
  add("unknown instruction", "i", "which no tensor is saved with");
  add("memo that is empty", "h\x05.", "not stored");
  add("a list as a dictionary", "]NNs.", "what is no container");
  add("odd dictionary", "}(Nu.", "what is no container");
  add("a call of a list", "])R.", "calls what is no function");
  add("a state of a number", std::string("K\x01}b."), "gives a state to what has none");
  add("a storage of text", "(X", "ends too early");
  add("a storage without parts", ")Q.", "a storage lacks its parts");
  add("a tensor without parts", "ctorch._utils\n_rebuild_tensor_v2\n)R.",
      "a tensor lacks its parts");
  add("a huge number", std::string("\x8a\x09") + std::string(9, 'a') + ".", "more than 64 bits");
}

void TorchRejectsTest::refusesPickles() {
  QFETCH(QByteArray, bytes);
  QFETCH(QString, reason);
  const std::vector<unsigned char> content(bytes.begin(), bytes.end());
  const Error error = expectError([&] { TorchPickle(content, "here.pt"); });
  QVERIFY(contains(error, "here.pt: "));
  QVERIFY(contains(error, reason.toStdString()));
}

// -1, 255, 65535, -2, 1.5, "ab", True, None
void TorchRejectsTest::readsNumbersOfPickles() {
  const std::string bytes(
      "(J\xff\xff\xff\xffK\xffM\xff\xff\x8a\x01\xfeG\x3f\xf8\0\0\0\0\0\0X\x02\0\0\0ab\x88Nt.", 34);
  const std::vector<unsigned char> content(bytes.begin(), bytes.end());
  const TorchPickle pickle(content, "here.pt");
  const auto& items = pickle.value().items;
  QCOMPARE(items.size(), size_t{8});
  QCOMPARE(items[0]->integer, int64_t{-1});
  QCOMPARE(items[1]->integer, int64_t{255});
  QCOMPARE(items[2]->integer, int64_t{65535});
  QCOMPARE(items[3]->integer, int64_t{-2});
  QCOMPARE(items[4]->number, 1.5);
  QCOMPARE(items[5]->text, std::string("ab"));
  QCOMPARE(items[6]->integer, int64_t{1});
  QVERIFY(items[7]->kind == PickleValue::Kind::None);
}

QTEST_APPLESS_MAIN(TorchRejectsTest)
#include "test_torch_rejects.moc"
