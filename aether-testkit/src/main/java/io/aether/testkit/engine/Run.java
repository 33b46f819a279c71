package io.aether.testkit.engine;

import io.aether.actor.DeadLetter;
import io.aether.actor.spi.Environment;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One run of a scenario under one seed: the bridge between the engine and the API in front of it.
///
/// A run is used by what it executes, except for [#of], which any thread may call.
public final class Run {

  private final long seed;
  private final Limits limits;
  private final SimulationLoop loop;
  private final SimulatedEnvironment environment;
  private final SplittableRandom random;

  private Run(long seed, Limits limits) {
    // The order of these splits is part of what a seed means.
    SplittableRandom source = new SplittableRandom(seed);
    this.seed = seed;
    this.limits = limits;
    this.loop = new SimulationLoop("simulation-" + seed, source.split(), limits);
    this.environment = new SimulatedEnvironment(loop, source.split(), new SimulationObserver(loop));
    this.random = source.split();
  }

  /// Runs `scenario` under `seed`, twice if the limits ask for a replay check.
  ///
  /// @throws SimulationFailure if the scenario, or anything else outside the supervision of actors,
  ///   failed
  /// @throws AssertionError if two runs under the same seed differ
  public static Outcome of(long seed, Limits limits, Scenario scenario) {
    Outcome first = new Run(seed, limits).play(scenario);
    if (limits.replayChecked()) {
      first.requireSame(new Run(seed, limits).play(scenario));
    }
    return first;
  }

  private Outcome play(Scenario scenario) {
    @Nullable Throwable failure;
    try {
      failure = loop.run(() -> body(scenario));
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      failure = interrupt;
    }
    if (failure != null) {
      throw FailureReport.of(seed, limits, loop, failure);
    }
    return new Outcome(
        seed, loop.steps(), Duration.ofNanos(loop.now()), loop.trace().hash(), trace());
  }

  private void body(Scenario scenario) {
    try {
      scenario.play(this);
    } catch (Exception failure) {
      loop.fail(failure);
    }
  }

  // ---- For the scenario ----

  public long seed() {
    return seed;
  }

  /// {@return the environment of the actors in this run}
  public Environment environment() {
    return environment;
  }

  /// {@return randomness for the scenario; neither the order of steps nor the values that the
  /// library draws depend on how much of it is used}
  public RandomGenerator random() {
    return random;
  }

  /// {@return the virtual time that has passed since the run began}
  public Duration now() {
    return Duration.ofNanos(loop.now());
  }

  /// Waits until nothing else can run unless time passes.
  public void awaitIdle() throws InterruptedException {
    loop.awaitIdle();
  }

  /// Adds a line of the scenario's own to the trace and the story.
  public void note(String line) {
    loop.note(line);
  }

  /// Adds a dead letter to the story.
  public void lost(DeadLetter letter) {
    loop.tell(Story.Kind.LOST, null, letter, "");
  }

  /// {@return the means to hold, drop, delay and duplicate messages and to suspend actors}
  public Interventions interventions() {
    return loop.interventions();
  }

  /// {@return the last events so far, oldest first, a line for each}
  public List<String> story() {
    return new StoryFormatter(loop.story()).all(limits.trace());
  }

  /// {@return the last lines of the trace so far, oldest first}
  public List<String> trace() {
    return loop.trace().last(limits.trace());
  }
}
