package io.aether.testkit.stream;

import java.util.concurrent.Flow;

/// Passes every signal on; for tests that change one of them.
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
