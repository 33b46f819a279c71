package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.AskException;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.SupervisorStrategy;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class AskAndTimersTest {

  private static final int SEEDS = Rounds.of(50, 2_000);

  record Question(int number, ActorRef<Integer> replyTo) {}

  /// Passes a question down a chain of actors, each of which blocks for the answer.
  private static Behavior<Question> chain(ActorRef<Question> next) {
    return Behaviors.receiveMessage(question -> {
      int answer =
          next.<Integer>ask(
              replyTo -> new Question(question.number(), replyTo), Duration.ofSeconds(10));
      question.replyTo().tell(answer + 1);
      return Behaviors.same();
    });
  }

  @Test
  void aHandlerMayBlockInAnAskWhileOthersGoOn() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("chain");
          ActorRef<Question> last =
              system.spawn(
                  Behaviors.receiveMessage(question -> {
                    question.replyTo().tell(question.number());
                    return Behaviors.same();
                  }));
          ActorRef<Question> first = last;
          for (int n = 0; n < 10; n++) {
            first = system.spawn(chain(first));
          }

          int answer =
              first.<Integer>ask(replyTo -> new Question(5, replyTo), Duration.ofSeconds(10));

          assertThat(answer).isEqualTo(15);
        });
  }

  @Test
  void anAskTimesOutWithTheTargetAndTheTypeOfTheRequest() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("silent");
          ActorRef<Question> silent = system.spawn(Behaviors.ignore(), "silent");

          assertThatThrownBy(() ->
                  silent.<Integer>ask(replyTo -> new Question(1, replyTo), Duration.ofMillis(250)))
              .isInstanceOf(AskException.TimedOut.class)
              .hasMessageContaining("/user/silent")
              .hasMessageContaining("Question")
              .hasMessageContaining("250 ms");
          assertThat(sim.now()).isEqualTo(Duration.ofMillis(250));
        });
  }

  @Test
  void aSecondOrLateReplyIsADeadLetter() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("late");
          ActorRef<Question> twice =
              system.spawn(
                  Behaviors.receiveMessage(question -> {
                    question.replyTo().tell(1);
                    question.replyTo().tell(2);
                    return Behaviors.same();
                  }));

          int answer = twice.<Integer>ask(r -> new Question(1, r), Duration.ofSeconds(1));
          sim.awaitIdle();

          assertThat(answer).isEqualTo(1);
          assertThat(system.deadLetters().count(DeadLetter.Reason.LATE_REPLY)).isEqualTo(1);
        });
  }

  @Test
  void aReplacedTimerIsNeverHeardOfEvenIfItsTickWaitsInTheMailbox() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("timers");
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> actor =
              system.spawn(
                  Behaviors.<String>setup(context -> {
                    context.timers().startSingle("key", "old", Duration.ofMillis(10));
                    return (inner, message) -> {
                      if (message.equals("block")) {
                        sim.sleep(Duration.ofMillis(50)); // the old timer fires meanwhile
                        inner.timers().startSingle("key", "new", Duration.ofMillis(10));
                      } else {
                        probe.ref().tell(message);
                      }
                      return Behaviors.same();
                    };
                  }));
          actor.tell("block");

          probe.expectMessage("new");
          probe.expectNoMessage(Duration.ofSeconds(1));
        });
  }

  @Test
  void timersEndWithARestart() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("restart");
          TestProbe<String> probe = sim.probe(system);
          int[] lives = {0};
          ActorRef<String> actor =
              system.spawn(
                  Behaviors.supervise(
                      SupervisorStrategy.restart(),
                      Behaviors.<String>setup(context -> {
                        int life = ++lives[0];
                        if (life == 1) {
                          context.timers().startWithFixedDelay("t", "tick", Duration.ofMillis(10));
                        }
                        return (_, message) -> {
                          if (message.equals("fail")) {
                            throw new IllegalStateException("on purpose");
                          }
                          probe.ref().tell(message + " in life " + life);
                          return Behaviors.same();
                        };
                      })));
          probe.expectMessage("tick in life 1");

          actor.tell("fail");
          sim.awaitIdle();
          sim.sleep(Duration.ofMillis(100));

          probe.awaitAssert(() -> assertThat(lives[0]).isEqualTo(2));
          sim.awaitIdle();
          probe.expectNoMessage(Duration.ofSeconds(1));
        });
  }

  @Test
  void aTimerThatRepeatsMayBeginSoonerOrLaterThanItGoesOn() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("first");
          TestProbe<String> probe = sim.probe(system);
          system.spawn(
              Behaviors.<String>setup(context -> {
                Duration often = Duration.ofMillis(10);
                context.timers().startAtFixedRate("rate", "rate", Duration.ZERO, often);
                context.timers().startWithFixedDelay("d", "delay", Duration.ofMillis(25), often);
                return (_, message) -> {
                  probe.ref().tell(message + " " + sim.now().toMillis());
                  return Behaviors.same();
                };
              }));

          assertThat(probe.receiveMessages(7))
              .containsExactlyInAnyOrder(
                  "rate 0", "rate 10", "rate 20", "delay 25", "rate 30", "delay 35", "rate 40");
        });
  }

  @Test
  void anUnboundedDelayIsADelayToo() throws Exception {
    Simulation.run(1, sim -> answerBesideTimersThatNeverFire(sim.system("forever")));
    try (var kit = ActorTestKit.create()) {
      answerBesideTimersThatNeverFire(kit.system());
    }
  }

  private static void answerBesideTimersThatNeverFire(ActorSystem system)
      throws InterruptedException {
    Duration forEver = ChronoUnit.FOREVER.getDuration();
    ActorRef<Question> actor =
        system.spawn(
            Behaviors.<Question>setup(context -> {
              var never = new Question(0, system.ignoreRef());
              context.timers().startSingle("single", never, forEver);
              context.timers().startAtFixedRate("rate", never, forEver);
              context.timers().startWithFixedDelay("delay", never, forEver);
              context.setReceiveTimeout(never, forEver);
              return Behaviors.receiveMessage(question -> {
                question.replyTo().tell(question.number());
                return Behaviors.same();
              });
            }));

    int answer = actor.<Integer>ask(replyTo -> new Question(1, replyTo), forEver);

    assertThat(answer).isEqualTo(1);
  }

  @Test
  void aFixedRateCatchesUpAndAFixedDelayDoesNot() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("rates");
          TestProbe<String> probe = sim.probe(system);
          system.spawn(
              Behaviors.<String>setup(context -> {
                context.timers().startAtFixedRate("rate", "rate", Duration.ofMillis(10));
                context.timers().startWithFixedDelay("delay", "delay", Duration.ofMillis(10));
                context.self().tell("block");
                return (_, message) -> {
                  if (message.equals("block")) {
                    sim.sleep(Duration.ofMillis(95));
                  }
                  probe.ref().tell(message);
                  return Behaviors.same();
                };
              }));
          sim.sleep(Duration.ofMillis(101));
          sim.awaitIdle();

          var messages = probe.receiveMessages(12);
          assertThat(messages).filteredOn("rate"::equals).hasSizeGreaterThanOrEqualTo(9);
          assertThat(messages).filteredOn("delay"::equals).hasSizeLessThanOrEqualTo(2);
        });
  }
}
