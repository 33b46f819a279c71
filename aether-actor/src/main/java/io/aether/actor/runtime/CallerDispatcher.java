package io.aether.actor.runtime;

import io.aether.actor.spi.Activation;
import io.aether.actor.spi.Dispatcher;
import io.aether.actor.spi.Runner;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/// Runs activations in place, on the thread that makes them runnable. The first one runs at once;
/// the activations that it makes runnable run after it. The thread's own work continues afterwards
/// as if nothing had happened.
final class CallerDispatcher implements Dispatcher {

  private static final Logger LOG = LoggerFactory.getLogger(CallerDispatcher.class);

  /// The maximum number of turns in a row. A thread that only sends a message needs no more.
  private static final int MAX_TURNS = 64;

  private final Dispatcher others;
  private final BooleanSupplier mayRun;
  private final Monitor monitor;

  /// @param others runs the activations that the calling thread has no time for
  /// @param mayRun whether the calling thread may run actors at all
  /// @param monitor tracks virtual threads that run actors
  CallerDispatcher(Dispatcher others, BooleanSupplier mayRun, Monitor monitor) {
    this.others = others;
    this.mayRun = mayRun;
    this.monitor = monitor;
  }

  @Override
  public void execute(Activation activation) {
    Runner outer = Runner.current();
    if (outer instanceof Caller caller) {
      caller.queue.add(activation);
    } else if (mayRun.getAsBoolean()) {
      Thread thread = Thread.currentThread();
      if (outer == null && thread.isVirtual()) {
        Guest guest = new Guest(thread, /* active= */ true);
        monitor.enter(guest);
        try {
          new Caller(others, null).runAll(activation);
        } finally {
          monitor.leave(guest);
        }
      } else {
        new Caller(others, outer).runAll(activation);
      }
    } else {
      others.execute(activation);
    }
  }

  /// One sender's thread, while it runs activations.
  private static final class Caller extends Runner {

    private final Dispatcher others;
    private final @Nullable Runner outer;
    private final Queue<Activation> queue = new ArrayDeque<>(4);

    private Caller(Dispatcher others, @Nullable Runner outer) {
      this.others = others;
      this.outer = outer;
    }

    private void runAll(Activation first) {
      Map<String, String> mdc = MDC.getCopyOfContextMap();
      boolean interrupted = Thread.interrupted();
      bindDuring(() -> {
        queue.add(first);
        int turns = 0;
        for (Activation next; turns < MAX_TURNS && (next = queue.poll()) != null; turns++) {
          turn(next);
        }
        passOn();
      });
      if (mdc != null) {
        MDC.setContextMap(mdc);
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    private void turn(Activation activation) {
      try {
        if (run(activation)) {
          queue.add(activation);
        }
      } catch (Throwable failure) {
        Thread.interrupted(); // it may not have cleared the interrupt
        GuardedLog.threw(LOG, activation, failure);
      }
    }

    private void passOn() {
      for (Activation each; (each = queue.poll()) != null; ) {
        others.execute(each);
      }
    }

    @Override
    public void spin(int round) {
      Spins.once(round);
    }

    @Override
    public int throughput(int configured) {
      return configured;
    }

    @Override
    public boolean shouldYield() {
      return false;
    }

    @Override
    public void beforeWait() {
      passOn();
      if (outer != null) {
        outer.beforeWait();
      }
    }
  }
}
