package io.aether.testkit.engine;

import io.aether.actor.Cancellable;
import io.aether.actor.spi.Dispatcher;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.Observer;
import io.aether.actor.spi.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/// The environment of a simulation: passes every call of the library to the [SimulationLoop].
final class SimulatedEnvironment implements Environment {

  /// Wall-clock time at which every simulation begins.
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final SimulationLoop loop;
  private final Dispatcher dispatcher;
  private final Scheduler scheduler;
  private final SplittableRandom random;
  private final Observer observer;

  /// @param random randomness for the library; separate from that of the loop, so that the number
  ///   of draws does not change the order of steps
  SimulatedEnvironment(SimulationLoop loop, SplittableRandom random, Observer observer) {
    this.loop = loop;
    this.random = random;
    this.observer = observer;
    this.dispatcher = loop::execute;
    this.scheduler =
        new Scheduler() {
          @Override
          public Cancellable schedule(Duration delay, Runnable task) {
            return loop.schedule(delay, task);
          }

          @Override
          public long nanoTime() {
            return loop.now();
          }
        };
  }

  @Override
  public Dispatcher dispatcher() {
    return dispatcher;
  }

  @Override
  public Scheduler scheduler() {
    return scheduler;
  }

  @Override
  public InstantSource clock() {
    return () -> START.plusNanos(loop.now());
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public void await(CompletableFuture<?> future) throws InterruptedException {
    loop.await(future);
  }

  @Override
  public boolean mayWait() {
    return loop.mayWait();
  }

  @Override
  public void fork(String name, Runnable task) {
    loop.fork(name, task);
  }

  @Override
  public Observer observer() {
    return observer;
  }
}
