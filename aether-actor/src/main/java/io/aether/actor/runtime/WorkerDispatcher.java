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
/// carrier, as many busy as there are carrier threads. Activations may block.
///
/// # How blocking is noticed
///
/// It is not. Instead a *standby* is kept pending: a worker that waits, runnable, in the JDK's
/// scheduler for a carrier. It gets one exactly when another worker blocks or a core is free. It
/// then takes work, and if more is left it makes the next standby. So there are about as many
/// workers as carriers plus blocked activations, and nobody has to guess or hook into anything.
///
/// # Why no wake-up is lost
///
/// `pending` counts the standbys. The rule: *whoever lowers `pending` looks at the run queue
/// afterwards, takes one activation, and wakes the next standby if more is left.* Whoever offers an
/// activation does so before reading `pending`. If it reads 0 it makes a standby. If it reads more,
/// that standby has yet to lower the count, and therefore has yet to look. Both are sequentially
/// consistent operations, so one of the two always sees the other.
///
/// Three exceptions, each with a keeper:
/// - A worker that makes an activation runnable does not wake anybody for so little that it can do
///   it itself (`WAKE_THRESHOLD`). It looks at the queue itself after its turn. Should the turn
///   take long, the [Monitor], which never sleeps while a worker runs that it watches, wakes a
///   standby.
/// - The thread of the timers wakes somebody for what is due at the same time together; it does so
///   before it runs anything that might wait, and before it sleeps.
/// - While the gate is not open (below), nobody is woken, and a standby that is held back does not
///   look. Whoever opens the gate does so first and looks at the run queue afterwards, in the same
///   way.
///
/// # The gate
///
/// One field says which workers may go on with another turn:
///
///     OPEN (null) --monitor--> a worker, the lead --monitor, or the lead before it parks--> OPEN
///     OPEN, a lead --monitor--> CLOSED, pressure --monitor or its canary--> OPEN
///
/// All changes are compare-and-sets, but for the one to CLOSED, so a change that comes late changes
/// nothing: a lead that parks does not end the pressure, nor another one's lead.
///
/// # Pressure
///
/// The JDK's scheduler has no time slices and a carrier sticks to one queue while that has tasks:
/// workers that are always runnable would starve all other virtual threads of the JVM, and
/// `Thread.yield` does not help. When the monitor sees that happen it raises the pressure: workers
/// park at the end of their turns until the others have run.
///
/// # The lead
///
/// Activations that are short and spread over many actors are done sooner by one core than by
/// several that take the cache lines from each other. Where the monitor [finds that out][LeadTrial]
/// it makes one worker the lead, and the others park at the end of their turns. The lead looks at
/// the whole run queue; before it parks it gives the lead up, and if a turn of its takes long, or
/// if it waits for a carrier, the monitor takes it away.
final class WorkerDispatcher implements Dispatcher {

  /// As many queued activations are worth another core when a worker offers one; waking for each
  /// single one costs a chatty actor far more than it gains.
  private static final int WAKE_THRESHOLD = 16;

  /// One more standby for each so many queued activations, or else mass blocking would need a round
  /// through the JDK's scheduler for each new worker.
  private static final int QUEUED_PER_STANDBY = 64;

  private static final int MAX_PENDING = 64;

  /// Whoever is no worker and makes several activations runnable wakes a worker for every carrier
  /// that is free. Woken by one another they would begin one after the other, a wake-up each later.
  private static final int QUEUED_PER_CARRIER = 3;

  /// For so many activations somebody is woken even while they are gathered.
  private static final int GATHERED_PER_WAKE = 64;

  /// A worker that finds so many idle ones ends.
  private static final int MAX_IDLE = 256;

  /// With so many idle workers for each carrier, one more does not spin before it parks.
  private static final int MAX_IDLE_TO_SPIN = 2;

  private static final long SPIN_NANOS = 10_000;

  private static final long NANOS_BETWEEN_LOOKS = 1_500;

  /// So many searches in a row may find nothing; from then on so many are left out before the next.
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

  /// How many standbys there are. Raised by whoever makes one, lowered by the standby once it runs.
  private final AtomicInteger pending = new AtomicInteger();

  /// The parked workers, the last one on top. Nodes are never reused, so compare-and-set is safe.
  private final AtomicReference<@Nullable Idle> idle = new AtomicReference<>();

  /// How often the workers were renewed. Raised by any thread, read by the workers.
  private final AtomicInteger generation = new AtomicInteger();

  private final AtomicInteger started = new AtomicInteger();

  /// Which workers go on: all (null), none (CLOSED), or one, the lead. Written by the monitor, its
  /// canary and the lead; read by all.
  private volatile @Nullable Object gate;

  /// How many searches in a row have found nothing and, above PATIENCE, how many have been left
  /// out. Of whoever searches: nobody else can begin to while that one is counted in `pending`,
  /// which hands this on.
  private int searchesInVain;

  /// The thread of the timers, while it gathers. Written by that thread only; whatever another one
  /// reads, it is not itself.
  private @Nullable Thread gatherer;

  /// Of that thread only: how many it has made runnable since somebody was woken.
  private int gathered;

  private record Idle(Worker worker, @Nullable Idle below, int depth) {}

  /// For tests: without its monitor started.
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
          wake(); // perhaps nobody watches it
        } else {
          wakeForMany(worker.lane());
        }
      }
    } else {
      executeFromOutside(activation);
    }
  }

  /// The same, called by a thread that is no worker.
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

  /// Lets the calling thread, that of the timers, make many activations runnable before it wakes
  /// anybody for them, which [#wakeForGathered] does at last. Until then it must not wait for any.
  void gather() {
    if (gatherer == null) {
      gatherer = Thread.currentThread();
    }
  }

  /// Ends [#gather], if the calling thread, that of the timers, does so.
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
    } catch (Throwable failure) { // no memory for a thread: the next time tries again
      LOG.error("No worker could be woken for what came due; it begins later", failure);
    }
  }

  /// Sees to it that somebody looks at the run queue as soon as a carrier is free.
  void wake() {
    int standbys = pending.get();
    if (standbys == 0 || standbys < standbysWanted()) {
      addStandby(standbys);
    }
  }

  /// The same, called by a worker that will look itself soon, for what it need not do alone.
  void wakeForMany(int lane) {
    if (queue.size(lane) >= WAKE_THRESHOLD) {
      wake();
    }
  }

  /// The same, called by a thread that is no worker: for several activations, all carriers at once.
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

  /// {@return whether so much waits that a carrier which, as far as one lane tells, is free should
  /// not be woken by those woken already, but at once}
  private boolean isCarrierWanted(int standbys) {
    return standbys < queue.count()
        && queue.size() >= standbys * QUEUED_PER_CARRIER
        && !queue.isWorkedAt((queue.ofThread() + standbys) % queue.count());
  }

  /// Turns an idle worker, or a new one, into the standby that the caller has counted already.
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
    } catch (Throwable failure) { // no memory for a thread: let the next wake-up try again
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

  /// Makes the caller a standby, unless there is one or the caller leads.
  boolean standBy(Worker worker) {
    if (gate == worker) {
      pending.getAndIncrement(); // the other will find that it may not go on
      return true;
    }
    return standBy();
  }

  private boolean standBy() {
    return pending.compareAndSet(0, 1);
  }

  /// Ends the caller's time as a standby.
  ///
  /// @return what it shall run first, if anything
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

  /// Looks out for work a little longer: one worker at a time, in the place of a standby.
  ///
  /// Where no search has found anything for long, only now and then: work that comes once in a
  /// while is begun sooner by a processor that has rested, and nobody pays for the search.
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

  /// Looks now and then only: every look costs those who offer a cache miss, and what has come
  /// meanwhile is worked off at once.
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

  /// Puts the caller, which is marked as parked already, where the next wake-up finds it.
  ///
  /// @return false if it is not needed any more and should end
  boolean pushIdle(Worker worker) {
    boolean pushed = false;
    for (Idle top; !pushed && ((top = idle.get()) == null || top.depth < MAX_IDLE); ) {
      pushed = idle.compareAndSet(top, new Idle(worker, top, top == null ? 1 : top.depth + 1));
    }
    if (pushed && worker.isOutdated()) {
      retireIdle(); // the renewal may have come before this one could be found
    }
    leaveQueue(worker);
    return pushed;
  }

  /// Lets all workers that there are end, as soon as they have no work or somebody asks them to
  /// rest: what handlers have left in their thread locals goes with them. Others are created when
  /// they are needed.
  ///
  /// Whoever becomes idle puts itself among the idle workers, then reads the generation; here it is
  /// the other way round. So one of the two sees the other.
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

  /// The caller will not look at the run queue for a while: somebody else has to.
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

  /// Lets only this worker go on, if it has not parked meanwhile: it marks itself as parked, then
  /// looks whether it leads. One of the two sees the other.
  void letLead(Worker worker) {
    Object before = gate;
    if (before == CLOSED || !GATE.compareAndSet(this, before, worker)) {
      return; // under pressure, or the lead has just given it up: the next tick tries again
    }
    if (worker.state() == Worker.State.PARKED || worker.state() == Worker.State.GONE) {
      letAllGoOn();
    }
  }

  void letAllGoOn() {
    Object before = gate;
    if (before instanceof Worker) {
      GATE.compareAndSet(this, before, null); // or it has given the lead up itself
    }
    if (!queue.isEmpty()) {
      wake();
    }
  }

  /// Lets the workers go on, at once as many as there are carriers.
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
