package io.aether.testkit.engine;

import io.aether.actor.Cancellable;
import io.aether.actor.spi.Activation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Decides, step by step, what a simulation runs next, and on which of its threads.
///
/// All state is confined to the strand that holds the baton, which is passed on by a volatile
/// write; exceptions are marked. A call by any other thread fails the simulation, because the order
/// would then depend on more than the seed.
///
/// Time stands still while anything is ready and then jumps to the next timer. After
/// [#STEPS_AT_ONE_INSTANT] steps at the same instant, each step advances time by
/// [#BUSY_STEP_NANOS], so that an endless exchange of messages cannot hold off timers.
///
/// This file is longer than most because drawing and passing the baton are one algorithm; [Strand]
/// describes it for one thread.
final class SimulationLoop {

  private static final int STEPS_AT_ONE_INSTANT = 1_000;
  private static final long BUSY_STEP_NANOS = 10_000;

  private enum Phase {
    RUNNING,
    /// No more steps; strands that still wait are ended one after the other.
    ENDING,
    FINISHED
  }

  private final String name;
  private final Choices choices;
  private final Limits limits;
  private final Trace trace;
  private final Story story;
  private final Waits waits;
  private final Interventions interventions = new Interventions(this);

  private final ReadyList ready;
  private final Timeline time;
  private final List<Strand> strands = new ArrayList<>();
  private final List<Strand> idle = new ArrayList<>();

  /// Strands that wait, or that were woken and have not been drawn yet.
  private final List<Strand> waiting = new ArrayList<>();

  /// The waiting strands that wait until nothing else is ready.
  private final List<Strand> waitingForIdle = new ArrayList<>();

  private String drawn = "";
  private String waitingAtFailure = "";

  /// The item that ran when the simulation failed; null if no single item caused the failure.
  private @Nullable Object culprit;

  private int stepsAtThisInstant;
  private boolean inTimer;

  /// A wait that began before this instant is too long; set when that is detected.
  private long overdue = Long.MIN_VALUE;

  // ---- The holder of the baton writes, any thread reads ----

  private volatile @Nullable Strand holder;
  private volatile long steps;

  // ---- Any thread ----

  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.RUNNING);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final CountDownLatch finished = new CountDownLatch(1);

  SimulationLoop(String name, SplittableRandom choices, Limits limits) {
    this.name = name;
    this.limits = limits;
    this.choices = new Choices(choices, limits.strategy(), limits.choices());
    this.ready = new ReadyList(this.choices);
    this.time = new Timeline(ready);
    this.trace = new Trace(limits.trace());
    this.story = new Story(limits.trace());
    this.waits = new Waits(/* keepsMessages= */ limits.liveness() != null);
  }

  // ---- The thread that runs the simulation ----

  /// Runs `body` and everything it starts until the body ends or the simulation fails, then ends
  /// the remaining waits.
  ///
  /// @return the first failure; null if there was none
  @Nullable Throwable run(Runnable body) throws InterruptedException {
    Runnable bodyThenEnd =
        () -> {
          body.run();
          end();
        };
    ready.add(new Task("body", bodyThenEnd, null));
    pass(newStrand());
    try {
      watch();
      return failure.get();
    } catch (InterruptedException interrupt) {
      endAt(Objects.requireNonNull(holder), interrupt);
      finished.await(TimeUnit.NANOSECONDS.convert(limits.patience()), TimeUnit.NANOSECONDS);
      throw interrupt;
    }
  }

  /// Waits for the end. Fails the simulation if no step is made for too long, also while it ends.
  private void watch() throws InterruptedException {
    long slice = Math.max(1, TimeUnit.NANOSECONDS.convert(limits.patience()) / 4);
    long seen = -1;
    int unchanged = 0;
    while (!finished.await(slice, TimeUnit.NANOSECONDS)) {
      unchanged = steps == seen ? unchanged + 1 : 0;
      seen = steps;
      if (unchanged == 4) {
        Strand blocked = Objects.requireNonNull(holder);
        endAt(blocked, new AssertionError(StuckReport.blocked(blocked, limits.patience())));
      } else if (unchanged == 8) {
        return; // the strand ignores the interrupt, so its thread cannot be ended
      }
    }
    for (Strand strand : strands) {
      strand.thread.join();
    }
  }

  private void endAt(Strand blocked, Throwable cause) {
    failure.compareAndSet(null, cause);
    end();
    blocked.thread.interrupt();
  }

  // ---- Any thread ----

  /// Ends the simulation with `cause`, unless it has ended already.
  void fail(Throwable cause) {
    if (phase.get() == Phase.RUNNING && failure.compareAndSet(null, cause)) {
      Strand strand = holder;
      try {
        if (strand != null && strand.thread == Thread.currentThread()) {
          culprit = strand.doing;
          waitingAtFailure = whoWaits();
        }
      } finally {
        end();
      }
    }
  }

  /// Ends the simulation for a reason that no single item caused.
  private void failAll(String why) {
    fail(new AssertionError(why));
    culprit = null;
  }

  private String whoWaits() {
    var report = new WaitReport(waits, story, interventions, waiting);
    String asks = report.lines(overdue);
    return (asks.isEmpty() ? "" : "Who waits for whom:" + asks + "\n")
        + StuckReport.waiting(waiting);
  }

  boolean isOver() {
    return phase.get() != Phase.RUNNING;
  }

  boolean isFinished() {
    return phase.get() == Phase.FINISHED;
  }

  boolean isHeldBy(Strand strand) {
    return holder == strand;
  }

  private void end() {
    phase.compareAndSet(Phase.RUNNING, Phase.ENDING);
  }

  // ---- Called by what the simulation runs; without effect after its end ----

  void execute(Activation activation) {
    caller();
    if (!isOver()) {
      ready.add(activation);
    }
  }

  Cancellable schedule(Duration delay, Runnable task) {
    Strand owner = caller();
    Timeline.Timer timer = time.schedule(delay, task, owner.label, owner.subject());
    return () -> {
      caller();
      return timer.cancel();
    };
  }

  void fork(String name, Runnable work) {
    Strand origin = caller();
    if (!isOver()) {
      ready.add(new Task(name, work, origin.subject()));
    }
  }

  void await(CompletableFuture<?> future) throws InterruptedException {
    Strand self = waiter();
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (future.isDone()) {
      return;
    }
    long wait = ++self.waits;
    self.ready = false;
    future.whenComplete((_, _) -> wakeBy(subject(), self, wait));
    suspend(self);
    boolean interrupted = self.takeInterrupt();
    if (interrupted && !future.isDone()) {
      throw new InterruptedException();
    } else if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  boolean mayWait() {
    caller();
    return !inTimer;
  }

  /// Waits until nothing else can run unless time advances.
  void awaitIdle() throws InterruptedException {
    Strand self = waiter();
    self.waits++;
    self.ready = false;
    waitingForIdle.add(self);
    suspend(self);
    waitingForIdle.remove(self);
    addToStory(Story.Kind.WOKE, null, self.subject(), null, "");
    if (self.takeInterrupt()) {
      throw new InterruptedException();
    }
  }

  void note(String line) {
    trace.add(steps, time.now(), caller().label + ": " + line);
    tell(Story.Kind.NOTED, null, line, "");
  }

  /// Adds an action of the caller to the story.
  void tell(Story.Kind kind, @Nullable Object whom, @Nullable Object what, String more) {
    addToStory(kind, subject(), whom, what, more);
  }

  private void addToStory(
      Story.Kind kind,
      @Nullable Object who,
      @Nullable Object whom,
      @Nullable Object what,
      String more) {
    if (!isOver()) {
      story.add(new Story.Event(steps, time.now(), kind, who, whom, what, more));
    }
  }

  /// {@return the actor, task or timer that calls}
  Object subject() {
    return caller().subject();
  }

  long now() {
    return time.now();
  }

  long steps() {
    return steps;
  }

  /// {@return the report of who waited for whom when the simulation failed; read after its end}
  String waitingAtFailure() {
    return waitingAtFailure;
  }

  /// {@return the item that ran when the simulation failed; null if no single item caused the
  /// failure}
  @Nullable Object culprit() {
    return culprit;
  }

  Trace trace() {
    return trace;
  }

  Story story() {
    return story;
  }

  Waits waits() {
    return waits;
  }

  Interventions interventions() {
    return interventions;
  }

  Choices choices() {
    return choices;
  }

  /// {@return the ready items, for the holder of the baton that suspends or resumes an actor}
  ReadyList ready() {
    caller();
    return ready;
  }

  private Strand caller() {
    Strand strand = holder;
    if (strand != null && strand.thread == Thread.currentThread()) {
      return strand;
    }
    IllegalStateException stranger =
        new IllegalStateException(
            Thread.currentThread()
                + " called into the simulation, "
                + (isOver() ? "which is over" : "but only code that the simulation runs may do so")
                + "; use Environment.fork instead of other threads");
    fail(stranger);
    throw stranger;
  }

  private Strand waiter() {
    Strand self = caller();
    if (isOver()) {
      throw new SimulationEnded();
    }
    if (inTimer) {
      throw new IllegalStateException(
          "the task of a timer must not wait; let it send a message or fork a task");
    }
    return self;
  }

  // ---- The baton ----

  /// The main loop of a strand.
  void lead(Strand self) {
    while (self.awaitBaton()) {
      if (!leadUntilPassed(self)) {
        clearAway();
        return;
      }
    }
  }

  /// {@return whether the baton went to another strand; false if the simulation is over}
  private boolean leadUntilPassed(Strand self) {
    while (!isOver()) {
      Object next = self.assigned != null ? self.assigned : draw();
      self.assigned = null;
      if (next instanceof Strand waiter) {
        idle.add(self);
        pass(waiter);
        return true;
      } else if (next != null) {
        run(self, next);
        Thread.interrupted(); // it was meant for the item that has just ended
      }
    }
    return false;
  }

  /// Gives the baton away until `self` is drawn.
  private void suspend(Strand self) {
    waiting.add(self);
    Object next = draw();
    while (next instanceof Timeline.Timer timer && self.running() == null) {
      run(self, timer); // needs no other thread, because no actor runs on this one
      next = draw();
    }
    if (next instanceof Strand waiter) {
      pass(waiter); // possibly to itself
    } else if (next != null) {
      Strand leader = idle.isEmpty() ? newStrand() : idle.removeLast();
      leader.assigned = next;
      pass(leader);
    }
    self.awaitBaton();
    waiting.remove(self);
    if (isOver()) {
      throw new SimulationEnded();
    }
  }

  private Strand newStrand() {
    Strand strand = new Strand(this, name + "-" + strands.size());
    strands.add(strand);
    strand.thread.start(); // and waits for the baton
    return strand;
  }

  private void pass(Strand to) {
    holder = to;
    LockSupport.unpark(to.thread);
  }

  private void wakeBy(Object who, Strand strand, long wait) {
    if (strand.waits == wait && !strand.ready) {
      // Its own timer ends a sleep, during which anything may have happened.
      boolean slept = who instanceof Timeline.Timer timer && timer.origin() == strand.subject();
      addToStory(Story.Kind.WOKE, slept ? null : who, strand.subject(), null, "");
      wake(strand, wait);
    }
  }

  private void wake(Strand strand, long wait) {
    if (strand.waits == wait && !strand.ready) {
      strand.ready = true;
      ready.add(strand);
    }
  }

  private void wakeInterrupted() {
    for (Strand strand : waiting) {
      if (!strand.ready && strand.isInterrupted()) {
        wake(strand, strand.waits);
      }
    }
  }

  /// Ends the strands that still wait: the wait of each throws, and that strand ends the next one.
  private void clearAway() {
    if (waiting.isEmpty()) {
      phase.set(Phase.FINISHED);
      idle.forEach(strand -> LockSupport.unpark(strand.thread));
      finished.countDown();
    } else {
      pass(waiting.getLast());
    }
  }

  // ---- Steps ----

  /// {@return the next item to run; null if the simulation is over}
  private @Nullable Object draw() {
    while (!isOver()) {
      if (!waiting.isEmpty()) {
        wakeInterrupted();
      }
      if (ready.isEmpty()) {
        makeSomethingReady();
      } else {
        Object next = ready.draw();
        if (!(next instanceof Timeline.Timer timer) || timer.begin()) {
          record(next);
          return next;
        }
      }
    }
    return null;
  }

  private void makeSomethingReady() {
    if (!waitingForIdle.isEmpty()) {
      waitingForIdle.forEach(strand -> wake(strand, strand.waits));
      waitingForIdle.clear();
    } else if (failsStarving(time.next())) {
      return;
    } else if (time.jump()) {
      stepsAtThisInstant = 0;
      checkTime();
    } else {
      failAll("stuck: nothing is ready and no timer is left, but the body still waits");
    }
  }

  /// Ends the simulation if some wait is too long at `instant`.
  private boolean failsStarving(long instant) {
    @Nullable Duration liveness = limits.liveness();
    if (liveness == null || !waits.anySince(instant - TimeUnit.NANOSECONDS.convert(liveness))) {
      return false;
    }
    overdue = instant - TimeUnit.NANOSECONDS.convert(liveness);
    failAll("no progress: a wait has lasted %s or longer".formatted(liveness));
    return true;
  }

  private void record(Object next) {
    drawn = next instanceof Strand waiter ? "resume " + waiter.label : Trace.label(next);
    long taken = steps + 1;
    steps = taken;
    trace.add(taken, time.now(), drawn);
    if (taken == limits.steps()) {
      failAll("no end after %d steps, which is the limit".formatted(taken));
    }
    if (++stepsAtThisInstant > STEPS_AT_ONE_INSTANT) {
      time.moveTo(time.now() + BUSY_STEP_NANOS);
      checkTime();
      failsStarving(time.now());
    }
  }

  private void checkTime() {
    if (time.now() > TimeUnit.NANOSECONDS.convert(limits.time())) {
      failAll("no end after %s of virtual time, which is the limit".formatted(limits.time()));
    }
  }

  private void run(Strand self, Object next) {
    String outer = self.label;
    Object around = self.doing;
    self.label = drawn;
    self.doing = next;
    try {
      switch (next) {
        case Activation activation -> {
          if (self.turn(activation, choices.turn())) {
            execute(activation);
          }
        }
        case Timeline.Timer timer -> runTimer(timer);
        case Task task -> task.run();
        default -> throw new IllegalStateException("cannot run an item of another kind: " + next);
      }
    } catch (Throwable thrown) {
      fail(thrown); // no effect if the simulation is over: then waits end this way
    } finally {
      self.label = outer;
      self.doing = around;
    }
  }

  private void runTimer(Timeline.Timer timer) {
    inTimer = true;
    try {
      timer.run();
    } finally {
      inTimer = false;
    }
  }
}
