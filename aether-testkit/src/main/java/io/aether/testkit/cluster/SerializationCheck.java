package io.aether.testkit.cluster;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.ActorSystemConfig;
import io.aether.actor.annotation.Experimental;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.Observer;
import io.aether.cluster.MessageTypes;
import io.aether.testkit.environment.ObservedEnvironment;
import io.aether.testkit.report.RunningActor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Checks that every message between actors could cross the wire: each is encoded and decoded with
/// the cluster's codec and must be equal to the original.
///
/// ```java
/// try (var check = SerializationCheck.of(Bank.MESSAGES); var kit = ActorTestKit.create(check::on)) {
///   ...
/// } // fails if a message was sent that could not have crossed the wire
/// ```
///
/// Checks messages to actors, including sharded entities, and replies to asks. It does not check
/// messages that never leave a node: those that an actor sends to itself, by a timer or otherwise,
/// the library's own messages, and the classes of [#except]. Actors get the original messages.
///
/// Thread-safe.
@Experimental
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

  /// Any thread; never iterated over.
  private final Map<ActorSystem, SerializationTestKit> kits = new ConcurrentHashMap<>();

  /// The messages of timers. Any thread.
  private final Set<Object> ofTimers =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

  /// In the order of their discovery. Guarded by itself.
  private final List<String> failures = new ArrayList<>();

  private SerializationCheck(MessageTypes types) {
    this.types = types;
  }

  /// Creates a check against these types.
  public static SerializationCheck of(MessageTypes types) {
    return new SerializationCheck(types);
  }

  /// Does not check messages of these classes, which are for actors of the same node.
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

  /// {@return a line for each message so far that could not have crossed the wire}
  public List<String> failures() {
    synchronized (failures) {
      return List.copyOf(failures);
    }
  }

  /// Checks that all messages so far could have crossed the wire.
  ///
  /// @throws AssertionError if not; it contains each message, its sender, its recipient and the
  ///   reason
  @Override
  public void close() {
    List<String> found = failures();
    if (!found.isEmpty()) {
      throw new AssertionError(
          "%d messages could not have crossed the wire:%n%s"
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
        || RunningActor.find().filter(sender -> sender == recipient).isPresent();
  }

  private static boolean isOfTheLibrary(Class<?> type) {
    return type == Object.class
        || LIBRARY.contains(type.getPackageName()); // Object: internal markers
  }

  private static String sender() {
    return RunningActor.pathOr("the test");
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
