package io.aether.testkit.cluster;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.ActorSystemConfig;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.Observer;
import io.aether.actor.spi.Runner;
import io.aether.cluster.MessageTypes;
import io.aether.testkit.environment.ObservedEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Makes sure that every message between actors could cross the wire: each is sent through the
/// cluster's codec, and must come back equal.
///
/// ```java
/// try (var check = SerializationCheck.of(Bank.MESSAGES); var kit = ActorTestKit.create(check::on)) {
///   ...
/// } // fails if a message was told that would not have arrived
/// ```
///
/// What is checked are the messages told to actors, sharded entities among them, and replies to
/// asks. Not checked is what stays where it is: what an actor sends itself, by a timer or
/// otherwise, the library's own messages, and the classes of [#except]. The actors get the original
/// messages.
///
/// Thread-safe.
public final class SerializationCheck implements AutoCloseable {

  private static final int KEPT = 100;

  private static final Set<String> LIBRARY =
      Set.of(
          "io.aether.actor",
          "io.aether.actor.spi",
          "io.aether.cluster.membership",
          "io.aether.cluster.remote",
          "io.aether.cluster.sharding",
          "io.aether.testkit");

  private final MessageTypes types;
  private final Set<Class<?>> exceptions = ConcurrentHashMap.newKeySet();

  /// Any thread; never walked.
  private final Map<ActorSystem, SerializationTestKit> kits = new ConcurrentHashMap<>();

  /// The messages of timers. Any thread.
  private final Set<Object> ofTimers =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

  /// In the order in which they were found. Guarded by itself.
  private final List<String> failures = new ArrayList<>();

  private SerializationCheck(MessageTypes types) {
    this.types = types;
  }

  /// A check against these types.
  public static SerializationCheck of(MessageTypes types) {
    return new SerializationCheck(types);
  }

  /// Leaves messages of these classes alone: they are for actors of the same node.
  public SerializationCheck except(Class<?>... classes) {
    exceptions.addAll(List.of(classes));
    return this;
  }

  /// {@return `config` with this check, for a kit, a simulation's system or any other}
  public ActorSystemConfig on(ActorSystemConfig config) {
    return config.withEnvironment(on(config.environment()));
  }

  /// {@return `environment` with this check, for a [TestCluster]}
  public Environment on(Environment environment) {
    return new ObservedEnvironment(environment, new Checking());
  }

  /// {@return what is wrong with the messages so far, in words}
  public List<String> failures() {
    synchronized (failures) {
      return List.copyOf(failures);
    }
  }

  /// Makes sure that all messages so far could cross the wire.
  ///
  /// @throws AssertionError if not; it says which, from whom to whom, and why not
  @Override
  public void close() {
    List<String> found = failures();
    if (!found.isEmpty()) {
      throw new AssertionError(
          "%d messages would not have arrived:%n%s"
              .formatted(found.size(), String.join("\n", found)));
    }
  }

  private void check(ActorRef<?> recipient, Object message) {
    ActorSystem system = AbstractRef.of(recipient).system();
    kits.computeIfAbsent(system, it -> SerializationTestKit.of(it, types))
        .problem(message)
        .ifPresent(problem -> note(sender() + " -> " + recipient.path() + ": " + problem));
  }

  private void note(String failure) {
    synchronized (failures) {
      if (failures.size() < KEPT && !failures.contains(failure)) {
        failures.add(failure);
      }
    }
  }

  private boolean staysHere(ActorRef<?> recipient, Object message) {
    Class<?> type = message.getClass();
    return exceptions.contains(type)
        || isOfTheLibrary(type)
        || ofTimers.contains(message)
        || (Runner.current() != null && Runner.current().running() == recipient);
  }

  private static boolean isOfTheLibrary(Class<?> type) {
    return type == Object.class || LIBRARY.contains(type.getPackageName()); // Object: marks
  }

  private static String sender() {
    Runner runner = Runner.current();
    return runner != null && runner.running() instanceof ActorRef<?> actor
        ? actor.path().value()
        : "the test";
  }

  private final class Checking implements Observer {

    @Override
    public void sent(ActorRef<?> recipient, Object message) {
      if (!staysHere(recipient, message)) {
        check(recipient, message);
      }
    }

    @Override
    public void timerStarted(
        ActorRef<?> actor, Object key, Object message, Duration delay, TimerMode mode) {
      ofTimers.add(message);
    }
  }
}
