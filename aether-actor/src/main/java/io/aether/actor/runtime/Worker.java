package io.aether.actor.runtime;

import io.aether.actor.spi.Activation;
import io.aether.actor.spi.Runner;
import io.aether.actor.spi.SafeText;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One virtual thread of the [WorkerDispatcher].
///
/// ```
///                    gets a carrier               finds nothing, or has to make room
///   start ─▶ STANDBY ──────────────▶ RUNNING ──────────────────────────────────▶ PARKED
///             ▲   ▲                     │                                         │  │
///             │   └── rests: yields ────┘                                         │  └─▶ GONE
///             └───────────────────────── woken ───────────────────────────────────┘   (too many idle)
/// ```
///
/// A worker runs what stands in its own `next` slot before it asks the run queue, at most
/// `MAX_NEXT_IN_A_ROW` times and, unless it leads, no longer than to the next tick of the monitor. Only its own
/// activations fill the slot; both it and the monitor may empty it. It never leaves RUNNING, and
/// never waits for another actor, with a filled slot.
///
/// # Who takes from the slot
///
/// Nothing is taken twice, though the worker needs no atomic exchange of its own after most turns.
/// Like in Dekker's algorithm each says what it is about to do, then looks at the other:
///
///     worker    leaving = true;  compare-and-set of the activation;  monitorAtSlot?
///     monitor   monitorAtSlot = true;                                leaving?
///
/// The compare-and-set, and the volatile store of the monitor, keep the two steps of each in order;
/// so at least one sees the other. A worker that sees the monitor exchanges; so does one whose
/// activation did not say that it was leaving. A monitor that sees a worker leave lets it: between
/// a turn and the look at the slot there is nothing that blocks.
final class Worker extends Runner {

  enum State {
    STANDBY,
    RUNNING,
    PARKED,
    GONE
  }

  /// What the monitor wants from a worker at the end of its turn.
  enum Request {
    NONE,
    /// Let other virtual threads have the carrier.
    REST,
    /// The same, after a turn so long that the worker may be blocked. Until then it has no slot,
    /// and once it is blocked the monitor does not watch it any more.
    STALLED
  }

  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  private static final int MAX_NEXT_IN_A_ROW = 64;

  /// After so many polls of its own lane a worker looks at another one first.
  private static final int POLLS_OF_OWN_LANE = 16;

  // How long a loop may last before its thread enters it anew: see [#work].

  static final int TURNS_BEFORE_RETURN = 1 << 18;
  static final int RUNS_BEFORE_RETURN = 1 << 10;
  private static final long TURN_NANOS = 100_000;

  // In message boundaries: when the clock is read.

  private static final int FIRST_LOOK = 4;
  private static final int LOOKS_APART = 16;

  private static final VarHandle NEXT;
  private static final VarHandle REQUEST;
  private static final VarHandle STEPS;
  private static final VarHandle LEAVING;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      NEXT = lookup.findVarHandle(Worker.class, "next", Activation.class);
      REQUEST = lookup.findVarHandle(Worker.class, "request", Request.class);
      STEPS = lookup.findVarHandle(Worker.class, "steps", long.class);
      LEAVING = lookup.findVarHandle(Worker.class, "leaving", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final WorkerDispatcher dispatcher;
  private final Lanes queue;
  private final Thread thread;
  private final int generation;

  /// Written by this worker, and by whoever wakes it (PARKED to STANDBY) or retires it (PARKED to
  /// GONE). Read by all of them and the monitor.
  private volatile State state = State.STANDBY;

  /// What to run next. Filled by this worker, emptied by it or the monitor.
  private volatile @Nullable Activation next;

  /// Whether the turn, if there is one, calls no handler any more. Written by this worker, read by
  /// the monitor.
  private boolean leaving;

  /// Whether the monitor may be about to empty the slot. Written by it, read by this worker.
  private volatile boolean monitorAtSlot;

  /// Made by the monitor, reset by this worker. Read by both.
  private volatile Request request = Request.NONE;

  /// How many messages were processed before this turn, or nearly; more with each turn. Written by
  /// this worker, read by the monitor, both without ordering.
  private long steps;

  /// Of this worker only: where it offers and polls.
  private int lane;

  /// Of this worker only: how often it has polled its own lane first, and where it last did not.
  private int polls;

  private int otherLane;

  /// Of this worker only: how many turns in a row came from the slot.
  private int nextInARow;

  /// Of this worker only: how often [#shouldYield] was called in this turn.
  private int boundaries;

  /// Of this worker only: at which of these it looks at the clock again. Set at the first look, and
  /// never less than that; so what a turn leaves does not disturb the next one.
  private int nextLook;

  /// Of this worker only: the clock near the beginning of this turn, if it is a long one.
  private long turnStart;

  /// Of the monitor only: whether this is in its list.
  boolean watched;

  /// Of the monitor only: [#steps] at its last tick, or -1 if it did not run then.
  long stepsSeen;

  /// Of the monitor only: [#steps] at its last tick, whether it ran or not.
  long stepsCounted;

  /// Of the monitor only: its place in the list of blocked workers, or -1.
  int blockedIndex = -1;

  /// Of the monitor only: since when, by its clock, this has kept its carrier, if it does; see
  /// [Keepers].
  long keptSince;

  /// When the monitor asked this to end a turn that was long already: written before the request
  /// STALLED, read by whoever sees that.
  long stalledSince;

  Worker(WorkerDispatcher dispatcher, String name) {
    this.dispatcher = dispatcher;
    this.queue = dispatcher.queue();
    this.thread = LibraryThreads.virtual(name, this::live);
    this.generation = dispatcher.generation();
    this.lane = (int) (thread.threadId() % queue.count()); // so that those to come spread
  }

  void start() {
    thread.start();
  }

  int lane() {
    return lane;
  }

  boolean belongsTo(WorkerDispatcher dispatcher) {
    return this.dispatcher == dispatcher;
  }

  // ---- The worker's own thread ----

  private void live() {
    bind();
    try {
      do {
        for (Activation first = mount(); first != null; ) {
          first = work(first);
        }
      } while (park());
    } finally {
      state = State.GONE;
      unbind();
    }
  }

  /// Runs one activation after the other, `first` to begin with, but returns now and then.
  ///
  /// For the JVM's sake: when it discards the compiled code of a loop because an assumption failed
  /// elsewhere, whoever is inside the loop stays there, and calls that were not inlined there are
  /// never linked to compiled code again (`SharedRuntime::fixup_callers_callsite` leaves discarded
  /// callers alone). A worker that never left such a loop would interpret each turn for ever; it
  /// made messages 20 times slower.
  ///
  /// @return what to go on with, or null to park
  private @Nullable Activation work(Activation first) {
    Activation activation = first;
    for (int i = 0; i < TURNS_BEFORE_RETURN && activation != null; i++) {
      turn(activation);
      activation = nextOrRest();
    }
    return activation;
  }

  /// From STANDBY to RUNNING.
  ///
  /// @return what to run first, or null to park
  private @Nullable Activation mount() {
    state = State.RUNNING;
    nextInARow = 0;
    if (request != Request.NONE && REQUEST.getAndSet(this, Request.NONE) == Request.STALLED) {
      dispatcher.monitor().watch(this);
    }
    lane = queue.take(this, lane);
    Activation first = dispatcher.mount(this);
    return first != null ? first : dispatcher.search(this);
  }

  /// Runs the activation until it has no work left or others wait, or for long; see [#work].
  private void turn(Activation activation) {
    int runs = 0;
    do {
      STEPS.setOpaque(this, steps + Math.max(1, boundaries)); // of the turn before, and this one
      boundaries = 0;
      staying();
      if (!runOnce(activation)) {
        return;
      }
    } while (++runs < RUNS_BEFORE_RETURN
        && next == null
        && queue.isEmpty()
        && request == Request.NONE
        && !dispatcher.holdsBack(this));
    // Before anything else: a worker that rests or parks with an activation in hand would lose it.
    queue.offer(activation, lane);
    if (request == Request.NONE) {
      dispatcher.wake(); // so much work is worth another core; a worker about to rest sees to it
    }
  }

  private boolean runOnce(Activation activation) {
    try {
      return run(activation);
    } catch (Throwable failure) {
      staying(); // and the log may block
      Thread.interrupted(); // it cannot have kept its word about that either
      LOG.error(
          "{} threw, which activations must not; it is not run again",
          activation,
          SafeText.printable(failure));
      return false;
    }
  }

  /// {@return what to run next, or null to park}
  private @Nullable Activation nextOrRest() {
    if (dispatcher.holdsBack(this)) {
      emptyNext();
      return null;
    }
    if (request != Request.NONE) {
      return rest();
    }
    if (nextInARow < MAX_NEXT_IN_A_ROW) {
      Activation local = takeNextAfterTurn();
      if (local != null) {
        nextInARow++;
        return local;
      }
    }
    nextInARow = 0;
    staying(); // should the poll have to wait, the monitor may empty the slot
    Activation queued = queue.poll(nextLane());
    if (queued != null) {
      dispatcher.wakeForMany(lane);
      return queued;
    }
    Activation local = takeNext();
    return local != null ? local : dispatcher.search(this);
  }

  /// {@return the lane to poll first}
  private int nextLane() {
    if (++polls < POLLS_OF_OWN_LANE && !dispatcher.leads(this)) { // the lead is alone with all
      return lane;
    }
    polls = 0;
    otherLane = (otherLane + 1) % queue.count();
    return otherLane;
  }

  /// Lets other virtual threads have the carrier, while a standby is pending: this worker, or else
  /// one that is there already, and then there is one worker too many. So a surplus left behind by
  /// blocking goes away by itself.
  private @Nullable Activation rest() {
    emptyNext();
    if (isOutdated() || !dispatcher.standBy(this)) {
      return null;
    }
    state = State.STANDBY;
    Thread.yield();
    return mount();
  }

  /// From RUNNING to PARKED, and to STANDBY when woken.
  ///
  /// @return false if this worker is not needed any more
  private boolean park() {
    state = State.PARKED; // first: once it can be found, others may wake it
    if (isOutdated()) {
      dispatcher.leaveQueue(this);
      return false;
    }
    if (!dispatcher.pushIdle(this)) {
      return false;
    }
    while (state == State.PARKED) {
      LockSupport.park(this);
      Thread.interrupted(); // or parking again would not wait
    }
    return state != State.GONE;
  }

  /// {@return whether this worker is to end at the next opportunity}
  boolean isOutdated() {
    return generation != dispatcher.generation();
  }

  /// Whoever calls this sees to it that somebody looks at the run queue.
  private void emptyNext() {
    Activation local = takeNext();
    if (local != null) {
      queue.offer(local, lane);
    }
  }

  // ---- The worker's own thread, called by what it runs ----

  /// Puts the activation into the slot.
  ///
  /// @return false if it is taken, or this worker may not have one now
  boolean offerNext(Activation activation) {
    if (next != null || request != Request.NONE) {
      return false;
    }
    NEXT.setRelease(this, activation); // nobody else fills it, so no atomic exchange is needed
    return true;
  }

  @Override
  public void leaving() {
    LEAVING.setOpaque(this, true);
  }

  /// What was done to the slot before is seen by whoever sees this.
  @Override
  public void staying() {
    LEAVING.setRelease(this, false);
  }

  @Nullable Activation takeNext() {
    return next == null ? null : (Activation) NEXT.getAndSet(this, null);
  }

  /// The same, called between two turns.
  @Nullable Activation takeNextAfterTurn() {
    if (!leaving || monitorAtSlot) {
      return takeNext();
    }
    Activation local = next; // not sooner: the monitor may have come and gone
    if (local != null) {
      NEXT.setOpaque(this, null);
    }
    return local;
  }

  @Override
  public int throughput(int configured) {
    return configured;
  }

  /// Reads the clock only now and then, and rarely while messages are short: it costs more than a
  /// small message. Turns of fewer than four messages do not read it at all; should messages be
  /// slow where it is not read, the monitor's request ends the turn.
  @Override
  public boolean shouldYield() {
    if (request != Request.NONE) {
      return true;
    }
    int boundary = ++boundaries;
    return (boundary == FIRST_LOOK || boundary == nextLook) && isTurnLong(boundary);
  }

  private boolean isTurnLong(int boundary) {
    long now = System.nanoTime();
    if (boundary == FIRST_LOOK) {
      turnStart = now;
      nextLook = LOOKS_APART;
      return false;
    }
    long nanos = now - turnStart;
    nextLook = nanos < TURN_NANOS / 16 ? 4 * boundary : boundary + LOOKS_APART;
    return nanos >= TURN_NANOS;
  }

  @Override
  public void spin(int round) {
    if (Spins.isLong(round)) {
      beforeWait();
    }
    Spins.once(round);
  }

  @Override
  public void beforeWait() {
    emptyNext();
    dispatcher.leaveQueue(this);
  }

  // ---- Any thread ----

  /// From PARKED to STANDBY. Called only by whoever took this from among the idle workers.
  void unpark() {
    state = State.STANDBY;
    LockSupport.unpark(thread);
  }

  /// From PARKED to GONE. Called only by whoever took this from among the idle workers.
  void retire() {
    state = State.GONE;
    LockSupport.unpark(thread);
  }

  State state() {
    return state;
  }

  boolean isStalled() {
    return request == Request.STALLED;
  }

  @Override
  public long turnNanos() {
    return isStalled() ? System.nanoTime() - stalledSince : 0;
  }

  // ---- The monitor ----

  long steps() {
    return (long) STEPS.getOpaque(this);
  }

  void request(Request request) {
    this.request = request;
  }

  /// {@return what stood in the slot, unless the worker is about to take it itself}
  @Nullable Activation takeNextFromOutside() {
    if (next == null) {
      return null;
    }
    monitorAtSlot = true;
    Activation taken = (boolean) LEAVING.getVolatile(this) ? null : takeNext();
    monitorAtSlot = false;
    return taken;
  }

  boolean hasNext() {
    return next != null;
  }

  /// {@return the name of the carrier this occupies, or null}
  @Nullable String carrier() {
    return Mounts.carrierOf(thread);
  }

  boolean isBlocked() {
    return thread.getState() != Thread.State.RUNNABLE;
  }

  @Override
  public String toString() {
    return thread.getName();
  }
}
