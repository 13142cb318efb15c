#include "ui/widgets/sample_strip.h"

#include "ui/text.h"

namespace maacc {
namespace {

constexpr std::size_t kMostClasses = 64;
constexpr int kPictureSize = 40;
constexpr int kRoom = 10;  // around a picture and its class

}  // namespace

SampleStrip::SampleStrip(QWidget* parent) : QListWidget(parent), reading_(this) {
  setObjectName("sampleStrip");
  setAccessibleName(tr("The first sample of each class"));
  setViewMode(QListView::IconMode);
  setFlow(QListView::LeftToRight);
  setWrapping(false);
  setMovement(QListView::Static);
  setIconSize({kPictureSize, kPictureSize});
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setFrameShape(QFrame::NoFrame);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setTabKeyNavigation(false);
  viewport()->setAutoFillBackground(false);
  hide();
}

QSize SampleStrip::sizeHint() const {
  return {400, kPictureSize + fontMetrics().height() + 2 * kRoom};
}

void SampleStrip::showSamples(const ModelInfo& info) {
  forget();
  if (!info.data) {
    return;
  }
  const ModelRequest& r = info.request;
  const DataRequest request{r.dataPath.toStdString(), r.labelsPath.toStdString(),
                            r.dataKey.toStdString(), r.labelsKey.toStdString(), r.labelsFrom};
  reading_.start(
      [request, recipe = r.preprocessing.toStdString(), shape = info.inputShape] {
        return firstOfEachClass(*SamplePictures::read(request, recipe, shape), kMostClasses);
      },
      [this](const std::vector<ClassPicture>& pictures) { take(pictures); },
      [](const QString&) {});  // the engine read it; too large to be shown is no problem
}

void SampleStrip::forget() {
  reading_.cancel();
  take({});
}

void SampleStrip::take(const std::vector<ClassPicture>& pictures) {
  clear();
  for (const ClassPicture& picture : pictures) {
    const QImage large = picture.image.scaled(kPictureSize, kPictureSize, Qt::KeepAspectRatio);
    auto* item =
        new QListWidgetItem(QIcon(QPixmap::fromImage(large)), QString::number(picture.label), this);
    item->setToolTip(tr("Class %1, sample %2").arg(picture.label).arg(picture.sample));
    item->setData(Qt::AccessibleTextRole, item->toolTip());
  }
  setVisible(!pictures.empty());
}

}  // namespace maacc
