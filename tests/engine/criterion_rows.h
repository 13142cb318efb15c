#pragma once

#include <QtTest>

#include "core/engine/evaluator.h"

namespace maacc::test {

// Rows of a test function that is run under both criteria.
inline void addCriteria() {
  QTest::addColumn<int>("criterion");
  QTest::newRow("true class") << static_cast<int>(KillCriterion::TrueClass);
  QTest::newRow("predicted class") << static_cast<int>(KillCriterion::PredictedClass);
}

// Of the row that runs.
inline KillCriterion fetchedCriterion() {
  QFETCH(int, criterion);
  return static_cast<KillCriterion>(criterion);
}

inline EvaluatorOptions optionsFor(KillCriterion criterion, int threads = 2) {
  EvaluatorOptions options;
  options.threads = threads;
  options.criterion = criterion;
  return options;
}

}  // namespace maacc::test
