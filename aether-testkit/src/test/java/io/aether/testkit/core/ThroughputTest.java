package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.ActorSystemConfig;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DispatcherSelector;
import io.aether.actor.Props;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The number of messages that an actor handles before another actor that waits for the same thread
/// has its turn. A pool of one thread makes the order certain, with one exception: a turn also ends
/// when it lasts too long, so runs of messages can be shorter than the throughput, never longer.
class ThroughputTest {

  private static final int MESSAGES = 300;
  private static final DispatcherSelector ONE_THREAD = DispatcherSelector.pool("one", 1);

  @Test
  void withAThroughputOfOneActorsTakeTurnsAfterEachMessage() throws Exception {
    try (var system = systemWith(1)) {
      assertThat(longestRun(handledBy(system, ONE_THREAD))).isEqualTo(1);
    }
  }

  @Test
  void aTurnIsNoLongerThanTheThroughputOfTheSystem() throws Exception {
    try (var system = systemWith(10)) {
      assertThat(longestRun(handledBy(system, ONE_THREAD))).isBetween(2, 10);
    }
  }

  @Test
  void theDefaultIsSixtyFour() throws Exception {
    assertThat(ActorSystemConfig.defaults().throughput()).isEqualTo(64);
    try (var system = ActorSystem.create("default")) {
      assertThat(longestRun(handledBy(system, ONE_THREAD))).isBetween(2, 64);
    }
  }

  @Test
  void aDispatcherSelectorTakesPrecedenceOverTheSystem() throws Exception {
    try (var fair = systemWith(1000)) {
      assertThat(longestRun(handledBy(fair, ONE_THREAD.withThroughput(1)))).isEqualTo(1);
    }
    try (var unfair = systemWith(1)) {
      assertThat(longestRun(handledBy(unfair, ONE_THREAD.withThroughput(20)))).isBetween(2, 20);
    }
  }

  @Test
  void childrenOnTheirParentsThreadHaveItsThroughput() throws Exception {
    try (var system = systemWith(1000)) {
      var order = new Order();
      Behavior<String> parent =
          Behaviors.setup(context -> {
            List<ActorRef<String>> children = new ArrayList<>();
            for (String name : List.of("a", "b")) {
              children.add(
                  context.spawn(
                      order.noting(name),
                      Props.defaults().withDispatcher(DispatcherSelector.sameAsParent())));
            }
            return Behaviors.receiveMessage(_ -> {
              children.forEach(Order::fill); // they wait for the parent's turn to end
              return Behaviors.same();
            });
          });

      system
          .spawn(parent, Props.defaults().withDispatcher(ONE_THREAD.withThroughput(1)))
          .tell("fill them");

      assertThat(longestRun(order.all())).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void aThroughputOfLessThanOneIsRefused(int throughput) {
    String expected = "throughput must be at least 1 message, but was: " + throughput;

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ActorSystemConfig.defaults().withThroughput(throughput))
        .withMessage(expected);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DispatcherSelector.workers().withThroughput(throughput))
        .withMessage(expected);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ActorSystemConfig.defaults().withSettings(Map.of("throughput", "" + throughput)))
        .withMessageContaining(expected);
  }

  @Test
  void theLastThroughputOfASelectorCounts() {
    assertThat(ONE_THREAD.withThroughput(5).withThroughput(7))
        .isEqualTo(ONE_THREAD.withThroughput(7));
  }

  @Test
  void textSetsTheThroughput() {
    assertThat(ActorSystemConfig.defaults().withSettings(Map.of("throughput", "7")).throughput())
        .isEqualTo(7);
  }

  // ---- Two actors that want the same thread ----

  private static ActorSystem systemWith(int throughput) {
    return ActorSystem.create("throughput", config -> config.withThroughput(throughput));
  }

  /// {@return which of two actors has handled each of their messages, all of which are queued
  /// before the first one is handled}
  private static List<String> handledBy(ActorSystem system, DispatcherSelector dispatcher)
      throws InterruptedException {
    var props = Props.defaults().withDispatcher(dispatcher);
    var blocked = new CountDownLatch(1);
    var open = new CountDownLatch(1);
    system
        .spawn(
            Behaviors.<String>receiveMessage(_ -> {
              blocked.countDown();
              open.await();
              return Behaviors.stopped();
            }),
            Props.defaults().withDispatcher(ONE_THREAD))
        .tell("block the thread");
    blocked.await(); // else the first actor could handle messages before the second one has any
    var order = new Order();
    for (String name : List.of("a", "b")) {
      Order.fill(system.spawn(order.noting(name), props));
    }
    open.countDown();
    return order.all();
  }

  private static int longestRun(List<String> names) {
    int longest = 0;
    int run = 0;
    for (int i = 0; i < names.size(); i++) {
      run = i > 0 && names.get(i).equals(names.get(i - 1)) ? run + 1 : 1;
      longest = Math.max(longest, run);
      if (i >= 2 * MESSAGES - 2) {
        break; // the last actor has the thread for itself
      }
    }
    return longest;
  }

  /// Written by the one thread of the pool.
  private static final class Order {
    private final List<String> names = new ArrayList<>();
    private final CountDownLatch left = new CountDownLatch(2 * MESSAGES);

    Behavior<String> noting(String name) {
      return Behaviors.receiveMessage(_ -> {
        names.add(name);
        left.countDown();
        return Behaviors.same();
      });
    }

    static void fill(ActorRef<String> actor) {
      for (int n = 0; n < MESSAGES; n++) {
        actor.tell("message");
      }
    }

    List<String> all() throws InterruptedException {
      left.await();
      return names;
    }
  }
}
