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
/// What runs in a simulation waits only in ways that the simulation can see: asks, probes,
/// [#sleep], [Environment#await]. A wait of another kind (a lock, a latch, IO) stops the world and,
/// when it lasts, fails the simulation with the stack of the culprit. A thread of another kind that
/// wakes an actor, starts a timer or completes a future somebody waits for fails the simulation,
/// too.
///
/// The simulation ends with its body: systems it created are closed, the last one first; timers,
/// tasks and waits that are left are dropped.
public final class Simulation {

  private static final int REPORTED_STEPS = 20;

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
    this.environment = new SimulatedEnvironment(loop, source.split());
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
    return new Simulation(seed, configure.apply(Options.DEFAULT)).run(body);
  }

  /// Runs `body` under `seeds` seeds from `firstSeed` on, as many at once as there are processors.
  ///
  /// @throws AssertionError if one failed: that of the smallest failing seed
  public static Exploration explore(long firstSeed, int seeds, SimulationBody body) {
    return explore(firstSeed, seeds, UnaryOperator.identity(), body);
  }

  /// Like [#explore(long, int, SimulationBody)], within other limits.
  public static Exploration explore(
      long firstSeed, int seeds, UnaryOperator<Options> configure, SimulationBody body) {
    return new Explorer(firstSeed, seeds, seed -> run(seed, configure, body)).explore();
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
      throw failed(failure);
    }
    return new Result(
        seed, loop.steps(), Duration.ofNanos(loop.now()), loop.trace().hash(), trace());
  }

  private void play(SimulationBody body) {
    try {
      body.run(this);
      systems.reversed().forEach(ActorSystem::close);
    } catch (Exception failure) {
      loop.fail(failure);
    }
  }

  private AssertionError failed(Throwable cause) {
    String message =
        """
        Simulation failed under seed %d, after %d steps, at %s:
        %s
        %sThe last of its steps:
        %s
        To replay it: Simulation.run(%dL, body)\
        """
            .formatted(
                seed,
                loop.steps(),
                Trace.seconds(loop.now()),
                cause,
                loop.waitingAtFailure(),
                String.join("\n", loop.trace().last(REPORTED_STEPS)),
                seed);
    return new AssertionError(message, cause);
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
      long seed, long steps, Duration elapsed, long traceHash, List<String> trace) {}

  /// What several seeds came to, all of which passed.
  ///
  /// @param seeds how many there were
  /// @param steps how many they took together
  /// @param interleavings how many of their traces differ
  public record Exploration(int seeds, long steps, int interleavings) {}

  /// The limits of a simulation. Immutable; each `with` returns a copy.
  ///
  /// @param stepLimit after how many steps it fails as endless
  /// @param timeLimit after how much virtual time it fails as endless
  /// @param patience after how much real time without a step it fails as blocked
  /// @param traceLimit how many lines of the trace are kept
  public record Options(long stepLimit, Duration timeLimit, Duration patience, int traceLimit) {

    static final Options DEFAULT =
        new Options(10_000_000, Duration.ofDays(1), Duration.ofSeconds(10), 10_000);

    public Options {
      if (stepLimit < 1 || traceLimit < 1 || !timeLimit.isPositive() || !patience.isPositive()) {
        throw new IllegalArgumentException(
            "limits are positive, but were: %d steps, %s, %s, %d lines"
                .formatted(stepLimit, timeLimit, patience, traceLimit));
      }
    }

    public Options withStepLimit(long stepLimit) {
      return new Options(stepLimit, timeLimit, patience, traceLimit);
    }

    public Options withTimeLimit(Duration timeLimit) {
      return new Options(stepLimit, timeLimit, patience, traceLimit);
    }

    public Options withPatience(Duration patience) {
      return new Options(stepLimit, timeLimit, patience, traceLimit);
    }

    public Options withTraceLimit(int traceLimit) {
      return new Options(stepLimit, timeLimit, patience, traceLimit);
    }
  }
}
