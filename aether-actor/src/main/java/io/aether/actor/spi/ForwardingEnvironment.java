package io.aether.actor.spi;

import io.aether.actor.Cancellable;
import io.aether.actor.annotation.Experimental;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/// An environment that changes some parts of another one: a subclass overrides those, and
/// everything else goes to the other environment.
///
/// [Environment#sleep] and [Environment#await(CompletableFuture, java.time.Duration)] use the
/// scheduler and the `await` of the subclass. A subclass that replaces [#dispatcher] usually has to
/// replace [#callers] and [#threads] too, because these forward as well. Thread-safe if the
/// subclass is.
@Experimental
public abstract class ForwardingEnvironment implements Environment {

  private final Environment environment;

  /// @param environment takes every call that the subclass does not override
  protected ForwardingEnvironment(Environment environment) {
    this.environment = Objects.requireNonNull(environment, "environment");
  }

  /// {@return the environment that calls are forwarded to}
  protected final Environment forwarded() {
    return environment;
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
  public boolean mayWait() {
    return environment.mayWait();
  }

  @Override
  public void fork(String name, Runnable task) {
    environment.fork(name, task);
  }

  @Override
  public Cancellable onExit(Runnable task) {
    return environment.onExit(task);
  }

  @Override
  public Cancellable keepAlive() {
    return environment.keepAlive();
  }

  @Override
  public void systemTerminated() {
    environment.systemTerminated();
  }

  @Override
  public Observer observer() {
    return environment.observer();
  }
}
