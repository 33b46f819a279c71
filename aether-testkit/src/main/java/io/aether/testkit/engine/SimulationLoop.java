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
/// All state belongs to the holder of the baton, which is passed on by a volatile write; exceptions
/// are marked. A call by any other thread fails the simulation: it would make the order depend on
/// more than the seed.
///
/// Time stands still while anything is ready and then jumps to the next timer. Only a simulation
/// that has been busy at one instant for [#STEPS_AT_ONE_INSTANT] steps moves on by
/// [#BUSY_STEP_NANOS] a step, so that an endless exchange of messages cannot hold timers off.
///
/// This file is longer than most because drawing and passing the baton are one algorithm; a
/// [Strand] says what that means to one thread.
final class SimulationLoop {

  private static final int STEPS_AT_ONE_INSTANT = 1_000;
  private static final long BUSY_STEP_NANOS = 10_000;

  private enum Phase {
    RUNNING,
    /// No more steps; what still waits is ended, one strand after the other.
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

  /// Those of them that wait until nothing else is ready.
  private final List<Strand> waitingForIdle = new ArrayList<>();

  private String drawn = "";
  private String waitingAtFailure = "";

  /// What ran when the simulation failed; null if that was nobody in particular.
  private @Nullable Object culprit;

  private int stepsAtThisInstant;
  private boolean inTimer;

  /// What has waited since before this instant has waited for too long; set when that is noticed.
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
    this.waits = new Waits(/* keepsMail= */ limits.liveness() != null);
  }

  // ---- The thread that wants the simulation run ----

  /// Runs `body` and what it starts until the body ends or the simulation fails, and clears away
  /// what is left.
  ///
  /// @return what went wrong first, if anything did
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

  /// Waits for the end; fails the simulation when nobody makes a step, also on its way out.
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
        return; // it ignores the interrupt: the thread cannot be ended
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

  /// Ends the simulation because of `cause`, unless it is over already.
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

  /// Ends the simulation for a reason that is nobody's in particular.
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

  // ---- The seams: for what the holder of the baton runs; without effect once it is over ----

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

  /// Waits until nothing else can run without time passing.
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

  /// Adds what the caller does to the story.
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

  /// {@return who waited, and for whom, when the simulation failed; to be read when it is over}
  String waitingAtFailure() {
    return waitingAtFailure;
  }

  /// {@return what ran when the simulation failed; null if that was nobody in particular}
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

  /// {@return what is ready, for a holder of the baton who wants somebody to stand still}
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
            (isOver() ? "the simulation is over" : "only what the simulation runs may take part")
                + ", but "
                + Thread.currentThread()
                + " called in; use Environment.fork instead of other threads");
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
          "a timer must not wait; it may send a message or fork a task");
    }
    return self;
  }

  // ---- The baton ----

  /// What a strand does with its life.
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
        Thread.interrupted(); // what it was meant for is done
      }
    }
    return false;
  }

  /// Gives the baton away until `self` is drawn.
  private void suspend(Strand self) {
    waiting.add(self);
    Object next = draw();
    while (next instanceof Timeline.Timer timer && self.running() == null) {
      run(self, timer); // not worth another thread, as nothing runs here that it could be taken for
      next = draw();
    }
    if (next instanceof Strand waiter) {
      pass(waiter); // perhaps to itself
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
      // A timer of its own is the end of a sleep: anything may have happened meanwhile.
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

  /// Ends what still waits: each strand's wait throws, and the strand ends the next one.
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

  /// {@return what runs next, or null if the simulation is over}
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
      failAll("stuck: nothing is ready and no timer is left, but the body waits");
    }
  }

  /// Ends the simulation if somebody will have waited for too long at `instant`.
  private boolean failsStarving(long instant) {
    @Nullable Duration liveness = limits.liveness();
    if (liveness == null || !waits.anySince(instant - TimeUnit.NANOSECONDS.convert(liveness))) {
      return false;
    }
    overdue = instant - TimeUnit.NANOSECONDS.convert(liveness);
    failAll(
        "no progress: nothing happens any more that could end a wait of %s or longer"
            .formatted(liveness));
    return true;
  }

  private void record(Object next) {
    drawn = next instanceof Strand waiter ? "resume " + waiter.label : Trace.label(next);
    long taken = steps + 1;
    steps = taken;
    trace.add(taken, time.now(), drawn);
    if (taken == limits.steps()) {
      failAll("no end after %d steps, the limit".formatted(taken));
    }
    if (++stepsAtThisInstant > STEPS_AT_ONE_INSTANT) {
      time.moveTo(time.now() + BUSY_STEP_NANOS);
      checkTime();
      failsStarving(time.now());
    }
  }

  private void checkTime() {
    if (time.now() > TimeUnit.NANOSECONDS.convert(limits.time())) {
      failAll("no end after %s of virtual time, the limit".formatted(limits.time()));
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
        default -> throw new IllegalStateException("not something to run: " + next);
      }
    } catch (Throwable thrown) {
      fail(thrown); // unless it is over: then this is how waits end
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
