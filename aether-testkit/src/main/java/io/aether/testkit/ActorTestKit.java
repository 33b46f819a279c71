package io.aether.testkit;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.ActorSystemConfig;
import io.aether.actor.Behavior;
import io.aether.actor.DeadLetter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/// An actor system for one test, with what a test needs around it.
///
/// ```java
/// try (var kit = ActorTestKit.create()) {
///   TestProbe<Pong> probe = kit.createTestProbe();
///   kit.spawn(Ponger.create()).tell(new Ping(probe.ref()));
///   probe.expectMessage(new Pong());
/// }
/// ```
///
/// Thread-safe. In a [Simulation], create one with the simulation's environment.
public final class ActorTestKit implements AutoCloseable {

  private final ActorSystem system;
  private final List<DeadLetter> deadLetters = new CopyOnWriteArrayList<>();
  private final AtomicInteger probes = new AtomicInteger();

  private ActorTestKit(ActorSystem system) {
    this.system = system;
    system.deadLetters().listen(deadLetters::add);
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
    return new ActorTestKit(ActorSystem.create(name, configure));
  }

  /// {@return the system, for what the kit does not offer itself}
  public ActorSystem system() {
    return system;
  }

  /// Starts a top-level actor under a name of the system's choice.
  public <M> ActorRef<M> spawn(Behavior<M> behavior) {
    return system.spawn(behavior);
  }

  /// Starts a top-level actor.
  public <M> ActorRef<M> spawn(Behavior<M> behavior, String name) {
    return system.spawn(behavior, name);
  }

  /// Stops a top-level actor and waits until it has stopped.
  ///
  /// @throws AssertionError if that takes longer than [TestProbe#PATIENCE]
  public void stop(ActorRef<?> ref) {
    stop(ref, TestProbe.PATIENCE);
  }

  /// Stops a top-level actor and waits until it has stopped.
  ///
  /// @throws AssertionError if that takes longer than `patience`
  public void stop(ActorRef<?> ref, Duration patience) {
    system.stop(ref);
    TestProbe<Object> watcher = createTestProbe();
    watcher.expectTerminated(ref, patience);
    system.stop(watcher.ref());
  }

  /// Creates a probe named `probe-1`, `probe-2` and so on.
  public <M> TestProbe<M> createTestProbe() {
    return TestProbe.create(system, "probe-" + probes.incrementAndGet());
  }

  /// Creates a probe of this name.
  public <M> TestProbe<M> createTestProbe(String name) {
    return TestProbe.create(system, name);
  }

  /// Creates a probe named `probe-1`, `probe-2` and so on.
  ///
  /// @param messages names the type of messages where it cannot be inferred
  public <M> TestProbe<M> createTestProbe(Class<M> messages) {
    return TestProbe.create(system, messages, "probe-" + probes.incrementAndGet());
  }

  /// Creates a probe of this name.
  ///
  /// @param messages names the type of messages where it cannot be inferred
  public <M> TestProbe<M> createTestProbe(Class<M> messages, String name) {
    return TestProbe.create(system, messages, name);
  }

  /// Creates a probe that is told every dead letter from now on.
  public TestProbe<DeadLetter> createDeadLetterProbe() {
    TestProbe<DeadLetter> probe = createTestProbe();
    system
        .deadLetters()
        .listen(letter -> {
          if (!(letter.message() instanceof DeadLetter)) { // not what such a probe did not get
            probe.ref().tell(letter);
          }
        });
    return probe;
  }

  /// {@return the dead letters so far, oldest first}
  public List<DeadLetter> deadLetters() {
    return List.copyOf(deadLetters);
  }

  /// Closes the system: stops all actors and waits until they have stopped.
  @Override
  public void close() {
    system.close();
  }
}
