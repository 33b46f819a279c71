package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.AskException;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.Mailbox;
import io.aether.actor.Mailbox.Overflow;
import io.aether.actor.Outcome;
import io.aether.actor.Props;
import io.aether.actor.SupervisorStrategy;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// Longer than most because every bound, overflow and order is tested alone and with the others.
class MailboxTest {

  private static final int SEEDS = Rounds.of(50, 1_000);
  private static final Duration SECOND = Duration.ofSeconds(1);

  /// A mailbox whose messages are compared by their first letter.
  // @start region="priority"
  private static final Mailbox BY_FIRST_LETTER =
      Mailbox.<String>priority(Comparator.comparingInt(text -> text.charAt(0)));

  // @end

  private static Props props(Mailbox mailbox) {
    return Props.defaults().withMailbox(mailbox);
  }

  private static Behavior<String> telling(ActorRef<String> probe) {
    return Behaviors.receiveMessage(message -> {
      if (message.equals("stop")) {
        return Behaviors.stopped();
      }
      probe.tell(message);
      return Behaviors.same();
    });
  }

  private static void tell(ActorRef<String> actor, String... messages) {
    for (String message : messages) {
      actor.tell(message);
    }
  }

  private static void expect(TestProbe<String> probe, String... messages) {
    for (String message : messages) {
      probe.expectMessage(message);
    }
  }

  private static List<Object> overflown(ActorSystem system) {
    List<Object> all = new ArrayList<>();
    system
        .deadLetters()
        .listen(letter -> {
          assertThat(letter.reason()).isEqualTo(DeadLetter.Reason.OVERFLOW);
          all.add(letter.message());
        });
    return all;
  }

  // ---- Order ----

  @Test
  void theLeastMessageComesFirstAndEqualOnesInTheOrderOfArrival() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("priority");
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> actor =
              system.spawn(telling(probe.ref()), "actor", props(BY_FIRST_LETTER));
          sim.stepper().suspend(actor);

          tell(actor, "c1", "a1", "b1", "a2", "c2", "a3");
          sim.stepper().resume(actor);

          expect(probe, "a1", "a2", "a3", "b1", "c1", "c2");
        });
  }

  @Test
  void controlMessagesComeBeforeAllOthers() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("control");
          TestProbe<String> probe = sim.probe(system);
          // @start region="control"
          Mailbox mailbox = Mailbox.<String>controlFirst(message -> message.startsWith("!"));
          // @end
          ActorRef<String> actor = system.spawn(telling(probe.ref()), props(mailbox));
          sim.stepper().suspend(actor);

          tell(actor, "1", "!1", "2", "!2");
          sim.stepper().resume(actor);

          expect(probe, "!1", "!2", "1", "2");
        });
  }

  @Test
  void theEndOfAnActorFollowsItsLastMessageHoweverLittleThatCounts() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("end");
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> watcher =
              system.spawn(
                  Behaviors.setup(context -> {
                    Behavior<String> saysZAndStops =
                        Behaviors.setup(_ -> {
                          context.self().tell("z, its last");
                          return Behaviors.stopped();
                        });
                    context.watchWith(context.spawn(saysZAndStops), "ended");
                    return telling(probe.ref());
                  }),
                  "watcher",
                  props(BY_FIRST_LETTER));

          tell(watcher, "a", "b");

          List<String> all = new ArrayList<>();
          for (int n = 0; n < 4; n++) {
            all.add(probe.receiveMessage());
          }
          assertThat(all).containsSubsequence("a", "b").containsSubsequence("z, its last", "ended");
        });
  }

  @Test
  void anOrderThatFailsLosesOnlyTheMessageItFailedWith() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("misfit");
          TestProbe<String> probe = sim.probe(system);
          Behavior<String> resuming =
              Behaviors.supervise(SupervisorStrategy.resume(), telling(probe.ref()));
          ActorRef<String> actor = system.spawn(resuming, props(BY_FIRST_LETTER));

          tell(actor, "b", "", "a"); // the empty message has no first letter

          assertThat(List.of(probe.receiveMessage(), probe.receiveMessage()))
              .containsExactlyInAnyOrder("a", "b");
        });
  }

  @Test
  void aMessageThatCannotBeOrderedMayMakeRoomForAnother() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("misfit-drops");
          List<Object> lost = overflown(system);
          TestProbe<String> probe = sim.probe(system);
          Mailbox mailbox = BY_FIRST_LETTER.withCapacity(2, Overflow.dropOldest());
          ActorRef<String> actor = system.spawn(telling(probe.ref()), props(mailbox));
          sim.stepper().suspend(actor);

          tell(actor, "", "b", "a"); // the empty message has no first letter
          sim.stepper().resume(actor);

          expect(probe, "a", "b");
          assertThat(lost).containsExactly("");
        });
  }

  @Test
  void anOrderThatEndsInAnErrorStopsTheActor() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("error");
          TestProbe<String> probe = sim.probe(system);
          Mailbox mailbox =
              Mailbox.<String>controlFirst(_ -> {
                throw new AssertionError("made to fail");
              });
          ActorRef<String> actor = system.spawn(telling(probe.ref()), props(mailbox));

          actor.tell("1");

          probe.expectTerminated(actor);
        });
  }

  @Test
  void anAskThatCannotBeOrderedEndsWithTheActor() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("misfit-ask");
          Mailbox mailbox =
              Mailbox.<ActorRef<String>>controlFirst(_ -> {
                throw new IllegalStateException("made to fail");
              });
          ActorRef<ActorRef<String>> actor =
              system.spawn(Behaviors.<ActorRef<String>>ignore(), props(mailbox));

          assertThatThrownBy(() -> actor.<String>ask(self -> self, SECOND))
              .isInstanceOf(AskException.TargetStopped.class);
          assertThat(sim.now()).isZero();
        });
  }

  @Test
  void messagesLeftAtTheEndBecomeDeadLettersInMailboxOrder() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("left");
          List<Object> letters = new ArrayList<>();
          system.deadLetters().listen(letter -> letters.add(letter.message()));
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> actor = system.spawn(telling(probe.ref()), props(BY_FIRST_LETTER));
          sim.stepper().suspend(actor);

          tell(actor, "z", "y");
          system.stop(actor);
          sim.stepper().resume(actor);
          probe.expectTerminated(actor);

          assertThat(letters).containsExactly("y", "z");
        });
  }

  // ---- Room ----

  @Test
  void aFullMailboxMakesTheSenderFailIfThatIsWanted() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("fail");
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> actor =
              system.spawn(telling(probe.ref()), props(Mailbox.bounded(2, Overflow.fail())));
          sim.stepper().suspend(actor);

          tell(actor, "1", "2");
          assertThatThrownBy(() -> actor.tell("3")).isInstanceOf(Mailbox.FullException.class);
          // @start region="offer"
          assertThat(actor.offer("4")).isFalse();
          // @end
          sim.stepper().resume(actor);

          expect(probe, "1", "2");
          assertThat(actor.offer("5")).isTrue();
          expect(probe, "5");
          assertThat(system.deadLetters().count()).isZero();
        });
  }

  @Test
  void aFullMailboxDropsTheNewestIfThatIsWanted() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("newest");
          List<Object> lost = overflown(system);
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> actor =
              system.spawn(telling(probe.ref()), props(Mailbox.bounded(2, Overflow.dropNew())));
          sim.stepper().suspend(actor);

          tell(actor, "1", "2", "3");
          sim.stepper().resume(actor);

          expect(probe, "1", "2");
          assertThat(lost).containsExactly("3");
        });
  }

  @Test
  void aFullMailboxOfAnyOrderDropsTheOldestIfConfigured() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("oldest");
          List<Object> lost = overflown(system);
          TestProbe<String> probe = sim.probe(system);
          Mailbox mailbox = BY_FIRST_LETTER.withCapacity(2, Overflow.dropOldest());
          ActorRef<String> actor = system.spawn(telling(probe.ref()), props(mailbox));
          sim.stepper().suspend(actor);

          tell(actor, "a", "c", "d", "b");
          sim.stepper().resume(actor);

          expect(probe, "b", "d");
          assertThat(lost).containsExactly("a", "c");
        });
  }

  @Test
  void aSenderWaitsUntilThereIsRoom() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("wait");
          TestProbe<String> probe = sim.probe(system);
          // @start region="wait"
          Mailbox mailbox = Mailbox.bounded(1, Overflow.blockSender(SECOND));
          ActorRef<String> actor = system.spawn(telling(probe.ref()), props(mailbox));
          // @end

          tell(actor, "1", "2", "3", "4", "5");

          expect(probe, "1", "2", "3", "4", "5");
          assertThat(sim.now()).isZero();
        });
  }

  @Test
  void aSenderThatHasWaitedLongEnoughGoesOnWithADeadLetter() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("timeout");
          List<Object> lost = overflown(system);
          TestProbe<String> probe = sim.probe(system);
          Mailbox mailbox = Mailbox.bounded(1, Overflow.blockSender(SECOND));
          ActorRef<String> actor = system.spawn(telling(probe.ref()), props(mailbox));
          sim.stepper().suspend(actor);

          tell(actor, "1", "2");

          assertThat(lost).containsExactly("2");
          assertThat(sim.now()).isEqualTo(SECOND);
          sim.stepper().resume(actor);
          expect(probe, "1");
        });
  }

  @Test
  void anActorNeverWaitsForRoomInItsOwnMailbox() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("self");
          List<Object> lost = overflown(system);
          TestProbe<String> probe = sim.probe(system);
          Behavior<String> talking =
              Behaviors.setup(context -> {
                tell(context.self(), "1", "2");
                return telling(probe.ref());
              });
          system.spawn(talking, props(Mailbox.bounded(1, Overflow.blockSender(SECOND))));

          expect(probe, "1");
          assertThat(lost).containsExactly("2");
          assertThat(sim.now()).isZero();
        });
  }

  @Test
  void timersAndNoticesFindRoomInAFullMailbox() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("notices");
          TestProbe<String> probe = sim.probe(system);
          Behavior<String> watching =
              Behaviors.setup(context -> {
                context.watchWith(context.spawn(Behaviors.setup(_ -> Behaviors.stopped())), "end");
                context.timers().startSingle("key", "tick", Duration.ofMillis(1));
                return telling(probe.ref());
              });
          Mailbox mailbox = Mailbox.bounded(1, Overflow.dropNew());
          ActorRef<String> actor = system.spawn(watching, props(mailbox));
          sim.awaitIdle();
          sim.stepper().suspend(actor);

          actor.tell("1");
          sim.sleep(SECOND);
          sim.stepper().resume(actor);

          expect(probe, "end", "1", "tick");
        });
  }

  /// An [Outcome] that a sender passes to an adapter is an ordinary message; the outcome of the
  /// actor's own task must always reach the actor.
  @Test
  void onlyOutcomesOfItsOwnTasksFindRoomInAFullMailbox() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("outcomes");
          List<Object> lost = overflown(system);
          TestProbe<String> probe = sim.probe(system);
          TestProbe<ActorRef<Outcome<String>>> adapters = sim.probe(system);
          var future = new CompletableFuture<String>();
          Behavior<String> adapting =
              Behaviors.setup(context -> {
                context.pipeToSelf(future, Outcome::toString);
                adapters.ref().tell(context.messageAdapter(Outcome::toString));
                return telling(probe.ref());
              });
          ActorRef<String> actor =
              system.spawn(adapting, props(Mailbox.bounded(1, Overflow.dropNew())));
          ActorRef<Outcome<String>> adapter = adapters.receiveMessage();
          sim.awaitIdle();
          sim.stepper().suspend(actor);

          actor.tell("1");
          adapter.tell(new Outcome.Success<>("sent"));
          future.complete("own");
          sim.stepper().resume(actor);

          List<String> got = List.of(probe.receiveMessage(), probe.receiveMessage());
          assertThat(got).containsExactlyInAnyOrder("1", new Outcome.Success<>("own").toString());
          assertThat(lost).containsExactly(new Outcome.Success<>("sent"));
        });
  }

  @Test
  void anAskThatFindsNoRoomFailsAtOnce() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("ask");
          List<Object> lost = overflown(system);
          Behavior<ActorRef<String>> answering =
              Behaviors.receiveMessage(replyTo -> {
                replyTo.tell("answer");
                return Behaviors.same();
              });
          ActorRef<ActorRef<String>> actor =
              system.spawn(answering, props(Mailbox.bounded(1, Overflow.dropOldest())));
          sim.stepper().suspend(actor);

          var first = actor.<String>askAsync(self -> self, SECOND);
          var second = actor.<String>askAsync(self -> self, SECOND);
          assertThatThrownBy(first::join).hasCauseInstanceOf(AskException.Overflow.class);
          sim.stepper().resume(actor);
          sim.environment().await(second);

          assertThat(second.resultNow()).isEqualTo("answer");
          assertThat(lost).hasSize(1);
        });
  }

  // ---- Offers ----

  @Test
  void anActorThatHasStoppedTakesNoOffer() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("offer");
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> actor = system.spawn(telling(probe.ref()));

          assertThat(actor.offer("1")).isTrue();
          expect(probe, "1");
          actor.tell("stop");
          probe.expectTerminated(actor);

          assertThat(actor.offer("2")).isFalse();
          assertThat(system.deadLetters().count()).isZero();
        });
  }

  @Test
  void thereIsNoMailboxWithoutRoomAndNoWaitWithoutTime() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mailbox.bounded(0, Overflow.dropNew()))
        .withMessageContaining("at least 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Overflow.blockSender(Duration.ZERO))
        .withMessageContaining("PT0S");
  }

  // ---- Real threads ----

  private record Item(int sender, int number) {}

  private static Behavior<Item> counting(ActorRef<List<Item>> probe, int count) {
    List<Item> all = new ArrayList<>();
    return Behaviors.receiveMessage(item -> {
      all.add(item);
      if (all.size() == count) {
        probe.tell(List.copyOf(all));
      }
      return Behaviors.same();
    });
  }

  private static List<Item> sentByMany(ActorTestKit kit, Mailbox mailbox) throws Exception {
    TestProbe<List<Item>> probe = kit.createTestProbe();
    ActorRef<Item> actor = kit.system().spawn(counting(probe.ref(), 4 * 2_000), props(mailbox));
    List<Thread> senders = new ArrayList<>();
    for (int sender = 0; sender < 4; sender++) {
      int self = sender;
      Runnable sending =
          () -> {
            for (int n = 0; n < 2_000; n++) {
              actor.tell(new Item(self, n));
            }
          };
      senders.add(
          sender % 2 == 0 ? Thread.ofPlatform().start(sending) : Thread.ofVirtual().start(sending));
    }
    for (Thread sender : senders) {
      sender.join();
    }
    return probe.receiveMessage();
  }

  private static void assertOrderOfEachSender(List<Item> items) {
    for (int sender = 0; sender < 4; sender++) {
      int self = sender;
      assertThat(items.stream().filter(item -> item.sender == self).map(Item::number).toList())
          .hasSize(2_000)
          .isSorted();
    }
  }

  @Test
  void manyWaitingSendersLoseNothingAndKeepTheirOrder() throws Exception {
    try (var kit = ActorTestKit.create()) {
      Duration long_ = Duration.ofMinutes(1);
      assertOrderOfEachSender(sentByMany(kit, Mailbox.bounded(3, Overflow.blockSender(long_))));
    }
  }

  @Test
  void manySendersOfEqualRankKeepTheirOrder() throws Exception {
    try (var kit = ActorTestKit.create()) {
      assertOrderOfEachSender(
          sentByMany(kit, Mailbox.priority(Comparator.comparingInt(Item::sender))));
    }
  }
}
