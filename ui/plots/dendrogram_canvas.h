#pragma once

#include <qcustomplot.h>

#include <functional>

#include "ui/plots/dendrogram_plot.h"

namespace maacc {

// Draws by a function, on a layer of its own.
class PaintedLayer : public QCPLayerable {
 public:
  using Paint = std::function<void(QCPPainter&)>;
  PaintedLayer(QCustomPlot* plot, const QString& layer, Paint paint)
      : QCPLayerable(plot, layer), paint_(std::move(paint)) {}

 protected:
  void applyDefaultAntialiasingHint(QCPPainter* painter) const override {
    painter->setAntialiasing(false);
  }
  void draw(QCPPainter* painter) override { paint_(*painter); }

 private:
  Paint paint_;
};

// The drawing of a DendrogramPlot. Layers: the branches; on top of them marks (selection, ids,
// suggestions) and the cut line, each in a buffer of its own.
class DendrogramPlot::Canvas : public QCustomPlot {
 public:
  explicit Canvas(DendrogramPlot& owner);

  void setColors(const PlotColors& colors);
  // On paper: finer lines, and nothing that is for the mouse.
  void setPaper(bool paper) { paper_ = paper; }
  void setFonts(const QFont& font);
  void layOut() {
    plotLayout()->update(QCPLayoutElement::upPreparation);
    plotLayout()->update(QCPLayoutElement::upMargins);
    plotLayout()->update(QCPLayoutElement::upLayout);
  }
  const PlotColors& plotColors() const { return colors_; }
  void fillBranches();
  void replotMarks() { replotLayer("marks"); }
  void replotCut() { replotLayer("cut"); }
  void replotAll();
  void showWhole();
  void labelLeaves();

 private:
  // From one child up to the merge, along it, and down to the other child.
  struct Branch {
    double leftHeight;
    double height;
    double rightHeight;
    double leftPlace;
    double rightPlace;
  };

  // A plot without room has no buffers to draw into.
  bool hasRoom() const { return !viewport().isEmpty(); }
  void replotLayer(const char* name);
  void makeLayers();
  void paintBranches(QCPPainter& painter) const;
  void paintBands(QCPPainter& painter) const;
  void paintIds(QCPPainter& painter) const;
  void paintGhosts(QCPPainter& painter) const;
  void paintCut(QCPPainter& painter) const;
  void paintFolded(QCPPainter& painter) const;

  DendrogramPlot& owner_;
  PlotColors colors_;
  QFont markFont_;
  bool paper_ = false;
  std::vector<std::vector<Branch>> branches_;  // by colour; the last ones are above the cut
};

}  // namespace maacc
