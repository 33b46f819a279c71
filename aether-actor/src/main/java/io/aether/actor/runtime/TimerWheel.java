package io.aether.actor.runtime;

import io.aether.actor.Cancellable;
import io.aether.actor.spi.SafeText;
import io.aether.actor.spi.Scheduler;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Timers on one platform thread: a hashed wheel of 4,096 slots, one for each millisecond.
///
/// The design follows Varghese and Lauck, 1987, scheme 6. New timers go through an inbox, so the
/// wheel itself is confined to its thread. A timer never fires early, and on an idle machine at
/// most about a millisecond late; timers that are due in the same millisecond fire in the order in
/// which they were scheduled. The thread sleeps until the next filled slot is due; without any
/// timer it sleeps until one is added.
final class TimerWheel implements Scheduler {

  private static final Logger LOG = LoggerFactory.getLogger(TimerWheel.class);

  private static final long TICK_NANOS = 1_000_000;
  private static final int SLOTS = 4096;

  /// The longest sleep while the wheel holds a timer. It also bounds how long cancelled timers
  /// accumulate in the inbox: most asks are answered, and their timers cancelled, within that time.
  private static final int MAX_SLEEP_TICKS = 100;

  /// An alarm decides itself whether it is over.
  private static final Cancellable UNCANCELLED = () -> false;

  private static final @Nullable Alarm[] NO_TIMERS = {};

  /// A slot that had more timers than this releases its capacity.
  private static final int LARGE_SLOT = 32;

  /// More than a century, chosen so that no sum overflows.
  private static final long MAX_DELAY_NANOS = Long.MAX_VALUE / 2;

  /// The value of `sleepingUntil` while the thread does not have to be woken.
  private static final long AWAKE = Long.MIN_VALUE;

  private static final VarHandle SLEEPING_UNTIL;
  private static final VarHandle TASK;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      SLEEPING_UNTIL = lookup.findVarHandle(TimerWheel.class, "sleepingUntil", long.class);
      TASK = lookup.findVarHandle(Timer.class, "task", Runnable.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final WorkerDispatcher dispatcher;

  private final long start = System.nanoTime();
  private final Thread thread = LibraryThreads.daemon("aether-timers", this::live);

  /// New timers. Any thread adds, the wheel's thread removes.
  private final MessagePassingQueue<Alarm> inbox = new MpscUnboundedVarHandleArrayQueue<>(1024);

  /// The tick until which the thread sleeps. Set by the thread; a thread that adds an earlier timer
  /// sets it to AWAKE and wakes the wheel's thread.
  private volatile long sleepingUntil = AWAKE;

  // The rest is confined to the wheel's own thread.

  /// For each slot, its timers, in the order in which they were scheduled, and their number. Arrays
  /// instead of linked lists: most timers are cancelled in the inbox, and need no link to a next
  /// one.
  private final @Nullable Alarm[][] timers = new @Nullable Alarm[SLOTS][];

  private final int[] counts = new int[SLOTS];

  /// The last tick that was processed.
  private long tick;

  /// The number of timers in the slots, including cancelled ones.
  private int held;

  private TimerWheel(WorkerDispatcher dispatcher) {
    this.dispatcher = dispatcher;
    Arrays.fill(timers, NO_TIMERS);
  }

  /// @param dispatcher runs the actors to which most timers send
  static TimerWheel start(WorkerDispatcher dispatcher) {
    TimerWheel wheel = new TimerWheel(dispatcher);
    wheel.thread.start();
    return wheel;
  }

  // ---- Any thread ----

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    Timer timer = new Timer(task);
    add(delay, timer);
    return timer;
  }

  @Override
  public Cancellable schedule(Duration delay, Alarm alarm) {
    add(delay, alarm);
    return UNCANCELLED;
  }

  private void add(Duration delay, Alarm timer) {
    long delayNanos = Math.clamp(TimeUnit.NANOSECONDS.convert(delay), 0, MAX_DELAY_NANOS);
    long due = Math.ceilDiv(elapsedNanos() + delayNanos, TICK_NANOS);
    timer.setDue(due);
    inbox.offer(timer);
    // The thread first publishes until when it sleeps, and then checks the inbox a last time. This
    // method does the same in the opposite order: it adds to the inbox, then reads. So at least one
    // of the two sees the other.
    long until = sleepingUntil;
    if (due < until && SLEEPING_UNTIL.compareAndSet(this, until, AWAKE)) {
      LockSupport.unpark(thread);
    }
  }

  boolean isOwnThread() {
    return Thread.currentThread() == thread;
  }

  private long elapsedNanos() {
    return System.nanoTime() - start;
  }

  /// One entry of the wheel.
  private static final class Timer implements Cancellable, Alarm {

    /// The tick from which on this may fire.
    private long due;

    /// Set to null by the first of two: the wheel, to run it, or any thread, to cancel it.
    private volatile @Nullable Runnable task;

    Timer(Runnable task) {
      this.task = task;
    }

    @Override
    public void setDue(long due) {
      this.due = due;
    }

    @Override
    public long due() {
      return due;
    }

    @Override
    public boolean isOver() {
      return task == null;
    }

    @Override
    public void run() {
      Runnable taken = takeTask();
      if (taken != null) {
        taken.run();
      }
    }

    @Override
    public boolean cancel() {
      return takeTask() != null;
    }

    private @Nullable Runnable takeTask() {
      return task == null ? null : (Runnable) TASK.getAndSet(this, null);
    }
  }

  // ---- The wheel's own thread ----

  private void live() {
    while (true) {
      try {
        Thread.interrupted(); // otherwise parking would return at once
        // Read the clock first: a timer not yet in the inbox is not due yet, so none is overtaken.
        long now = elapsedNanos() / TICK_NANOS;
        try {
          admitNewTimers(now);
          turnTo(now);
        } finally {
          dispatcher.wakeForGathered();
        }
        sleep();
      } catch (Throwable failure) {
        GuardedLog.error(LOG, "The timer wheel failed; it goes on with the next tick", failure);
      }
    }
  }

  private void admitNewTimers(long now) {
    for (Alarm timer; (timer = inbox.poll()) != null; ) {
      if (timer.isOver()) {
        continue; // already cancelled
      }
      if (held == 0) {
        tick = Math.max(tick, Math.min(timer.due(), now) - 1); // skip ticks slept through
      }
      if (timer.due() <= tick) {
        fire(timer);
      } else {
        append(slot(timer.due()), timer);
        held++;
      }
    }
  }

  private void turnTo(long now) {
    while (tick < now && held > 0) {
      tick++;
      workOff(slot(tick));
    }
  }

  /// Fires the due timers of the slot, and keeps the timers of a later round of the wheel.
  private void workOff(int slot) {
    @Nullable Alarm[] all = timers[slot];
    int count = counts[slot];
    int kept = 0;
    for (int i = 0; i < count; i++) {
      Alarm timer = Objects.requireNonNull(all[i]);
      all[i] = null;
      if (timer.due() <= tick || timer.isOver()) {
        held--;
        fire(timer);
      } else {
        all[kept++] = timer;
      }
    }
    counts[slot] = kept;
    if (kept == 0 && count > LARGE_SLOT) {
      timers[slot] = NO_TIMERS;
    }
  }

  private void fire(Alarm timer) {
    if (timer.isOver()) {
      return;
    }
    try {
      if (timer.onlySends()) {
        dispatcher.gather();
      } else {
        dispatcher.wakeForGathered();
      }
      timer.run();
    } catch (Throwable failure) {
      GuardedLog.error(
          LOG, "A timer's task threw, which tasks must not: " + SafeText.of(timer), failure);
    }
  }

  private void append(int slot, Alarm timer) {
    int count = counts[slot];
    if (count == timers[slot].length) {
      timers[slot] = Arrays.copyOf(timers[slot], Math.max(4, 2 * count));
    }
    timers[slot][count] = timer;
    counts[slot] = count + 1;
  }

  private void sleep() {
    long until = held == 0 ? Long.MAX_VALUE : nextFilledTick();
    sleepingUntil = until;
    if (inbox.isEmpty()) {
      if (held == 0) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, until * TICK_NANOS - elapsedNanos());
      }
    }
    sleepingUntil = AWAKE;
  }

  private long nextFilledTick() {
    long next = tick + 1;
    while (counts[slot(next)] == 0 && next < tick + MAX_SLEEP_TICKS) {
      next++;
    }
    return next;
  }

  private static int slot(long tick) {
    return (int) (tick & (SLOTS - 1));
  }
}
