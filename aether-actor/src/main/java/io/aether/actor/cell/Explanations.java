package io.aether.actor.cell;

import io.aether.actor.inspect.TargetState;
import java.lang.ref.WeakReference;
import java.util.IdentityHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Looks at the targets of asks that time out, at a bounded cost regardless of the number of asks:
/// at each target at most once a tick, at no more than [#LOOKS] targets in a [#WINDOW_NANOS], and
/// at one thread's stack in a tick. An ask beyond these limits gets a brief explanation, which says
/// that it is brief. Thread-safe; called by askers and by completions, never by the timers thread.
final class Explanations {

  private static final long TICK_NANOS = 1_000_000;

  /// An ask with a shorter timeout may have begun after the look that it would share.
  private static final long SHORTEST_SHARED_NANOS = 2 * TICK_NANOS;

  private static final long WINDOW_NANOS = 10 * TICK_NANOS;

  /// A look takes 10 to 20 microseconds, so this is at most a tenth of a processor.
  private static final int LOOKS = 64;

  private final LongSupplier nanoTime;

  // ---- Guarded by this ----

  /// The looks of the latest tick. A weak reference, so that a stopped target is not kept
  /// reachable.
  private WeakReference<Tick> latest = new WeakReference<>(null);

  private @Nullable Long windowStart;
  private int looksLeft;
  private long stackTick = Long.MIN_VALUE;

  Explanations(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// {@return the state of the target of `promise` at the time of the timeout}
  TargetState of(ActorCell<?> target, Promise<?> promise) {
    Look look = look(target, promise.timeout().toNanos() >= SHORTEST_SHARED_NANOS);
    return look == null ? Explanation.brief(target) : look.view(target).to(promise);
  }

  /// {@return null if no more targets may be looked at now}
  private synchronized @Nullable Look look(ActorCell<?> target, boolean shared) {
    long now = nanoTime.getAsLong();
    long number = Math.floorDiv(now, TICK_NANOS);
    Tick tick = latest.get();
    if (tick == null || tick.number != number) {
      tick = new Tick(number);
      latest = new WeakReference<>(tick);
    }
    Look known = shared ? tick.looks.get(target) : null;
    if (known != null) {
      return known;
    }
    if (windowStart == null || now - windowStart >= WINDOW_NANOS) {
      windowStart = now;
      looksLeft = LOOKS;
    }
    if (looksLeft == 0) {
      return null;
    }
    looksLeft--;
    Look look = new Look(tick, stackTick != number);
    stackTick = number;
    tick.looks.put(target, look);
    return look;
  }

  /// The targets that were looked at in one tick. `looks` is guarded by the [Explanations].
  private static final class Tick {
    private final long number;
    private final IdentityHashMap<ActorCell<?>, Look> looks = new IdentityHashMap<>();

    private Tick(long number) {
      this.number = number;
    }
  }

  /// One look, taken by the first thread that wants it; other threads wait for that thread.
  private static final class Look {
    /// Keeps the tick reachable while its looks are in use.
    @SuppressWarnings("unused")
    private final Tick tick;

    private final boolean withStack;

    /// Guarded by this.
    private @Nullable Explanation view;

    private Look(Tick tick, boolean withStack) {
      this.tick = tick;
      this.withStack = withStack;
    }

    private synchronized Explanation view(ActorCell<?> target) {
      Explanation known = view;
      if (known == null) {
        known = Explanation.of(target, withStack);
        view = known;
      }
      return known;
    }
  }
}
