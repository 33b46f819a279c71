package io.aether.actor.pattern;

import io.aether.actor.ActorSystem;
import io.aether.actor.Cancellable;
import io.aether.actor.annotation.Experimental;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.SystemServices;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Protects callers from a service that may be down or slow. After a number of consecutive failures
/// the breaker lets no calls through for a while: callers fail at once instead of waiting, and the
/// service can recover.
///
/// ```java
/// CircuitBreaker billing = CircuitBreaker.create(
///     system, "billing", CircuitBreakerSettings.of(5, ofSeconds(2), ofSeconds(30)));
/// int total = billing.call(() -> service.ask(GetTotal::new, ofSeconds(2)));
/// ```
///
///     CLOSED ----maxFailures in a row, or calls that time out----> OPEN
///     OPEN ------resetTimeout is over----------------------------> HALF_OPEN
///     HALF_OPEN -the one trial call succeeds---------------------> CLOSED
///     HALF_OPEN -it fails or times out---------------------------> OPEN, for longer if so set
///
/// A call that began before the last change of state does not change the state when it ends; it is
/// only counted. Time and jitter come from the system, so a simulation repeats them. Thread-safe;
/// share one breaker among all callers of a service.
///
/// This file is longer than most because each kind of call has a method, and all of them share one
/// state.
@Experimental
public final class CircuitBreaker {

  /// Whether a breaker lets calls through.
  public enum State {
    /// All calls go through.
    CLOSED,
    /// No call goes through.
    OPEN,
    /// One call goes through, to find out whether the callee has recovered.
    HALF_OPEN
  }

  /// A change of state.
  ///
  /// @param breaker the name of the breaker
  public record Change(String breaker, State from, State to) {}

  /// The state and the counts of a breaker at one moment.
  ///
  /// @param name the name of the breaker
  /// @param failuresInARow the number of failures since the last success, while the breaker is
  ///   closed
  /// @param remaining how long it is until a trial call; zero unless it is open
  /// @param succeeded how many calls succeeded
  /// @param failed how many calls failed, those that timed out included
  /// @param timedOut how many calls took longer than the timeout
  /// @param rejected how many calls the breaker did not let through
  /// @param opened how many times it opened
  public record Status(
      String name,
      State state,
      int failuresInARow,
      Duration remaining,
      long succeeded,
      long failed,
      long timedOut,
      long rejected,
      long opened) {}

  private static final Logger LOG = LoggerFactory.getLogger(CircuitBreaker.class);

  private final String name;
  private final CircuitBreakerSettings settings;
  private final SystemServices services;
  private final Environment environment;
  private final List<Consumer<? super Change>> listeners = new CopyOnWriteArrayList<>();
  private final InOrder<Change> changes;

  // ---- Guarded by this; no code of the application is called under the lock ----

  private State state = State.CLOSED;

  /// Counts the changes of state, so that a call knows whether it began in the present one.
  private long epoch;

  private int failuresInARow;
  private int openedInARow;
  private boolean trialUnderWay;
  private long openUntilNanos;
  private @Nullable Throwable cause;
  private long succeeded;
  private long failed;
  private long timedOut;
  private long rejected;
  private long opened;

  private CircuitBreaker(ActorSystem system, String name, CircuitBreakerSettings settings) {
    this.name = name;
    this.settings = settings;
    this.services = system.spi();
    this.environment = services.environment();
    this.changes = new InOrder<>(services, "aether-circuit-breaker", this::tell);
  }

  /// {@return a closed breaker}
  ///
  /// @param system the system whose time the breaker uses
  /// @param name for logs and errors
  public static CircuitBreaker create(
      ActorSystem system, String name, CircuitBreakerSettings settings) {
    return new CircuitBreaker(
        Arguments.required(system, "the system of a circuit breaker"),
        Arguments.required(name, "the name of a circuit breaker"),
        Arguments.required(settings, "the settings of a circuit breaker"));
  }

  // ---- Calls ----

  /// Calls `task` on the calling thread, unless the breaker is open. A call that takes longer than
  /// the timeout counts as failed as soon as the timeout has passed; it is not interrupted, and its
  /// result is still returned.
  ///
  /// @return the value that `task` returns
  /// @throws CircuitOpenException if the breaker lets no call through; `task` was not called
  /// @throws Exception the exception that `task` throws
  public <R> R call(Callable<R> task) throws Exception {
    Arguments.required(task, "the task of a call");
    Call call = begin();
    call.start(() -> {});
    R value;
    try {
      value = task.call();
    } catch (Throwable failure) {
      call.end(failure);
      throw failure;
    }
    call.end(null);
    return value;
  }

  /// Calls `task` on the calling thread, unless the breaker is open.
  ///
  /// @return a future that completes as the future of `task` does. It fails with a
  ///   [CircuitOpenException] if the breaker lets no call through, and with a [TimeoutException] if
  ///   the call takes longer than the timeout; the future of `task` is not cancelled then. If the
  ///   caller cancels the returned future, the call counts neither as a success nor as a failure.
  ///   Callbacks of the future must not block
  public <R> CompletableFuture<R> callAsync(Supplier<? extends CompletableFuture<R>> task) {
    Arguments.required(task, "the task of a call");
    Call call;
    try {
      call = begin();
    } catch (CircuitOpenException open) {
      return CompletableFuture.failedFuture(open);
    }
    CompletableFuture<R> result = new CompletableFuture<>();
    call.start(() ->
        result.completeExceptionally(
            new TimeoutException(
                "The call through circuit breaker '%s' took longer than %s"
                    .formatted(name, settings.callTimeout()))));
    result.whenComplete((_, _) -> call.giveUp());
    After.call(task)
        .whenComplete((value, wrapped) -> {
          if (wrapped == null) {
            call.end(null);
            result.complete(value);
          } else { // possibly on the timers thread, which must not run the predicate
            Throwable failure = After.cause(wrapped);
            services.fork(
                "aether-circuit-breaker",
                () -> {
                  call.end(failure);
                  result.completeExceptionally(failure);
                });
          }
        });
    return result;
  }

  /// Counts a success that was observed elsewhere, as the outcome of a call that begins now.
  public void succeed() {
    count(null);
  }

  /// Counts a failure that was observed elsewhere, as the outcome of a call that begins now.
  public void fail(Throwable failure) {
    count(Arguments.required(failure, "the failure"));
  }

  private void count(@Nullable Throwable failure) {
    long now;
    synchronized (this) {
      now = epoch;
    }
    ended(now, failure, /* late= */ false);
  }

  // ---- Inspection ----

  /// {@return the present state}
  public synchronized State state() {
    return state;
  }

  /// {@return the present state and the counts since the breaker was created}
  public synchronized Status status() {
    return new Status(
        name, state, failuresInARow, remaining(), succeeded, failed, timedOut, rejected, opened);
  }

  /// Calls `listener` with each change of state from now on, one at a time and in order, on a
  /// thread where it may block. If the listener throws, the exception is logged and the listener
  /// stays registered.
  ///
  /// @return removes the listener when cancelled
  public Cancellable onChange(Consumer<? super Change> listener) {
    listeners.add(Arguments.required(listener, "the listener"));
    return () -> listeners.remove(listener);
  }

  @Override
  public String toString() {
    return "CircuitBreaker[" + name + ", " + state() + "]";
  }

  // ---- The states ----

  private Duration remaining() {
    long nanos = openUntilNanos - environment.scheduler().nanoTime();
    return state == State.OPEN ? Duration.ofNanos(Math.max(1, nanos)) : Duration.ZERO;
  }

  private synchronized Call begin() {
    boolean through = state == State.CLOSED || (state == State.HALF_OPEN && !trialUnderWay);
    if (!through) {
      rejected++;
      throw new CircuitOpenException(name, remaining(), cause);
    }
    trialUnderWay = state == State.HALF_OPEN;
    return new Call(epoch);
  }

  /// @param late whether the call failed because it exceeded the timeout
  private void ended(long began, @Nullable Throwable failure, boolean late) {
    boolean counts = failure != null && (late || counts(failure));
    synchronized (this) {
      succeeded += counts ? 0 : 1;
      failed += counts ? 1 : 0;
      timedOut += late ? 1 : 0;
      if (began != epoch || state == State.OPEN) {
        return;
      }
      if (!counts) {
        failuresInARow = 0;
        if (state == State.HALF_OPEN) {
          openedInARow = 0;
          become(State.CLOSED);
        }
      } else {
        failuresInARow++;
        if (state == State.HALF_OPEN || failuresInARow >= settings.maxFailures()) {
          cause = failure;
          open();
        }
      }
    }
  }

  private boolean counts(Throwable failure) {
    try {
      return settings.counted().test(failure);
    } catch (RuntimeException broken) {
      SafeLog.error(
          LOG, "Circuit breaker '%s': the predicate for failures failed".formatted(name), broken);
      return true;
    }
  }

  private void open() {
    opened++;
    openedInARow++;
    Duration time = settings.openFor(openedInARow, environment.random().nextDouble());
    openUntilNanos = environment.scheduler().nanoTime() + TimeUnit.NANOSECONDS.convert(time);
    become(State.OPEN);
    long openEpoch = epoch;
    environment.scheduler().schedule(time, () -> halfOpen(openEpoch));
  }

  /// Called by the timers thread: changes a few fields and at most starts a thread.
  private synchronized void halfOpen(long openEpoch) {
    if (epoch == openEpoch) {
      trialUnderWay = false;
      become(State.HALF_OPEN);
    }
  }

  private void become(State next) {
    var change = new Change(name, state, next);
    state = next;
    epoch++;
    failuresInARow = 0;
    if (next == State.CLOSED) {
      cause = null;
    }
    changes.add(change);
  }

  /// Called for the changes one at a time, in order.
  private void tell(Change change) {
    if (change.to() == State.OPEN) {
      LOG.warn("Circuit breaker '{}' has opened: see its CircuitOpenException for the cause", name);
    } else {
      LOG.info("Circuit breaker '{}' has become {}", name, change.to());
    }
    for (Consumer<? super Change> each : listeners) {
      try {
        each.accept(change);
      } catch (Throwable failure) {
        SafeLog.error(LOG, "Circuit breaker '%s': a listener failed".formatted(name), failure);
      }
    }
  }

  /// One call that was let through. It ends once: by its outcome, by its timeout, or because the
  /// caller cancels it.
  private final class Call {
    private final long began;

    // Guarded by this. `timer` is set by the caller before the task is called, `ended` by the
    // thread that ends the call.
    private @Nullable Cancellable timer;
    private boolean over;

    Call(long began) {
      this.began = began;
    }

    /// @param onTimeout called on a thread of its own
    void start(Runnable onTimeout) {
      Runnable timeout =
          () -> {
            if (end()) {
              ended(began, new TimeoutException("took too long"), /* late= */ true);
              onTimeout.run();
            }
          };
      Cancellable started =
          environment
              .scheduler()
              .schedule(
                  settings.callTimeout(), () -> services.fork("aether-circuit-breaker", timeout));
      synchronized (this) {
        timer = started;
      }
    }

    void end(@Nullable Throwable failure) {
      if (failure instanceof InterruptedException || failure instanceof CancellationException) {
        giveUp();
      } else if (end()) {
        ended(began, failure, /* late= */ false);
      }
    }

    /// Ends the call without an outcome. If it was the trial call, another one may follow.
    void giveUp() {
      if (end()) {
        synchronized (CircuitBreaker.this) {
          if (began == epoch) {
            trialUnderWay = false;
          }
        }
      }
    }

    private boolean end() {
      Cancellable its;
      synchronized (this) {
        if (over) {
          return false;
        }
        over = true;
        its = timer;
      }
      if (its != null) {
        its.cancel();
      }
      return true;
    }
  }
}
