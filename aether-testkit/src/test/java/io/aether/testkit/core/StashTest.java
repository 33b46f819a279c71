package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.AskException;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.StashBuffer;
import io.aether.actor.SupervisorStrategy;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A stash keeps messages for later, and what happens to them if its actor fails, restarts or
/// stops. Longer than most because every case is tested with and without a failure.
class StashTest {

  private static final int SEEDS = Rounds.of(50, 1_000);
  private static final Duration HOUR = Duration.ofHours(1);

  /// Stashes everything until "open", then tells the probe its messages.
  private static Behavior<String> closed(ActorRef<String> probe, StashBuffer<String> stash) {
    return Behaviors.receiveMessage(message -> {
      return switch (message) {
        case "open" -> stash.unstashAll(open(probe, stash));
        case "fail" -> throw new IllegalStateException("on purpose");
        case "stop" -> Behaviors.stopped();
        default -> {
          stash.stash(message);
          yield Behaviors.same();
        }
      };
    });
  }

  private static Behavior<String> open(ActorRef<String> probe, StashBuffer<String> stash) {
    return Behaviors.receiveMessage(message -> {
      if (message.equals("close")) {
        return closed(probe, stash);
      }
      if (message.equals("all")) {
        return stash.unstashAll(open(probe, stash));
      }
      if (message.startsWith("fail")) {
        throw new IllegalStateException("on purpose");
      }
      probe.tell(message);
      return Behaviors.same();
    });
  }

  private static Behavior<String> stashing(ActorRef<String> probe, int capacity) {
    return Behaviors.withStash(capacity, stash -> closed(probe, stash));
  }

  @Test
  void unstashedMessagesComeInOrderAndBeforeNewerOnes() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("order");
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> actor = system.spawn(stashing(probe.ref(), 10));
          for (String message : new String[] {"1", "2", "3", "open", "4"}) {
            actor.tell(message);
          }

          for (String message : new String[] {"1", "2", "3", "4"}) {
            probe.expectMessage(message);
          }
        });
  }

  @Test
  void aMessageStashedWhileUnstashingWaitsForTheNextTime() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("again");
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> actor = system.spawn(stashing(probe.ref(), 10));
          for (String message : new String[] {"1", "close", "2", "open", "3", "open", "4"}) {
            actor.tell(message);
          }

          // "1" and "close" are unstashed; "2" then meets a closed behavior again.
          for (String message : new String[] {"1", "2", "3", "4"}) {
            probe.expectMessage(message);
          }
        });
  }

  @Test
  void aRestartKeepsWhatWasStashedInOrder() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("restart");
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> actor =
              system.spawn(
                  Behaviors.supervise(SupervisorStrategy.restart(), stashing(probe.ref(), 10)));
          for (String message : new String[] {"1", "2", "fail", "3", "open"}) {
            actor.tell(message);
          }

          for (String message : new String[] {"1", "2", "3"}) {
            probe.expectMessage(message);
          }
        });
  }

  @Test
  void aFailureWhileUnstashingLosesOnlyTheMessageThatFailed() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("failure");
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> actor =
              system.spawn(
                  Behaviors.supervise(SupervisorStrategy.restart(), stashing(probe.ref(), 10)));
          for (String message : new String[] {"1", "fail later", "2", "open"}) {
            actor.tell(message);
          }
          probe.expectMessage("1");
          sim.awaitIdle();
          actor.tell("open");

          probe.expectMessage("2");
        });
  }

  /// Like [#closed], with an order to unstash the first three.
  private static Behavior<String> openingForThree(
      ActorRef<String> probe, StashBuffer<String> stash) {
    return Behaviors.receive(
        (context, message) ->
            message.equals("three")
                ? stash.unstash(open(probe, stash), 3, each -> each)
                : closed(probe, stash).onMessage(context, message),
        (_, _) -> Behaviors.same());
  }

  @Test
  void aRestartKeepsWhatWasUnstashedAheadOfWhatIsStillStashed() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("three");
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> actor =
              system.spawn(
                  Behaviors.supervise(
                      SupervisorStrategy.restart(),
                      Behaviors.withStash(10, stash -> openingForThree(probe.ref(), stash))));
          for (String message : new String[] {"1", "fail later", "2", "3", "4", "three"}) {
            actor.tell(message);
          }
          probe.expectMessage("1");
          sim.awaitIdle();
          actor.tell("open");

          probe.expectMessages("2", "3", "4");
        });
  }

  /// In the first row, the messages unstashed by "all" meet "1" and "2", which had been unstashed
  /// before and come first. In the second one, "1" and "2" are stashed again, beside "3", which is
  /// newer.
  @ParameterizedTest
  @ValueSource(strings = {"all 1 2 3 three 4", "close 1 2 3 three open 4"})
  void messagesUnstashedInPartsComeInTheOrderOfArrival(String messages) {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("places");
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> actor =
              system.spawn(Behaviors.withStash(10, stash -> openingForThree(probe.ref(), stash)));
          for (String message : messages.split(" ")) {
            actor.tell(message);
          }

          probe.expectMessages("1", "2", "3", "4");
        });
  }

  @Test
  void theStashOfAStoppedActorBecomesDeadLetters() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("stop");
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> actor = system.spawn(stashing(probe.ref(), 10));
          for (String message : new String[] {"1", "2", "stop", "3"}) {
            actor.tell(message);
          }

          probe.expectTerminated(actor);
          assertThat(system.deadLetters().count(DeadLetter.Reason.STOPPED)).isEqualTo(3);
        });
  }

  @Test
  void aFullStashFailsOrDropsAsItWasTold() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("full");
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> failing = system.spawn(stashing(probe.ref(), 2));
          ActorRef<String> dropping =
              system.spawn(
                  Behaviors.withStash(
                      2, StashBuffer.Overflow.DROP_OLDEST, stash -> closed(probe.ref(), stash)));
          for (String message : new String[] {"1", "2", "3"}) {
            failing.tell(message);
            dropping.tell(message);
          }

          probe.expectTerminated(failing);
          sim.awaitIdle();
          assertThat(system.deadLetters().count(DeadLetter.Reason.OVERFLOW)).isEqualTo(1);
          dropping.tell("open");
          probe.expectMessage("2");
          probe.expectMessage("3");
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"DROP_NEW", "DROP_OLDEST"})
  void anAskWhoseRequestAFullStashDropsFailsAtOnce(StashBuffer.Overflow overflow) {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("asks");
          ActorRef<ActorRef<String>> actor =
              system.spawn(
                  Behaviors.withStash(
                      1,
                      overflow,
                      stash ->
                          Behaviors.receiveMessage(message -> {
                            stash.stash(message);
                            return Behaviors.same();
                          })));
          var first = actor.<String>askAsync(self -> self, HOUR);
          var second = actor.<String>askAsync(self -> self, HOUR);
          sim.awaitIdle();

          boolean newest = overflow == StashBuffer.Overflow.DROP_NEW;
          assertThat(newest ? first : second).isNotDone();
          var dropped = newest ? second : first;
          assertThat(dropped).isCompletedExceptionally();
          assertThatThrownBy(dropped::join)
              .hasCauseInstanceOf(AskException.Overflow.class)
              .hasMessageContaining("stash");
          assertThat(system.deadLetters().count(DeadLetter.Reason.OVERFLOW)).isEqualTo(1);
          assertThat(sim.now()).isZero();
        });
  }

  @Test
  void aStashFromOutsideTheRestartedPartGoesOnAndIsNotLostAtTheEnd() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("outside");
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> actor =
              system.spawn(
                  Behaviors.withStash(
                      10,
                      stash ->
                          Behaviors.supervise(
                              SupervisorStrategy.restart(), closed(probe.ref(), stash))));
          for (String message : new String[] {"1", "fail", "2", "stop"}) {
            actor.tell(message);
          }

          probe.expectTerminated(actor);
          assertThat(system.deadLetters().count(DeadLetter.Reason.STOPPED)).isEqualTo(2);
        });
  }

  @Test
  void aFewAreUnstashedAndChangedOnTheirWay() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("few");
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> actor =
              system.spawn(
                  Behaviors.withStash(
                      10,
                      stash ->
                          Behaviors.receiveMessage(message -> {
                            if (message.equals("open")) {
                              return stash.unstash(open(probe.ref(), stash), 2, each -> each + "!");
                            }
                            stash.stash(message);
                            return Behaviors.same();
                          })));
          for (String message : new String[] {"1", "2", "3", "open", "4"}) {
            actor.tell(message);
          }

          for (String message : new String[] {"1!", "2!", "4"}) {
            probe.expectMessage(message);
          }
          probe.expectNoMessage();
        });
  }

  @Test
  void aStashCanBeLookedThroughAndCleared() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("look");
          TestProbe<String> probe = sim.probe(system);
          system.spawn(
              Behaviors.<String>withStash(
                  10,
                  stash -> {
                    stash.stash("a");
                    stash.stash("b");
                    assertThat(stash.head()).isEqualTo("a");
                    assertThat(stash.contains("b")).isTrue();
                    assertThat(stash.anyMatch("c"::equals)).isFalse();
                    stash.forEach(probe.ref()::tell);
                    stash.clear();
                    assertThat(stash.isEmpty()).isTrue();
                    probe.ref().tell("cleared");
                    return Behaviors.ignore();
                  }));

          probe.expectMessages("a", "b", "cleared");
        });
  }

  @Test
  void asksOfRequestsThatAreClearedEndAtOnce() {
    record Ask(String what, ActorRef<String> replyTo) {}
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("clear");
          Behavior<Object> stashing =
              Behaviors.withStash(
                  10,
                  stash ->
                      Behaviors.receiveMessage(message -> {
                        if (message.equals("clear")) {
                          stash.clear();
                        } else {
                          stash.stash(message);
                        }
                        return Behaviors.same();
                      }));
          ActorRef<Object> actor = system.spawn(stashing);
          List<CompletableFuture<String>> asks = new ArrayList<>();
          for (String what : List.of("a", "b", "c")) {
            asks.add(actor.askAsync(replyTo -> new Ask(what, replyTo), Duration.ofHours(1)));
          }
          actor.tell("told");
          Duration before = system.uptime();
          actor.tell("clear");
          sim.awaitIdle();

          for (CompletableFuture<String> ask : asks) {
            assertThatThrownBy(ask::join)
                .cause()
                .isInstanceOf(AskException.Dropped.class)
                .hasMessageContainingAll(actor.path().value(), "Ask", "stash");
          }
          assertThat(system.uptime()).isEqualTo(before);
          assertThat(system.deadLetters().count()).isZero();
        });
  }

  @Test
  void aStashIsRefusedOutsideItsActor() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("leaked");
          var leaked = new AtomicReference<StashBuffer<String>>();
          system.spawn(
              Behaviors.<String>withStash(
                  10,
                  stash -> {
                    leaked.set(stash);
                    return Behaviors.ignore();
                  }));
          sim.awaitIdle();

          assertThatIllegalStateException()
              .isThrownBy(() -> leaked.get().stash("from outside"))
              .withMessageContaining("StashBuffer.stash");
        });
  }
}
