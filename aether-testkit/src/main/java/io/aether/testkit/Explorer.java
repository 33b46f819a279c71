package io.aether.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/// Runs a simulation under many seeds, several at once.
final class Explorer {

  private final long firstSeed;
  private final int seeds;
  private final Simulation.Options options;
  private final SimulationBody body;

  // ---- Any thread ----

  private final AtomicLong started = new AtomicLong();
  private final AtomicLong steps = new AtomicLong();
  private final Set<Long> traces = ConcurrentHashMap.newKeySet();

  /// By how manieth seed it was, so that the first is the smallest.
  private final ConcurrentSkipListMap<Long, Throwable> failures = new ConcurrentSkipListMap<>();

  Explorer(long firstSeed, int seeds, Simulation.Options options, SimulationBody body) {
    this.firstSeed = firstSeed;
    this.seeds = seeds;
    this.options = options;
    this.body = body;
  }

  Simulation.Exploration explore() {
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
    return new Simulation.Exploration(seeds, steps.get(), traces.size());
  }

  /// Seeds are started in order, so once one fails, all smaller ones have been started too.
  private void work() {
    long offset;
    while (failures.isEmpty() && (offset = started.getAndIncrement()) < seeds) {
      try {
        Simulation.Result result = Simulation.run(firstSeed + offset, options, body);
        steps.addAndGet(result.steps());
        traces.add(result.traceHash());
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
      case SimulationFailure failure -> throw new Shrinker(options, body, failure).shrink();
      case Error error -> throw error;
      case RuntimeException exception -> throw exception;
      case Throwable other -> throw new AssertionError(other);
    }
  }
}
