package io.aether.actor.runtime;

import io.aether.actor.spi.Activation;
import io.aether.actor.spi.Runner;
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
///             └───────────────────────── woken ───────────────────────────────────┘   (surplus)
/// ```
///
/// A worker runs the activation in its own `next` slot before it asks the run queue, at most
/// `MAX_NEXT_IN_A_ROW` times in a row and, unless it leads, no longer than until the next tick of
/// the monitor. Only activations that it runs itself fill the slot; both the worker and the monitor
/// may empty it. A worker never leaves RUNNING, and never waits for another actor, with a filled
/// slot.
///
/// # How the slot is emptied
///
/// No activation is taken twice, although the worker needs no atomic exchange of its own after most
/// turns. As in Dekker's algorithm, each side announces its next step and then looks at the other
/// side:
///
///     worker    leaving = true;  compare-and-set of the activation;  monitorAtSlot?
///     monitor   monitorAtSlot = true;                                leaving?
///
/// The compare-and-set of the worker and the volatile store of the monitor keep the two steps of
/// each side in order, so at least one side sees the other. A worker that sees the monitor uses an
/// exchange; so does a worker whose activation did not announce that it was leaving. A monitor that
/// sees a leaving worker does not touch the slot: between the end of a turn and the look at the
/// slot nothing can block.
///
/// This file is longer than most because the states, the slot and the turns of a worker are one
/// algorithm.
final class Worker extends Runner {

  enum State {
    STANDBY,
    RUNNING,
    PARKED,
    GONE
  }

  /// The monitor's request to a worker, which takes effect at the end of the worker's turn.
  enum Request {
    NONE,
    /// Give the carrier to other virtual threads.
    REST,
    /// As REST, after a turn so long that the worker may be blocked. Until then the worker has no
    /// slot, and once it is blocked the monitor no longer watches it.
    STALLED
  }

  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  private static final int MAX_NEXT_IN_A_ROW = 64;

  /// After this many polls of its own lane a worker looks at another lane first.
  private static final int POLLS_OF_OWN_LANE = 16;

  // The time after which a thread leaves a loop and enters it again; see [#work].

  static final int TURNS_BEFORE_RETURN = 1 << 18;
  static final int RUNS_BEFORE_RETURN = 1 << 10;
  private static final long TURN_NANOS = 100_000;

  // When the clock is read, in message boundaries.

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

  /// Written by this worker, by the thread that wakes it (PARKED to STANDBY), and by the thread
  /// that retires it (PARKED to GONE). Read by all of them and by the monitor.
  private volatile State state = State.STANDBY;

  /// The activation to run next. Filled by this worker, emptied by this worker or the monitor.
  private volatile @Nullable Activation next;

  /// Whether the current turn, if there is one, calls no more handlers. Written by this worker,
  /// read by the monitor.
  private boolean leaving;

  /// Whether the monitor may be about to empty the slot. Written by the monitor, read by this
  /// worker.
  private volatile boolean monitorAtSlot;

  /// Set by the monitor, reset by this worker. Read by both.
  private volatile Request request = Request.NONE;

  /// The approximate number of messages processed before this turn; it increases with each turn.
  /// Written by this worker, read by the monitor, both without ordering.
  private long steps;

  /// Confined to this worker: the lane to which it offers and from which it polls.
  private int lane;

  /// Confined to this worker: how often it has polled its own lane first, and the lane it polled
  /// first the last time that was another one.
  private int polls;

  private int otherLane;

  /// Confined to this worker: the number of consecutive turns that came from the slot.
  private int nextInARow;

  /// Confined to this worker: how often [#shouldYield] was called in this turn.
  private int boundaries;

  /// Confined to this worker: the boundary at which it reads the clock again. Set at the first look
  /// of a turn, and never lower than the boundary of that look; so a value left by an earlier turn
  /// has no effect on the next turn.
  private int nextLook;

  /// Confined to this worker: the clock near the beginning of this turn, if the turn is long.
  private long turnStart;

  /// Confined to the monitor: whether this worker is in its list.
  boolean watched;

  /// Confined to the monitor: [#steps] at its last tick, or -1 if the worker did not run then.
  long stepsSeen;

  /// Confined to the monitor: [#steps] at its last tick, whether the worker ran or not.
  long stepsCounted;

  /// Confined to the monitor: the index in the list of blocked workers, or -1.
  int blockedIndex = -1;

  /// Confined to the monitor: the time on its clock since which this worker has kept its carrier,
  /// if it does; see [Keepers].
  long keptSince;

  /// When the monitor asked this worker to end a turn that was already long. Written before the
  /// request STALLED, read by threads that have seen that request.
  long stalledSince;

  Worker(WorkerDispatcher dispatcher, String name) {
    this.dispatcher = dispatcher;
    this.queue = dispatcher.queue();
    this.thread = LibraryThreads.virtual(name, this::live);
    this.generation = dispatcher.generation();
    this.lane = (int) (thread.threadId() % queue.count()); // so that later workers spread
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

  /// Runs one activation after the other, beginning with `first`, but returns now and then.
  ///
  /// The reason is the JVM. When it discards the compiled code of a loop because an assumption
  /// failed elsewhere, a thread inside the loop stays in the discarded code, and calls that were
  /// not inlined there are never linked to compiled code again
  /// (`SharedRuntime::fixup_callers_callsite` leaves discarded callers alone). A worker that never
  /// left such a loop would interpret every later turn; this made messages 20 times slower.
  ///
  /// @return the activation to continue with, or null to park
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
  /// @return the activation to run first, or null to park
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

  /// Runs the activation until it has no work left, or others wait, or the turn is long; see
  /// [#work].
  private void turn(Activation activation) {
    int runs = 0;
    do {
      STEPS.setOpaque(this, steps + Math.max(1, boundaries)); // of the previous turn and this one
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
    // First of all: a worker that rests or parks with an activation in hand would lose it.
    queue.offer(activation, lane);
    if (request == Request.NONE) {
      dispatcher.wake(); // so much work needs another core; a resting worker wakes one itself
    }
  }

  private boolean runOnce(Activation activation) {
    try {
      return run(activation);
    } catch (Throwable failure) {
      staying(); // because the log may block
      Thread.interrupted(); // it may not have cleared the interrupt
      GuardedLog.threw(LOG, activation, failure);
      return false;
    }
  }

  /// {@return the activation to run next, or null to park}
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
    staying(); // if the poll has to wait, the monitor may empty the slot
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
    if (++polls < POLLS_OF_OWN_LANE && !dispatcher.leads(this)) { // the lead polls all lanes alone
      return lane;
    }
    polls = 0;
    otherLane = (otherLane + 1) % queue.count();
    return otherLane;
  }

  /// Gives the carrier to other virtual threads while a standby is pending. The standby is this
  /// worker, or else an existing standby, and then there is one worker too many. So a surplus of
  /// workers left behind by blocking disappears by itself.
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
  /// @return false if this worker is no longer needed
  private boolean park() {
    state = State.PARKED; // first: once this worker can be found, others may wake it
    if (isOutdated()) {
      dispatcher.leaveQueue(this);
      return false;
    }
    if (!dispatcher.pushIdle(this)) {
      return false;
    }
    while (state == State.PARKED) {
      LockSupport.park(this);
      Thread.interrupted(); // otherwise parking again would return at once
    }
    return state != State.GONE;
  }

  /// {@return whether this worker is to end at the next opportunity}
  boolean isOutdated() {
    return generation != dispatcher.generation();
  }

  /// The caller makes sure that another thread looks at the run queue.
  private void emptyNext() {
    Activation local = takeNext();
    if (local != null) {
      queue.offer(local, lane);
    }
  }

  // ---- The worker's own thread, called by the activation it runs ----

  /// Puts the activation into the slot.
  ///
  /// @return false if the slot is filled, or this worker may not use it now
  boolean offerNext(Activation activation) {
    if (next != null || request != Request.NONE) {
      return false;
    }
    NEXT.setRelease(this, activation); // no exchange: only this worker fills the slot
    return true;
  }

  @Override
  public void leaving() {
    LEAVING.setOpaque(this, true);
  }

  /// A thread that sees this also sees all earlier writes to the slot.
  @Override
  public void staying() {
    LEAVING.setRelease(this, false);
  }

  @Nullable Activation takeNext() {
    return next == null ? null : (Activation) NEXT.getAndSet(this, null);
  }

  /// As [#takeNext], called between two turns.
  @Nullable Activation takeNextAfterTurn() {
    if (!leaving || monitorAtSlot) {
      return takeNext();
    }
    Activation local = next; // not earlier: the monitor may have emptied the slot meanwhile
    if (local != null) {
      NEXT.setOpaque(this, null);
    }
    return local;
  }

  @Override
  public int throughput(int configured) {
    return configured;
  }

  /// Reads the clock only now and then, and rarely while messages are short, because a clock read
  /// costs more than a small message. Turns of fewer than four messages do not read the clock at
  /// all. If messages are slow while the clock is not read, the monitor's request ends the turn.
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

  /// From PARKED to STANDBY. Called only by the thread that removed this worker from the idle
  /// workers.
  void unpark() {
    state = State.STANDBY;
    LockSupport.unpark(thread);
  }

  /// From PARKED to GONE. Called only by the thread that removed this worker from the idle workers.
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

  /// {@return the activation in the slot, or null if the worker is about to take it itself}
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

  /// {@return the name of the carrier that this worker occupies, or null}
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
