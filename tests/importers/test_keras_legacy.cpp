#include <QTemporaryDir>
#include <QtTest>
#include <array>
#include <filesystem>
#include <functional>

#include "core/importers/import_model.h"
#include "tests/importers/keras_files.h"
#include "tests/importers/keras_logits.h"
#include "tests/importers/mutated_bytes.h"
#include "tests/support/expect_error.h"
#include "tests/support/test_paths.h"

using namespace maacc;
namespace fs = std::filesystem;

namespace {

std::string legacyPath(const std::string& name) {
  return test::fixture("importers/fixtures/legacy/" + name);
}

using FileEdit = std::function<void(hid_t)>;

void putText(hid_t object, const char* name, const std::string& text) {
  if (H5Aexists(object, name) > 0) {
    H5Adelete(object, name);
  }
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, text.size());
  const hid_t space = H5Screate(H5S_SCALAR);
  const hid_t attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
  H5Awrite(attribute, type, text.data());
  H5Aclose(attribute);
  H5Sclose(space);
  H5Tclose(type);
}

// Texts of equal length, as NumPy keeps a list of bytes.
void putTexts(hid_t object, const char* name, const std::vector<std::string>& texts) {
  size_t width = 1;
  for (const std::string& text : texts) {
    width = std::max(width, text.size());
  }
  std::string padded;
  for (const std::string& text : texts) {
    padded += text + std::string(width - text.size(), '\0');
  }
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, width);
  H5Tset_strpad(type, H5T_STR_NULLPAD);
  const hsize_t count = texts.size();
  const hid_t space = H5Screate_simple(1, &count, nullptr);
  const hid_t attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
  H5Awrite(attribute, type, padded.data());
  H5Aclose(attribute);
  H5Sclose(space);
  H5Tclose(type);
}

void withGroup(hid_t file, const char* name, const std::function<void(hid_t)>& action) {
  const hid_t group = H5Gopen2(file, name, H5P_DEFAULT);
  action(group);
  H5Gclose(group);
}

void replaceTexts(hid_t file,
                  const char* group,
                  const char* name,
                  const std::vector<std::string>& texts) {
  withGroup(file, group, [&](hid_t object) {
    H5Adelete(object, name);
    putTexts(object, name, texts);
  });
}

}  // namespace

// Whole models in `.h5`, and weights beside a configuration.
class KerasLegacyTest : public QObject {
  Q_OBJECT

 private slots:
  void logitsEqualKeras_data();
  void logitsEqualKeras();
  void sameNetworkInBothFormats_data();
  void sameNetworkInBothFormats();
  void readsFoldersAndPairs_data();
  void readsFoldersAndPairs();
  void readsUnpackedArchives();
  void readsSplitLists();
  void readsListsOfLayersAsOldSequentialModels();
  void matchesByOrderNotByName();
  void refusesByName_data();
  void refusesByName();
  void refusesMissingHalves_data();
  void refusesMissingHalves();
  void neverCrashes_data();
  void neverCrashes();

 private:
  std::string edited(const std::string& name, const FileEdit& edit);

  QTemporaryDir folder_;
};

// A changed copy of a fixture.
std::string KerasLegacyTest::edited(const std::string& name, const FileEdit& edit) {
  const std::string path = folder_.filePath("edited.h5").toStdString();
  test::writeBytes(path, test::readBytes(legacyPath(name)));
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  edit(file);
  H5Fclose(file);
  return path;
}

void KerasLegacyTest::logitsEqualKeras_data() {
  QTest::addColumn<QString>("name");
  for (const char* writer : {"keras3", "tfkeras"}) {
    for (const char* model : {"mlp", "lenet5", "residual", "frozen_inside", "sums"}) {
      QTest::addRow("%s_%s", writer, model) << QString("%1_%2").arg(writer, model);
    }
  }
  for (const char* model : {"residual", "frozen_inside"}) {
    QTest::addRow("keras23_%s", model) << QString("keras23_%1").arg(model);
  }
  QTest::newRow("keras3_same_names") << "keras3_same_names";
  QTest::newRow("keras3_nested") << "keras3_nested";
  QTest::newRow("tfkeras_frozen_models") << "tfkeras_frozen_models";
  QTest::newRow("tfkeras_trained") << "tfkeras_trained";
}

void KerasLegacyTest::logitsEqualKeras() {
  QFETCH(QString, name);
  const Network network = importModel(legacyPath(name.toStdString() + ".h5"));
  const test::KerasExpectation expected =
      test::readExpectation(legacyPath(name.toStdString() + ".expected.json"));
  const double worst = test::worstKerasDifference(network, expected);
  QVERIFY2(worst <= expected.tolerance, qPrintable(QString("worst difference %1").arg(worst)));
}

void KerasLegacyTest::sameNetworkInBothFormats_data() {
  QTest::addColumn<QString>("name");
  QTest::newRow("Keras 3") << "keras3_lenet5";
  QTest::newRow("tf.keras 2.15") << "tfkeras_lenet5";
}

void KerasLegacyTest::sameNetworkInBothFormats() {
  QFETCH(QString, name);
  const std::string path = legacyPath(name.toStdString());
  QCOMPARE(importModel(path + ".h5").contentHash(), importModel(path + ".keras").contentHash());
}

void KerasLegacyTest::readsFoldersAndPairs_data() {
  QTest::addColumn<QString>("path");
  QTest::addColumn<QString>("expectation");
  for (const char* name : {"keras3_weights", "tfkeras_weights"}) {
    for (const char* part : {"", "/config.json", "/model.weights.h5"}) {
      QTest::addRow("%s%s", name, part) << QString("%1%2").arg(name, part) << name;
    }
  }
  for (const char* part : {"/net.json", "/net.h5"}) {
    QTest::addRow("tfkeras_old_weights%s", part)
        << QString("tfkeras_old_weights%1").arg(part) << "tfkeras_old_weights";
  }
}

void KerasLegacyTest::readsFoldersAndPairs() {
  QFETCH(QString, path);
  QFETCH(QString, expectation);
  const test::KerasExpectation expected =
      test::readExpectation(legacyPath(expectation.toStdString() + ".expected.json"));
  const double worst =
      test::worstKerasDifference(importModel(legacyPath(path.toStdString())), expected);
  QVERIFY2(worst <= expected.tolerance, qPrintable(QString("worst difference %1").arg(worst)));
}

void KerasLegacyTest::readsUnpackedArchives() {
  const QTemporaryDir folder;
  const std::string archive = test::fixture("importers/fixtures/nested.keras");
  for (const auto& [name, content] : test::readZip(archive)) {
    test::writeBytes(folder.filePath(QString::fromStdString(name)).toStdString(), content);
  }
  QCOMPARE(importModel(folder.path().toStdString()).contentHash(),
           importModel(archive).contentHash());
}

void KerasLegacyTest::readsSplitLists() {
  const std::string path = edited("tfkeras_mlp.h5", [](hid_t file) {
    withGroup(file, "model_weights", [](hid_t group) {
      H5Adelete(group, "layer_names");
      putTexts(group, "layer_names0", {"flatten", "hidden_one"});
      putTexts(group, "layer_names1", {"dropout"});
      putTexts(group, "layer_names2", {"dense", "class"});
    });
    withGroup(file, "model_weights/class", [](hid_t group) {
      H5Adelete(group, "weight_names");
      putTexts(group, "weight_names0", {"class/kernel:0"});
      putTexts(group, "weight_names1", {"class/bias:0"});
    });
  });
  QCOMPARE(importModel(path).contentHash(),
           importModel(legacyPath("tfkeras_mlp.h5")).contentHash());
}

void KerasLegacyTest::readsListsOfLayersAsOldSequentialModels() {
  const std::string path = edited("tfkeras_mlp.h5", [](hid_t file) {
    const char* text = nullptr;
    const hid_t attribute = H5Aopen(file, "model_config", H5P_DEFAULT);
    const hid_t type = H5Aget_type(attribute);
    H5Aread(attribute, type, &text);
    nlohmann::json model = nlohmann::json::parse(text);
    H5Tclose(type);
    H5Aclose(attribute);
    nlohmann::json layers = model["config"]["layers"];
    layers.erase(0);  // the input, which Keras 2.2 named by the first layer alone
    layers[0]["config"]["batch_input_shape"] = {nullptr, 6, 5};
    model["config"] = layers;
    putText(file, "model_config", model.dump());
  });
  const Network network = importModel(path);
  QCOMPARE(shapeText(network.inputShape()), std::string("[1, 6, 5]"));
  QVERIFY(test::worstKerasDifference(
              network, test::readExpectation(legacyPath("tfkeras_mlp.expected.json"))) <= 1e-4);
}

// Keras never looks at the names of the groups.
void KerasLegacyTest::matchesByOrderNotByName() {
  const std::string path = edited("tfkeras_mlp.h5", [](hid_t file) {
    withGroup(file, "model_weights", [](hid_t group) {
      H5Lmove(group, "hidden_one", group, "a", H5P_DEFAULT, H5P_DEFAULT);
      H5Lmove(group, "class", group, "hidden_one", H5P_DEFAULT, H5P_DEFAULT);
    });
    replaceTexts(file, "model_weights", "layer_names",
                 {"flatten", "a", "dropout", "dense", "hidden_one"});
  });
  QCOMPARE(importModel(path).contentHash(),
           importModel(legacyPath("tfkeras_mlp.h5")).contentHash());
}

void KerasLegacyTest::refusesByName_data() {
  QTest::addColumn<FileEdit>("edit");
  QTest::addColumn<ErrorCode>("code");
  QTest::addColumn<QString>("sentence");
  const auto row = [](const char* name, const FileEdit& edit, const char* sentence,
                      ErrorCode code = ErrorCode::BadInput) {
    QTest::newRow(name) << edit << code << sentence;
  };
  const auto bad = ErrorCode::Unsupported;
  const auto inGroup = [](const std::function<void(hid_t)>& action) {
    return [action](hid_t file) { withGroup(file, "model_weights", action); };
  };
  row("Theano", inGroup([](hid_t group) { putText(group, "backend", "theano"); }),
      "written with the Theano backend", bad);
  row("Keras 1", inGroup([](hid_t group) { putText(group, "keras_version", "1.2.2"); }),
      "written by Keras 1", bad);
  row(
      "no version",
      [](hid_t file) {
        H5Adelete(file, "keras_version");
        withGroup(file, "model_weights", [](hid_t group) { H5Adelete(group, "keras_version"); });
      },
      "say no version of Keras", bad);
  row(
      "no configuration", [](hid_t file) { H5Adelete(file, "model_config"); },
      "neither a Keras model nor weights", bad);
  row(
      "configuration cut", [](hid_t file) { putText(file, "model_config", "{\"class_name\""); },
      "model_config is not valid JSON");
  row(
      "no weights", [](hid_t file) { H5Ldelete(file, "model_weights", H5P_DEFAULT); },
      "no group model_weights");
  row(
      "a layer fewer",
      [](hid_t file) {
        replaceTexts(file, "model_weights", "layer_names", {"flatten", "hidden_one", "dense"});
      },
      "has 3 layers with weights, but the file holds weights of 2");
  row(
      "group missing", [](hid_t file) { H5Ldelete(file, "model_weights/dense", H5P_DEFAULT); },
      "the weights of layer 'dense' are missing");
  row(
      "other order",
      [](hid_t file) {
        replaceTexts(file, "model_weights", "layer_names",
                     {"flatten", "class", "dropout", "dense", "hidden_one"});
      },
      "has shape [9, 4], but the configuration needs [30, 12]");
  row(
      "array missing",
      [](hid_t file) { H5Ldelete(file, "model_weights/class/class/bias:0", H5P_DEFAULT); },
      "weight array model_weights/class/class/bias:0 is missing");
  row(
      "an array fewer",
      [](hid_t file) {
        replaceTexts(file, "model_weights/class", "weight_names", {"class/kernel:0"});
      },
      "layer 'class' (Dense): it needs 2 weight arrays, but the file has 1");
  row(
      "soft link",
      [](hid_t file) {
        H5Ldelete(file, "model_weights/class/class/bias:0", H5P_DEFAULT);
        H5Lcreate_soft("/model_weights/dense", file, "model_weights/class/class/bias:0",
                       H5P_DEFAULT, H5P_DEFAULT);
      },
      "soft or external link", bad);
}

void KerasLegacyTest::refusesByName() {
  QFETCH(FileEdit, edit);
  QFETCH(ErrorCode, code);
  QFETCH(QString, sentence);
  const std::string path = edited("tfkeras_mlp.h5", edit);
  const Error error = test::expectError([&] { importModel(path); });
  QVERIFY(test::contains(error, path));
  QVERIFY(test::contains(error, sentence.toStdString()));
  QCOMPARE(error.code(), code);
}

void KerasLegacyTest::refusesMissingHalves_data() {
  QTest::addColumn<QStringList>("files");
  QTest::addColumn<QString>("opened");
  QTest::addColumn<QString>("sentence");
  QTest::newRow("weights alone") << QStringList{"model.weights.h5"} << "model.weights.h5"
                                 << "holds weights but no model";
  QTest::newRow("configuration alone") << QStringList{"config.json"} << "config.json"
                                       << "the weights are missing";
  QTest::newRow("folder without weights") << QStringList{"config.json"} << ""
                                          << "the weights are missing";
  QTest::newRow("folder without configuration") << QStringList{"model.weights.h5"} << ""
                                                << "this is a folder";
  QTest::newRow("two candidates") << QStringList{"config.json", "a.weights.h5", "b.weights.h5"}
                                  << "config.json"
                                  << "(a.weights.h5, b.weights.h5)";
}

void KerasLegacyTest::refusesMissingHalves() {
  QFETCH(QStringList, files);
  QFETCH(QString, opened);
  QFETCH(QString, sentence);
  const QTemporaryDir folder;
  for (const QString& name : files) {
    const char* source = name.endsWith(".json") ? "config.json" : "model.weights.h5";
    test::writeBytes(folder.filePath(name).toStdString(),
                     test::readBytes(legacyPath(std::string("keras3_weights/") + source)));
  }
  const std::string path = folder.filePath(opened).toStdString();
  const Error error = test::expectError([&] { importModel(path); });
  QVERIFY(test::contains(error, sentence.toStdString()));
  QVERIFY(test::contains(error, folder.path().toStdString()));
}

void KerasLegacyTest::neverCrashes_data() {
  QTest::addColumn<QString>("name");
  for (const char* name : {"keras3_nested.h5", "tfkeras_mlp.h5", "tfkeras_frozen_inside.h5"}) {
    QTest::newRow(name) << name;
  }
}

void KerasLegacyTest::neverCrashes() {
  QFETCH(QString, name);
  const int rounds = qEnvironmentVariableIsSet("MAACC_FUZZ_ROUNDS")
                         ? qEnvironmentVariableIntValue("MAACC_FUZZ_ROUNDS")
                         : 150;
  const std::string sound = test::readBytes(legacyPath(name.toStdString()));
  const std::string path = folder_.filePath("mutant.h5").toStdString();
  RandomStream random(7, name.toStdString());
  int refused = 0;
  for (int round = 0; round < rounds; ++round) {
    // The start holds the groups; numbers are most of the rest.
    const size_t head = round % 2 == 0 ? sound.size() : std::min<size_t>(sound.size(), 6000);
    test::writeBytes(path, test::mutatedBytes(sound.substr(0, head), random) + sound.substr(head));
    try {
      importModel(path);
    } catch (const Error& error) {
      ++refused;
      QVERIFY2(test::contains(error, path), error.what());
    }
  }
  QVERIFY(refused > 0);
}

QTEST_APPLESS_MAIN(KerasLegacyTest)
#include "test_keras_legacy.moc"
