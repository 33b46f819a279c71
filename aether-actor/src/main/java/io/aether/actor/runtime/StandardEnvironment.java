package io.aether.actor.runtime;

import io.aether.actor.Cancellable;
import io.aether.actor.spi.Dispatcher;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.OwnedDispatcher;
import io.aether.actor.spi.Runner;
import io.aether.actor.spi.SafeText;
import io.aether.actor.spi.Scheduler;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The production environment: real threads, real time, real randomness.
///
/// There is one for each JVM, created at the first request: systems can share its monitor and its
/// timer wheel, which are threads. It is never closed; its threads are daemons that sleep when
/// there is no work, except for the [Keeper]'s thread.
public final class StandardEnvironment implements Environment {

  private static final Logger LOG = LoggerFactory.getLogger(StandardEnvironment.class);

  private final WorkerDispatcher dispatcher;
  private final TimerWheel scheduler;
  private final Dispatcher callers;
  private final Keeper keeper = new Keeper();
  private final RandomGenerator random = new SharedRandom(new SecureRandom().nextLong());

  private StandardEnvironment(Tuning tuning) {
    dispatcher = WorkerDispatcher.start(tuning);
    scheduler = TimerWheel.start(dispatcher);
    callers = new CallerDispatcher(dispatcher, this::mayWait, dispatcher.monitor());
  }

  private static final class Holder {

    /// The only instance; null until the first caller has created it, and read without a lock
    /// afterwards. Written under the lock of the class.
    private static volatile @Nullable StandardEnvironment instance;

    static synchronized StandardEnvironment create() {
      StandardEnvironment made = instance;
      if (made == null) {
        made = new StandardEnvironment(Tuning.ofSystemProperties());
        instance = made;
      }
      return made;
    }
  }

  /// {@return the only instance of this JVM}
  ///
  /// @throws IllegalArgumentException if a system property of the runtime has a value that is not
  ///   allowed
  public static Environment instance() {
    StandardEnvironment known = Holder.instance;
    return known != null ? known : Holder.create();
  }

  @Override
  public Dispatcher dispatcher() {
    return dispatcher;
  }

  @Override
  public Dispatcher callers() {
    return callers;
  }

  @Override
  public OwnedDispatcher threads(String name, int count, boolean platform) {
    Objects.requireNonNull(name, "name");
    if (count < 1) {
      throw new IllegalArgumentException(
          "Dispatcher '" + name + "' needs at least 1 thread, but was given: " + count);
    }
    return new ThreadDispatcher(name, count, platform, dispatcher, dispatcher.monitor());
  }

  @Override
  public Scheduler scheduler() {
    return scheduler;
  }

  @Override
  public InstantSource clock() {
    return InstantSource.system();
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public void await(CompletableFuture<?> future) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (future.isDone()) {
      return;
    }
    Runner runner = Runner.current();
    if (runner != null) {
      runner.beforeWait();
    }
    try {
      future.get();
    } catch (ExecutionException | CancellationException e) {
      // The future carries the outcome to the caller, including a failure.
    }
  }

  @Override
  public boolean mayWait() {
    return !scheduler.isOwnThread();
  }

  @Override
  public void fork(String name, Runnable task) {
    Objects.requireNonNull(task, "task");
    Guest guest = new Guest(null, /* active= */ true);
    Thread thread =
        LibraryThreads.virtual(
            name,
            () -> {
              try {
                task.run();
              } catch (Throwable failure) {
                LOG.error("{} ended by an exception", name, SafeText.printable(failure));
              } finally {
                dispatcher.monitor().leave(guest);
              }
            });
    guest.setThread(thread);
    thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    dispatcher.monitor().enter(guest);
    try {
      thread.start();
    } catch (Throwable failure) { // no memory for a thread
      dispatcher.monitor().leave(guest);
      throw failure;
    }
  }

  @Override
  public Cancellable onExit(Runnable task) {
    Thread hook = LibraryThreads.platform("aether-exit").daemon(false).unstarted(task);
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException isExiting) {
      return () -> false;
    }
    return () -> {
      try {
        return Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException isExiting) {
        return false;
      }
    };
  }

  @Override
  public void systemTerminated() {
    dispatcher.renewWorkers();
  }

  @Override
  public Cancellable keepAlive() {
    return keeper.hold();
  }

  /// SplitMix64 (Steele, Lea and Flood, 2014) on a shared counter. Unlike `ThreadLocalRandom`,
  /// which is seeded from the clock, two nodes that start together do not draw the same ids.
  private record SharedRandom(AtomicLong state) implements RandomGenerator {

    SharedRandom(long seed) {
      this(new AtomicLong(seed));
    }

    @Override
    public long nextLong() {
      long z = state.addAndGet(0x9e3779b97f4a7c15L);
      z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
      z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
      return z ^ (z >>> 31);
    }
  }
}
