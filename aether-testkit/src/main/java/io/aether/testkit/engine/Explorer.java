package io.aether.testkit.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/// Runs a scenario under many seeds, several at once.
public final class Explorer {

  /// The sums over all seeds, which all passed.
  ///
  /// @param steps the steps of all runs together
  /// @param interleavings how many different traces there were
  public record Summary(long steps, int interleavings) {}

  private final long firstSeed;
  private final int seeds;
  private final Limits limits;
  private final Scenario scenario;

  // ---- Any thread ----

  private final AtomicLong started = new AtomicLong();
  private final AtomicLong steps = new AtomicLong();
  private final Set<Long> traces = ConcurrentHashMap.newKeySet();

  /// By the offset of the seed, so that the first entry is that of the smallest seed.
  private final ConcurrentSkipListMap<Long, Throwable> failures = new ConcurrentSkipListMap<>();

  private Explorer(long firstSeed, int seeds, Limits limits, Scenario scenario) {
    this.firstSeed = firstSeed;
    this.seeds = seeds;
    this.limits = limits;
    this.scenario = scenario;
  }

  /// Runs `scenario` under `seeds` seeds from `firstSeed` on, on as many threads as there are
  /// processors. Blocks until they are done, or the first has failed.
  ///
  /// @throws AssertionError the failure of the smallest seed that failed, shrunk
  public static Summary explore(long firstSeed, int seeds, Limits limits, Scenario scenario) {
    return new Explorer(firstSeed, seeds, limits, scenario).explore();
  }

  private Summary explore() {
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < Math.min(seeds, Runtime.getRuntime().availableProcessors()); i++) {
      workers.add(Thread.ofPlatform().daemon().name("exploration-" + i).start(this::work));
    }
    try {
      for (Thread worker : workers) {
        worker.join();
      }
    } catch (InterruptedException interrupt) {
      workers.forEach(Thread::interrupt);
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted after " + started + " seeds", interrupt);
    }
    rethrowFirst();
    return new Summary(steps.get(), traces.size());
  }

  /// Seeds are started in order, so when one fails, all smaller ones have been started too.
  private void work() {
    long offset;
    while (failures.isEmpty() && (offset = started.getAndIncrement()) < seeds) {
      try {
        Outcome outcome = Run.of(firstSeed + offset, limits, scenario);
        steps.addAndGet(outcome.steps());
        traces.add(outcome.traceHash());
      } catch (Throwable failure) {
        failures.put(offset, failure);
      }
    }
  }

  private void rethrowFirst() {
    if (failures.isEmpty()) {
      return;
    }
    switch (failures.firstEntry().getValue()) {
      case SimulationFailure failure -> throw new Shrinker(limits, scenario, failure).shrink();
      case Error error -> throw error;
      case RuntimeException exception -> throw exception;
      case Throwable other -> throw new AssertionError(other);
    }
  }
}
