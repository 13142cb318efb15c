#pragma once

#include <QAbstractItemView>

#include "ui/models/input_table_model.h"

namespace maacc {

// Keeps the chosen input and the scroll position of a view while its rows change.
class KeptInput {
 public:
  KeptInput(QAbstractItemView& view, const InputTableModel& model);
  void restore();

 private:
  QAbstractItemView& view_;
  const InputTableModel& model_;
  int32_t input_;  // -1: none
  int scroll_;
};

}  // namespace maacc
