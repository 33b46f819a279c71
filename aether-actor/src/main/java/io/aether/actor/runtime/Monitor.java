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
/// - adds a [carrier][Carriers] when pressure does not help either, because handlers do not come to
///   an end, and takes it back when they have.
///
/// A worker blocked for long is dropped from the list and announces itself when it is back, so any
/// number of blocked activations costs nothing here.
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

  /// A handler that goes on for so long may have no end; a canary that does not run for so long
  /// while there are such handlers wants another carrier.
  private static final long STARVED_NANOS = 20_000_000;

  /// So long after the last handler that went on without an end, added carriers are taken back.
  private static final long CALM_NANOS = 100_000_000;

  private final WorkerDispatcher dispatcher;
  private final Lanes queue;
  private final Carriers carriers = new Carriers();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("aether-monitor").unstarted(this::live);

  /// Workers to watch from now on. Any thread adds, the monitor takes.
  private final Queue<Worker> announced = new ConcurrentLinkedQueue<>();

  /// Raised by the monitor, lowered by whoever wakes it.
  private volatile boolean dormant;

  /// Lowered by the monitor when it starts a canary, raised by the canary.
  private volatile boolean canaryBack = true;

  // The rest belongs to the monitor's own thread.

  private final List<Worker> watched = new ArrayList<>();

  /// How many workers have gone on, not blocked, with the same turn for `STARVED_NANOS`.
  private int spinning;

  /// Forgets what it knows while the monitor sleeps.
  private LeadTrial leadTrial = new LeadTrial(carriers.count());

  private long lastTick = System.nanoTime();

  private long lastSpinning;
  private long canaryStart;
  private long starvedSince;
  private long pressureStart;
  private int idleTicks;

  Monitor(WorkerDispatcher dispatcher) {
    this.dispatcher = dispatcher;
    this.queue = dispatcher.queue();
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
        LOG.error("The monitor failed; it goes on with the next tick", failure);
      }
    }
  }

  private void sleep() {
    carriers.giveBack();
    dormant = true;
    if (!hasWork()) {
      while (dormant) {
        LockSupport.park(this);
        Thread.interrupted();
      }
    }
    dormant = false;
    idleTicks = 0;
    leadTrial = new LeadTrial(carriers.count());
    lastTick = System.nanoTime();
  }

  void tick() { // tests tick by hand
    for (Worker worker; (worker = announced.poll()) != null; ) {
      if (!worker.watched) {
        worker.watched = true;
        worker.stepsSeen = -1;
        watched.add(worker);
      }
    }
    long now = System.nanoTime();
    compact(now);
    spinning = 0;
    for (int i = watched.size() - 1; i >= 0; i--) {
      Worker worker = watched.get(i);
      if (!inspect(worker)) {
        worker.watched = false;
        watched.set(i, watched.getLast());
        watched.removeLast();
      }
    }
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
        || !announced.isEmpty()) {
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
    } else if (worker.isBlocked()) {
      // It was blocked after the request had been made: whatever it does later, it sees the request
      // before. So it will not fill its slot, and announces itself at the end of its turn.
      emptyNext(worker);
      return worker.hasNext();
    } else if (System.nanoTime() - worker.stalledSince > STARVED_NANOS) {
      spinning++;
    }
    emptyNext(worker);
    return true;
  }

  private void emptyNext(Worker worker) {
    Activation next = worker.takeNextFromOutside();
    if (next != null) {
      dispatcher.executeFromOutside(next);
    }
  }

  // ---- Carriers ----

  private void watchCarriers(long now) {
    relieve(now);
    if (dispatcher.isUnderPressure()) {
      if (now - pressureStart > MAX_PRESSURE_NANOS) {
        dispatcher.releasePressure(carriers.count());
        canaryStart = now;
      }
    } else if (canaryBack) {
      canaryBack = false;
      canaryStart = now;
      starvedSince = now;
      Thread.ofVirtual()
          .name("aether-canary")
          .inheritInheritableThreadLocals(false)
          .start(this::canary);
    } else if (now - canaryStart > (dispatcher.lead() == null ? TICK_NANOS : LED_NANOS)) {
      pressureStart = now;
      dispatcher.raisePressure();
    }
  }

  private void relieve(long now) {
    if (spinning > 0) {
      lastSpinning = now;
      if (!canaryBack && now - starvedSince > STARVED_NANOS) {
        if (spinning >= carriers.count()) {
          carriers.add();
        } else {
          carriers.ring(); // somebody else keeps one, or one that was added has not come yet
        }
        starvedSince = now; // the next one only if this one does not do
      }
    } else if (carriers.hasExtra() && now - lastSpinning > CALM_NANOS) {
      carriers.giveBack();
    }
  }

  /// Runs once a carrier is free, behind whatever waited before it.
  private void canary() {
    for (int yields = 0;
        dispatcher.isUnderPressure() && yields < MAX_CANARY_YIELDS && carriers.areWaitedFor();
        yields++) {
      Thread.yield();
    }
    canaryBack = true;
    dispatcher.releasePressure(carriers.count());
  }
}
