package io.aether.actor.runtime;

import io.aether.actor.spi.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Supervises the workers from a platform thread, which they cannot starve. The thread ticks every
/// millisecond while there is work and sleeps otherwise. In each tick it
///
/// - asks every running worker to rest at the end of its turn, except a lead while other virtual
///   threads get a carrier;
/// - empties the slot of a worker whose turn has lasted since the last tick, because the worker may
///   be blocked;
/// - wakes a standby if activations wait and there is none;
/// - starts a *canary*, an empty virtual thread. If the canary has not run one tick later, the
///   workers starve the other virtual threads of the JVM, and the pressure is raised until no
///   virtual thread waits in the JDK's scheduler any longer;
/// - lets one worker [lead][LeadTrial] if one worker alone has a higher throughput;
/// - adds [carriers][Carriers] if pressure does not help either, because handlers or tasks
///   [keep][Keepers] all carriers, and takes them back when these handlers or tasks have ended.
///
/// A worker that is blocked for long is dropped from the list and announces itself when it returns,
/// so any number of blocked activations costs almost nothing here. While there are blocked
/// activations or forked tasks, the monitor does not sleep without a time limit: ten times a second
/// it starts a canary. If the canary does not run at once, a thread may have blocked without
/// leaving its carrier.
///
/// Longer than most files because the steps of a tick depend on each other's order.
final class Monitor {

  private static final Logger LOG = LoggerFactory.getLogger(Monitor.class);

  private static final long TICK_NANOS = 1_000_000;

  /// How late a canary may be while one worker leads, which leaves the other carriers to other
  /// threads.
  private static final long LED_NANOS = 4 * TICK_NANOS;

  /// How long the workers are held back at most. If other threads wait longer, the workers are not
  /// the cause.
  private static final long MAX_PRESSURE_NANOS = 5_000_000;

  /// The maximum number of times that the canary yields its carrier before it lets the workers go
  /// on.
  private static final int MAX_CANARY_YIELDS = 200;

  /// The number of ticks without work before the monitor sleeps: waking it costs more than a few
  /// ticks.
  private static final int IDLE_TICKS = 64;

  /// How long the monitor sleeps while handlers are blocked or tasks run.
  private static final long NAP_NANOS = 100_000_000;

  /// The maximum that one tick counts on the monitor's own clock. During the rest of a longer tick
  /// the process was suspended or waited for a processor, and so did the handlers.
  private static final long LONGEST_TICK_NANOS = 3_000_000;

  /// A carrier is added if a canary does not run for this time while handlers keep all carriers.
  private static final long STARVED_NANOS = 20_000_000;

  /// A carrier is added if a canary does not run for this time while handlers keep some carriers
  /// and code outside the library keeps the others.
  private static final long LONG_STARVED_NANOS = 100_000_000;

  /// If added carriers are needed for longer than this, the log gets a line.
  private static final long LONG_KEPT_NANOS = 1_000_000_000;

  private static final long FAILURE_SILENCE_NANOS = 60_000_000_000L;

  /// Added carriers are taken back this long after the last handler that kept a carrier.
  private static final long CALM_NANOS = 100_000_000;

  private final WorkerDispatcher dispatcher;
  private final Lanes queue;
  private final int leadCarriers;
  private final Carriers carriers;
  private final Keepers keepers = new Keepers();
  private final Thread thread = LibraryThreads.daemon("aether-monitor", this::live);

  /// Workers to watch from now on. Any thread adds, the monitor removes.
  private final Queue<Worker> announced = new ConcurrentLinkedQueue<>();

  /// Set by the monitor, cleared by the thread that wakes it.
  private volatile boolean dormant;

  /// Set by the monitor while it sleeps without a time limit, cleared by a guest that enters or
  /// begins a turn, and by the monitor.
  private volatile boolean deep;

  /// Cleared by the monitor when it starts a canary, set by the canary.
  private volatile boolean canaryBack = true;

  // The rest is confined to the monitor's own thread.

  private final List<Worker> watched = new ArrayList<>();

  /// Its state is discarded while the monitor sleeps.
  private LeadTrial leadTrial;

  private long lastTick = System.nanoTime();

  /// How long the monitor has run, as far as it has observed; see `LONGEST_TICK_NANOS`.
  private long clock;

  // Times by that clock.

  private long lastKept;
  private long extraSince;
  private long starvedSince;
  private long lastRelief;

  // Times by the system's clock.

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
  /// monitor sets `dormant` before it checks for these a last time. So at least one of the two sees
  /// the other.
  void wake() {
    if (dormant) {
      dormant = false;
      LockSupport.unpark(thread);
    }
  }

  /// Registers a thread that may keep a carrier; see [Guest].
  void enter(Guest guest) {
    keepers.enter(guest);
    wakeForGuest();
  }

  void leave(Guest guest) {
    keepers.leave(guest);
  }

  /// Called when a guest begins to run user code, after it has become active. The monitor sets
  /// `deep` before it checks for active guests a last time. So at least one of the two sees the
  /// other.
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
        Thread.interrupted(); // otherwise parking would return at once
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

  /// A failure in one tick is likely to repeat in the next one, so the log gets one line a minute.
  private void logFailure(Throwable failure) {
    long now = System.nanoTime();
    if (failures++ == 0 || now - lastFailureLogged > FAILURE_SILENCE_NANOS) {
      lastFailureLogged = now;
      GuardedLog.error(
          LOG, "The monitor failed " + failures + " times; it goes on with the next tick", failure);
    }
  }

  private void sleep() {
    carriers.giveBack();
    dormant = true;
    if (!hasWork()) {
      while (dormant && nap()) {
        Thread.interrupted(); // otherwise parking again would return at once
      }
    }
    dormant = false;
    deep = false;
    idleTicks = 0;
    leadTrial = new LeadTrial(carriers.count(), leadCarriers);
    lastTick = System.nanoTime();
  }

  /// Sleeps until the monitor is woken, or for a limited time if code runs that may keep a carrier.
  ///
  /// @return false if virtual threads wait for a carrier, so such code may keep one
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

  void tick() { // called directly by tests
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

  /// Runs before rest requests: a resting worker may park, and a parked worker cannot lead.
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
      canaryStart = now; // the other workers let it pass once they park
    }
  }

  /// Checks in this order: a standby that is no longer pending is marked as running; a new worker
  /// was announced before it could run; and a worker that parks has seen an empty run queue or
  /// calls for a standby.
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

  /// {@return whether to continue watching the worker}
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
      boolean mayStay = worker == dispatcher.lead() && canaryBack; // others get a carrier
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
      // The worker was blocked after the request had been made, so every later step of the worker
      // sees the request. Therefore it will not fill its slot, and it announces itself at the end
      // of its turn.
      keepers.addBlocked(worker);
      return false;
    }
    return true;
  }

  /// Watches a blocked worker again that was found to occupy a carrier.
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
    try {
      LibraryThreads.virtual("aether-canary", this::canary).start();
    } catch (Throwable failure) {
      canaryBack = true; // otherwise no other one would be started
      throw failure;
    }
  }

  /// Adds a carrier for a handler that computes, and one for each handler that is pinned, but never
  /// more than there are handlers that keep one. Other code that keeps threads waiting is not the
  /// library's responsibility.
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
    lastRelief = clock; // the next carrier is added only if this one does not suffice
    boolean keepAll = kept >= carriers.count() || clock - starvedSince > LONG_STARVED_NANOS;
    if (keepAll && kept > carriers.extra()) {
      carriers.add(Math.max(1, keepers.pinned() - carriers.extra()), keepers.names());
      starvedSince = clock;
    } else {
      carriers.ring(); // a carrier that was added has not started yet
    }
  }

  /// Runs once a carrier is free, after all virtual threads that waited before it.
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
