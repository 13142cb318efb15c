#pragma once

#include <QApplication>
#include <functional>

namespace maacc::test {

// The longest time that the window's thread spent without looking at its events.
struct Blocking {
  double wallMs = 0;
  double cpuMs = 0;  // of this thread: what other programs on the machine do not change
  QString where;     // the event and its receiver, or "the call itself"
};

// Times every event that is delivered to the window's thread.
class WatchedApplication : public QApplication {
 public:
  using QApplication::QApplication;
  bool notify(QObject* receiver, QEvent* event) override;

  void forget() { longest_ = {}; }
  const Blocking& longest() const { return longest_; }

 private:
  int depth_ = 0;
  Blocking longest_;
};

// Does something, lets the window settle until `done` holds, and prints the longest blocking. False
// where `done` never held. Needs a WatchedApplication.
bool respond(const char* action,
             const std::function<void()>& act,
             const std::function<bool()>& done);

// 1 as a test; more with MAACC_RESPONSE_SCALE, for measuring. 50 gives a million mutants.
int responseScale();

}  // namespace maacc::test
