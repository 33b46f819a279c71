package io.aether.testkit;

import io.aether.actor.spi.Dispatcher;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.Observer;
import io.aether.actor.spi.OwnedDispatcher;
import io.aether.actor.spi.Scheduler;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/// Another environment with one more observer.
record ObservedEnvironment(Environment environment, Observer added) implements Environment {

  @Override
  public Observer observer() {
    Observer others = environment.observer();
    return others == Observer.NONE ? added : new BothObservers(others, added);
  }

  @Override
  public Dispatcher dispatcher() {
    return environment.dispatcher();
  }

  @Override
  public Dispatcher callers() {
    return environment.callers();
  }

  @Override
  public OwnedDispatcher threads(String name, int count, boolean platform) {
    return environment.threads(name, count, platform);
  }

  @Override
  public Scheduler scheduler() {
    return environment.scheduler();
  }

  @Override
  public InstantSource clock() {
    return environment.clock();
  }

  @Override
  public RandomGenerator random() {
    return environment.random();
  }

  @Override
  public void await(CompletableFuture<?> future) throws InterruptedException {
    environment.await(future);
  }

  @Override
  public void systemTerminated() {
    environment.systemTerminated();
  }

  @Override
  public boolean mayWait() {
    return environment.mayWait();
  }

  @Override
  public void fork(String name, Runnable task) {
    environment.fork(name, task);
  }
}
