package io.aether.testkit.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// Records the signals that it receives, by their names, and requests `requested` elements at
/// first.
final class Recording<T> implements Flow.Subscriber<T> {

  private final long requested;
  private final List<Object> signals = new ArrayList<>();
  private Flow.@Nullable Subscription subscription;

  Recording(long requested) {
    this.requested = requested;
  }

  List<Object> signals() {
    return signals;
  }

  Flow.Subscription subscription() {
    return Objects.requireNonNull(subscription, "nothing was subscribed to");
  }

  @Override
  public void onSubscribe(Flow.Subscription newSubscription) {
    subscription = newSubscription;
    if (requested > 0) {
      newSubscription.request(requested);
    }
  }

  @Override
  public void onNext(T element) {
    signals.add(element);
  }

  @Override
  public void onError(Throwable cause) {
    signals.add(cause.getClass());
  }

  @Override
  public void onComplete() {
    signals.add("complete");
  }
}
