package io.aether.actor;

import io.aether.actor.runtime.StandardEnvironment;
import io.aether.actor.spi.Environment;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
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
public record ActorSystemConfig(
    Environment environment,
    Duration closeTimeout,
    int loggedDeadLetters,
    Duration deadLetterSilence,
    AskCycles askCycles,
    Map<Extension<?>, Function<ActorSystem, ?>> extensions,
    ShutdownSettings shutdown) {

  public ActorSystemConfig {
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
    extensions = Map.copyOf(extensions); // never walked
  }

  /// {@return worker virtual threads, real time, a minute to close, and a hook into the JVM's end}
  public static ActorSystemConfig defaults() {
    return new ActorSystemConfig(
        StandardEnvironment.instance(),
        Duration.ofMinutes(1),
        10,
        Duration.ofMinutes(5),
        AskCycles.REPORT,
        Map.of(),
        ShutdownSettings.defaults());
  }

  public ActorSystemConfig withEnvironment(Environment environment) {
    return new ActorSystemConfig(
        environment,
        closeTimeout,
        loggedDeadLetters,
        deadLetterSilence,
        askCycles,
        extensions,
        shutdown);
  }

  public ActorSystemConfig withCloseTimeout(Duration closeTimeout) {
    return new ActorSystemConfig(
        environment,
        closeTimeout,
        loggedDeadLetters,
        deadLetterSilence,
        askCycles,
        extensions,
        shutdown);
  }

  public ActorSystemConfig withLoggedDeadLetters(int loggedDeadLetters) {
    return new ActorSystemConfig(
        environment,
        closeTimeout,
        loggedDeadLetters,
        deadLetterSilence,
        askCycles,
        extensions,
        shutdown);
  }

  public ActorSystemConfig withDeadLetterSilence(Duration deadLetterSilence) {
    return new ActorSystemConfig(
        environment,
        closeTimeout,
        loggedDeadLetters,
        deadLetterSilence,
        askCycles,
        extensions,
        shutdown);
  }

  public ActorSystemConfig withAskCycles(AskCycles askCycles) {
    return new ActorSystemConfig(
        environment,
        closeTimeout,
        loggedDeadLetters,
        deadLetterSilence,
        askCycles,
        extensions,
        shutdown);
  }

  /// Lets `factory` create what `key` names, in place of its own factory; for tests.
  public <T> ActorSystemConfig withExtension(
      Extension<T> key, Function<ActorSystem, ? extends T> factory) {
    Map<Extension<?>, Function<ActorSystem, ?>> all = new HashMap<>(extensions);
    all.put(key, factory);
    return new ActorSystemConfig(
        environment, closeTimeout, loggedDeadLetters, deadLetterSilence, askCycles, all, shutdown);
  }

  /// How the system ends, as a function of what this says: `withShutdown(shutdown ->
  /// shutdown.withJvmHook(false))`.
  public ActorSystemConfig withShutdown(UnaryOperator<ShutdownSettings> configure) {
    return new ActorSystemConfig(
        environment,
        closeTimeout,
        loggedDeadLetters,
        deadLetterSilence,
        askCycles,
        extensions,
        configure.apply(shutdown));
  }

  /// Lays text over this, for what is decided where the program runs; see [Settings]. The keys are
  /// the names of the components: `closeTimeout`, `shutdown.jvmHook` and so on.
  ///
  /// @throws IllegalArgumentException if a key or a value is not allowed
  public ActorSystemConfig withSettings(Map<String, String> settings) {
    return Settings.overlay(this, settings);
  }
}
