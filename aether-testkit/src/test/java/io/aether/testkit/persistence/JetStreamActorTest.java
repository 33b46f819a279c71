package io.aether.testkit.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.AskException;
import io.aether.actor.Behaviors;
import io.aether.actor.SupervisorStrategy;
import io.aether.nats.NatsOpenException;
import io.aether.persistence.Persistence;
import io.aether.persistence.PersistenceId;
import io.aether.persistence.nats.JetStreamJournal;
import io.aether.persistence.nats.JetStreamSnapshotStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class JetStreamActorTest {

  @AutoClose private final JetStreamFixture nats = new JetStreamFixture();

  private final String namespace = JetStreamFixture.namespace();
  private final Persistence persistence = open(Duration.ofSeconds(10));

  JetStreamActorTest() throws Exception {}

  private Persistence open(Duration patience) {
    return Persistence.of(
            JetStreamJournal.open(
                nats.system,
                nats.settings,
                namespace,
                settings -> settings.withRequestTimeout(patience)),
            JetStreamSnapshotStore.open(
                nats.system,
                nats.settings,
                namespace,
                settings -> settings.withRequestTimeout(patience)),
            Counter.TYPES)
        .withSettings(settings -> settings.withSnapshotEvery(10));
  }

  /// For a server that crashes: an actor waits for the answer to a lost request for this long.
  private Persistence openImpatient() {
    return await()
        .atMost(Duration.ofMinutes(1))
        .ignoreException(NatsOpenException.class)
        .until(() -> open(Duration.ofSeconds(1)), _ -> true);
  }

  @Test
  void stateOutlivesTheSystemThatMadeIt() throws Exception {
    try (var system = ActorSystem.create("first")) {
      ActorRef<Counter.Add> counter = spawn(system, "7");
      for (int i = 1; i <= 25; i++) {
        assertThat(add(counter, "command-" + i, 2)).isEqualTo(2L * i);
      }
    }

    try (var system = ActorSystem.create("second")) {
      ActorRef<Counter.Add> counter = spawn(system, "7");
      assertThat(add(counter, "command-25", 2)).isEqualTo(50);
      assertThat(add(counter, "command-1", 2)).isEqualTo(50);
      assertThat(add(counter, "command-26", 2)).isEqualTo(52);
    }
    assertThat(persistence.snapshots().latest(PersistenceId.of("counter", "7")))
        .hasValueSatisfying(snapshot -> assertThat(snapshot.version()).isEqualTo(20));
  }

  @Test
  void actorsOnTwoNodesThatWriteTheSameEntityLoseNoAcknowledgedCommand() throws Exception {
    int each = 40;
    try (var one = ActorSystem.create("one");
        var two = ActorSystem.create("two");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> senders = new ArrayList<>();
      for (ActorSystem system : List.of(one, two)) {
        ActorRef<Counter.Add> counter = spawn(system, "7");
        senders.add(
            threads.submit(() -> {
              for (int i = 0; i < each; i++) {
                addUntilAnswered(counter, system.name() + i, Duration.ofMillis(300));
              }
              return null;
            }));
      }
      for (Future<?> sender : senders) {
        sender.get();
      }
    }

    try (var system = ActorSystem.create("three")) {
      assertThat(add(spawn(system, "7"), "last", 0)).isEqualTo(2L * each);
    }
  }

  @Test
  void commandsThatAreSentUntilAnsweredCountOnceThoughTheServerCrashes() throws Exception {
    int senders = 4;
    var answered = new AtomicInteger();
    int each = 100;
    Persistence impatient = openImpatient();
    try (var system = ActorSystem.create("crash");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int sender = 0; sender < senders; sender++) {
        ActorRef<Counter.Add> counter = spawn(system, "counter-" + sender, impatient);
        running.add(
            threads.submit(() -> {
              for (int i = 0; i < each; i++) {
                addUntilAnswered(counter, "command-" + i, Duration.ofMillis(500));
                if (answered.incrementAndGet() % 100 == 50) {
                  nats.server.kill();
                  nats.server.restart();
                }
              }
              return null;
            }));
      }
      for (Future<?> sender : running) {
        sender.get();
      }
      for (int sender = 0; sender < senders; sender++) {
        ActorRef<Counter.Add> again = spawn(system, "counter-" + sender, impatient);
        assertThat(add(again, "last", 0)).isEqualTo(each);
      }
    }
  }

  private ActorRef<Counter.Add> spawn(ActorSystem system, String id) {
    return spawn(system, id, persistence);
  }

  private static ActorRef<Counter.Add> spawn(
      ActorSystem system, String id, Persistence persistence) {
    return system.spawn(
        Behaviors.supervise(
            SupervisorStrategy.restart().withBackoff(Duration.ofMillis(1), Duration.ofMillis(50)),
            Counter.behavior(id, persistence)));
  }

  private static long add(ActorRef<Counter.Add> counter, String id, long amount)
      throws InterruptedException {
    return counter.ask(replyTo -> new Counter.Add(id, amount, replyTo), Duration.ofSeconds(20));
  }

  private static void addUntilAnswered(ActorRef<Counter.Add> counter, String id, Duration patience)
      throws InterruptedException {
    while (true) {
      try {
        counter.<Long>ask(replyTo -> new Counter.Add(id, 1, replyTo), patience);
        return;
      } catch (AskException e) {
        // This sender does not know whether the command was applied; the id makes a retry safe.
      }
    }
  }
}
