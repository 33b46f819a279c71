package io.aether.actor;

import io.aether.actor.cell.Cells;
import io.aether.actor.config.AskCycles;
import io.aether.actor.config.HandlingSettings;
import io.aether.actor.config.Settings;
import io.aether.actor.shutdown.ShutdownSettings;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.Extension;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// The parts of an actor system that can be exchanged. Immutable; each `with` returns a copy.
///
/// @param environment threads, time and randomness
/// @param closeTimeout how long [ActorSystem#close] waits for actors to stop
/// @param loggedDeadLetters how many dead letters are logged in a row; 0 for none
/// @param deadLetterSilence how long they are only counted then, before they are logged again
/// @param askCycles what happens when actors that block in asks wait for each other
/// @param extensions what takes the place of extensions' own factories
/// @param shutdown how the system ends
/// @param handling what surrounds the handling of messages
/// @param throughput how many messages an actor may process before other actors have their turn, if
///   they wait; see [#withThroughput]
public record ActorSystemConfig(
    Environment environment,
    Duration closeTimeout,
    int loggedDeadLetters,
    Duration deadLetterSilence,
    AskCycles askCycles,
    Map<Extension<?>, Function<ActorSystem, ?>> extensions,
    ShutdownSettings shutdown,
    HandlingSettings handling,
    int throughput) {

  /// The number of messages that an activation processes in a turn unless it is configured.
  public static final int DEFAULT_THROUGHPUT = 64;

  public ActorSystemConfig {
    Objects.requireNonNull(environment, "environment");
    Objects.requireNonNull(closeTimeout, "closeTimeout");
    Objects.requireNonNull(deadLetterSilence, "deadLetterSilence");
    Objects.requireNonNull(askCycles, "askCycles");
    Objects.requireNonNull(extensions, "extensions");
    Objects.requireNonNull(shutdown, "shutdown");
    Objects.requireNonNull(handling, "handling");
    if (!closeTimeout.isPositive()) {
      throw new IllegalArgumentException("closeTimeout is positive, but was: " + closeTimeout);
    }
    if (loggedDeadLetters < 0) {
      throw new IllegalArgumentException(
          "loggedDeadLetters is a number of lines, but was: " + loggedDeadLetters);
    }
    if (deadLetterSilence.isNegative()) {
      throw new IllegalArgumentException(
          "deadLetterSilence is a period of time, but was: " + deadLetterSilence);
    }
    checkThroughput(throughput);
    extensions = Map.copyOf(extensions); // never walked
  }

  /// {@return worker virtual threads, real time, a minute to close, and a hook into the JVM's end}
  public static ActorSystemConfig defaults() {
    return new ActorSystemConfig(
        Cells.standardEnvironment(),
        Duration.ofMinutes(1),
        10,
        Duration.ofMinutes(5),
        AskCycles.REPORT,
        Map.of(),
        ShutdownSettings.defaults(),
        HandlingSettings.none(),
        DEFAULT_THROUGHPUT);
  }

  public ActorSystemConfig withEnvironment(Environment environment) {
    return with(draft -> draft.environment = environment);
  }

  public ActorSystemConfig withCloseTimeout(Duration closeTimeout) {
    return with(draft -> draft.closeTimeout = closeTimeout);
  }

  public ActorSystemConfig withLoggedDeadLetters(int loggedDeadLetters) {
    return with(draft -> draft.loggedDeadLetters = loggedDeadLetters);
  }

  public ActorSystemConfig withDeadLetterSilence(Duration deadLetterSilence) {
    return with(draft -> draft.deadLetterSilence = deadLetterSilence);
  }

  public ActorSystemConfig withAskCycles(AskCycles askCycles) {
    return with(draft -> draft.askCycles = askCycles);
  }

  /// Lets `factory` create what `key` names, in place of its own factory; for tests.
  public <T> ActorSystemConfig withExtension(
      Extension<T> key, Function<ActorSystem, ? extends T> factory) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(factory, "factory");
    Map<Extension<?>, Function<ActorSystem, ?>> all = new HashMap<>(extensions);
    all.put(key, factory);
    return with(draft -> draft.extensions = all);
  }

  /// How the system ends, as a function of what this says: `withShutdown(shutdown ->
  /// shutdown.withJvmHook(false))`.
  public ActorSystemConfig withShutdown(UnaryOperator<ShutdownSettings> configure) {
    Objects.requireNonNull(configure, "configure");
    return with(draft -> draft.shutdown = configure.apply(shutdown));
  }

  /// What surrounds the handling of messages, as a function of what this says:
  /// `withHandling(handling -> handling.withActorInMdc(true))`.
  public ActorSystemConfig withHandling(UnaryOperator<HandlingSettings> configure) {
    Objects.requireNonNull(configure, "configure");
    return with(draft -> draft.handling = configure.apply(handling));
  }

  /// How many messages an actor may process before other actors have their turn, if they wait: 64
  /// by default. 1 is as fair as possible, and costs each message a hand-over to the dispatcher; a
  /// large number saves hand-overs where mailboxes are long. A turn also ends after about 100
  /// microseconds if other actors wait. [DispatcherSelector#withThroughput] sets it for single
  /// actors. A simulation draws the lengths of turns itself, up to this number.
  ///
  /// @throws IllegalArgumentException if the number is less than 1
  public ActorSystemConfig withThroughput(int throughput) {
    return with(draft -> draft.throughput = throughput);
  }

  /// @throws IllegalArgumentException if the number is less than 1
  static void checkThroughput(int throughput) {
    if (throughput < 1) {
      throw new IllegalArgumentException(
          "throughput is a number of messages from 1 on, but was: " + throughput);
    }
  }

  /// Lays text over this, for what is decided where the program runs; see [Settings]. The keys are
  /// the names of the components: `closeTimeout`, `shutdown.jvmHook` and so on.
  ///
  /// @throws IllegalArgumentException if a key or a value is not allowed
  public ActorSystemConfig withSettings(Map<String, String> settings) {
    return Settings.overlay(this, settings);
  }

  private ActorSystemConfig with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.toConfig();
  }

  /// The components, while one of them changes: so each `with` names only its own.
  private static final class Draft {
    private Environment environment;
    private Duration closeTimeout;
    private int loggedDeadLetters;
    private Duration deadLetterSilence;
    private AskCycles askCycles;
    private Map<Extension<?>, Function<ActorSystem, ?>> extensions;
    private ShutdownSettings shutdown;
    private HandlingSettings handling;
    private int throughput;

    Draft(ActorSystemConfig config) {
      environment = config.environment;
      closeTimeout = config.closeTimeout;
      loggedDeadLetters = config.loggedDeadLetters;
      deadLetterSilence = config.deadLetterSilence;
      askCycles = config.askCycles;
      extensions = config.extensions;
      shutdown = config.shutdown;
      handling = config.handling;
      throughput = config.throughput;
    }

    ActorSystemConfig toConfig() {
      return new ActorSystemConfig(
          environment,
          closeTimeout,
          loggedDeadLetters,
          deadLetterSilence,
          askCycles,
          extensions,
          shutdown,
          handling,
          throughput);
    }
  }
}
