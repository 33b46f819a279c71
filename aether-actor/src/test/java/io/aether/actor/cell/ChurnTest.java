package io.aether.actor.cell;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Rounds;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.pattern.Routers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A system that does the same thing again and again does not gain live objects. Full rounds last 5
/// minutes, shared among the kinds of use.
class ChurnTest {

  private static final Duration TIME =
      Duration.ofMillis(Rounds.of(400, 300_000 / Use.values().length));
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final int ROUND = 200;
  private static final long SLACK = 1_500_000;

  /// A message of some size.
  record Load(ActorRef<Object> replyTo, byte[] bytes) {
    Load(ActorRef<Object> replyTo) {
      this(replyTo, new byte[5_000]);
    }
  }

  /// One way to use a system.
  enum Use {
    SPAWN_AND_STOP {
      @Override
      void round(ActorSystem system, ActorRef<Object> user) {
        for (int n = 0; n < ROUND; n++) {
          system.spawn(Behaviors.supervise(SupervisorStrategy.restart(), loaded())).tell("stop");
        }
      }
    },
    ASKS_ANSWERED_LATER,
    ASKS_THAT_TIME_OUT {
      @Override
      void round(ActorSystem system, ActorRef<Object> user) {
        for (int n = 0; n < ROUND; n++) {
          user.<Object>askAsync(Load::new, Duration.ofMillis(1));
        }
      }
    },
    STASHES_WITH_EACH_CHANGE,
    ADAPTERS,
    WATCHES,
    TIMERS,
    BACKGROUND_WORK,
    CANCELLED_WORK,
    RESTARTS {
      @Override
      void round(ActorSystem system, ActorRef<Object> user) {
        user.tell(this); // each failure writes a stack trace into the log
      }
    },
    NAMED_CHILDREN,
    TRANSLATED,
    ROUTED;

    /// Lets `user` do it several times.
    void round(ActorSystem system, ActorRef<Object> user) throws InterruptedException {
      for (int n = 0; n < ROUND; n++) {
        user.tell(this);
      }
    }
  }

  /// Stops on demand, and holds an object.
  private static Behavior<Object> loaded() {
    var load = new byte[5_000];
    return (_, message) ->
        message.equals("stop") && load.length > 0 ? Behaviors.stopped() : Behaviors.same();
  }

  @ParameterizedTest
  @EnumSource
  void theLiveObjectsDoNotGrow(Use use) throws InterruptedException {
    try (var system = ActorSystem.create("churn")) {
      ActorRef<Object> user =
          system.spawn(Behaviors.supervise(SupervisorStrategy.restart(), user(new ArrayList<>())));
      rounds(use, system, user, TIME.dividedBy(8));
      long before = Heap.settledBytes();

      long rounds = rounds(use, system, user, TIME);

      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      long growth = Heap.settledBytes() - before;
      while (growth > SLACK && System.nanoTime() < deadline) { // some may still be ending
        growth = Heap.settledBytes() - before;
      }
      assertThat(growth).as("bytes more after %d rounds", rounds).isLessThan(SLACK);
    }
  }

  private static long rounds(Use use, ActorSystem system, ActorRef<Object> user, Duration time)
      throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    long rounds = 0;
    do {
      use.round(system, user);
      var done = new CountDownLatch(1);
      user.tell(done); // behind all messages of the round
      assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
      rounds++;
    } while (System.nanoTime() < end || rounds < 20);
    return rounds;
  }

  /// Obeys each command, a little each time. Keeps the reply addresses of the last requests.
  private static Behavior<Object> user(List<ActorRef<Object>> open) {
    return (context, message) -> {
      switch (message) {
        case CountDownLatch done -> done.countDown();
        case Load(var replyTo, var _) -> {
          open.add(replyTo);
          if (open.size() > 500) {
            open.removeFirst().tell("late");
          }
        }
        case Use.ASKS_ANSWERED_LATER -> context.self().<Object>askAsync(Load::new, SECOND);
        case Use.STASHES_WITH_EACH_CHANGE -> {
          return Behaviors.withStash(
              10,
              stash -> {
                stash.stash("stashed");
                return stash.unstashAll(user(open));
              });
        }
        case Use.ADAPTERS -> {
          var load = new byte[5_000];
          context.messageAdapter((String text) -> text + load.length).tell("adapted");
          context.system().spi().export(context.messageAdapter(ChurnTest::adapted));
        }
        case Use.WATCHES -> {
          ActorRef<Object> child = context.spawn(loaded());
          context.watchWith(child, "ended");
          child.tell("stop");
          ActorRef<Object> other = context.spawn(loaded());
          context.watch(other);
          context.unwatch(other);
          other.tell("stop");
        }
        case Use.TIMERS -> {
          context.timers().startSingle("day", new byte[5_000], DAY);
          context.timers().startSingle(new Object(), "tick", Duration.ofMillis(1));
          context.setReceiveTimeout(new byte[5_000], DAY);
        }
        case Use.BACKGROUND_WORK -> {
          var load = new byte[5_000];
          context.async(() -> load, outcome -> outcome);
          context.pipeToSelf(CompletableFuture.completedFuture(load), outcome -> outcome);
        }
        case Use.CANCELLED_WORK -> {
          var load = new byte[5_000];
          context.async(() -> load, outcome -> outcome).cancel();
        }
        case Use.RESTARTS -> throw new IllegalStateException("restarts");
        case Use.NAMED_CHILDREN -> context.spawnUnique(loaded(), "child").tell("stop");
        case Use.TRANSLATED -> {
          return translated(new byte[5_000], user(open));
        }
        case Use.ROUTED -> {
          ActorRef<Object> pool = context.spawn(Routers.pool(3, loaded()));
          pool.<Object>askAsync(Load::new, DAY);
          context.stop(pool);
        }
        default -> {}
      }
      return Behaviors.same();
    };
  }

  @SuppressWarnings("unchecked") // accepts all messages, and translates threads
  private static Behavior<Object> translated(byte[] load, Behavior<Object> behavior) {
    return (Behavior<Object>)
        (Behavior<?>)
            Behaviors.<Thread, Object>transformMessages(
                Thread.class, thread -> List.of(thread, load), behavior);
  }

  private static Object adapted(String text) {
    return text + "!";
  }
}
