package io.aether.testkit.stream;

import java.util.concurrent.Flow;

/// Passes everything on; for tests that change one signal.
class ForwardingSubscriber<T> implements Flow.Subscriber<T> {

  private final Flow.Subscriber<T> next;

  ForwardingSubscriber(Flow.Subscriber<T> next) {
    this.next = next;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    next.onSubscribe(subscription);
  }

  @Override
  public void onNext(T element) {
    next.onNext(element);
  }

  @Override
  public void onError(Throwable cause) {
    next.onError(cause);
  }

  @Override
  public void onComplete() {
    next.onComplete();
  }
}
