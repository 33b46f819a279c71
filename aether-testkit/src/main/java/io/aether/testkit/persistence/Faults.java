package io.aether.testkit.persistence;

import io.aether.actor.spi.Environment;
import io.aether.persistence.PersistenceId;
import io.aether.persistence.spi.Commit;
import io.aether.persistence.spi.JournalException;
import io.aether.testkit.StoreCall;
import io.aether.testkit.StoreCall.Request;
import io.aether.testkit.StoreFault;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What calls of stores are to meet. Thread-safe.
public final class Faults {

  private record Rule(StoreCall call, Predicate<Request> which, StoreFault fault) {}

  private final Environment environment;

  /// Whether the calling thread looks at the stores for the test itself.
  private final ThreadLocal<Boolean> spared = ThreadLocal.withInitial(() -> false);

  // Guarded by this.
  private final Map<StoreCall, Deque<StoreFault>> next = new EnumMap<>(StoreCall.class);
  private final List<Rule> rules = new ArrayList<>();

  public Faults(Environment environment) {
    this.environment = environment;
  }

  public synchronized void next(StoreCall call, StoreFault fault) {
    check(call, fault);
    next.computeIfAbsent(call, _ -> new ArrayDeque<>()).add(fault);
  }

  public synchronized void when(StoreCall call, Predicate<Request> which, StoreFault fault) {
    check(call, fault);
    rules.add(new Rule(call, which, fault));
  }

  public void sometimes(StoreCall call, double probability, StoreFault fault) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "A probability lies between 0 and 1, but was " + probability);
    }
    when(call, _ -> environment.random().nextDouble() < probability, fault);
  }

  public synchronized void heal() {
    next.clear();
    rules.clear();
  }

  /// Runs `look`, which meets no faults.
  public void without(Runnable look) {
    spared.set(true);
    try {
      look.run();
    } finally {
      spared.remove();
    }
  }

  private static void check(StoreCall call, StoreFault fault) {
    boolean ofAppends = fault instanceof StoreFault.Refusal || fault instanceof StoreFault.Unknown;
    if (ofAppends && call != StoreCall.APPEND) {
      throw new IllegalArgumentException(
          "Only an append can meet a %s, but it was meant for a %s"
              .formatted(fault.getClass().getSimpleName(), call));
    }
  }

  // ---- For the stores ----

  /// Waits out a delay and throws a failure; anything else is the caller's matter.
  ///
  /// @return what else an append has to meet
  @Nullable StoreFault meet(StoreCall call, PersistenceId id, @Nullable Commit commit) {
    if (spared.get()) {
      return null;
    }
    StoreFault fault = choose(new Request(call, id, commit));
    if (fault instanceof StoreFault.Delay(var duration)) {
      sleep(duration);
      return null;
    } else if (fault instanceof StoreFault.Failure(var reason)) {
      throw new JournalException("%s of %s fails: %s".formatted(call, id, reason), null);
    }
    return fault;
  }

  private synchronized @Nullable StoreFault choose(Request request) {
    Deque<StoreFault> waiting = next.get(request.call());
    if (waiting != null && !waiting.isEmpty()) {
      return waiting.remove();
    }
    for (Rule rule : rules.reversed()) {
      if (rule.call == request.call() && rule.which.test(request)) {
        return rule.fault;
      }
    }
    return null;
  }

  private void sleep(Duration duration) {
    var passed = new CompletableFuture<Void>();
    environment.scheduler().schedule(duration, () -> passed.complete(null));
    try {
      environment.await(passed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JournalException("Interrupted while a call was delayed", e);
    }
  }
}
