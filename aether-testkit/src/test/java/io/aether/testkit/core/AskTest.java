package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.AskException;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter.Reason;
import io.aether.actor.Mailbox;
import io.aether.actor.Mailbox.Overflow;
import io.aether.actor.Outcome;
import io.aether.actor.Props;
import io.aether.actor.Signal;
import io.aether.actor.StopReason;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.spi.SpawnOptions;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Longer than most because every way in which an ask can end is tested with the same actor.
class AskTest {

  private static final int SEEDS = Rounds.of(50, 1_000);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SECOND = Duration.ofSeconds(1);

  sealed interface Message {
    /// Answered when [Answer] comes, or never.
    record Question(int number, ActorRef<Integer> replyTo) implements Message {}

    record Answer() implements Message {}

    record Stop() implements Message {}

    record Fail() implements Message {}

    record Sleep(Duration time) implements Message {}
  }

  /// Keeps open questions, and records the messages it has handled in `seen`.
  private static Behavior<Message> answering(Simulation sim, List<Object> seen) {
    return Behaviors.setup(_ -> {
      List<Message.Question> open = new ArrayList<>();
      return Behaviors.receiveMessage(message -> {
        seen.add(message);
        switch (message) {
          case Message.Question question -> open.add(question);
          case Message.Answer _ -> open.forEach(each -> each.replyTo().tell(each.number()));
          case Message.Fail _ -> throw new IllegalStateException("on purpose");
          case Message.Sleep(var time) -> sim.sleep(time);
          case Message.Stop _ -> {
            return Behaviors.stopped();
          }
        }
        return Behaviors.same();
      });
    });
  }

  private static ActorRef<Message> spawn(Simulation sim, ActorSystem system) {
    return system.spawn(answering(sim, new ArrayList<>()));
  }

  private static CompletableFuture<Integer> ask(ActorRef<Message> actor, Duration timeout) {
    return actor.askAsync(replyTo -> new Message.Question(7, replyTo), timeout);
  }

  private static int askAndWait(ActorRef<Message> actor, Duration timeout)
      throws InterruptedException {
    return actor.<Integer>ask(replyTo -> new Message.Question(7, replyTo), timeout);
  }

  // ---- The target stops ----

  @Test
  void anAskFailsAtOnceWhenItsTargetStopsBeforeItTakesTheRequest() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("queued");
          ActorRef<Message> actor = spawn(sim, system);
          actor.tell(new Message.Stop());

          var failure =
              catchThrowableOfType(AskException.TargetStopped.class, () -> askAndWait(actor, HOUR));

          assertThat(failure)
              .hasMessageContaining(actor.path().toString())
              .hasMessageContaining("Question");
          assertThat(failure.reason()).isEqualTo(StopReason.OWN_DECISION);
          assertThat(sim.now()).isZero();
          assertThat(system.deadLetters().count(Reason.STOPPED)).isEqualTo(1);
        });
  }

  @Test
  void anAskFailsAtOnceWhenItsTargetStopsWithoutAnswering() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorRef<Message> actor = spawn(sim, sim.system("handled"));
          CompletableFuture<Integer> reply = ask(actor, HOUR);
          sim.awaitIdle();
          assertThat(reply).isNotDone();

          actor.tell(new Message.Fail());
          sim.awaitIdle();

          assertThatThrownBy(reply::join)
              .cause()
              .isInstanceOf(AskException.TargetStopped.class)
              .hasCauseInstanceOf(IllegalStateException.class);
        });
  }

  @Test
  void theVeryRequestThatStopsTheTargetFailsAtOnce() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("suicide");
          ActorRef<Message> actor =
              system.spawn(Behaviors.receiveMessage(_ -> Behaviors.stopped()));

          assertThatThrownBy(() -> askAndWait(actor, HOUR))
              .isInstanceOf(AskException.TargetStopped.class);
          assertThatThrownBy(() -> askAndWait(actor, HOUR))
              .isInstanceOf(AskException.TargetStopped.class);
          assertThat(sim.now()).isZero();
        });
  }

  @Test
  void theTargetMayStillAnswerInPostStop() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("last");
          List<Message.Question> open = new ArrayList<>();
          ActorRef<Message> actor =
              system.spawn(
                  Behaviors.receive(
                      (_, message) -> {
                        open.add((Message.Question) message);
                        return Behaviors.stopped();
                      },
                      (_, signal) -> {
                        if (signal instanceof Signal.PostStop) {
                          open.forEach(each -> each.replyTo().tell(each.number()));
                        }
                        return Behaviors.same();
                      }));

          assertThat(askAndWait(actor, HOUR)).isEqualTo(7);
        });
  }

  @Test
  void aRestartIsNotAnEnd() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("restart");
          ActorRef<Message> actor =
              system.spawn(
                  Behaviors.supervise(
                      SupervisorStrategy.restart(), answering(sim, new ArrayList<>())));
          CompletableFuture<Integer> before = ask(actor, SECOND);
          actor.tell(new Message.Fail());
          CompletableFuture<Integer> after = ask(actor, SECOND);
          actor.tell(new Message.Answer());

          sim.awaitIdle();
          assertThat(after).isCompletedWithValue(7);
          assertThat(before).isNotDone();
          sim.sleep(SECOND.plusMillis(1));
          assertThatThrownBy(before::join).hasCauseInstanceOf(AskException.TimedOut.class);
        });
  }

  @Test
  void aRequestInAStashFailsWithTheActor() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("stash");
          ActorRef<Message> actor =
              system.spawn(
                  Behaviors.withStash(
                      5,
                      stash ->
                          Behaviors.receiveMessage(message -> {
                            if (message instanceof Message.Stop) {
                              return Behaviors.stopped();
                            }
                            stash.stash(message);
                            return Behaviors.same();
                          })));
          CompletableFuture<Integer> reply = ask(actor, HOUR);
          actor.tell(new Message.Stop());
          sim.awaitIdle();

          assertThatThrownBy(reply::join).hasCauseInstanceOf(AskException.TargetStopped.class);
          assertThat(system.deadLetters().count(Reason.STOPPED)).isEqualTo(1);
        });
  }

  @Test
  void theTakerOfUndeliveredMessagesGetsTheRequestAndMayHaveItAnswered() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("placed");
          List<Object> left = new ArrayList<>();
          TestProbe<ActorRef<Message>> probe = sim.probe(system);
          system.spawn(
              Behaviors.<Object>setup(context -> {
                probe
                    .ref()
                    .tell(
                        system
                            .spi()
                            .spawnChild(
                                context,
                                answering(sim, new ArrayList<>()),
                                "placed",
                                SpawnOptions.NONE.withUndelivered(left::add)));
                return Behaviors.ignore();
              }));
          ActorRef<Message> actor = probe.receiveMessage();
          actor.tell(new Message.Stop());
          CompletableFuture<Integer> reply = ask(actor, HOUR);
          sim.awaitIdle();

          assertThat(left).singleElement().isInstanceOf(Message.Question.class);
          ((Message.Question) left.getFirst()).replyTo().tell(8);
          assertThat(reply).isCompletedWithValue(8);
        });
  }

  // ---- No asker waits any more ----

  @Test
  void aRequestNobodyWaitsForAnyMoreIsNotHandled() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("expired");
          List<Object> seen = new ArrayList<>();
          ActorRef<Message> actor = system.spawn(answering(sim, seen));
          actor.tell(new Message.Sleep(SECOND.multipliedBy(2)));
          CompletableFuture<Integer> timedOut = ask(actor, SECOND);
          ask(actor, HOUR).cancel(false);
          CompletableFuture<Integer> patient = ask(actor, HOUR);
          actor.tell(new Message.Answer());

          sim.sleep(SECOND.multipliedBy(3));

          assertThat(timedOut).isCompletedExceptionally();
          assertThat(patient).isCompletedWithValue(7);
          assertThat(seen).filteredOn(Message.Question.class::isInstance).hasSize(1);
          assertThat(system.deadLetters().count(Reason.EXPIRED)).isEqualTo(2);
          assertThat(system.deadLetters().count()).isEqualTo(2);
        });
  }

  @Test
  void aStashedRequestNobodyWaitsForAnyMoreIsNotHandled() {
    for (Mailbox mailbox : List.of(Mailbox.unbounded(), Mailbox.bounded(9, Overflow.fail()))) {
      Simulation.explore(
          0,
          SEEDS,
          sim -> {
            var system =
                sim.system(
                    "stashed", config -> config.withHandling(it -> it.withTravellingContext()));
            List<Object> seen = new ArrayList<>();
            ActorRef<Message> actor =
                system.spawn(
                    Behaviors.withStash(
                        5,
                        stash ->
                            Behaviors.receiveMessage(message -> {
                              if (message instanceof Message.Answer) {
                                return stash.unstashAll(answering(sim, seen));
                              }
                              stash.stash(message);
                              return Behaviors.same();
                            })),
                    Props.defaults().withMailbox(mailbox));
            CompletableFuture<Integer> impatient = ask(actor, SECOND);
            CompletableFuture<Integer> patient = ask(actor, HOUR);
            sim.sleep(SECOND.multipliedBy(2));
            actor.tell(new Message.Answer());
            actor.tell(new Message.Answer());
            sim.awaitIdle();

            assertThat(impatient).isCompletedExceptionally();
            assertThat(patient).isCompletedWithValue(7);
            assertThat(seen).filteredOn(Message.Question.class::isInstance).hasSize(1);
            assertThat(system.deadLetters().count(Reason.EXPIRED)).isEqualTo(1);
            assertThat(system.deadLetters().count()).isEqualTo(1);
          });
    }
  }

  /// A request that is answered before it is stashed or forwarded is no longer given up by anyone.
  @Test
  void aRequestStashedAfterItsAnswerIsHandled() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("acknowledged");
          List<Object> seen = new ArrayList<>();
          ActorRef<Message> actor =
              system.spawn(
                  Behaviors.withStash(
                      5,
                      stash ->
                          Behaviors.receiveMessage(message -> {
                            if (message instanceof Message.Question(int number, var replyTo)) {
                              replyTo.tell(number);
                              stash.stash(message);
                              return Behaviors.same();
                            }
                            return stash.unstashAll(answering(sim, seen));
                          })));
          assertThat(askAndWait(actor, SECOND)).isEqualTo(7);
          sim.sleep(SECOND.multipliedBy(2));
          actor.tell(new Message.Stop());
          sim.awaitIdle();

          assertThat(seen).singleElement().isInstanceOf(Message.Question.class);
        });
  }

  @Test
  void anAskWithinARequestHasATimeOfItsOwn() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("nested");
          List<Object> seen = new ArrayList<>();
          ActorRef<Message> slow = system.spawn(answering(sim, seen));
          List<Integer> answers = new ArrayList<>();
          ActorRef<Message.Question> front =
              system.spawn(
                  Behaviors.receiveMessage(question -> {
                    answers.add(askAndWait(slow, HOUR));
                    question.replyTo().tell(question.number());
                    return Behaviors.same();
                  }));
          slow.tell(new Message.Sleep(SECOND.multipliedBy(2)));

          assertThatThrownBy(
                  () -> front.<Integer>ask(replyTo -> new Message.Question(1, replyTo), SECOND))
              .isInstanceOf(AskException.TimedOut.class);
          sim.sleep(SECOND.multipliedBy(2));
          slow.tell(new Message.Answer());
          sim.awaitIdle();

          assertThat(answers).containsExactly(7);
          assertThat(system.deadLetters().count(Reason.EXPIRED)).isZero();
          assertThat(system.deadLetters().count(Reason.LATE_REPLY)).isEqualTo(1);
        });
  }

  @Test
  void aReplyToAnInterruptedAskIsADeadLetter() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("interrupted");
          ActorRef<Message> actor = spawn(sim, system);
          var asker = new CompletableFuture<Thread>();
          var end = new CompletableFuture<Throwable>();
          sim.environment()
              .fork(
                  "asker",
                  () -> {
                    asker.complete(Thread.currentThread());
                    try {
                      askAndWait(actor, HOUR);
                    } catch (Throwable failure) {
                      end.complete(failure);
                    }
                  });
          sim.awaitIdle();
          asker.join().interrupt();
          sim.sleep(Duration.ofMillis(1));
          actor.tell(new Message.Answer());
          sim.awaitIdle();

          assertThat(end.join()).isInstanceOf(InterruptedException.class);
          assertThat(system.deadLetters().count(Reason.LATE_REPLY)).isEqualTo(1);
        });
  }

  // ---- The future belongs to the asker ----

  @Test
  void theFutureMayBeCompletedByHand() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("by hand");
          ActorRef<Message> actor = spawn(sim, system);
          CompletableFuture<Integer> byHand = ask(actor, SECOND);
          CompletableFuture<Integer> forced = ask(actor, SECOND);
          sim.awaitIdle();
          byHand.complete(1);
          forced.obtrudeValue(2);
          actor.tell(new Message.Answer());
          sim.sleep(SECOND.multipliedBy(2));

          assertThat(byHand).isCompletedWithValue(1);
          assertThat(forced).isCompletedWithValue(2);
          assertThat(byHand.thenApply(n -> n + 1).getClass()).isEqualTo(CompletableFuture.class);
          assertThat(system.deadLetters().count(Reason.LATE_REPLY)).isGreaterThanOrEqualTo(2);
        });
  }

  // ---- An answer may be a refusal ----

  // @start region="account"
  record Withdraw(int amount, ActorRef<Outcome<Integer>> replyTo) {}

  private static Behavior<Withdraw> account(int balance) {
    return Behaviors.receiveMessage(request -> {
      int left = balance - request.amount();
      request
          .replyTo()
          .tell(left < 0 ? Outcome.refusal("only " + balance + " left") : Outcome.success(left));
      return left < 0 ? Behaviors.same() : account(left);
    });
  }

  // @end

  @Test
  void aValueIsReturnedAndARefusalIsThrown() {
    Simulation.run(
        1,
        sim -> {
          ActorRef<Withdraw> account = sim.system("status").spawn(account(100));

          // @start region="status"
          int left = account.askOutcome(replyTo -> new Withdraw(70, replyTo), SECOND);
          // @end
          assertThat(left).isEqualTo(30);
          assertThatThrownBy(
                  () -> account.<Integer>askOutcome(replyTo -> new Withdraw(50, replyTo), SECOND))
              .isInstanceOf(Outcome.RefusedException.class)
              .hasMessage("only 30 left")
              .hasNoCause();
          CompletableFuture<Integer> later =
              account
                  .<Outcome<Integer>>askAsync(replyTo -> new Withdraw(50, replyTo), SECOND)
                  .thenApply(Outcome::orThrow);
          sim.awaitIdle();
          assertThatThrownBy(later::join).hasCauseInstanceOf(Outcome.RefusedException.class);
        });
  }

  @Test
  void aFailureAsAnAnswerIsTheCauseOfWhatIsThrown() {
    var failure = new IllegalStateException("on purpose");
    Outcome<String> outcome = new Outcome.Failure<>(failure);

    assertThatThrownBy(outcome::orThrow)
        .isInstanceOf(Outcome.RefusedException.class)
        .hasCause(failure);
  }

  // ---- On real threads ----

  @Test
  void onRealThreadsAnAskFailsAtOnceWhenItsTargetStops() throws InterruptedException {
    try (var kit = ActorTestKit.create()) {
      var asked = new CountDownLatch(1);
      ActorRef<Message> silent =
          kit.spawn(
              Behaviors.receiveMessage(_ -> {
                asked.countDown();
                return Behaviors.same();
              }));
      CompletableFuture<Integer> handled = ask(silent, HOUR);
      asked.await();
      kit.stop(silent);

      assertThatThrownBy(handled::join).hasCauseInstanceOf(AskException.TargetStopped.class);
      assertThatThrownBy(() -> askAndWait(silent, HOUR))
          .isInstanceOf(AskException.TargetStopped.class);
      kit.allowDeadLetters(Reason.STOPPED);
    }
  }
}
