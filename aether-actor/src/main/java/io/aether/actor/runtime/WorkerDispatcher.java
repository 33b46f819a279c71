package io.aether.actor.runtime;

import io.aether.actor.spi.Activation;
import io.aether.actor.spi.Dispatcher;
import io.aether.actor.spi.Runner;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The default dispatcher: worker virtual threads that share a run queue with one lane for each
/// carrier thread. As many workers are busy as there are carriers. Activations may block.
///
/// # Blocking
///
/// Blocking is not detected. Instead, a *standby* is kept pending: a worker that waits, runnable,
/// in the JDK's scheduler for a carrier. It gets a carrier exactly when another worker blocks or a
/// core is free. It then takes work, and if more work is left it makes the next standby. So the
/// number of workers is approximately the number of carriers plus the number of blocked
/// activations, without guesses and without hooks into blocking calls.
///
/// # Why no wake-up is lost
///
/// `pending` counts the standbys. The rule: *a worker that lowers `pending` afterwards looks at the
/// run queue, takes one activation, and wakes the next standby if more activations are left.* A
/// thread that offers an activation does so before it reads `pending`. If it reads 0 it makes a
/// standby. If it reads more, the pending standby has yet to lower the count, and therefore has yet
/// to look at the queue. Both are sequentially consistent operations, so at least one of the two
/// always sees the other.
///
/// There are three exceptions, each with a guarantee of its own:
/// - A worker that makes an activation runnable wakes no other worker for an amount of work that it
///   can do itself (`WAKE_THRESHOLD`). It looks at the queue itself after its turn. If the turn
///   takes long, the [Monitor], which never sleeps while a worker that it watches is running, wakes
///   a standby.
/// - The timers thread wakes workers once for all timers that are due at the same time; it does so
///   before it runs anything that might wait, and before it sleeps.
/// - While the gate is not open (see below), no worker is woken, and a standby that is held back
///   does not look at the queue. The thread that opens the gate does so first and looks at the run
///   queue afterwards, in the same way.
///
/// # The gate
///
/// One field says which workers may begin another turn:
///
///     OPEN (null) --monitor--> a worker, the lead --monitor, or the lead before it parks--> OPEN
///     OPEN, a lead --monitor--> CLOSED, pressure --monitor or its canary--> OPEN
///
/// All changes except the one to CLOSED are compare-and-sets, so a late change has no effect: a
/// lead that parks ends neither the pressure nor another worker's lead.
///
/// # Pressure
///
/// The JDK's scheduler has no time slices, and a carrier stays with one queue while that queue has
/// tasks. So workers that are always runnable would starve all other virtual threads of the JVM,
/// and `Thread.yield` does not help. When the monitor observes this it raises the pressure: workers
/// park at the end of their turns until the other virtual threads have run.
///
/// # The lead
///
/// Activations that are short and spread over many actors finish sooner on one core than on several
/// cores that take the cache lines from each other. If the monitor [detects this][LeadTrial] it
/// makes one worker the lead, and the other workers park at the end of their turns. The lead looks
/// at the whole run queue. Before the lead parks it gives up the lead. If one of its turns takes
/// long, or if it waits for a carrier, the monitor takes the lead away.
///
/// This file is longer than most because the argument why no wake-up is lost spans all of its
/// methods.
final class WorkerDispatcher implements Dispatcher {

  /// The number of queued activations that justifies another core when a worker offers one; a
  /// wake-up for every single activation costs an actor with many messages far more than it gains.
  private static final int WAKE_THRESHOLD = 16;

  /// One more standby is started for each such number of queued activations; otherwise mass
  /// blocking would need a round through the JDK's scheduler for each new worker.
  private static final int QUEUED_PER_STANDBY = 64;

  private static final int MAX_PENDING = 64;

  /// A thread that is not a worker and makes several activations runnable wakes a worker for every
  /// free carrier. If these workers woke one another, they would begin one after the other, each
  /// one wake-up later.
  private static final int QUEUED_PER_CARRIER = 3;

  /// For this many activations a worker is woken even while they are gathered.
  private static final int GATHERED_PER_WAKE = 64;

  /// A worker that finds this many idle workers ends.
  private static final int MAX_IDLE = 256;

  /// With this many idle workers for each carrier, another worker does not spin before it parks.
  private static final int MAX_IDLE_TO_SPIN = 2;

  private static final long SPIN_NANOS = 10_000;

  private static final long NANOS_BETWEEN_LOOKS = 1_500;

  /// The number of consecutive searches that may find nothing; after that, this many searches are
  /// skipped before the next one.
  private static final int PATIENCE = 32;

  private static final int SEARCHES_LEFT_OUT = 16;

  private static final Object CLOSED = "CLOSED";

  private static final VarHandle GATE;

  static {
    try {
      GATE = MethodHandles.lookup().findVarHandle(WorkerDispatcher.class, "gate", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(WorkerDispatcher.class);

  private final Lanes queue;
  private final Monitor monitor;

  /// The number of standbys. Raised by a thread that makes one, lowered by the standby once it
  /// runs.
  private final AtomicInteger pending = new AtomicInteger();

  /// The parked workers, the last one on top. Nodes are never reused, so compare-and-set is safe.
  private final AtomicReference<@Nullable Idle> idle = new AtomicReference<>();

  /// The number of times that the workers were renewed. Raised by any thread, read by the workers.
  private final AtomicInteger generation = new AtomicInteger();

  private final AtomicInteger started = new AtomicInteger();

  /// The workers that may go on: all (null), none (CLOSED), or one, the lead. Written by the
  /// monitor, its canary and the lead; read by all workers.
  private volatile @Nullable Object gate;

  /// The number of consecutive searches that have found nothing and, above PATIENCE, the number of
  /// skipped searches. Confined to the searching worker: no other worker can begin a search while
  /// that one is counted in `pending`, which publishes this field to the next one.
  private int searchesInVain;

  /// The timers thread, while it gathers. Written by that thread only. Any other thread may read
  /// any value, but never itself.
  private @Nullable Thread gatherer;

  /// Confined to that thread: the number of activations it has made runnable since the last
  /// wake-up.
  private int gathered;

  private record Idle(Worker worker, @Nullable Idle below, int depth) {}

  /// For tests: does not start the monitor.
  WorkerDispatcher() {
    this(Tuning.ofSystemProperties());
  }

  private WorkerDispatcher(Tuning tuning) {
    queue = new Lanes(new Carriers(0).count());
    monitor = new Monitor(this, tuning);
  }

  static WorkerDispatcher start(Tuning tuning) {
    WorkerDispatcher dispatcher = new WorkerDispatcher(tuning);
    dispatcher.monitor.start();
    return dispatcher;
  }

  // ---- Any thread ----

  @Override
  public void execute(Activation activation) {
    if (Runner.current() instanceof Worker worker && worker.belongsTo(this)) {
      if (!worker.offerNext(activation)) {
        queue.offer(activation, worker.lane());
        if (worker.isStalled()) {
          wake(); // the monitor may not watch it
        } else {
          wakeForMany(worker.lane());
        }
      }
    } else {
      executeFromOutside(activation);
    }
  }

  /// As [#execute], called by a thread that is not a worker.
  void executeFromOutside(Activation activation) {
    queue.offer(activation, queue.ofThread());
    if (gatherer == Thread.currentThread()) {
      if (++gathered < GATHERED_PER_WAKE) {
        return;
      }
      wakeGathered();
    } else {
      wakeForOutsider();
    }
  }

  /// Lets the calling thread, which is the timers thread, make many activations runnable before it
  /// wakes workers for them; [#wakeForGathered] does so at the end. Until then the thread must not
  /// wait for any of these activations.
  void gather() {
    if (gatherer == null) {
      gatherer = Thread.currentThread();
    }
  }

  /// Ends [#gather], if the calling thread, which is the timers thread, gathers.
  void wakeForGathered() {
    if (gatherer != null) {
      gatherer = null;
    }
    if (gathered > 0) {
      wakeGathered();
    }
  }

  private void wakeGathered() {
    try {
      wake();
      gathered = 0;
    } catch (Throwable failure) { // no memory for a thread: the next call tries again
      GuardedLog.error(
          LOG, "No worker could be woken for due timers; their actors run later", failure);
    }
  }

  /// Makes sure that a worker looks at the run queue as soon as a carrier is free.
  void wake() {
    int standbys = pending.get();
    if (standbys == 0 || standbys < standbysWanted()) {
      addStandby(standbys);
    }
  }

  /// As [#wake], called by a worker that will look at the queue itself soon, for work that it can
  /// share.
  void wakeForMany(int lane) {
    if (queue.size(lane) >= WAKE_THRESHOLD) {
      wake();
    }
  }

  /// As [#wake], called by a thread that is not a worker: for several activations, for all carriers
  /// at once.
  private void wakeForOutsider() {
    int standbys = pending.get();
    if (standbys == 0 || isCarrierWanted(standbys) || standbys < standbysWanted()) {
      addStandby(standbys);
    }
  }

  private void addStandby(int standbys) {
    if (gate == null && pending.compareAndSet(standbys, standbys + 1)) {
      startStandby();
    }
  }

  private int standbysWanted() {
    return Math.min(MAX_PENDING, 1 + queue.size() / QUEUED_PER_STANDBY);
  }

  /// {@return whether so much waits that a carrier which seems free, judging by one lane, should be
  /// woken at once instead of by the workers woken before}
  private boolean isCarrierWanted(int standbys) {
    return standbys < queue.count()
        && queue.size() >= standbys * QUEUED_PER_CARRIER
        && !queue.isWorkedAt((queue.ofThread() + standbys) % queue.count());
  }

  /// Turns an idle worker, or a new one, into the standby that the caller has already counted.
  private void startStandby() {
    Worker worker = popIdle();
    if (worker != null) {
      worker.unpark();
      monitor.wake();
      return;
    }
    try {
      worker = new Worker(this, "aether-worker-" + started.incrementAndGet());
      monitor.watch(worker);
      worker.start();
    } catch (Throwable failure) { // no memory for a thread: the next wake-up tries again
      pending.getAndDecrement();
      throw failure;
    }
  }

  private @Nullable Worker popIdle() {
    for (Idle top; (top = idle.get()) != null; ) {
      if (idle.compareAndSet(top, top.below)) {
        return top.worker;
      }
    }
    return null;
  }

  private int idleWorkers() {
    Idle top = idle.get();
    return top == null ? 0 : top.depth;
  }

  // ---- Workers ----

  Lanes queue() {
    return queue;
  }

  Monitor monitor() {
    return monitor;
  }

  boolean isUnderPressure() {
    return gate == CLOSED;
  }

  /// {@return whether the worker has to park at the end of its turn}
  boolean holdsBack(Worker worker) {
    Object now = gate;
    return now != null && now != worker;
  }

  /// Makes the caller a standby, unless another one is pending. A caller that leads becomes one in
  /// any case.
  boolean standBy(Worker worker) {
    if (gate == worker) {
      pending.getAndIncrement(); // the standby will find that it may not go on
      return true;
    }
    return standBy();
  }

  private boolean standBy() {
    return pending.compareAndSet(0, 1);
  }

  /// Ends the caller's time as a standby.
  ///
  /// @return the activation for it to run first, or null
  @Nullable Activation mount(Worker worker) {
    pending.getAndDecrement();
    if (holdsBack(worker)) {
      return null;
    }
    Activation first = queue.poll(worker.lane());
    if (first != null && !queue.isEmpty()) {
      wake();
    }
    return first;
  }

  /// Searches for work a little longer before it parks: one worker at a time, in the place of a
  /// standby.
  ///
  /// If no search has found anything for long, only some calls search: work that comes rarely
  /// starts sooner on a processor that has rested, and a skipped search costs nothing.
  @Nullable Activation search(Worker worker) {
    if (holdsBack(worker) || idleWorkers() >= MAX_IDLE_TO_SPIN * queue.count() || !standBy()) {
      return null;
    }
    if (queue.isEmpty()) {
      if (searchesInVain <= PATIENCE) {
        searchesInVain = spin() ? 0 : searchesInVain + 1;
      } else if (++searchesInVain > PATIENCE + SEARCHES_LEFT_OUT) {
        searchesInVain = PATIENCE;
      }
    }
    return mount(worker);
  }

  /// Looks at the queue only at intervals: every look causes a cache miss in the threads that
  /// offer, and all work that arrived since the last look is processed at once.
  ///
  /// @return whether work has come
  private boolean spin() {
    long start = System.nanoTime();
    for (long now = start; queue.isEmpty(); ) {
      if (isUnderPressure() || now - start >= SPIN_NANOS) {
        return false;
      }
      long look = now + NANOS_BETWEEN_LOOKS;
      while (now - look < 0) {
        Thread.onSpinWait();
        now = System.nanoTime();
      }
    }
    return true;
  }

  /// Puts the caller, which is already marked as parked, where the next wake-up finds it.
  ///
  /// @return false if the caller is no longer needed and should end
  boolean pushIdle(Worker worker) {
    boolean pushed = false;
    for (Idle top; !pushed && ((top = idle.get()) == null || top.depth < MAX_IDLE); ) {
      pushed = idle.compareAndSet(top, new Idle(worker, top, top == null ? 1 : top.depth + 1));
    }
    if (pushed && worker.isOutdated()) {
      retireIdle(); // the renewal may have come before this worker could be found
    }
    leaveQueue(worker);
    return pushed;
  }

  /// Lets all present workers end, as soon as they have no work or are asked to rest; the values
  /// that handlers have left in their thread locals end with them. New workers are created when
  /// they are needed.
  ///
  /// A worker that becomes idle puts itself among the idle workers, then reads the generation; this
  /// method does the same in the opposite order. So at least one of the two sees the other.
  void renewWorkers() {
    generation.getAndIncrement();
    retireIdle();
  }

  int generation() {
    return generation.get();
  }

  private void retireIdle() {
    for (Worker worker; (worker = popIdle()) != null; ) {
      worker.retire();
    }
  }

  /// Called when the caller will not look at the run queue for a while, so another worker has to.
  void leaveQueue(Worker worker) {
    if (gate == worker) {
      GATE.compareAndSet(this, worker, null);
    }
    if (!queue.isEmpty()) {
      wake();
    }
  }

  // ---- The monitor and its canary ----

  boolean hasStandby() {
    return pending.get() != 0;
  }

  void raisePressure() {
    gate = CLOSED;
  }

  boolean leads(Worker worker) {
    return gate == worker;
  }

  @Nullable Worker lead() {
    return gate instanceof Worker lead ? lead : null;
  }

  /// Lets only this worker go on, unless it has parked meanwhile: a worker marks itself as parked,
  /// then checks whether it leads. So at least one of the two sees the other.
  void letLead(Worker worker) {
    Object before = gate;
    if (before == CLOSED || !GATE.compareAndSet(this, before, worker)) {
      return; // under pressure, or the lead has just given up: the next tick tries again
    }
    if (worker.state() == Worker.State.PARKED || worker.state() == Worker.State.GONE) {
      letAllGoOn();
    }
  }

  void letAllGoOn() {
    Object before = gate;
    if (before instanceof Worker) {
      GATE.compareAndSet(this, before, null); // the lead may have given it up itself
    }
    if (!queue.isEmpty()) {
      wake();
    }
  }

  /// Lets the workers go on, as many at once as there are carriers.
  void releasePressure(int carriers) {
    if (!GATE.compareAndSet(this, CLOSED, null)) {
      return;
    }
    for (int woken = 0; woken < Math.min(carriers, queue.size()); woken++) {
      pending.getAndIncrement();
      startStandby();
    }
    if (!queue.isEmpty()) {
      wake();
    }
  }
}
