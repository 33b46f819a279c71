package io.aether.actor.cell;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.SupervisorStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The heap that an actor occupies for each feature beyond the ordinary.
class CellMemoryTest {

  private static final int ACTORS = 20_000;
  private static final int MOST = 300;
  private static final Duration DAY = Duration.ofDays(1);
  private static final String MESSAGE = "message";
  private static final Behavior<Object> IDLE = (_, _) -> Behaviors.same();

  /// @param other an actor to watch
  private static Map<String, Behavior<Object>> concerns(ActorRef<Object> other) {
    Map<String, Behavior<Object>> all = new LinkedHashMap<>();
    all.put(
        "a timer",
        Behaviors.setup(context -> {
          context.timers().startSingle("key", MESSAGE, DAY);
          return IDLE;
        }));
    all.put(
        "a watch",
        Behaviors.setup(context -> {
          context.watch(other);
          return IDLE;
        }));
    all.put(
        "a watch with a message",
        Behaviors.setup(context -> {
          context.watchWith(other, MESSAGE);
          return IDLE;
        }));
    all.put(
        "a stash with a message",
        Behaviors.withStash(
            100,
            stash -> {
              stash.stash(MESSAGE);
              return IDLE;
            }));
    all.put(
        "a stash",
        Behaviors.withStash(
            100,
            stash ->
                (_, message) -> {
                  stash.stash(message);
                  return Behaviors.same();
                }));
    all.put("supervision", Behaviors.supervise(SupervisorStrategy.restart(), IDLE));
    all.put(
        "a named child",
        Behaviors.setup(context -> {
          context.spawn(IDLE, "child");
          return IDLE;
        }));
    all.put(
        "a receive timeout",
        Behaviors.setup(context -> {
          context.setReceiveTimeout(MESSAGE, DAY);
          return IDLE;
        }));
    all.put("an open ask", IDLE);
    return all;
  }

  @SuppressWarnings("NullAway") // only the names are used
  static Stream<String> names() {
    return concerns(null).keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void oneThingOutOfTheOrdinaryCostsLittle(String concern) throws InterruptedException {
    try (var system = ActorSystem.create("memory")) {
      ActorRef<Object> other = system.spawn(IDLE);
      long plain = bytesOfOne(system, IDLE, false);
      Behavior<Object> behavior = Objects.requireNonNull(concerns(other).get(concern));

      long special = bytesOfOne(system, behavior, concern.equals("an open ask"));

      assertThat(special - plain).as("bytes more").isBetween(0L, (long) MOST);
    }
  }

  @Test
  void anActorThatIsWatchedCostsLittle() throws InterruptedException {
    try (var system = ActorSystem.create("memory")) {
      List<ActorRef<Object>> refs = new ArrayList<>(spawn(system, IDLE));
      long before = Heap.settledBytes();
      var watched = new CountDownLatch(1);
      system.spawn(
          Behaviors.<Object>setup(context -> {
            refs.forEach(context::watch);
            watched.countDown();
            return IDLE;
          }));
      assertThat(watched.await(10, TimeUnit.SECONDS)).isTrue();
      settle(refs);

      // The table of the actor that watches them all is a part of it.
      assertThat((Heap.settledBytes() - before) / ACTORS).isLessThan(MOST);
    }
  }

  private static long bytesOfOne(ActorSystem system, Behavior<Object> behavior, boolean asked)
      throws InterruptedException {
    long before = Heap.settledBytes();
    List<ActorRef<Object>> refs = spawn(system, behavior);
    if (asked) {
      refs.forEach(ref -> ref.askAsync(_ -> MESSAGE, DAY));
    }
    settle(refs);
    long after = Heap.settledBytes();
    assertThat(refs).hasSize(ACTORS);
    return (after - before) / ACTORS;
  }

  private static List<ActorRef<Object>> spawn(ActorSystem system, Behavior<Object> behavior)
      throws InterruptedException {
    List<ActorRef<Object>> refs = new ArrayList<>(ACTORS);
    for (int n = 0; n < ACTORS; n++) {
      refs.add(system.spawn(behavior));
    }
    settle(refs);
    return refs;
  }

  /// Waits until each actor has processed the messages sent to it.
  private static void settle(List<ActorRef<Object>> refs) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    for (ActorRef<Object> ref : refs) {
      ActorCell<?> cell = (ActorCell<?>) ref;
      while (cell.lifecycle != Lifecycle.RUNNING || !cell.peekMail(1).isEmpty()) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        Thread.yield();
      }
    }
  }
}
