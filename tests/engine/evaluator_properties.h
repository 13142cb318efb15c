#pragma once

#include <QtTest>

#include "tests/engine/verdict_oracle.h"

namespace maacc::test {

// What every evaluator must do; each fails the running test where it does not.

// seed: of the network, for the message.
inline void compareAll(const std::vector<KillRecord>& found,
                       const std::vector<KillRecord>& expected,
                       const MutationPlan& plan,
                       uint64_t seed) {
  const std::string difference = firstDifference(found, expected, plan);
  QVERIFY2(difference.empty(), ("network " + std::to_string(seed) + " " + difference).c_str());
}

// Asked to stop at the first record: returns some of the records, all of them right.
inline void stopsWithoutHalfAMutant(Evaluator& evaluator,
                                    const Network& network,
                                    const CorrectInputs& inputs,
                                    const MutationPlan& plan) {
  const std::vector<int64_t> all = allMutants(plan);
  RunContext context;
  std::vector<KillRecord> records;
  evaluator.evaluate(plan, all, context, {0, static_cast<int64_t>(all.size())},
                     [&](KillRecord record) {
                       records.push_back(std::move(record));
                       context.requestStop();
                     });
  QVERIFY(!records.empty() && records.size() < all.size());
  for (const KillRecord& record : records) {
    const std::string difference =
        verdictDifference(record, verdictByReference(network, inputs, plan, record.mutantIndex),
                          plan.mutants[static_cast<std::size_t>(record.mutantIndex)]);
    QVERIFY2(difference.empty(), difference.c_str());
  }
}

// With two mutants done before.
inline void progressNeverGoesBackAndEndsAtTheTotal(Evaluator& evaluator, const MutationPlan& plan) {
  const std::vector<int64_t> all = allMutants(plan);
  const RunContext context;
  int64_t last = 0;
  evaluator.evaluate(plan, std::span(all).subspan(2), context,
                     {2, static_cast<int64_t>(plan.mutants.size())}, [&](const KillRecord&) {
                       QVERIFY(context.progress().done >= last);
                       last = context.progress().done;
                     });
  QCOMPARE(context.progress().done, static_cast<int64_t>(plan.mutants.size()));
}

}  // namespace maacc::test
