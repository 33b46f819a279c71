package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.Signal;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.spi.Ownership;
import io.aether.actor.spi.SpawnOptions;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// For every kind of exception, thrown in every place, the actor ends as others do. It never stays
/// scheduled without running, with a mailbox that grows without bound.
class FatalFailuresTest {

  private static final int SEEDS = Rounds.of(5, 200);

  /// The kinds of failure.
  enum Fatal {
    ASSERTION,
    STACK_OVERFLOW,
    OUT_OF_MEMORY,
    LINKAGE,
    SNEAKY;

    private Behavior<String> strike() {
      switch (this) {
        case ASSERTION -> throw new AssertionError("on purpose");
        case STACK_OVERFLOW -> dive(0);
        case OUT_OF_MEMORY -> throw new OutOfMemoryError("on purpose");
        case LINKAGE -> throw new NoClassDefFoundError("on purpose");
        case SNEAKY -> throw unchecked(new Throwable("on purpose"), RuntimeException.class);
      }
      throw new AssertionError("unreachable");
    }

    private static long dive(long depth) {
      return depth < 0 ? depth : dive(depth + 1) + 1; // never that deep
    }
  }

  @SuppressWarnings("unchecked") // generated code throws undeclared exceptions in this way
  private static <X extends Throwable> X unchecked(Throwable any, Class<X> as) throws X {
    assertThat(as).isNotNull();
    throw (X) any;
  }

  /// The places of a failure: each one is a behavior that fails on "go" at the latest.
  enum Place {
    SETUP,
    MESSAGE,
    BECOMING,
    SIGNAL,
    PRE_RESTART,
    POST_STOP,
    ADAPTER,
    MAPPER,
    TIMER,
    DECIDER,
    NEW_LIFE;

    private Behavior<String> failingBy(Fatal how) {
      return switch (this) {
        case SETUP -> Behaviors.setup(_ -> how.strike());
        case MESSAGE -> (_, _) -> how.strike();
        case BECOMING -> (_, _) -> Behaviors.setup(_ -> how.strike());
        case SIGNAL ->
            Behaviors.receive(
                (context, _) -> {
                  context.watch(context.spawn(Behaviors.<String>setup(_ -> Behaviors.stopped())));
                  return Behaviors.same();
                },
                (_, _) -> how.strike());
        case PRE_RESTART ->
            Behaviors.supervise(
                SupervisorStrategy.restart().withLimit(1, Duration.ofMinutes(1)),
                Behaviors.receive(
                    (context, _) -> {
                      context.self().tell("once more"); // no restart is left for this one
                      throw new IllegalStateException("on purpose");
                    },
                    (_, _) -> how.strike()));
        case POST_STOP -> Behaviors.receive((_, _) -> Behaviors.stopped(), (_, _) -> how.strike());
        case ADAPTER ->
            (context, _) -> {
              context.<Integer>messageAdapter(_ -> text(how)).tell(1);
              return Behaviors.same();
            };
        case MAPPER ->
            (context, _) -> {
              context.pipeToSelf(CompletableFuture.completedFuture(1), _ -> text(how));
              return Behaviors.same();
            };
        case TIMER ->
            (context, message) -> {
              if (message.equals("tick")) {
                how.strike();
              }
              context.timers().startSingle("t", "tick", Duration.ofMillis(1));
              return Behaviors.same();
            };
        case DECIDER ->
            Behaviors.supervise(
                _ -> {
                  how.strike();
                  return SupervisorStrategy.resume();
                },
                (_, _) -> {
                  throw new IllegalStateException("on purpose");
                });
        case NEW_LIFE -> {
          int[] lives = {0};
          yield Behaviors.supervise(
              SupervisorStrategy.restart(),
              Behaviors.setup(_ -> {
                if (++lives[0] > 1) {
                  how.strike();
                }
                return (_, _) -> {
                  throw new IllegalStateException("on purpose");
                };
              }));
        }
      };
    }

    private static String text(Fatal how) {
      how.strike();
      return "";
    }
  }

  static Stream<Arguments> everythingEverywhere() {
    return Stream.of(Fatal.values())
        .flatMap(how -> Stream.of(Place.values()).map(place -> Arguments.of(how, place)));
  }

  /// The actor ends, its watcher is notified, and later messages are dead letters.
  private static void checkEnd(ActorSystem system, Behavior<String> doomed) {
    TestProbe<Object> probe = TestProbe.create(system);
    ActorRef<String> actor = system.spawn(doomed);

    actor.tell("go");
    probe.expectTerminated(actor);
    long before = system.deadLetters().count(DeadLetter.Reason.STOPPED);
    actor.tell("too late");

    probe.awaitAssert(() ->
        assertThat(system.deadLetters().count(DeadLetter.Reason.STOPPED)).isEqualTo(before + 1));
    ActorRef<String> other = system.spawn(telling(probe.ref()));
    other.tell("others go on");
    probe.expectMessage("others go on");
  }

  private static Behavior<String> telling(ActorRef<Object> probe) {
    return Behaviors.receiveMessage(message -> {
      probe.tell(message);
      return Behaviors.same();
    });
  }

  @ParameterizedTest
  @MethodSource("everythingEverywhere")
  void stopsTheActorInASimulation(Fatal how, Place where) {
    Simulation.explore(0, SEEDS, sim -> checkEnd(sim.system("fatal"), where.failingBy(how)));
  }

  @ParameterizedTest
  @MethodSource("everythingEverywhere")
  void stopsTheActorOnRealThreads(Fatal how, Place where) {
    try (var kit = ActorTestKit.create()) {
      kit.allowDeadLetters();
      checkEnd(kit.system(), where.failingBy(how));
    }
  }

  /// The code called here is not the behavior, but an option of the spawn.
  @Test
  void anOwnershipThatThrowsStopsTheActor() {
    checkPlacedEnd(
        SpawnOptions.NONE.withOwnership(
            new Ownership() {
              @Override
              public long epoch() {
                return 1;
              }

              @Override
              public boolean isHeld() {
                throw new IllegalStateException("on purpose");
              }
            }),
        (_, _) -> Behaviors.same());
  }

  @Test
  void aTakerOfUndeliveredMessagesThatThrowsDoesNotKeepTheActorFromItsEnd() {
    checkPlacedEnd(
        SpawnOptions.NONE.withUndelivered(_ -> {
          throw new IllegalStateException("on purpose");
        }),
        (context, _) -> {
          context.self().tell("left behind");
          return Behaviors.stopped();
        });
  }

  private static void checkPlacedEnd(SpawnOptions options, Behavior<String> doomed) {
    try (var kit = ActorTestKit.create()) {
      kit.allowDeadLetters();
      TestProbe<Object> probe = kit.createTestProbe();
      kit.spawn(
          Behaviors.<String>setup(context -> {
            ActorRef<String> child =
                context.system().spi().spawnChild(context, doomed, "child", options);
            context.watch(child);
            child.tell("go");
            return Behaviors.receive(
                (_, _) -> Behaviors.same(),
                (_, signal) -> {
                  probe.ref().tell(signal.getClass());
                  return Behaviors.same();
                });
          }));

      assertThat(probe.receiveMessage()).isIn(Signal.Terminated.class, Signal.ChildFailed.class);
    }
  }

  /// The key of a timer is of a class of the user.
  @Test
  void aTimersKeyThatThrowsStopsTheActor() {
    record Key(boolean[] broken) {
      @Override
      public int hashCode() {
        if (broken[0]) {
          throw new IllegalStateException("on purpose");
        }
        return 1;
      }

      @Override
      public boolean equals(Object other) {
        return this == other;
      }
    }
    try (var kit = ActorTestKit.create()) {
      kit.allowDeadLetters();
      checkEnd(
          kit.system(),
          (context, message) -> {
            boolean[] broken = {false};
            context.timers().startSingle(new Key(broken), "tick", Duration.ofMillis(1));
            broken[0] = true;
            return Behaviors.same();
          });
    }
  }

  /// The failure is of a class of the user, and logging it calls that class.
  @Test
  void aFailureThatCannotBePrintedStopsTheActor() {
    final class Unprintable extends RuntimeException {
      private static final long serialVersionUID = 1;

      @Override
      public String getMessage() {
        throw new IllegalStateException("on purpose");
      }

      @Override
      public String toString() {
        throw new IllegalStateException("on purpose");
      }
    }
    try (var kit = ActorTestKit.create()) {
      kit.allowDeadLetters();
      checkEnd(
          kit.system(),
          (_, _) -> {
            throw new Unprintable();
          });
    }
  }
}
