#include "ui/jobs/file_kind.h"

#include <QFile>
#include <QFileInfo>

namespace maacc {
namespace {

constexpr qint64 kTail = 64 << 10;

// A ZIP lists its members at its end. Archives of NumPy arrays hold nothing but .npy members.
FileKind zipKind(QFile& file) {
  file.seek(qMax<qint64>(0, file.size() - kTail));
  const QByteArray directory = file.read(kTail);
  const bool arrays = directory.contains(".npy");
  const bool model =
      directory.contains("config.json") || directory.contains(".h5") || directory.contains(".pkl");
  return arrays && !model ? FileKind::Data : FileKind::Model;
}

}  // namespace

FileKind sniffFile(const QString& path) {
  if (QFileInfo(path).isDir()) {
    return FileKind::Data;
  }
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) {
    return FileKind::Missing;
  }
  const QByteArray head = file.read(16);
  if (head.startsWith("SQLite format 3")) {
    return FileKind::Run;
  }
  if (head.startsWith("PK\x03\x04")) {
    return zipKind(file);
  }
  if (head.startsWith("\x89HDF")) {
    return FileKind::Model;
  }
  const bool gzip = head.startsWith("\x1f\x8b");
  const bool numpy = head.startsWith("\x93NUMPY");
  const bool idx =
      head.size() >= 4 && head[0] == '\0' && head[1] == '\0' && head[2] >= 0x08 && head[2] <= 0x0e;
  const bool matlab = head.startsWith("MATLAB 5.0");
  return gzip || numpy || idx || matlab ? FileKind::Data : FileKind::Unknown;
}

}  // namespace maacc
