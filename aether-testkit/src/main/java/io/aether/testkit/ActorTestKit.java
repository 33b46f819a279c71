package io.aether.testkit;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.ActorSystemConfig;
import io.aether.actor.Behavior;
import io.aether.actor.DeadLetter;
import io.aether.actor.DeadLetter.Reason;
import io.aether.actor.Props;
import io.aether.actor.annotation.Stable;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/// Runs an actor system for one test or one test class, and creates probes in it.
///
/// ```java
/// try (var kit = ActorTestKit.create()) {
///   TestProbe<Pong> probe = kit.createTestProbe();
///   kit.spawn(Ponger.create()).tell(new Ping(probe.ref()));
///   probe.expectMessage(new Pong());
/// }
/// ```
///
/// Closing fails a test that leaves something behind: unexpected dead letters, an actor that does
/// not stop, a task or a timer that outlives the actors; see [#close()].
///
/// Thread-safe. In a [Simulation], create one with the simulation's environment.
@Stable
public final class ActorTestKit implements AutoCloseable {

  private final ActorSystem system;
  private final Patience patience;
  private final KitEnvironment environment;
  private final Leftovers leftovers;

  private ActorTestKit(ActorSystem system, Patience patience) {
    this.system = system;
    this.patience = patience;
    this.environment = (KitEnvironment) system.spi().environment();
    this.leftovers = new Leftovers(system, environment, patience);
    system
        .deadLetters()
        .listen(letter -> {
          environment.diagnostics().deadLetter(letter);
          leftovers.deadLetter(letter);
        });
  }

  /// Starts a system named `test`.
  public static ActorTestKit create() {
    return create("test");
  }

  /// Starts a system of this name.
  public static ActorTestKit create(String name) {
    return create(name, UnaryOperator.identity());
  }

  /// Starts a system named `test`, configured by a function of the defaults.
  public static ActorTestKit create(UnaryOperator<ActorSystemConfig> configure) {
    return create("test", configure);
  }

  /// Starts a system of this name, configured by a function of the defaults.
  public static ActorTestKit create(String name, UnaryOperator<ActorSystemConfig> configure) {
    return create(name, Patience.standard(), configure);
  }

  /// Starts a system of this name with other default durations, configured by a function of the
  /// defaults.
  public static ActorTestKit create(
      String name, Patience patience, UnaryOperator<ActorSystemConfig> configure) {
    ActorSystem system =
        ActorSystem.create(
            name,
            defaults -> {
              ActorSystemConfig config =
                  configure.apply(defaults.withCloseTimeout(patience.shutdown()));
              return config.withEnvironment(new KitEnvironment(config.environment()));
            });
    return new ActorTestKit(system, patience);
  }

  /// {@return the actor system}
  public ActorSystem system() {
    return system;
  }

  /// {@return how long this kit and its probes wait by default}
  public Patience patience() {
    return patience;
  }

  // ---- Actors ----

  /// Starts a top-level actor under a generated name.
  public <M> ActorRef<M> spawn(Behavior<M> behavior) {
    return system.spawn(behavior);
  }

  /// Spawns a top-level actor.
  public <M> ActorRef<M> spawn(Behavior<M> behavior, String name) {
    return system.spawn(behavior, name);
  }

  /// Like [#spawn(Behavior)], with `props`.
  public <M> ActorRef<M> spawn(Behavior<M> behavior, Props props) {
    return system.spawn(behavior, props);
  }

  /// Like [#spawn(Behavior, String)], with `props`.
  public <M> ActorRef<M> spawn(Behavior<M> behavior, String name, Props props) {
    return system.spawn(behavior, name, props);
  }

  /// Stops a top-level actor and waits until it has stopped.
  ///
  /// @throws AssertionError if that takes longer than [Patience#message]
  public void stop(ActorRef<?> ref) {
    stop(ref, patience.message());
  }

  /// Stops a top-level actor and waits until it has stopped.
  ///
  /// @throws AssertionError if that takes longer than `limit`
  /// @throws IllegalArgumentException if it is not a top-level actor of this kit's system
  public void stop(ActorRef<?> ref, Duration limit) {
    CompletableFuture<Boolean> ended = EndNotice.watching(ref);
    system.stop(ref);
    if (!isDone(ended, limit)) {
      throw new AssertionError(
          "%s has not stopped within %s\n%s"
              .formatted(ref.path(), limit, environment.diagnostics().story()));
    }
  }

  private boolean isDone(CompletableFuture<?> future, Duration limit) {
    try {
      return new ProbeClock(environment, patience).await(future, limit);
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting", interrupt);
    }
  }

  // ---- Probes ----

  /// Creates a probe under a generated name, as `$probe-7`, which no other actor can have.
  public <M> TestProbe<M> createTestProbe() {
    return TestProbe.create(system, patience);
  }

  /// Creates a probe of this name.
  public <M> TestProbe<M> createTestProbe(String name) {
    return TestProbe.create(system, name, patience);
  }

  /// Creates a probe under a generated name, as `$probe-7`, which no other actor can have.
  ///
  /// @param messages names the type of messages where it cannot be inferred
  public <M> TestProbe<M> createTestProbe(Class<M> messages) {
    Objects.requireNonNull(messages);
    return createTestProbe();
  }

  /// Creates a probe of this name.
  ///
  /// @param messages names the type of messages where it cannot be inferred
  public <M> TestProbe<M> createTestProbe(Class<M> messages, String name) {
    Objects.requireNonNull(messages);
    return createTestProbe(name);
  }

  /// Creates a probe that receives every dead letter from now on. The test then counts as expecting
  /// dead letters; see [#close()].
  public TestProbe<DeadLetter> createDeadLetterProbe() {
    return createDeadLetterProbe(Set.of(Reason.values()));
  }

  /// Creates a probe that receives every message that an actor does not handle from now on.
  public TestProbe<DeadLetter> createUnhandledProbe() {
    return createDeadLetterProbe(Set.of(Reason.UNHANDLED));
  }

  /// Creates a probe that receives every message that is dropped in flight from now on: because a
  /// queue is full, it cannot be serialized, its node is gone or its recipient is fenced.
  public TestProbe<DeadLetter> createDroppedMessageProbe() {
    return createDeadLetterProbe(
        Set.of(Reason.OVERFLOW, Reason.SERIALIZATION, Reason.NODE_GONE, Reason.FENCED));
  }

  /// Creates a probe that receives every dead letter with one of these reasons from now on.
  public TestProbe<DeadLetter> createDeadLetterProbe(Set<Reason> reasons) {
    TestProbe<DeadLetter> probe = createTestProbe();
    leftovers.allow(reasons);
    system
        .deadLetters()
        .listen(letter -> {
          boolean ofAProbe = letter.message() instanceof DeadLetter; // of a probe that has stopped
          if (reasons.contains(letter.reason()) && !ofAProbe) {
            probe.ref().tell(letter);
          }
        });
    return probe;
  }

  /// {@return the dead letters of the test so far, oldest first; the test then counts as expecting
  /// dead letters}
  public List<DeadLetter> deadLetters() {
    leftovers.allow(Set.of(Reason.values()));
    return leftovers.deadLetters();
  }

  // ---- Logs ----

  /// Runs `block` and expects that this system's actors, or threads that run no actor, log the
  /// events of `expectation`, during the block or within [Patience#message] after it.
  ///
  /// @throws AssertionError if they do not
  /// @throws IllegalStateException if the JVM does not run with [RecordingLogs]
  public <X extends Exception> void expectLog(LogExpectation expectation, ThrowingRunnable<X> block)
      throws X {
    try (LogWatch watch = LogWatch.open(expectation, system)) {
      block.run();
      Duration usual = expectation.times() == 0 ? patience.silence() : patience.message();
      isDone(watch.decided(), expectation.patience().orElse(usual));
      watch.check(story());
    }
  }

  // ---- What is left behind ----

  /// Dead letters with these reasons do not fail the test; without arguments, no dead letter does.
  public void allowDeadLetters(Reason... reasons) {
    leftovers.allow(Set.of(reasons.length == 0 ? Reason.values() : reasons));
  }

  /// Actors, tasks and timers that outlive the test do not fail it.
  public void allowLeaks() {
    leftovers.allowLeaks();
  }

  /// Stops all actors, waits until they have stopped, and reports what is left behind. Idempotent.
  ///
  /// @throws AssertionError if the test had dead letters that it neither
  ///   [allows][#allowDeadLetters] nor reads ([#deadLetters], [#createDeadLetterProbe]), or if
  ///   within [Patience#shutdown] an actor does not stop, a task
  ///   ([io.aether.actor.ActorContext#async]) does not end, or a timer that was not started through
  ///   [io.aether.actor.Timers] still runs
  @Override
  public void close() {
    leftovers.raise(leftovers.close());
  }

  // ---- For the extension ----

  /// Begins one of several tests that share this kit: actors that exist now outlive it.
  void beginTest() {
    leftovers.beginTest();
  }

  /// Ends the test that [#beginTest] began: stops the top-level actors that the test has spawned.
  ///
  /// @throws AssertionError as [#close()] does, for this test
  void endTest() {
    leftovers.raise(leftovers.endTest());
  }

  /// {@return dead letters, failures and busy actors; empty if there are none}
  String story() {
    return environment.diagnostics().story();
  }
}
