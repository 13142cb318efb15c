#include "ui/pages/kept_input.h"

#include <QScrollBar>

namespace maacc {

KeptInput::KeptInput(QAbstractItemView& view, const InputTableModel& model)
    : view_(view),
      model_(model),
      input_(view.currentIndex().isValid() ? model.inputAt(view.currentIndex().row()) : -1),
      scroll_(view.verticalScrollBar()->value()) {}

void KeptInput::restore() {
  const QModelIndex current = view_.currentIndex();
  const bool moved = input_ >= 0 && (!current.isValid() || model_.inputAt(current.row()) != input_);
  const int row = moved ? model_.rowOfInput(input_) : -1;
  if (row >= 0) {
    view_.setCurrentIndex(model_.index(row, std::max(0, current.column())));
  }
  if (view_.verticalScrollBar()->value() != scroll_) {
    view_.doItemsLayout();  // rows that were reset have no place yet
    view_.verticalScrollBar()->setValue(scroll_);
  }
}

}  // namespace maacc
