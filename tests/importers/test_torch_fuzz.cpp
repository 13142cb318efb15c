#include <QTemporaryDir>
#include <QtTest>

#include "core/base/error.h"
#include "core/base/random_stream.h"
#include "core/data/readers.h"
#include "core/importers/import_model.h"
#include "tests/importers/keras_files.h"
#include "tests/importers/mutated_bytes.h"
#include "tests/importers/torch_fixtures.h"
#include "tests/support/test_paths.h"

using namespace maacc;
using namespace maacc::test;

namespace {

int rounds() {
  return qEnvironmentVariableIsSet("MAACC_FUZZ_ROUNDS")
             ? qEnvironmentVariableIntValue("MAACC_FUZZ_ROUNDS")
             : 150;
}

}  // namespace

// Whatever the bytes are: a network or data, or an Error. Mutations are the same in every run.
class TorchFuzzTest : public QObject {
  Q_OBJECT

 private slots:
  void damagedMembersNeverCrash_data();
  void damagedMembersNeverCrash();
  void damagedArchivesNeverCrash();
  void damagedTensorsNeverCrash_data();
  void damagedTensorsNeverCrash();

 private:
  // Whether they were a model or data.
  bool reads(const ZipMembers& members, bool isData) {
    const std::string path = folder_.filePath("mutant.zip").toStdString();
    writeZip(path, members);
    return isData ? readsData(path) : imports(path);
  }
  static bool imports(const std::string& path) {
    return survives([&] { importModel(path); });
  }
  static bool readsData(const std::string& path) {
    return survives([&] {
      for (const NpzEntry& entry : torchEntries(path)) {
        readTorch(path, entry.key);
      }
    });
  }
  template <class Action>
  static bool survives(Action&& action) {
    try {
      action();
      return true;
    } catch (const Error&) {
      return false;
    } catch (const std::exception& other) {
      QTest::qFail(other.what(), __FILE__, __LINE__);
      return false;
    }
  }
  void mutateMembers(const ZipMembers& members, bool isData, const std::string& seed);

  QTemporaryDir folder_;
};

void TorchFuzzTest::mutateMembers(const ZipMembers& members, bool isData, const std::string& seed) {
  QVERIFY(reads(members, isData));
  RandomStream random(17, seed);
  int accepted = 0;
  for (int round = 0; round < rounds() && !QTest::currentTestFailed(); ++round) {
    ZipMembers changed = members;
    auto victim = changed.begin();
    std::advance(victim, static_cast<std::ptrdiff_t>(random.below(changed.size())));
    for (auto& [name, content] : changed) {
      const bool isStructure = name.ends_with(".json") || name.ends_with(".pkl");
      if (&content == &victim->second || (isStructure && random.below(2) == 0)) {
        content = mutatedBytes(content, random);
      }
    }
    accepted += reads(changed, isData) ? 1 : 0;
  }
  qInfo("%d of %d accepted", accepted, rounds());
}

void TorchFuzzTest::damagedMembersNeverCrash_data() {
  QTest::addColumn<QString>("file");
  for (const char* file : {"torch_mlp.pt2", "torch_mlp_old.pt2", "torch_lenet5_core.pt2",
                           "torch_lenet5_old.pt2", "torch_affine.pt2", "torch_inception.pt2"}) {
    QTest::newRow(file) << file;
  }
}

void TorchFuzzTest::damagedMembersNeverCrash() {
  QFETCH(QString, file);
  mutateMembers(readZip(torchFixturePath(file.toStdString())), false, file.toStdString());
}

void TorchFuzzTest::damagedArchivesNeverCrash() {
  const std::string bytes = readBytes(torchFixturePath("torch_mlp.pt2"));
  const std::string path = folder_.filePath("damaged.pt2").toStdString();
  RandomStream random(18, "archive");
  for (int round = 0; round < rounds() && !QTest::currentTestFailed(); ++round) {
    writeBytes(path, mutatedBytes(bytes, random));
    imports(path);
  }
}

void TorchFuzzTest::damagedTensorsNeverCrash_data() {
  QTest::addColumn<QString>("file");
  for (const char* file : {"tensors_dict", "tensors_nested", "tensors_tuple", "tensors_module"}) {
    QTest::newRow(file) << file;
  }
}

void TorchFuzzTest::damagedTensorsNeverCrash() {
  QFETCH(QString, file);
  mutateMembers(readZip(fixture("data/fixtures/" + file.toStdString() + ".pt")), true,
                file.toStdString());
}

QTEST_APPLESS_MAIN(TorchFuzzTest)
#include "test_torch_fuzz.moc"
