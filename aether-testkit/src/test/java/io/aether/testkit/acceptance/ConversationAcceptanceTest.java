package io.aether.testkit.acceptance;

import static io.aether.testkit.acceptance.Worlds.everywhere;
import static io.aether.testkit.acceptance.Worlds.simulated;
import static io.aether.testkit.acceptance.Worlds.stopping;
import static io.aether.testkit.acceptance.Worlds.telling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.AskException;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.DeadLetter.Reason;
import io.aether.actor.Signal;
import io.aether.actor.StopReason;
import io.aether.actor.SupervisorStrategy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// Watch, ask, adapters, timers and stash: each guarantee of an actor of Akka Typed, one by one.
class ConversationAcceptanceTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private record Question(ActorRef<Integer> replyTo) {}

  private record Quiet() implements ActorContext.NotInfluenceReceiveTimeout {}

  @Test
  void e12TheDeadAreToldOfOnceAndTheUnwatchedNever() throws Exception {
    everywhere((system, probe) -> {
      ActorRef<Object> dead = system.spawn(stopping());
      dead.tell("stop");
      probe.expectTerminated(dead);
      ActorRef<Object> unwatched = system.spawn(stopping());
      system.spawn(
          Behaviors.<Object>setup(context -> {
            context.watch(dead);
            context.watch(dead);
            context.watch(unwatched);
            unwatched.tell("stop");
            probe.expectTerminated(unwatched); // the notice now waits in this mailbox
            context.unwatch(unwatched);
            return telling(probe);
          }));

      assertThat(probe.receiveMessage())
          .isInstanceOfSatisfying(
              Signal.Terminated.class, it -> assertThat(it.ref()).isEqualTo(dead));
      probe.expectNoMessage(Duration.ofMillis(5));
    });
  }

  @Test
  void e12OneWatchOfAnActorExcludesTheOtherAndAnUnhandledEndReachesTheSupervisor()
      throws Exception {
    everywhere((system, probe) -> {
      ActorRef<Object> watched = system.spawn(stopping());
      system.spawn(
          Behaviors.supervise(
              failure -> {
                probe.ref().tell(failure.getClass());
                return SupervisorStrategy.stop();
              },
              Behaviors.<Object>setup(context -> {
                context.watchWith(watched, "its end");
                context.watchWith(watched, "its end"); // a second call changes nothing
                assertThatThrownBy(() -> context.watch(watched))
                    .isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> context.watchWith(watched, "another"))
                    .isInstanceOf(IllegalStateException.class);
                context.unwatch(watched);
                context.watch(watched);
                return Behaviors.ignore();
              })));

      watched.tell("stop");

      probe.expectMessage(Signal.DeathPactException.class);
    });
  }

  @Test
  void e13OnlyTheParentLearnsWhatFailed() throws Exception {
    everywhere((system, probe) -> {
      var child = new CompletableFuture<ActorRef<Object>>();
      system.spawn(
          Behaviors.<Object>setup(context -> {
            ActorRef<Object> weak =
                context.spawn((_, _) -> {
                  throw new IllegalStateException("on purpose");
                });
            context.watch(weak);
            child.complete(weak);
            return telling(probe);
          }));
      Worlds.await(system, child);
      var watching = new CompletableFuture<Void>();
      system.spawn(
          Behaviors.<Object>setup(context -> {
            context.watch(child.join());
            watching.complete(null);
            return telling(probe);
          }));
      Worlds.await(system, watching);

      child.join().tell("go");

      assertThat(List.of(probe.receiveMessage(), probe.receiveMessage()))
          .hasAtLeastOneElementOfType(Signal.ChildFailed.class)
          .contains(new Signal.Terminated(child.join(), StopReason.FAILURE));
    });
  }

  @Test
  void e14AnAskEndsByItsAnswerItsTimeoutOrAtOnceWithItsTarget() {
    simulated((system, probe) -> {
      ActorRef<Question> silent = system.spawn(Behaviors.ignore(), "silent");
      var scheduler = system.spi().environment().scheduler();
      assertThatThrownBy(() -> silent.<Integer>ask(Question::new, Duration.ofMillis(250)))
          .isInstanceOf(AskException.TimedOut.class)
          .hasMessageContainingAll("/user/silent", "Question", "250");

      long before = scheduler.nanoTime();
      CompletableFuture<Integer> asked = silent.askAsync(Question::new, SECOND);
      system.stop(silent); // the target of the ask stops
      Worlds.await(system, asked);
      assertThat(asked).isCompletedExceptionally();
      assertThat(asked.exceptionNow()).isInstanceOf(AskException.TargetStopped.class);
      probe.expectTerminated(silent);
      assertThatThrownBy(() -> silent.<Integer>ask(Question::new, SECOND)) // the target has stopped
          .isInstanceOf(AskException.TargetStopped.class)
          .hasMessageContaining("/user/silent");
      assertThat(scheduler.nanoTime()).isEqualTo(before);
    });
  }

  @Test
  void e14ALateReplyIsOneDeadLetterToTheAsker() {
    simulated((system, _) -> {
      List<DeadLetter> letters = new CopyOnWriteArrayList<>();
      system.deadLetters().listen(letters::add);
      ActorRef<Question> slow =
          system.spawn(
              Behaviors.receiveMessage(question -> {
                Worlds.pause(system, SECOND);
                question.replyTo().tell(1);
                return Behaviors.same();
              }));
      system.spawn(
          Behaviors.supervise(
              SupervisorStrategy.resume(),
              Behaviors.<Object>setup(context -> {
                context.self().tell("ask");
                return Behaviors.receiveMessage(_ -> {
                  slow.<Integer>ask(Question::new, Duration.ofMillis(1));
                  return Behaviors.same();
                });
              })),
          "asker");
      Worlds.pause(system, SECOND.multipliedBy(2));
      CompletableFuture<Integer> unheard = new CompletableFuture<>();
      system.spawn(
          Behaviors.setup(_ -> {
            slow.<Integer>askAsync(Question::new, Duration.ofMillis(1))
                .whenComplete((_, failure) -> unheard.completeExceptionally(failure));
            return Behaviors.ignore();
          }),
          "other");
      Worlds.await(system, unheard);
      Worlds.pause(system, SECOND.multipliedBy(2));
      assertThatThrownBy(() -> slow.<Integer>ask(Question::new, Duration.ofMillis(1)))
          .isInstanceOf(AskException.TimedOut.class);

      Worlds.pause(system, SECOND.multipliedBy(2));

      assertThat(letters)
          .filteredOn(it -> it.reason() == Reason.LATE_REPLY)
          .extracting(it -> it.recipient().toString())
          .containsExactly("/user/asker/$ask", "/user/other/$ask", "/ask");
    });
  }

  @Test
  void e15AnAdaptersFailureIsTheActorsAndEachAdapterHasItsOwnRef() throws Exception {
    everywhere((system, probe) -> {
      var refs = new CompletableFuture<List<ActorRef<Integer>>>();
      system.spawn(
          Behaviors.supervise(
              failure -> {
                probe.ref().tell(failure.getClass());
                return SupervisorStrategy.resume();
              },
              Behaviors.<Object>setup(context -> {
                refs.complete(
                    List.of(
                        context.<Integer>messageAdapter(n -> "first " + 10 / n),
                        context.<Integer>messageAdapter(n -> "second " + n)));
                return telling(probe);
              })));
      Worlds.await(system, refs);

      refs.join().get(0).tell(0); // cannot be adapted
      refs.join().get(0).tell(1);
      refs.join().get(1).tell(2);

      probe.expectMessages(ArithmeticException.class, "first 10", "second 2");
    });
  }

  @Test
  void e16TicksOfFormerTimersAreNeverSeen() throws Exception {
    everywhere((system, probe) -> {
      ActorRef<String> actor =
          system.spawn(
              Behaviors.supervise(
                  SupervisorStrategy.restart(),
                  (context, message) -> {
                    switch (message) {
                      case "replace" -> {
                        context.timers().startSingle("a", "old", Duration.ofMillis(1));
                        context.timers().startSingle("b", "cancelled", Duration.ofMillis(1));
                        Worlds.pause(system, Duration.ofMillis(30)); // both timers are due then
                        context.timers().startSingle("a", "new", Duration.ofMillis(1));
                        context.timers().cancel("b");
                      }
                      case "fail" -> {
                        context.timers().startSingle("c", "of a life before", Duration.ofMillis(1));
                        Worlds.pause(system, Duration.ofMillis(30));
                        throw new IllegalStateException("on purpose");
                      }
                      default -> probe.ref().tell(message);
                    }
                    return Behaviors.same();
                  }));

      actor.tell("replace");
      probe.expectMessage("new");
      actor.tell("fail");
      actor.tell("end");

      probe.expectMessage("end");
      probe.expectNoMessage(Duration.ofMillis(30));
    });
  }

  @Test
  void e16AFixedRateCatchesUpAndAFixedDelayDoesNot() {
    simulated((system, probe) -> {
      ActorRef<String> actor =
          system.spawn((context, message) -> {
            if (message.equals("go")) {
              context.timers().startAtFixedRate("rate", "rate", Duration.ofMillis(10));
              context.timers().startWithFixedDelay("delay", "delay", Duration.ofMillis(10));
              Worlds.pause(system, Duration.ofMillis(95));
              probe.ref().tell("after 95 ms");
            } else {
              probe.ref().tell(message);
            }
            return Behaviors.same();
          });
      actor.tell("go");
      probe.expectMessage("after 95 ms");

      var seen = probe.receiveMessages(12, Duration.ofMillis(100));

      assertThat(seen).filteredOn("rate"::equals).hasSizeBetween(9, 11);
      assertThat(seen).filteredOn("delay"::equals).hasSizeBetween(1, 3);
    });
  }

  @Test
  void e17TheReceiveTimeoutHeedsWhatCountsAndEndsWhenCancelled() {
    simulated((system, probe) -> {
      ActorRef<Object> actor =
          system.spawn(
              Behaviors.<Object>setup(context -> {
                context.setReceiveTimeout("idle", Duration.ofMillis(100));
                context.timers().startWithFixedDelay("t", new Quiet(), Duration.ofMillis(30));
                return (inner, message) -> {
                  if (message.equals("cancel late")) {
                    Worlds.pause(system, Duration.ofMillis(200)); // the timer is due then
                    inner.cancelReceiveTimeout();
                  } else if (message.equals("idle")) {
                    probe.ref().tell(message);
                  }
                  return Behaviors.same();
                };
              }));
      var scheduler = system.spi().environment().scheduler();
      long start = scheduler.nanoTime();
      Worlds.pause(system, Duration.ofMillis(60));
      actor.tell("postpones it");
      Worlds.pause(system, Duration.ofMillis(60));
      actor.tell(new Quiet());

      probe.expectMessage("idle");
      assertThat(Duration.ofNanos(scheduler.nanoTime() - start)).isEqualTo(Duration.ofMillis(160));
      actor.tell("cancel late");

      probe.expectNoMessage(SECOND);
    });
  }

  /// Stashes messages until "all", then unstashes them; "again" stashes the message once more.
  private static Behavior<String> stashing(ActorRef<Object> probe) {
    return Behaviors.withStash(
        10,
        stash ->
            (_, first) -> {
              if (!first.equals("all")) {
                stash.stash(first);
                return Behaviors.same();
              }
              return stash.unstashAll((_, message) -> {
                switch (message) {
                  case "again" -> stash.stash(message);
                  case "fail" -> throw new IllegalStateException("on purpose");
                  case "stop" -> {
                    return Behaviors.stopped();
                  }
                  default -> probe.tell(message);
                }
                return Behaviors.same();
              });
            });
  }

  @Test
  void e18TheStashComesBeforeNewerMessagesAndItsRestIsNotLost() throws Exception {
    everywhere((system, probe) -> {
      List<Object> letters = new CopyOnWriteArrayList<>();
      system.deadLetters().listen((DeadLetter letter) -> letters.add(letter.message()));
      ActorRef<String> actor = system.spawn(stashing(probe.ref()));
      for (String message : List.of("1", "again", "2", "all", "3")) {
        actor.tell(message);
      }
      probe.expectMessages("1", "2", "3");

      actor.tell("stop");
      probe.expectTerminated(actor);

      probe.awaitAssert(() -> assertThat(letters).containsExactly("again"));
    });
  }

  /// In Akka, the messages behind the failed one stay in the stash of the behavior that failed.
  @Test
  void e18AfterAFailureTheRestOfTheStashIsForTheNextLifeAndAfterAStopADeadLetter()
      throws Exception {
    everywhere((system, probe) -> {
      ActorRef<String> resuming =
          system.spawn(Behaviors.supervise(SupervisorStrategy.resume(), stashing(probe.ref())));
      for (String message : List.of("1", "fail", "2", "all", "3")) {
        resuming.tell(message);
      }
      probe.expectMessages("1", "2", "3");

      ActorRef<String> stopping = system.spawn(stashing(probe.ref()));
      for (String message : List.of("4", "stop", "5", "6", "all")) {
        stopping.tell(message);
      }
      probe.expectMessage("4");
      probe.expectTerminated(stopping);

      assertThat(system.deadLetters().count(Reason.STOPPED)).isEqualTo(2);
    });
  }
}
