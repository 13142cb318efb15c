#pragma once

#include <QCoreApplication>
#include <QObject>
#include <QPointer>
#include <QString>
#include <QThreadPool>
#include <functional>
#include <memory>
#include <utility>

#include "core/base/error.h"

namespace maacc {

// Gives up what may take long to free: on a pool thread where this was the last to hold it. Results
// that nobody took are freed when the program ends, after the pool: then here.
inline void freeLater(std::shared_ptr<const void> held) {
  if (QCoreApplication::instance() == nullptr) {
    return;
  }
  QThreadPool::globalInstance()->start([held = std::move(held)] {});
}

// Work that would block the window, on a pool thread. Each start has a job id; a result that is not
// the latest one's, or whose owner is gone, is dropped. Use from the owner's thread only. The work
// must copy what it needs.
class BackgroundTask {
 public:
  using JobNumber = quint64;

  explicit BackgroundTask(QObject* owner) : owner_(owner) {}
  ~BackgroundTask() { cancel(); }
  BackgroundTask(const BackgroundTask&) = delete;
  BackgroundTask& operator=(const BackgroundTask&) = delete;

  // done(Result&&) or failed(sentence) is called in the owner's thread.
  template <class Work, class Done, class Failed>
  JobNumber start(Work work, Done done, Failed failed) {
    using Result = std::invoke_result_t<Work>;
    const JobNumber number = ++*latest_;
    QThreadPool::globalInstance()->start([number, latest = latest_, owner = owner_,
                                          work = std::move(work), done = std::move(done),
                                          failed = std::move(failed)]() mutable {
      auto result = std::make_shared<std::optional<Result>>();
      const QString problem = attempt([&] { result->emplace(work()); });
      QMetaObject::invokeMethod(
          qApp,
          [=, done = std::move(done), failed = std::move(failed)]() mutable {
            if (owner.isNull() || *latest != number) {
              return;
            }
            ++*latest;
            result->has_value() ? done(std::move(**result)) : failed(problem);
          },
          Qt::QueuedConnection);
    });
    busyUntil_ = number;
    return number;
  }

  void cancel() { ++*latest_; }
  bool isBusy() const { return *latest_ == busyUntil_; }

 private:
  // Runs the work; returns the sentence of what it threw, or nothing.
  template <class Work>
  static QString attempt(Work&& work) {
    try {
      work();
      return {};
    } catch (const Error& error) {
      return QString::fromUtf8(error.what());
    } catch (const std::exception& error) {
      return QCoreApplication::translate("maacc::BackgroundTask",
                                         "This is a bug in MAACC Studio: %1")
          .arg(QString::fromUtf8(error.what()));
    }
  }

  QPointer<QObject> owner_;
  std::shared_ptr<JobNumber> latest_ =
      std::make_shared<JobNumber>(1);  // touched in the owner's thread only
  JobNumber busyUntil_ = 0;
};

}  // namespace maacc
