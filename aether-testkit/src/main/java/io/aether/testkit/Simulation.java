package io.aether.testkit;

import io.aether.actor.ActorSystem;
import io.aether.actor.ActorSystemConfig;
import io.aether.actor.annotation.Stable;
import io.aether.actor.spi.Environment;
import io.aether.testkit.engine.Explorer;
import io.aether.testkit.engine.Limits;
import io.aether.testkit.engine.Outcome;
import io.aether.testkit.engine.Run;
import io.aether.testkit.engine.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Runs actors deterministically: the real code, one thread at a time, in virtual time, in an order
/// drawn from a seed. The same seed gives the same run, step by step.
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
/// One thing runs at a time: a turn of an actor (a few messages), a timer, a forked task, or the
/// code after a wait. When it ends or waits, the next is drawn from all that could run. Virtual
/// time stands still while anything can run, and then jumps to the next timer; timers due at the
/// same instant run in any order.
///
/// **Code that runs in a simulation must depend on its seed alone.** It must not:
///
/// - wait in ways that the simulation cannot see: a lock, a latch, IO, `Thread.sleep`. Asks,
///   probes, [#sleep] and [Environment#await] are fine. Any other wait stops the simulation; if it
///   lasts, the simulation fails with the stack of the thread that waits.
/// - use other threads. A foreign thread that sends a message, wakes an actor, starts a timer or
///   completes a future that the simulation waits for fails the simulation; one that only touches
///   shared data is not detected. Use [Environment#fork].
/// - read real time or draw other randomness: `System.nanoTime`, `Instant.now`, `Math.random`,
///   `UUID.randomUUID`. Use [Environment#scheduler], [Environment#clock], [Environment#random].
/// - depend on identity hash codes, as the order of a `HashSet` does whose elements define no hash
///   code, or on static state that another run has changed.
///
/// The last two are detected only by running a seed twice: [Options#withReplayCheck] does so for
/// every seed, and [#explore] for the one that failed.
///
/// The simulation ends with its body: systems it created are closed, the last one first; remaining
/// timers, tasks and waits are dropped.
@Stable
public final class Simulation {

  private final Run run;
  private final Stepper stepper;

  /// Created by [#system], in order. Used by the body and what it starts, one thread at a time.
  private final List<ActorSystem> systems = new ArrayList<>();

  private Simulation(Run run) {
    this.run = run;
    this.stepper = new Stepper(run.interventions());
  }

  // ---- For the caller, outside of any simulation ----

  /// Runs `body` under `seed`. Blocks until it ends.
  ///
  /// @throws AssertionError if the body, or anything else outside the actors' supervision, failed;
  ///   its message contains the seed and the last steps, its cause is the original failure
  public static Result run(long seed, SimulationBody body) {
    return run(seed, UnaryOperator.identity(), body);
  }

  /// Like [#run(long, SimulationBody)], with options that are a function of the defaults.
  public static Result run(long seed, UnaryOperator<Options> configure, SimulationBody body) {
    Outcome outcome = Run.of(seed, limits(configure), scenario(body));
    return new Result(
        outcome.seed(), outcome.steps(), outcome.elapsed(), outcome.traceHash(), outcome.trace());
  }

  /// Runs `body` under `seeds` seeds from `firstSeed` on, as many at once as there are processors.
  /// Blocks until all have ended, or one has failed.
  ///
  /// If one fails, the smallest failing seed is run several more times, to find a run that fails
  /// with fewer random choices and is easier to read.
  ///
  /// @throws AssertionError if one failed: the failure of the smallest failing seed
  public static Exploration explore(long firstSeed, int seeds, SimulationBody body) {
    return explore(firstSeed, seeds, UnaryOperator.identity(), body);
  }

  /// Like [#explore(long, int, SimulationBody)], with options that are a function of the defaults.
  public static Exploration explore(
      long firstSeed, int seeds, UnaryOperator<Options> configure, SimulationBody body) {
    Explorer.Summary summary =
        Explorer.explore(firstSeed, seeds, limits(configure), scenario(body));
    return new Exploration(seeds, summary.steps(), summary.interleavings());
  }

  private static Limits limits(UnaryOperator<Options> configure) {
    return configure.apply(Options.DEFAULT).limits();
  }

  private static Scenario scenario(SimulationBody body) {
    return run -> {
      Simulation sim = new Simulation(run);
      body.run(sim);
      run.interventions().end();
      sim.systems.reversed().forEach(ActorSystem::close);
    };
  }

  // ---- For the body, and for what it starts ----

  /// {@return the environment to hand to code under test}
  public Environment environment() {
    return run.environment();
  }

  /// Creates a system in this simulation. It is closed when the body ends.
  public ActorSystem system(String name) {
    return system(name, UnaryOperator.identity());
  }

  /// Creates a system in this simulation, configured by a function of the defaults, which may wrap
  /// the given environment but must not replace it. It is closed when the body ends.
  public ActorSystem system(String name, UnaryOperator<ActorSystemConfig> configure) {
    ActorSystem system =
        ActorSystem.create(name, config -> configure.apply(config.withEnvironment(environment())));
    system.deadLetters().listen(run::lost);
    systems.add(system);
    return system;
  }

  /// Creates a probe in `system`, which must be one of this simulation.
  public <M> TestProbe<M> probe(ActorSystem system) {
    return TestProbe.create(system);
  }

  /// Creates a probe in `system`, which must be one of this simulation.
  public <M> TestProbe<M> probe(ActorSystem system, String name) {
    return TestProbe.create(system, name);
  }

  /// {@return the seed that all choices of this simulation follow from}
  public long seed() {
    return run.seed();
  }

  /// {@return randomness for the body's own choices; neither the order of steps nor the values that
  /// the library draws depend on how much of it is used}
  public RandomGenerator random() {
    return run.random();
  }

  /// {@return the virtual time that has passed since the simulation began}
  public Duration now() {
    return run.now();
  }

  /// Waits until `duration` of virtual time has passed.
  public void sleep(Duration duration) throws InterruptedException {
    environment().sleep(duration);
  }

  /// Lets `duration` of virtual time pass and everything happen that is due by then: [#sleep], then
  /// [#awaitIdle].
  public void advance(Duration duration) throws InterruptedException {
    sleep(duration);
    awaitIdle();
  }

  /// Waits until nothing else can run unless time passes: no actor has a message it could handle,
  /// no timer is due, and every task has ended or waits. If several callers wait for this, they
  /// continue together.
  public void awaitIdle() throws InterruptedException {
    run.awaitIdle();
  }

  /// Adds a line to the trace and the story.
  public void note(String line) {
    run.note(line);
  }

  /// {@return the means to hold, drop and delay messages, and to suspend actors or make them fail}
  public Stepper stepper() {
    return stepper;
  }

  /// {@return the events so far, oldest first: a line for each message sent or handled, actor
  /// spawned, failed or stopped, timer, ask and reply}
  public List<String> story() {
    return run.story();
  }

  /// {@return the last lines of the trace so far, oldest first}
  public List<String> trace() {
    return run.trace();
  }

  // ---- Data ----

  /// The result of a simulation that passed.
  ///
  /// @param steps how many times an item was drawn to run
  /// @param elapsed the virtual time that passed
  /// @param traceHash a hash over every step: equal runs have equal hashes, and different runs have
  ///   different ones with overwhelming probability
  /// @param trace the last steps, oldest first
  public record Result(
      long seed, long steps, Duration elapsed, long traceHash, List<String> trace) {}

  /// The sums over several seeds, which all passed.
  ///
  /// @param seeds how many seeds were run
  /// @param steps the steps of all runs together
  /// @param interleavings how many different traces there were
  public record Exploration(int seeds, long steps, int interleavings) {}

  /// The limits of a simulation, and how it chooses. Immutable; each `with` returns a copy.
  ///
  /// @param stepLimit number of steps after which it fails as endless
  /// @param timeLimit virtual time after which it fails as endless
  /// @param patience real time without a step after which it fails as blocked
  /// @param traceLimit number of lines of the trace, and of events of the story, that are kept
  /// @param strategy how it chooses what runs next
  /// @param choiceLimit number of choices that the strategy makes; after them, the item that has
  ///   been ready longest runs next
  /// @param liveness virtual time without a reply, or in a mailbox, after which it fails as making
  ///   no progress; null if this is not checked
  /// @param replayChecked whether each seed runs twice, to check that nothing but the seed decides
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
            Limits.STANDARD.steps(),
            Limits.STANDARD.time(),
            Limits.STANDARD.patience(),
            Limits.STANDARD.trace(),
            Strategy.mixed(),
            Limits.STANDARD.choices(),
            Limits.STANDARD.liveness(),
            Limits.STANDARD.replayChecked());

    public Options {
      if (stepLimit < 1 || traceLimit < 1 || !timeLimit.isPositive() || !patience.isPositive()) {
        throw new IllegalArgumentException(
            "Limits must be positive, but were: %d steps, %s, %s, %d lines"
                .formatted(stepLimit, timeLimit, patience, traceLimit));
      }
      if (choiceLimit < 0 || liveness != null && !liveness.isPositive()) {
        throw new IllegalArgumentException(
            "choiceLimit must be 0 or more and liveness positive, but they were: %d, %s"
                .formatted(choiceLimit, liveness));
      }
    }

    public Options withStepLimit(long stepLimit) {
      return with(draft -> draft.stepLimit = stepLimit);
    }

    public Options withTimeLimit(Duration timeLimit) {
      return with(draft -> draft.timeLimit = timeLimit);
    }

    public Options withPatience(Duration patience) {
      return with(draft -> draft.patience = patience);
    }

    public Options withTraceLimit(int traceLimit) {
      return with(draft -> draft.traceLimit = traceLimit);
    }

    public Options withStrategy(Strategy strategy) {
      return with(draft -> draft.strategy = strategy);
    }

    public Options withChoiceLimit(long choiceLimit) {
      return with(draft -> draft.choiceLimit = choiceLimit);
    }

    /// Fails when an ask has had no reply, or a message has been in a mailbox, for `liveness` of
    /// virtual time, and reports who waits for whom. Choose it shorter than the timeouts of asks,
    /// which end them, and longer than anything legitimately takes.
    public Options withLiveness(Duration liveness) {
      return with(draft -> draft.liveness = liveness);
    }

    /// Runs each seed twice and fails if the two runs differ.
    public Options withReplayCheck() {
      return with(draft -> draft.replayChecked = true);
    }

    private Options with(Consumer<Draft> change) {
      Draft draft = new Draft(this);
      change.accept(draft);
      return draft.toOptions();
    }

    Limits limits() {
      return new Limits(
          stepLimit,
          timeLimit,
          patience,
          traceLimit,
          strategy.choosing(),
          choiceLimit,
          liveness,
          replayChecked);
    }

    /// The components while one of them changes, so that each `with` names only its own.
    private static final class Draft {
      private long stepLimit;
      private Duration timeLimit;
      private Duration patience;
      private int traceLimit;
      private Strategy strategy;
      private long choiceLimit;
      private @Nullable Duration liveness;
      private boolean replayChecked;

      Draft(Options options) {
        stepLimit = options.stepLimit;
        timeLimit = options.timeLimit;
        patience = options.patience;
        traceLimit = options.traceLimit;
        strategy = options.strategy;
        choiceLimit = options.choiceLimit;
        liveness = options.liveness;
        replayChecked = options.replayChecked;
      }

      Options toOptions() {
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
    }
  }
}
