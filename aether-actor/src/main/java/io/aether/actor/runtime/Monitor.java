package io.aether.actor.runtime;

import io.aether.actor.spi.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks after the workers from outside, where they cannot starve it: a platform thread that ticks
/// every millisecond while there is work and sleeps otherwise. Each tick it
///
/// - asks every running worker to rest at the end of its turn, except a lead while others get a
///   carrier;
/// - empties the slot of a worker whose turn has lasted since the last tick, for it may be blocked;
/// - wakes a standby if activations wait and there is none;
/// - starts a *canary*, an empty virtual thread. If that has not run one tick later, the workers
///   starve the other virtual threads of the JVM, and the pressure goes up until the JDK's
///   scheduler has none waiting any more;
/// - lets one worker [lead][LeadTrial] where it does more alone;
/// - adds [carriers][Carriers] when pressure does not help either, because handlers or tasks
///   [keep][Keepers] all of them, and takes them back when they have ended.
///
/// A worker blocked for long is dropped from the list and announces itself when it is back, so any
/// number of blocked activations costs next to nothing here. While there are any, or forked tasks,
/// the monitor does not sleep for good: ten times a second it starts a canary. If that does not run
/// at once, somebody may have blocked without leaving its carrier.
///
/// Longer than most files because the steps of a tick depend on each other's order.
final class Monitor {

  private static final Logger LOG = LoggerFactory.getLogger(Monitor.class);

  private static final long TICK_NANOS = 1_000_000;

  /// How late a canary may be while one worker leads, which leaves the other carriers to others.
  private static final long LED_NANOS = 4 * TICK_NANOS;

  /// How long the workers hold still at most; what keeps others waiting longer is not theirs to
  /// fix.
  private static final long MAX_PRESSURE_NANOS = 5_000_000;

  /// How long the canary gives up its carrier to others before it lets the workers go on.
  private static final int MAX_CANARY_YIELDS = 200;

  /// So many ticks without work before the monitor sleeps: waking it costs more than a few ticks.
  private static final int IDLE_TICKS = 64;

  /// How long it sleeps while handlers are blocked or tasks run.
  private static final long NAP_NANOS = 100_000_000;

  /// No tick counts for more on the monitor's own clock: in the rest of a longer one the process
  /// was suspended, or waited for a processor, as the handlers did.
  private static final long LONGEST_TICK_NANOS = 3_000_000;

  /// A canary that does not run for so long, while handlers keep all carriers, wants another one.
  private static final long STARVED_NANOS = 20_000_000;

  /// The same, while they keep some, and code that is not the library's the others.
  private static final long LONG_STARVED_NANOS = 100_000_000;

  /// Added carriers that are needed for longer are worth a line in the log.
  private static final long LONG_KEPT_NANOS = 1_000_000_000;

  private static final long FAILURE_SILENCE_NANOS = 60_000_000_000L;

  /// So long after the last handler that kept a carrier, added carriers are taken back.
  private static final long CALM_NANOS = 100_000_000;

  private final WorkerDispatcher dispatcher;
  private final Lanes queue;
  private final int leadCarriers;
  private final Carriers carriers;
  private final Keepers keepers = new Keepers();
  private final Thread thread = LibraryThreads.daemon("aether-monitor", this::live);

  /// Workers to watch from now on. Any thread adds, the monitor takes.
  private final Queue<Worker> announced = new ConcurrentLinkedQueue<>();

  /// Raised by the monitor, lowered by whoever wakes it.
  private volatile boolean dormant;

  /// Raised by the monitor while it sleeps without a time limit, lowered by a guest that enters or
  /// begins a turn, and by the monitor.
  private volatile boolean deep;

  /// Lowered by the monitor when it starts a canary, raised by the canary.
  private volatile boolean canaryBack = true;

  // The rest belongs to the monitor's own thread.

  private final List<Worker> watched = new ArrayList<>();

  /// Forgets what it knows while the monitor sleeps.
  private LeadTrial leadTrial;

  private long lastTick = System.nanoTime();

  /// How long the monitor has run, as far as it saw that: see `LONGEST_TICK_NANOS`.
  private long clock;

  // By that clock.

  private long lastKept;
  private long extraSince;
  private long starvedSince;
  private long lastRelief;

  // By the system's.

  private long canaryStart;
  private long pressureStart;

  private long lastFailureLogged;

  private int failures;
  private int idleTicks;

  Monitor(WorkerDispatcher dispatcher, Tuning tuning) {
    this.dispatcher = dispatcher;
    this.queue = dispatcher.queue();
    this.leadCarriers = tuning.leadCarriers();
    this.carriers = new Carriers(tuning.extraCarriers());
    this.leadTrial = new LeadTrial(carriers.count(), leadCarriers);
  }

  void start() {
    thread.start();
  }

  // ---- Any thread ----

  /// Starts to watch a worker that is new or was dropped as blocked.
  void watch(Worker worker) {
    announced.add(worker);
    wake();
  }

  /// Ends the monitor's sleep. The caller has counted a standby or announced a worker before; the
  /// monitor raises `dormant` before it looks for these a last time: one of the two sees the other.
  void wake() {
    if (dormant) {
      dormant = false;
      LockSupport.unpark(thread);
    }
  }

  /// Lets the monitor know of a thread that may keep a carrier; see [Guest].
  void enter(Guest guest) {
    keepers.enter(guest);
    wakeForGuest();
  }

  void leave(Guest guest) {
    keepers.leave(guest);
  }

  /// Called when a guest begins to run user code, after it has become active. The monitor raises
  /// `deep` before it looks for active guests a last time: one of the two sees the other.
  void wakeForGuest() {
    if (deep) {
      deep = false;
      LockSupport.unpark(thread);
    }
  }

  // ---- The monitor's own thread ----

  private void live() {
    while (true) {
      try {
        Thread.interrupted(); // or parking would not wait
        if (idleTicks < IDLE_TICKS) {
          LockSupport.parkNanos(this, TICK_NANOS);
          tick();
        } else {
          sleep();
        }
      } catch (Throwable failure) {
        logFailure(failure);
      }
    }
  }

  /// What fails in one tick is likely to fail in the next one: the log gets one line a minute.
  private void logFailure(Throwable failure) {
    long now = System.nanoTime();
    if (failures++ == 0 || now - lastFailureLogged > FAILURE_SILENCE_NANOS) {
      lastFailureLogged = now;
      LOG.error("The monitor failed {} times; it goes on with the next tick", failures, failure);
    }
  }

  private void sleep() {
    carriers.giveBack();
    dormant = true;
    if (!hasWork()) {
      while (dormant && nap()) {
        Thread.interrupted(); // or parking again would not wait
      }
    }
    dormant = false;
    deep = false;
    idleTicks = 0;
    leadTrial = new LeadTrial(carriers.count(), leadCarriers);
    lastTick = System.nanoTime();
  }

  /// Sleeps until somebody wakes the monitor, or for a while if code runs that may keep a carrier.
  ///
  /// @return false if it does, as virtual threads wait
  private boolean nap() {
    if (!keepers.mayBeAmongUnwatched()) {
      deep = true;
      if (!keepers.mayBeAmongUnwatched()) {
        LockSupport.park(this);
      }
      deep = false;
      return true;
    }
    LockSupport.parkNanos(this, NAP_NANOS);
    if (dormant && canaryBack) {
      startCanary(System.nanoTime());
      LockSupport.parkNanos(this, TICK_NANOS);
    }
    return canaryBack;
  }

  void tick() { // tests tick by hand
    for (Worker worker; (worker = announced.poll()) != null; ) {
      keepers.removeBlocked(worker);
      if (!worker.watched) {
        worker.watched = true;
        worker.stepsSeen = -1;
        watched.add(worker);
      }
    }
    long now = System.nanoTime();
    clock += Math.min(now - lastTick, LONGEST_TICK_NANOS);
    compact(now);
    keepers.begin(clock, !canaryBack || carriers.hasExtra());
    for (int i = watched.size() - 1; i >= 0; i--) {
      Worker worker = watched.get(i);
      if (!inspect(worker)) {
        worker.watched = false;
        watched.set(i, watched.getLast());
        watched.removeLast();
      }
    }
    keepers.lookAtUnwatched(this::watchAgain);
    if (!queue.isEmpty() && !dispatcher.hasStandby()) {
      dispatcher.wake();
    }
    idleTicks = hasWork() ? 0 : idleTicks + 1;
    if (idleTicks == 0) {
      watchCarriers(now);
    }
  }

  /// Before anybody is asked to rest: who rests may park, and who has parked cannot lead.
  private void compact(long now) {
    Worker lead = dispatcher.lead();
    boolean leadGoesOn = false;
    Worker goingOn = null;
    int busy = 0;
    long stepsOfTick = 0;
    for (Worker worker : watched) {
      long steps = worker.steps() - worker.stepsCounted;
      worker.stepsCounted += steps;
      stepsOfTick += steps;
      boolean justNow = worker.stepsCounted != worker.stepsSeen;
      if (steps > 0 && justNow && worker.state() == Worker.State.RUNNING) {
        goingOn = worker;
        busy++;
      }
      leadGoesOn |= steps > 0 && worker == lead;
    }
    if (lead != null && !leadGoesOn && lead.isBlocked()) {
      leadTrial.breakOff();
    }
    boolean allBusy = busy >= carriers.count() && !dispatcher.isUnderPressure();
    boolean oneLeads = leadTrial.tick(now - lastTick, stepsOfTick, allBusy, leadGoesOn);
    lastTick = now;
    if (lead != null && !(oneLeads && leadGoesOn)) {
      dispatcher.letAllGoOn();
    } else if (lead == null && oneLeads && goingOn != null) {
      dispatcher.letLead(goingOn);
      canaryStart = now; // the others let it pass when they have come to park
    }
  }

  /// In this order: a standby that is not pending any more is marked as running, a new worker was
  /// announced before it could run, and whoever parks has seen an empty run queue or calls for a
  /// standby.
  private boolean hasWork() {
    if (!queue.isEmpty()
        || dispatcher.hasStandby()
        || dispatcher.isUnderPressure()
        || !announced.isEmpty()
        || keepers.hasSuspects()) {
      return true;
    }
    if (!canaryBack && keepers.mayBeAmongUnwatched()) {
      return true;
    }
    for (Worker worker : watched) {
      switch (worker.state()) {
        case RUNNING, STANDBY -> {
          return true;
        }
        case PARKED, GONE -> {}
      }
    }
    return false;
  }

  /// {@return whether to go on watching the worker}
  private boolean inspect(Worker worker) {
    return switch (worker.state()) {
      case GONE -> false;
      case PARKED, STANDBY -> {
        worker.stepsSeen = -1;
        yield true;
      }
      case RUNNING -> inspectRunning(worker);
    };
  }

  private boolean inspectRunning(Worker worker) {
    long steps = worker.steps();
    if (steps != worker.stepsSeen) {
      worker.stepsSeen = steps;
      boolean mayStay = worker == dispatcher.lead() && canaryBack; // there is a carrier for others
      if (!worker.isStalled() && !mayStay) {
        worker.request(Worker.Request.REST);
      }
      return true;
    }
    if (!worker.isStalled()) {
      worker.stalledSince = System.nanoTime();
      worker.request(Worker.Request.STALLED);
      worker.keptSince = clock;
      emptyNext(worker);
      return true;
    }
    boolean isBlocked = worker.isBlocked();
    boolean isMounted = keepers.look(worker, isBlocked);
    emptyNext(worker);
    if (isBlocked && !isMounted && !worker.hasNext()) {
      // It was blocked after the request had been made: whatever it does later, it sees the request
      // before. So it will not fill its slot, and announces itself at the end of its turn.
      keepers.addBlocked(worker);
      return false;
    }
    return true;
  }

  /// Watches a blocked worker again, which has turned out to occupy a carrier.
  private void watchAgain(Worker worker) {
    keepers.removeBlocked(worker);
    if (!worker.watched) {
      worker.watched = true;
      worker.stepsSeen = worker.steps();
      watched.add(worker);
    }
  }

  private void emptyNext(Worker worker) {
    Activation next = worker.takeNextFromOutside();
    if (next != null) {
      dispatcher.executeFromOutside(next);
    }
  }

  // ---- Carriers ----

  private void watchCarriers(long now) {
    relieve();
    if (dispatcher.isUnderPressure()) {
      if (now - pressureStart > MAX_PRESSURE_NANOS) {
        dispatcher.releasePressure(carriers.count());
        canaryStart = now;
      }
    } else if (canaryBack) {
      startCanary(now);
    } else if (now - canaryStart > (dispatcher.lead() == null ? TICK_NANOS : LED_NANOS)) {
      pressureStart = now;
      dispatcher.raisePressure();
    }
  }

  private void startCanary(long now) {
    canaryBack = false;
    canaryStart = now;
    starvedSince = clock;
    lastRelief = clock;
    LibraryThreads.virtual("aether-canary", this::canary).start();
  }

  /// Adds a carrier for a handler that computes, and one for each that is pinned, but never more
  /// than there are handlers that keep one: what others keep waiting is not the library's to fix.
  private void relieve() {
    int kept = keepers.count();
    if (kept == 0) {
      if (carriers.hasExtra() && clock - lastKept > CALM_NANOS) {
        carriers.giveBack();
      }
      return;
    }
    lastKept = clock;
    if (!carriers.hasExtra()) {
      extraSince = clock;
    } else if (clock - extraSince > LONG_KEPT_NANOS) {
      carriers.logExtra(keepers.names());
    }
    if (canaryBack || clock - lastRelief <= STARVED_NANOS) {
      return;
    }
    lastRelief = clock; // the next one only if this one does not do
    boolean keepAll = kept >= carriers.count() || clock - starvedSince > LONG_STARVED_NANOS;
    if (keepAll && kept > carriers.extra()) {
      carriers.add(Math.max(1, keepers.pinned() - carriers.extra()), keepers.names());
      starvedSince = clock;
    } else {
      carriers.ring(); // one that was added has not come yet
    }
  }

  /// Runs once a carrier is free, behind whatever waited before it.
  private void canary() {
    Mounts.learn();
    for (int yields = 0;
        dispatcher.isUnderPressure() && yields < MAX_CANARY_YIELDS && carriers.areWaitedFor();
        yields++) {
      Thread.yield();
    }
    canaryBack = true;
    dispatcher.releasePressure(carriers.count());
  }
}
