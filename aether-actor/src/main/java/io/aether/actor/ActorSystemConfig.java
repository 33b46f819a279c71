package io.aether.actor;

import io.aether.actor.annotation.Stable;
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

/// The configuration of an actor system. Immutable; each `with` returns a copy.
///
/// @param environment threads, time and randomness
/// @param closeTimeout how long [ActorSystem#close] waits for actors to stop
/// @param loggedDeadLetters how many dead letters are logged in a row; 0 for none
/// @param deadLetterSilence how long dead letters are then only counted, before they are logged
///   again
/// @param askCycles the reaction to actors that wait for each other in blocking asks
/// @param extensions the factories that replace those of the extensions themselves
/// @param shutdown how the system ends
/// @param handling the interceptors and contexts around the handling of messages
/// @param throughput the maximum number of messages an actor processes before waiting actors have
///   their turn; see [#withThroughput]
@Stable
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

  /// The number of messages that an activation processes in a turn, unless configured otherwise.
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
      throw new IllegalArgumentException("closeTimeout must be positive, but was: " + closeTimeout);
    }
    if (loggedDeadLetters < 0) {
      throw new IllegalArgumentException(
          "loggedDeadLetters must not be negative, but was: " + loggedDeadLetters);
    }
    if (deadLetterSilence.isNegative()) {
      throw new IllegalArgumentException(
          "deadLetterSilence must not be negative, but was: " + deadLetterSilence);
    }
    checkThroughput(throughput);
    extensions = Map.copyOf(extensions); // its order does not matter: it is never iterated
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

  /// Lets `factory` create the instance of `key`, in place of the key's own factory; for tests.
  public <T> ActorSystemConfig withExtension(
      Extension<T> key, Function<ActorSystem, ? extends T> factory) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(factory, "factory");
    Map<Extension<?>, Function<ActorSystem, ?>> all = new HashMap<>(extensions);
    all.put(key, factory);
    return with(draft -> draft.extensions = all);
  }

  /// Changes how the system ends, by a function of the present settings: `withShutdown(shutdown ->
  /// shutdown.withJvmHook(false))`.
  public ActorSystemConfig withShutdown(UnaryOperator<ShutdownSettings> configure) {
    Objects.requireNonNull(configure, "configure");
    return with(draft -> draft.shutdown = configure.apply(shutdown));
  }

  /// Changes the interceptors and contexts around the handling of messages, by a function of the
  /// present settings: `withHandling(handling -> handling.withActorInMdc(true))`.
  public ActorSystemConfig withHandling(UnaryOperator<HandlingSettings> configure) {
    Objects.requireNonNull(configure, "configure");
    return with(draft -> draft.handling = configure.apply(handling));
  }

  /// Sets the maximum number of messages an actor processes before other actors have their turn, if
  /// any wait: 64 by default. The value 1 is as fair as possible, and costs each message a
  /// hand-over to the dispatcher; a large number saves hand-overs if mailboxes are long. A turn
  /// also ends after about 100 microseconds if other actors wait.
  /// [DispatcherSelector#withThroughput] sets the number for single actors. A simulation draws the
  /// lengths of turns itself, up to this number.
  ///
  /// @throws IllegalArgumentException if the number is less than 1
  public ActorSystemConfig withThroughput(int throughput) {
    return with(draft -> draft.throughput = throughput);
  }

  /// @throws IllegalArgumentException if the number is less than 1
  private static void checkThroughput(int throughput) {
    if (throughput < 1) {
      throw new IllegalArgumentException(
          "throughput must be at least 1 message, but was: " + throughput);
    }
  }

  /// Replaces components by values given as text, for settings that depend on where the program
  /// runs; see [Settings]. The keys are the names of the components: `closeTimeout`,
  /// `shutdown.jvmHook` and so on.
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

  /// A mutable copy of the components, so that each `with` names only the one it changes.
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
