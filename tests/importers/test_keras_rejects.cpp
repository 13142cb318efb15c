#include <QTemporaryDir>
#include <QtTest>
#include <array>
#include <cmath>
#include <functional>

#include "core/importers/import_model.h"
#include "core/importers/keras_importer.h"
#include "tests/importers/keras_files.h"
#include "tests/support/expect_error.h"
#include "tests/support/test_paths.h"

using namespace maacc;
using nlohmann::json;

namespace {

std::string fixturePath(const std::string& name) {
  return test::fixture("importers/fixtures/" + name);
}

// Changes the members of the mlp fixture; the second argument is a scratch folder.
using MemberEdit = std::function<void(test::ZipMembers&, const std::string&)>;

MemberEdit config(const std::function<void(json&)>& edit) {
  return [edit](test::ZipMembers& members, const std::string&) { test::editConfig(members, edit); };
}

MemberEdit weights(const std::function<void(hid_t)>& edit) {
  return [edit](test::ZipMembers& members, const std::string& folder) {
    test::editWeights(members, folder, edit);
  };
}

// Layer of the mlp fixture by position: input, flatten, "hidden one", dropout, dense, class.
json& layerConfig(json& model, size_t position) {
  return model["config"]["layers"].at(position)["config"];
}

void unlink(hid_t file, const char* path) { H5Ldelete(file, path, H5P_DEFAULT); }

// A dataset made with a creation property list, in place of the first kernel.
void replaceKernel(hid_t file, const std::function<void(hid_t)>& configure) {
  unlink(file, "layers/dense/vars/0");
  const std::array<hsize_t, 2> shape = {30, 12};
  const hid_t space = H5Screate_simple(2, shape.data(), nullptr);
  const hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
  configure(properties);
  const hid_t array = H5Dcreate2(file, "layers/dense/vars/0", H5T_IEEE_F32LE, space, H5P_DEFAULT,
                                 properties, H5P_DEFAULT);
  H5Dclose(array);
  H5Pclose(properties);
  H5Sclose(space);
}

void makeVirtual(hid_t properties) {
  const std::array<hsize_t, 2> shape = {30, 12};
  const hid_t space = H5Screate_simple(2, shape.data(), nullptr);
  H5Pset_virtual(properties, space, "/etc/passwd", "x", space);
  H5Sclose(space);
}

void append(std::string& bytes, uint64_t value, int width) {
  for (int i = 0; i < width; ++i) {
    bytes += static_cast<char>(value >> (8 * i) & 0xff);
  }
}

// One directory entry of a ZIP64 archive whose first bytes are `name` stored; APPNOTE 4.3.12
// and 4.5.3.
std::string zip64Entry(const std::string& name, uint64_t packed, uint64_t unpacked) {
  std::string entry = "PK\x01\x02";
  append(entry, 45, 2);
  append(entry, 45, 2);
  append(entry, 0, 2);
  append(entry, 8, 2);  // deflated
  append(entry, 0, 8);  // time, date, CRC
  append(entry, 0xffffffff, 4);
  append(entry, 0xffffffff, 4);
  append(entry, name.size(), 2);
  append(entry, 20, 2);
  entry.append(10, '\0');  // comment, disk, attributes
  append(entry, 0, 4);
  entry += name;
  append(entry, 1, 2);
  append(entry, 16, 2);
  append(entry, unpacked, 8);
  append(entry, packed, 8);
  return entry;
}

}  // namespace

class KerasRejectsTest : public QObject {
  Q_OBJECT

 private slots:
  void refusesModelsByName_data();
  void refusesModelsByName();
  void refusesDamagedContent_data();
  void refusesDamagedContent();
  void refusesOtherFiles_data();
  void refusesOtherFiles();
  void refusesDeepJson();
  void refusesArchiveBombs();
  void refusesLargeConfigurations();
  void survivesLongChains();

 private:
  QTemporaryDir folder_;
};

// Real files that Keras wrote and loads.
void KerasRejectsTest::refusesModelsByName_data() {
  QTest::addColumn<QString>("layer");
  QTest::addColumn<QString>("sentence");
  QTest::newRow("lambda") << "'secret'"
                          << "Lambda layers hold Python code";
  QTest::newRow("custom_layer") << "'double'"
                                << "theirs>Doubling is not part of Keras";
  QTest::newRow("custom_activation") << "'bender'"
                                     << "the activation 'theirs>bent'";
  QTest::newRow("shared_layer") << "'twice'"
                                << "shared layers are not supported";
  QTest::newRow("two_inputs") << ""
                              << "second input";
  QTest::newRow("two_outputs") << ""
                               << "the model has 2 outputs";
  QTest::newRow("lora") << "'adapted'"
                        << "LoRA";
  QTest::newRow("int8") << "'small'"
                        << "quantised layers are not supported";
  QTest::newRow("bfloat16") << "'brief'"
                            << "bfloat16";
  QTest::newRow("normalization") << "'standard'"
                                 << "--preprocess";
  QTest::newRow("masked_text") << "'words'"
                               << "mask_zero=False";
  QTest::newRow("looked_up_twice") << "'late'"
                                   << "only the network's input can be looked up";
  QTest::newRow("normalized_rows") << "'columns'"
                                   << "other axes than the channels";
  QTest::newRow("root_mean_square") << "'rms'"
                                    << "rms_scaling";
  QTest::newRow("prelu") << "'learned'"
                         << "layers of class PReLU are not supported";
  QTest::newRow("operation") << "Sin"
                             << "keras.ops";
  QTest::newRow("training") << "'always'"
                            << "the argument 'training'";
  QTest::newRow("upsampling") << "'grow'"
                              << "layers of class UpSampling2D are not supported";
  QTest::newRow("mixed_layouts") << ""
                                 << "mixes channels_last and channels_first";
  QTest::newRow("softmax_on_image") << "'wide'"
                                    << "a softmax over the channels";
  QTest::newRow("norm_axis") << "'rows'"
                             << "another axis than the channels";
  QTest::newRow("open_size") << "'any'"
                             << "no fixed size";
  QTest::newRow("mish") << "'new'"
                        << "the activation 'mish' is not supported";
  QTest::newRow("one_logit") << "'yes'"
                             << "two or more classes";
}

void KerasRejectsTest::refusesModelsByName() {
  QFETCH(QString, layer);
  QFETCH(QString, sentence);
  const std::string path =
      fixturePath(std::string("refused/") + QTest::currentDataTag() + ".keras");
  const Error error = test::expectError([&] { importModel(path); });
  QCOMPARE(error.code(), ErrorCode::Unsupported);
  QVERIFY(test::contains(error, path));
  QVERIFY(test::contains(error, layer.toStdString()));
  QVERIFY(test::contains(error, sentence.toStdString()));
}

void KerasRejectsTest::refusesDamagedContent_data() {
  QTest::addColumn<MemberEdit>("edit");
  QTest::addColumn<ErrorCode>("code");
  QTest::addColumn<QString>("sentence");
  const auto row = [](const char* name, const MemberEdit& edit, const char* sentence,
                      ErrorCode code = ErrorCode::BadInput) {
    QTest::newRow(name) << edit << code << sentence;
  };
  const auto bad = ErrorCode::Unsupported;

  row(
      "no config.json", [](auto& members, auto&) { members.erase("config.json"); },
      "has no config.json");
  row(
      "no weights", [](auto& members, auto&) { members.erase("model.weights.h5"); },
      "no model.weights.h5");
  row(
      "weights as npz",
      [](auto& members, auto&) {
        members.erase("model.weights.h5");
        members["model.weights.npz"] = "PK";
      },
      "kept as NPZ", bad);
  row(
      "broken JSON", [](auto& members, auto&) { members["config.json"].resize(700); },
      "config.json is not valid JSON");
  row(
      "JSON list", [](auto& members, auto&) { members["config.json"] = "[1]"; },
      "not a JSON object");
  row(
      "not UTF-8", [](auto& members, auto&) { members["config.json"] = "{\"a\": \"\xff\"}"; },
      "config.json is not valid JSON");
  row(
      "truncated HDF5", [](auto& members, auto&) { members["model.weights.h5"].resize(5000); },
      "not a readable HDF5 file");
  row(
      "empty HDF5", [](auto& members, auto&) { members["model.weights.h5"].clear(); },
      "not a readable HDF5 file");
  row(
      "weights are text", [](auto& members, auto&) { members["model.weights.h5"] = "hello"; },
      "not a readable HDF5 file");
  row("custom model", config([](json& model) { model["registered_name"] = "theirs>Net"; }),
      "the class theirs>Net", bad);
  row("subclassed model", config([](json& model) { model["class_name"] = "MyModel"; }),
      "only Sequential and Functional", bad);
  row("no layers", config([](json& model) { model["config"]["layers"] = json::array(); }),
      "has no layers");
  row("layers missing", config([](json& model) { model["config"].erase("layers"); }),
      "no 'layers'");
  row("layer is a number", config([](json& model) { model["config"]["layers"][2] = 7; }),
      "not a JSON object");
  row("units missing", config([](json& model) { layerConfig(model, 2).erase("units"); }),
      "layer 'hidden one' (Dense): config.json has no 'units'");
  row("units negative", config([](json& model) { layerConfig(model, 2)["units"] = -4; }),
      "'units' in config.json must be a whole number");
  row("units text", config([](json& model) { layerConfig(model, 2)["units"] = "12"; }),
      "'units' in config.json must be a whole number");
  row("other units", config([](json& model) { layerConfig(model, 2)["units"] = 13; }),
      "has shape [30, 12], but the configuration needs [30, 13]");
  row("huge units", config([](json& model) { layerConfig(model, 2)["units"] = 2147483647; }),
      "needs [30, 2147483647]");
  row("bias unexpected", config([](json& model) { layerConfig(model, 2)["use_bias"] = false; }),
      "needs 1 weight arrays, but model.weights.h5 has 2");
  row("duplicate names", config([](json& model) { layerConfig(model, 4)["name"] = "hidden one"; }),
      "two layers of the model have this name");
  row("renamed", config([](json& model) { layerConfig(model, 4)["name"] = "other"; }),
      "belongs to layer 'dense'");
  row("input size text", config([](json& model) { layerConfig(model, 0)["batch_shape"][1] = "6"; }),
      "axis 1 has no fixed size", bad);
  row("four axes", config([](json& model) {
        layerConfig(model, 0)["batch_shape"] = {nullptr, 2, 3, 4, 5};
      }),
      "must be flat, a matrix or an image", bad);
  row("impossible input", config([](json& model) {
        layerConfig(model, 0)["batch_shape"] = {nullptr, 16777216, 16777216, 16777216};
      }),
      "");
  row("unknown padding", config([](json& model) {
        layerConfig(model, 1) = {{"name", "p"}, {"pool_size", {2, 2}}, {"padding", "causal"}};
        model["config"]["layers"][1]["class_name"] = "MaxPooling2D";
        layerConfig(model, 0)["batch_shape"] = {nullptr, 6, 5, 1};
      }),
      "the padding 'causal' is not supported", bad);
  row(
      "hard_sigmoid of Keras 2",
      [](auto& members, auto&) {
        members["metadata.json"] = R"({"keras_version": "2.13.1"})";
        test::editConfig(members,
                         [](json& model) { layerConfig(model, 2)["activation"] = "hard_sigmoid"; });
      },
      "hard_sigmoid of Keras 2", bad);

  row("group missing", weights([](hid_t file) { unlink(file, "layers/dense_1"); }),
      "layer 'dense' (Dense): its weights are missing");
  row("array missing", weights([](hid_t file) { unlink(file, "layers/dense/vars/1"); }),
      "needs 2 weight arrays, but model.weights.h5 has 1");
  row("array elsewhere", weights([](hid_t file) {
        H5Lmove(file, "layers/dense/vars/1", file, "layers/dense/vars/bias", H5P_DEFAULT,
                H5P_DEFAULT);
      }),
      "vars/1 is missing");
  row("wrong rank",
      weights([](hid_t file) { test::putArray(file, "layers/dense/vars/0", {360}, 1); }),
      "has shape [360], but the configuration needs [30, 12]");
  row("NaN", weights([](hid_t file) {
        test::putArray(file, "layers/dense/vars/0", {30, 12}, NAN);
      }),
      "'hidden one' has weights that are not numbers");
  row("integers", weights([](hid_t file) {
        test::putArray(file, "layers/dense/vars/0", {30, 12}, 1, H5T_STD_I8LE);
      }),
      "are not IEEE floating-point numbers", bad);
  row("soft link", weights([](hid_t file) {
        unlink(file, "layers/dense/vars/0");
        H5Lcreate_soft("/layers/dense_1/vars/0", file, "layers/dense/vars/0", H5P_DEFAULT,
                       H5P_DEFAULT);
      }),
      "soft or external link", bad);
  row("external link", weights([](hid_t file) {
        unlink(file, "layers/dense");
        H5Lcreate_external("/tmp/other.h5", "/x", file, "layers/dense", H5P_DEFAULT, H5P_DEFAULT);
      }),
      "soft or external link", bad);
  row("external data", weights([](hid_t file) {
        replaceKernel(file, [](hid_t p) { H5Pset_external(p, "/etc/passwd", 0, 1440); });
      }),
      "kept in other files", bad);
  row("virtual data", weights([](hid_t file) { replaceKernel(file, makeVirtual); }),
      "kept in other files", bad);
  row("nothing stored", weights([](hid_t file) { replaceKernel(file, [](hid_t) {}); }), "stores 0");
  row("a group, not an array", weights([](hid_t file) {
        unlink(file, "layers/dense/vars/0");
        H5Gclose(H5Gcreate2(file, "layers/dense/vars/0", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
      }),
      "a weight is not an array");
}

void KerasRejectsTest::refusesDamagedContent() {
  QFETCH(MemberEdit, edit);
  QFETCH(ErrorCode, code);
  QFETCH(QString, sentence);
  test::ZipMembers members = test::readZip(fixturePath("mlp.keras"));
  edit(members, folder_.path().toStdString());
  const std::string path = folder_.filePath("edited.keras").toStdString();
  test::writeZip(path, members);
  const Error error = test::expectError([&] { importKeras(path); });
  QCOMPARE(error.code(), code);
  QVERIFY(test::contains(error, path));
  QVERIFY(test::contains(error, sentence.toStdString()));
}

void KerasRejectsTest::refusesOtherFiles_data() {
  QTest::addColumn<QByteArray>("content");
  QTest::addColumn<QString>("sentence");
  const std::string sound = test::readBytes(fixturePath("mlp.keras"));
  const auto row = [](const char* name, const std::string& content, const char* sentence) {
    QTest::newRow(name) << QByteArray::fromStdString(content) << sentence;
  };
  row("empty", "", "the file is empty");
  row("text", "not a model", "not that of a model format");
  row("truncated", sound.substr(0, sound.size() / 2), "damaged or truncated");
  row("only the magic", "PK\x03\x04", "damaged or truncated");
  std::string flipped = sound;
  flipped[sound.find("\x89HDF") + 9000] ^= 1;
  row("one bit flipped", flipped, "CRC");
  row("weights alone", test::readZip(fixturePath("mlp.keras")).at("model.weights.h5"),
      "holds weights but no model");
}

void KerasRejectsTest::refusesOtherFiles() {
  QFETCH(QByteArray, content);
  QFETCH(QString, sentence);
  const std::string path = folder_.filePath("other.keras").toStdString();
  test::writeBytes(path, content.toStdString());
  const Error error = test::expectError([&] { importModel(path); });
  QVERIFY(test::contains(error, path));
  QVERIFY(test::contains(error, sentence.toStdString()));
  QVERIFY(test::contains(test::expectError([&] { importModel(folder_.path().toStdString()); }),
                         "this is a folder"));
  QVERIFY(test::contains(test::expectError([&] { importModel(path + ".absent"); }),
                         "there is no such file"));
}

void KerasRejectsTest::refusesDeepJson() {
  test::ZipMembers members = test::readZip(fixturePath("mlp.keras"));
  members["config.json"] = std::string(1000000, '[');
  const std::string path = folder_.filePath("deep.keras").toStdString();
  test::writeZip(path, members, true);
  QVERIFY(test::contains(test::expectError([&] { importModel(path); }), "levels deep"));
}

// Six gibibytes out of nearly nothing. The archive is a directory alone: nothing may be unpacked.
void KerasRejectsTest::refusesArchiveBombs() {
  std::string bytes = "PK\x03\x04";
  bytes.append(26, '\0');
  const size_t start = bytes.size();
  bytes += zip64Entry("config.json", 20, uint64_t{6} << 30);
  const size_t length = bytes.size() - start;
  bytes += "PK\x05\x06";
  append(bytes, 0, 4);
  append(bytes, 1, 2);
  append(bytes, 1, 2);
  append(bytes, length, 4);
  append(bytes, start, 4);
  append(bytes, 0, 2);
  const std::string path = folder_.filePath("bomb.keras").toStdString();
  test::writeBytes(path, bytes);
  QVERIFY(test::contains(test::expectError([&] { importModel(path); }), "looks like a ZIP bomb"));
}

void KerasRejectsTest::refusesLargeConfigurations() {
  test::ZipMembers members = test::readZip(fixturePath("mlp.keras"));
  members["config.json"] = std::string((size_t{64} << 20) + 1, ' ');
  const std::string path = folder_.filePath("large.keras").toStdString();
  test::writeZip(path, members, true);
  QVERIFY(test::contains(test::expectError([&] { importModel(path); }), "is larger than"));
}

// A chain long enough to exhaust the stack of anything that recurses per layer.
void KerasRejectsTest::survivesLongChains() {
  test::ZipMembers members = test::readZip(fixturePath("branches.keras"));
  test::editConfig(members, [](json& model) {
    json& layers = model["config"]["layers"];
    std::string from = model["config"]["output_layers"][0];
    for (int i = 0; i < 20000; ++i) {
      const std::string name = "nothing" + std::to_string(i);
      layers.push_back({{"class_name", "Identity"},
                        {"module", "keras.layers"},
                        {"name", name},
                        {"config", {{"name", name}}},
                        {"registered_name", nullptr},
                        {"inbound_nodes",
                         {{{"args",
                            {{{"class_name", "__keras_tensor__"},
                              {"config", {{"keras_history", {from, 0, 0}}}}}}},
                           {"kwargs", json::object()}}}}});
      from = name;
    }
    model["config"]["output_layers"][0] = from;
  });
  const std::string path = folder_.filePath("long.keras").toStdString();
  test::writeZip(path, members, true);
  QCOMPARE(importModel(path).classCount(), 3);
}

QTEST_APPLESS_MAIN(KerasRejectsTest)
#include "test_keras_rejects.moc"
