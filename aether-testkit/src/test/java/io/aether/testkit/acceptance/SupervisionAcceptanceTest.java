package io.aether.testkit.acceptance;

import static io.aether.testkit.acceptance.Worlds.everywhere;
import static io.aether.testkit.acceptance.Worlds.simulated;
import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import io.aether.actor.SupervisorStrategy;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Supervision: each guarantee of an actor of Akka Typed, one by one.
class SupervisionAcceptanceTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private static final class OnPurpose extends RuntimeException {
    private static final long serialVersionUID = 1;

    OnPurpose(String message) {
      super(message);
    }
  }

  /// Fails on "fail", and tells the probe every other message.
  private static Behavior<String> weak(TestProbe<Object> probe) {
    return Behaviors.receive(
        (_, message) -> {
          if (message.startsWith("fail")) {
            throw new OnPurpose(message);
          }
          probe.ref().tell(message);
          return Behaviors.same();
        },
        (_, signal) -> {
          probe.ref().tell(signal.getClass().getSimpleName());
          return Behaviors.same();
        });
  }

  @Test
  void e6ARestartCancelsTimersTellsTheOldEndsTheChildrenAndCreatesTheNew() throws Exception {
    everywhere((system, probe) -> {
      var born = new CompletableFuture<Void>();
      var lives = new AtomicInteger();
      Behavior<Object> child =
          Behaviors.setup(_ -> {
            born.complete(null);
            return Behaviors.receive(
                (_, _) -> Behaviors.same(),
                (_, signal) -> {
                  probe.ref().tell("child " + signal.getClass().getSimpleName());
                  return Behaviors.same();
                });
          });
      ActorRef<String> actor =
          system.spawn(
              Behaviors.supervise(
                  SupervisorStrategy.restart(),
                  Behaviors.<String>setup(context -> {
                    probe.ref().tell("setup");
                    if (lives.incrementAndGet() == 1) {
                      context.spawn(child, "child");
                      context.timers().startSingle("t", "tick", Duration.ofMinutes(1));
                    }
                    return Behaviors.receive(
                        (_, message) -> {
                          probe.ref().tell(message);
                          if (message.equals("fail")) {
                            throw new OnPurpose("fail");
                          }
                          return Behaviors.same();
                        },
                        (inner, signal) -> {
                          boolean active = inner.timers().isActive("t");
                          probe.ref().tell(signal.getClass().getSimpleName() + " " + active);
                          return Behaviors.same();
                        });
                  })));
      Worlds.await(system, born);

      for (String message : new String[] {"fail", "1", "2", "3"}) {
        actor.tell(message);
      }

      probe.expectMessages(
          "setup", "fail", "PreRestart false", "child PostStop", "setup", "1", "2", "3");
      probe.expectNoMessage(Duration.ofMillis(1));
    });
  }

  @Test
  void e7ChildrenMayBeKeptAndWhatStandsAroundTheSupervisionIsNotRepeated() throws Exception {
    everywhere((system, probe) -> {
      var outer = new AtomicInteger();
      ActorRef<String> actor =
          system.spawn(
              Behaviors.<String>setup(context -> {
                outer.incrementAndGet();
                ActorRef<Object> child = context.spawn(Worlds.telling(probe), "child");
                return Behaviors.supervise(
                    SupervisorStrategy.restart().withChildrenKept(),
                    (inner, message) -> {
                      if (message.equals("fail")) {
                        throw new OnPurpose("fail");
                      }
                      assertThat(inner.children()).hasSize(1);
                      child.tell(message + " by setup " + outer);
                      return Behaviors.same();
                    });
              }));

      actor.tell("fail");
      actor.tell("told");

      probe.expectMessage("told by setup 1");
    });
  }

  @Test
  void e8TheLimitCountsWithinItsWindowAndTheParentLearnsTheLastCause() {
    simulated((system, probe) -> {
      var ref = new CompletableFuture<ActorRef<String>>();
      system.spawn(
          Behaviors.<Object>setup(context -> {
            ActorRef<String> child =
                context.spawn(
                    Behaviors.supervise(
                        SupervisorStrategy.restart().withLimit(3, SECOND), weak(probe)));
            context.watch(child);
            ref.complete(child);
            return Worlds.telling(probe);
          }));
      Worlds.await(system, ref);
      ActorRef<String> child = ref.join();
      for (int round = 0; round < 2; round++) {
        for (int n = 1; n <= 3; n++) {
          child.tell("fail " + n);
          probe.expectMessage("PreRestart");
        }
        Worlds.pause(system, SECOND.plusMillis(1)); // the count starts again after this time
      }
      for (int n = 1; n <= 3; n++) {
        child.tell("fail " + n);
        probe.expectMessage("PreRestart");
      }

      child.tell("fail 4");

      probe.expectMessage("PostStop");
      assertThat(probe.receiveMessage())
          .isInstanceOfSatisfying(
              Signal.ChildFailed.class, it -> assertThat(it.cause()).hasMessage("fail 4"));
    });
  }

  /// Messages wait in the mailbox meanwhile, so there is no stash that could be full.
  @Test
  void e9PausesDoubleUpToACapEachLongerByItsJitterAtMostAndMessagesWait() {
    simulated((system, probe) -> {
      ActorRef<String> actor =
          system.spawn(
              Behaviors.supervise(
                  SupervisorStrategy.restart()
                      .withBackoff(Duration.ofMillis(100), Duration.ofMillis(350))
                      .withJitter(0.2),
                  Behaviors.<String>setup(_ -> {
                    probe.ref().tell("setup");
                    return weak(probe);
                  })));
      probe.expectMessage("setup");
      var scheduler = system.spi().environment().scheduler();
      for (int pause : new int[] {100, 200, 350, 350}) {
        actor.tell("fail");
        for (int n = 0; n < 10; n++) {
          actor.tell("message");
        }
        probe.expectMessage("PreRestart");
        long before = scheduler.nanoTime();

        probe.expectMessage("setup");

        assertThat(Duration.ofNanos(scheduler.nanoTime() - before))
            .isBetween(Duration.ofMillis(pause), Duration.ofMillis(pause * 12 / 10));
        for (int n = 0; n < 10; n++) {
          probe.expectMessage("message");
        }
      }
      assertThat(system.deadLetters().count()).isZero();
    });
  }

  @Test
  void e10WhatPreRestartThrowsDoesNotEndTheRestartAndAFailedSetupCounts() throws Exception {
    everywhere((system, probe) -> {
      var lives = new AtomicInteger();
      ActorRef<String> actor =
          system.spawn(
              Behaviors.supervise(
                  SupervisorStrategy.restart().withLimit(3, Duration.ofMinutes(1)),
                  Behaviors.<String>setup(_ -> {
                    int life = lives.incrementAndGet();
                    if (life == 2 || life == 3) {
                      throw new OnPurpose("in setup");
                    }
                    return Behaviors.receive(
                        (_, message) -> {
                          if (message.equals("fail")) {
                            throw new OnPurpose("in a message");
                          }
                          probe.ref().tell(message + " in life " + life);
                          return Behaviors.same();
                        },
                        (_, _) -> {
                          throw new OnPurpose("in a signal");
                        });
                  })));
      actor.tell("fail"); // the first restart, and two more for the setup
      actor.tell("alive");
      probe.expectMessage("alive in life 4");

      actor.tell("fail"); // one failure too many

      probe.expectTerminated(actor);
    });
  }

  @Test
  void e11ResumeKeepsTheStateAndErrorsAreNeverSupervised() throws Exception {
    everywhere((system, probe) -> {
      Behavior<String> counting =
          Behaviors.setup(_ -> {
            var count = new AtomicInteger();
            return (_, message) -> {
              switch (message) {
                case "fail" -> throw new OnPurpose("dropped");
                case "error" -> throw new NoClassDefFoundError("on purpose");
                default -> probe.ref().tell(message + count.incrementAndGet());
              }
              return Behaviors.same();
            };
          });
      ActorRef<String> actor =
          system.spawn(Behaviors.supervise(SupervisorStrategy.resume(), counting));

      for (String message : new String[] {"n", "fail", "n"}) {
        actor.tell(message);
      }
      probe.expectMessages("n1", "n2");
      actor.tell("error");

      probe.expectTerminated(actor);
    });
  }
}
