package io.aether.testkit;

import io.aether.actor.ActorSystem;
import io.aether.actor.ActorSystemConfig;
import io.aether.actor.spi.Environment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A world of its own in which actors run deterministically: the real code, one thread at a time,
/// in virtual time, in an order drawn from a seed. The same seed gives the same run, step by step.
///
/// ```java
/// Simulation.explore(0, 1_000, sim -> {
///   var system = sim.system("bank");
///   var account = system.spawn(Account.create());
///   ...
///   assertThat(account.ask(GetBalance::new, Duration.ofSeconds(1))).isEqualTo(100);
/// });
/// ```
///
/// One thing runs at a time: a turn of an actor (of a few messages), a timer, a forked task, or
/// what follows a wait. Whenever one ends or waits, the next is drawn from all that could run.
/// Virtual time stands still while anything can run, and then jumps to the next timer; timers due
/// at the same instant come in any order.
///
/// **What runs in a simulation must depend on its seed alone.** What it must not do, and who
/// notices:
///
/// - wait in ways that the simulation cannot see: a lock, a latch, IO, `Thread.sleep`. Asks,
///   probes, [#sleep] and [Environment#await] are fine. Another wait stops the world and, when it
///   lasts, fails the simulation with the stack of the culprit.
/// - use other threads. One that sends a message, wakes an actor, starts a timer or completes a
///   future somebody waits for fails the simulation; one that only touches shared data is not
///   noticed. Use [Environment#fork].
/// - read real time or draw other randomness: `System.nanoTime`, `Instant.now`, `Math.random`,
///   `UUID.randomUUID`. Use [Environment#scheduler], [Environment#clock], [Environment#random].
/// - depend on identity hash codes, as the order of a `HashSet` of objects without a hash code of
///   their own does, or on static state that another run has changed.
///
/// The last two are noticed only by running a seed twice: [Options#withReplayCheck] does for every
/// seed, and [#explore] for the one that failed.
///
/// The simulation ends with its body: systems it created are closed, the last one first; timers,
/// tasks and waits that are left are dropped.
///
/// Longer than most files because it is the whole face of the simulation, with its options.
public final class Simulation {

  private final long seed;
  private final Options options;
  private final SimulationLoop loop;
  private final SimulatedEnvironment environment;
  private final SplittableRandom random;
  private final List<ActorSystem> systems = new ArrayList<>();

  private Simulation(long seed, Options options) {
    SplittableRandom source = new SplittableRandom(seed);
    this.seed = seed;
    this.options = options;
    this.loop = new SimulationLoop("simulation-" + seed, source.split(), options);
    this.environment =
        new SimulatedEnvironment(
            loop, source.split(), new SimulationObserver(loop, loop.stepper()));
    this.random = source.split();
  }

  // ---- Outside ----

  /// Runs `body` under `seed`.
  ///
  /// @throws AssertionError if the body or anything else outside the actors' supervision failed;
  ///   its message tells the seed and the last steps, its cause is what went wrong
  public static Result run(long seed, SimulationBody body) {
    return run(seed, UnaryOperator.identity(), body);
  }

  /// Like [#run(long, SimulationBody)], within other limits.
  public static Result run(long seed, UnaryOperator<Options> configure, SimulationBody body) {
    return run(seed, configure.apply(Options.DEFAULT), body);
  }

  static Result run(long seed, Options options, SimulationBody body) {
    Result result = new Simulation(seed, options).run(body);
    if (options.replayChecked) {
      new Simulation(seed, options).run(body).requireSame(result);
    }
    return result;
  }

  /// Runs `body` under `seeds` seeds from `firstSeed` on, as many at once as there are processors.
  ///
  /// If one fails, the smallest failing seed is run some more times, to find a run that fails with
  /// fewer random choices and is easier to read.
  ///
  /// @throws AssertionError if one failed: that of the smallest failing seed
  public static Exploration explore(long firstSeed, int seeds, SimulationBody body) {
    return explore(firstSeed, seeds, UnaryOperator.identity(), body);
  }

  /// Like [#explore(long, int, SimulationBody)], within other limits.
  public static Exploration explore(
      long firstSeed, int seeds, UnaryOperator<Options> configure, SimulationBody body) {
    return new Explorer(firstSeed, seeds, configure.apply(Options.DEFAULT), body).explore();
  }

  private Result run(SimulationBody body) {
    @Nullable Throwable failure;
    try {
      failure = loop.run(() -> play(body));
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      failure = interrupt;
    }
    if (failure != null) {
      throw FailureReport.of(seed, options, loop, failure);
    }
    return new Result(
        seed, loop.steps(), Duration.ofNanos(loop.now()), loop.trace().hash(), trace());
  }

  private void play(SimulationBody body) {
    try {
      body.run(this);
      loop.stepper().end();
      systems.reversed().forEach(ActorSystem::close);
    } catch (Exception failure) {
      loop.fail(failure);
    }
  }

  // ---- For the body, and for what it starts ----

  /// {@return the seams that code under test is given}
  public Environment environment() {
    return environment;
  }

  /// Creates a system in this simulation. It is closed when the body ends.
  public ActorSystem system(String name) {
    return system(name, UnaryOperator.identity());
  }

  /// Creates a system in this simulation, configured by a function of the defaults. It may wrap the
  /// environment that it is given, but not replace it.
  public ActorSystem system(String name, UnaryOperator<ActorSystemConfig> configure) {
    ActorSystem system =
        ActorSystem.create(name, config -> configure.apply(config.withEnvironment(environment)));
    system.deadLetters().listen(letter -> loop.tell(Story.Kind.LOST, null, letter, ""));
    systems.add(system);
    return system;
  }

  /// Creates a probe in `system`, which is one of this simulation.
  public <M> TestProbe<M> probe(ActorSystem system) {
    return TestProbe.create(system);
  }

  /// Creates a probe in `system`, which is one of this simulation.
  public <M> TestProbe<M> probe(ActorSystem system, String name) {
    return TestProbe.create(system, name);
  }

  /// {@return what all choices of this simulation follow from}
  public long seed() {
    return seed;
  }

  /// {@return randomness for the body's own choices; neither the order of steps nor what the
  /// library draws depends on how much of it is used}
  public RandomGenerator random() {
    return random;
  }

  /// {@return the virtual time that has passed since the simulation began}
  public Duration now() {
    return Duration.ofNanos(loop.now());
  }

  /// Waits until `duration` of virtual time has passed.
  public void sleep(Duration duration) throws InterruptedException {
    CompletableFuture<Void> passed = new CompletableFuture<>();
    loop.schedule(duration, () -> passed.complete(null));
    loop.await(passed);
  }

  /// Lets `duration` of virtual time pass, and what is due by then happen: [#sleep], then
  /// [#awaitIdle].
  public void advance(Duration duration) throws InterruptedException {
    sleep(duration);
    awaitIdle();
  }

  /// Waits until nothing else can run unless time passes: no actor has a message it could handle,
  /// no timer is due, and every task has ended or waits. If several wait for this, they go on
  /// together.
  public void awaitIdle() throws InterruptedException {
    loop.awaitIdle();
  }

  /// Adds a line of the caller's own to the trace.
  public void note(String line) {
    loop.note(line);
  }

  /// {@return a hand on the messages of this simulation}
  public Stepper stepper() {
    return loop.stepper();
  }

  /// {@return who did what to whom so far, oldest first: a line for each message sent or handled,
  /// actor spawned, failed or stopped, timer, ask and answer}
  public List<String> story() {
    return new StoryFormatter(loop.story()).all(options.traceLimit());
  }

  /// {@return the last lines of the trace so far, oldest first}
  public List<String> trace() {
    return loop.trace().last(options.traceLimit());
  }

  // ---- Data ----

  /// How a simulation went.
  ///
  /// @param steps how many times something was drawn to run
  /// @param elapsed the virtual time it took
  /// @param traceHash a hash of every step; equal exactly if the runs were, as far as one can tell
  /// @param trace the last steps, oldest first
  public record Result(
      long seed, long steps, Duration elapsed, long traceHash, List<String> trace) {

    private void requireSame(Result other) {
      if (traceHash != other.traceHash) {
        int place = 0;
        while (place < Math.min(trace.size(), other.trace.size())
            && trace.get(place).equals(other.trace.get(place))) {
          place++;
        }
        throw new AssertionError(
            """
            Run twice under seed %d, the simulation went two ways, so something else than the seed \
            decides: real time, another thread, an identity hash code, or what the first run has \
            left behind. First difference:
              %s
              %s\
            """
                .formatted(seed, other.line(place), line(place)));
      }
    }

    private String line(int place) {
      return place < trace.size() ? trace.get(place) : "(the end)";
    }
  }

  /// What several seeds came to, all of which passed.
  ///
  /// @param seeds how many there were
  /// @param steps how many they took together
  /// @param interleavings how many of their traces differ
  public record Exploration(int seeds, long steps, int interleavings) {}

  /// The limits of a simulation, and how it chooses. Immutable; each `with` returns a copy.
  ///
  /// @param stepLimit after how many steps it fails as endless
  /// @param timeLimit after how much virtual time it fails as endless
  /// @param patience after how much real time without a step it fails as blocked
  /// @param traceLimit how many lines of the trace, and how many events of the story, are kept
  /// @param strategy how it chooses what runs next
  /// @param choiceLimit how many choices are made by the strategy; after them, what has been ready
  ///   longest is next
  /// @param liveness after how much virtual time without an answer, or in a mailbox, it fails as
  ///   making no progress; null if that is not checked
  /// @param replayChecked whether each seed is run twice, to see that nothing else decides
  public record Options(
      long stepLimit,
      Duration timeLimit,
      Duration patience,
      int traceLimit,
      Strategy strategy,
      long choiceLimit,
      @Nullable Duration liveness,
      boolean replayChecked) {

    static final Options DEFAULT =
        new Options(
            10_000_000,
            Duration.ofDays(1),
            Duration.ofSeconds(10),
            10_000,
            Strategy.mixed(),
            Long.MAX_VALUE,
            null,
            /* replayChecked= */ false);

    public Options {
      if (stepLimit < 1 || traceLimit < 1 || !timeLimit.isPositive() || !patience.isPositive()) {
        throw new IllegalArgumentException(
            "limits are positive, but were: %d steps, %s, %s, %d lines"
                .formatted(stepLimit, timeLimit, patience, traceLimit));
      }
      if (choiceLimit < 0 || liveness != null && !liveness.isPositive()) {
        throw new IllegalArgumentException(
            "at least 0 choices and some time to make progress are needed, but were: %d, %s"
                .formatted(choiceLimit, liveness));
      }
    }

    public Options withStepLimit(long stepLimit) {
      return new Options(
          stepLimit,
          timeLimit,
          patience,
          traceLimit,
          strategy,
          choiceLimit,
          liveness,
          replayChecked);
    }

    public Options withTimeLimit(Duration timeLimit) {
      return new Options(
          stepLimit,
          timeLimit,
          patience,
          traceLimit,
          strategy,
          choiceLimit,
          liveness,
          replayChecked);
    }

    public Options withPatience(Duration patience) {
      return new Options(
          stepLimit,
          timeLimit,
          patience,
          traceLimit,
          strategy,
          choiceLimit,
          liveness,
          replayChecked);
    }

    public Options withTraceLimit(int traceLimit) {
      return new Options(
          stepLimit,
          timeLimit,
          patience,
          traceLimit,
          strategy,
          choiceLimit,
          liveness,
          replayChecked);
    }

    public Options withStrategy(Strategy strategy) {
      return new Options(
          stepLimit,
          timeLimit,
          patience,
          traceLimit,
          strategy,
          choiceLimit,
          liveness,
          replayChecked);
    }

    public Options withChoiceLimit(long choiceLimit) {
      return new Options(
          stepLimit,
          timeLimit,
          patience,
          traceLimit,
          strategy,
          choiceLimit,
          liveness,
          replayChecked);
    }

    /// Fails when an ask has had no answer, or a message has been in a mailbox, for `liveness` of
    /// virtual time, and says who waits for whom. Choose it shorter than the asks' timeouts, which
    /// end them, and longer than anything legitimately takes.
    public Options withLiveness(Duration liveness) {
      return new Options(
          stepLimit,
          timeLimit,
          patience,
          traceLimit,
          strategy,
          choiceLimit,
          liveness,
          replayChecked);
    }

    /// Runs each seed twice and fails if the two runs differ.
    public Options withReplayCheck() {
      return new Options(
          stepLimit,
          timeLimit,
          patience,
          traceLimit,
          strategy,
          choiceLimit,
          liveness,
          /* replayChecked= */ true);
    }
  }
}
