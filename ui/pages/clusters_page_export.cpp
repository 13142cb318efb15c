// What ClustersPage writes: figures and trees.
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QPainter>
#include <QSaveFile>

#include "core/clustering/dendrogram_export.h"
#include "ui/export/figure_dialog.h"
#include "ui/pages/clusters_page.h"
#include "ui/plots/dendrogram_plot.h"
#include "ui/plots/feature_map.h"

namespace maacc {
namespace {

constexpr double kTreeShare = 0.62;  // of the width; the heat map has the rest
constexpr int kGap = 4;
constexpr int kFontPoints = 7;

void writeText(const QString& path, const std::string& text) {
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly) ||
      file.write(text.data(), static_cast<qint64>(text.size())) < 0 || !file.commit()) {
    throw Error(
        ErrorCode::System,
        ClustersPage::tr("%1 cannot be written: %2").arg(path, file.errorString()).toStdString());
  }
}

}  // namespace

QString ClustersPage::suggestedPath() const {
  const QString name = tree_->tree()->name;
  QString plain;
  for (const QChar c : name) {
    plain += c.isLetterOrNumber() ? c : QChar('-');
  }
  return QDir::home().filePath(QFileInfo(info_->name()).completeBaseName() + '-' + plain);
}

void ClustersPage::paintFigure(QPainter& painter, const QSizeF& points) {
  QFont font = this->font();
  font.setPixelSize(kFontPoints);
  painter.setFont(font);
  const PlotColors colors = paperColors();
  const QSize room(static_cast<int>(points.width() * kTreeShare),
                   static_cast<int>(points.height()));
  const LeafView view = tree_->paintFigure(painter, room, colors, font);
  painter.setFont(font);
  heat_->paintFigure(painter,
                     QRectF(room.width() + kGap, view.top, points.width() - room.width() - 2 * kGap,
                            view.bottom - view.top),
                     colors);
}

void ClustersPage::writeFigure(const FigureOptions& options) {
  maacc::exportFigure(
      options, tr("Dendrogram of %1").arg(tree_->tree()->name),
      [this](QPainter& painter, const QSizeF& points) { paintFigure(painter, points); });
}

void ClustersPage::writeTree(const QString& path) const {
  const ClusterTree& tree = *tree_->tree();
  std::vector<std::string> names;
  for (const QString& name : tree.leafNames) {
    names.push_back(name.toStdString());
  }
  const QString suffix = QFileInfo(path).suffix().toLower();
  if (suffix == QLatin1String("newick") || suffix == QLatin1String("nwk")) {
    writeText(path, newickText(tree.dendrogram, names));
  } else if (suffix == QLatin1String("csv")) {
    writeText(path, linkageCsv(tree.dendrogram));
  } else {
    writeText(path, dendrogramJson(tree.dendrogram, names));
  }
}

void ClustersPage::exportFigure() {
  if (!hasTree()) {
    return;
  }
  auto* dialog = new FigureDialog(tr("Export the dendrogram"), suggestedPath(), this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &QDialog::accepted, this, [this, dialog] {
    writeAndTell(dialog->options().path, [&] { writeFigure(dialog->options()); });
  });
  dialog->open();
}

void ClustersPage::exportTree() {
  if (!hasTree()) {
    return;
  }
  const QString path = QFileDialog::getSaveFileName(
      this, tr("Export the tree"), suggestedPath() + QStringLiteral(".json"),
      tr("JSON (*.json);;Newick (*.newick);;Linkage table (*.csv)"));
  if (!path.isEmpty()) {
    writeAndTell(path, [&] { writeTree(path); });
  }
}

void ClustersPage::writeAndTell(const QString& path, const std::function<void()>& write) {
  try {
    write();
  } catch (const Error& error) {
    emit problem(QString::fromUtf8(error.what()));
    return;
  }
  emit written(path);
}

}  // namespace maacc
