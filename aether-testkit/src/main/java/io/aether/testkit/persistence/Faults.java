package io.aether.testkit.persistence;

import io.aether.actor.spi.Environment;
import io.aether.persistence.PersistenceId;
import io.aether.persistence.spi.Commit;
import io.aether.persistence.spi.JournalException;
import io.aether.testkit.ThrowingPredicate;
import io.aether.testkit.persistence.StoreCall.Request;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The faults that calls of stores are to meet. Thread-safe.
final class Faults {

  private record Rule(StoreCall call, ThrowingPredicate<Request, ?> which, StoreFault.Kind fault) {

    boolean applies(Request request) {
      try {
        return call == request.call() && which.test(request);
      } catch (RuntimeException unchecked) {
        throw unchecked;
      } catch (Exception checked) {
        throw new IllegalStateException("The predicate of a fault failed for " + request, checked);
      }
    }
  }

  private final Environment environment;

  /// True while the calling thread reads the stores on behalf of the test itself.
  private final ThreadLocal<Boolean> spared = ThreadLocal.withInitial(() -> false);

  // ---- Guarded by this ----

  private final Map<StoreCall, Deque<StoreFault.Kind>> next = new EnumMap<>(StoreCall.class);
  private final List<Rule> rules = new ArrayList<>();

  Faults(Environment environment) {
    this.environment = environment;
  }

  synchronized void next(StoreCall call, StoreFault fault) {
    next.computeIfAbsent(call, _ -> new ArrayDeque<>()).add(checked(call, fault));
  }

  synchronized void when(StoreCall call, ThrowingPredicate<Request, ?> which, StoreFault fault) {
    rules.add(new Rule(call, which, checked(call, fault)));
  }

  void sometimes(StoreCall call, double probability, StoreFault fault) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "A probability must lie between 0 and 1, but was: " + probability);
    }
    when(call, _ -> environment.random().nextDouble() < probability, fault);
  }

  synchronized void heal() {
    next.clear();
    rules.clear();
  }

  /// Runs `look` without faults.
  void without(Runnable look) {
    spared.set(true);
    try {
      look.run();
    } finally {
      spared.remove();
    }
  }

  private static StoreFault.Kind checked(StoreCall call, StoreFault fault) {
    StoreFault.Kind kind = fault.kind();
    boolean ofAppends =
        kind instanceof StoreFault.Kind.Refusal || kind instanceof StoreFault.Kind.Unknown;
    if (ofAppends && call != StoreCall.APPEND) {
      throw new IllegalArgumentException(
          "Only an APPEND can meet a fault of kind %s, but it was given to a %s"
              .formatted(kind.getClass().getSimpleName(), call));
    }
    return kind;
  }

  // ---- For the stores ----

  /// Waits for the time of a delay and throws a failure.
  ///
  /// @return any other fault, which concerns an append; null if there is none
  StoreFault.@Nullable Kind meet(StoreCall call, PersistenceId id, @Nullable Commit commit) {
    if (spared.get()) {
      return null;
    }
    StoreFault.Kind fault = choose(new Request(call, id, commit));
    if (fault instanceof StoreFault.Kind.Delay(var duration)) {
      sleep(duration);
      return null;
    } else if (fault instanceof StoreFault.Kind.Failure(var reason)) {
      throw new JournalException("%s of %s fails: %s".formatted(call, id, reason), null);
    }
    return fault;
  }

  private synchronized StoreFault.@Nullable Kind choose(Request request) {
    Deque<StoreFault.Kind> waiting = next.get(request.call());
    if (waiting != null && !waiting.isEmpty()) {
      return waiting.remove();
    }
    for (Rule rule : rules.reversed()) {
      if (rule.applies(request)) {
        return rule.fault;
      }
    }
    return null;
  }

  private void sleep(Duration duration) {
    try {
      environment.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JournalException("Interrupted while a call was delayed", e);
    }
  }
}
