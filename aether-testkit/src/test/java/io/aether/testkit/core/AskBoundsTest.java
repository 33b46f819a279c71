package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.AskException;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DispatcherSelector;
import io.aether.actor.Mailbox;
import io.aether.actor.Mailbox.Overflow;
import io.aether.actor.Props;
import io.aether.actor.intercept.OutgoingInterceptor;
import io.aether.actor.pattern.Routers;
import io.aether.actor.pattern.Routing;
import io.aether.actor.spi.AbstractRef;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The bounds of an ask and an offer to an actor that has no room, or no time.
class AskBoundsTest {

  private static final int SEEDS = Rounds.of(20, 500);
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration LONG = Duration.ofSeconds(1);

  /// The ways in which a request reaches an actor's mailbox.
  enum Way {
    DIRECT,
    ADAPTER,
    ROUTER
  }

  /// Answers each ref with "answer", but a message that is no ref keeps it busy for ten seconds.
  private static ActorRef<Object> busy(Simulation sim, Overflow overflow, Way way) {
    var adapter = new AtomicReference<ActorRef<Object>>();
    Behavior<Object> slow =
        Behaviors.setup(context -> {
          adapter.set(context.messageAdapter(message -> message));
          return Behaviors.receiveMessage(message -> {
            if (message instanceof ActorRef<?> replyTo) {
              @SuppressWarnings("unchecked")
              var asker = (ActorRef<String>) replyTo;
              asker.tell("answer");
            } else {
              sim.sleep(Duration.ofSeconds(10));
            }
            return Behaviors.same();
          });
        });
    var system = sim.system(overflow.getClass().getSimpleName());
    ActorRef<Object> actor =
        system.spawn(slow, Props.defaults().withMailbox(Mailbox.bounded(1, overflow)));
    try {
      sim.awaitIdle();
      actor.tell("work");
      sim.awaitIdle();
    } catch (InterruptedException interrupt) {
      throw new AssertionError(interrupt);
    }
    actor.tell("no room");
    return switch (way) {
      case DIRECT -> actor;
      case ADAPTER -> adapter.get();
      case ROUTER -> Routers.direct(List.of(actor), Routing.roundRobin());
    };
  }

  @ParameterizedTest
  @EnumSource
  void theTimeoutOfAnAskBoundsItsWaitForRoom(Way way) {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorRef<Object> target = busy(sim, Overflow.blockSender(LONG), way);

          assertThatThrownBy(() -> target.<String>ask(self -> self, SHORT))
              .isInstanceOf(AskException.TimedOut.class);
          assertThat(sim.now()).isEqualTo(SHORT);
        });
  }

  @ParameterizedTest
  @EnumSource
  void anAskWaitsForRoomNoLongerThanTheMailboxLetsIt(Way way) {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorRef<Object> target = busy(sim, Overflow.blockSender(SHORT), way);

          assertThatThrownBy(() -> target.<String>ask(self -> self, LONG))
              .isInstanceOf(AskException.Overflow.class);
          assertThat(sim.now()).isEqualTo(SHORT);
        });
  }

  @ParameterizedTest
  @EnumSource
  void askAsyncDoesNotWaitForRoom(Way way) {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorRef<Object> target = busy(sim, Overflow.blockSender(LONG), way);

          CompletableFuture<String> ask = target.askAsync(self -> self, LONG.multipliedBy(5));

          assertThat(sim.now()).isZero();
          sim.environment().await(ask);
          assertThat(ask.exceptionNow()).isInstanceOf(AskException.Overflow.class);
          assertThat(sim.now()).isEqualTo(LONG);
        });
  }

  @ParameterizedTest
  @EnumSource
  void aRequestOfAskAsyncIsDeliveredWhenThereIsRoom(Way way) {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorRef<Object> target = busy(sim, Overflow.blockSender(LONG.multipliedBy(60)), way);

          CompletableFuture<String> ask = target.askAsync(self -> self, LONG.multipliedBy(30));

          sim.environment().await(ask);
          assertThat(ask.resultNow()).isEqualTo("answer");
          assertThat(sim.now()).isEqualTo(LONG.multipliedBy(20));
        });
  }

  @ParameterizedTest
  @EnumSource
  void anAskAsyncThatIsCancelledLeavesTheLine(Way way) {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorRef<Object> target = busy(sim, Overflow.blockSender(LONG.multipliedBy(60)), way);

          CompletableFuture<String> given = target.askAsync(self -> self, LONG.multipliedBy(30));
          CompletableFuture<String> kept = target.askAsync(self -> self, LONG.multipliedBy(30));
          given.cancel(false);

          sim.environment().await(kept);
          assertThat(kept.resultNow()).isEqualTo("answer");
          assertThat(AbstractRef.of(target).system().deadLetters().count()).isEqualTo(1);
        });
  }

  @ParameterizedTest
  @EnumSource
  void anAskWithoutRoomFailsAtOnceHoweverTheMailboxRefusesIt(Way way) {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          for (Overflow overflow : List.of(Overflow.fail(), Overflow.dropNew())) {
            ActorRef<Object> target = busy(sim, overflow, way);
            Duration start = sim.now();

            assertThatThrownBy(() -> target.<String>ask(self -> self, LONG))
                .isInstanceOf(AskException.Overflow.class);
            assertThat(target.<String>askAsync(self -> self, LONG).exceptionNow())
                .isInstanceOf(AskException.Overflow.class);
            assertThat(sim.now()).isEqualTo(start);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"DIRECT", "ADAPTER"})
  void aRequestThatMakesRoomFailsItsAsk(Way way) {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorRef<Object> target = busy(sim, Overflow.dropOldest(), way);

          CompletableFuture<String> first = target.askAsync(self -> self, LONG);
          target.tell("another");

          assertThat(first.exceptionNow()).isInstanceOf(AskException.Overflow.class);
        });
  }

  @Test
  void messagesOfOneSenderStayInOrderBehindAnAskAsync() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          List<Object> seen = new ArrayList<>();
          Behavior<Object> slow =
              Behaviors.receiveMessage(message -> {
                seen.add(message instanceof String ? message : "ask");
                sim.sleep(LONG);
                return Behaviors.same();
              });
          Overflow patient = Overflow.blockSender(LONG.multipliedBy(60));
          ActorRef<Object> actor =
              sim.system("order")
                  .spawn(slow, Props.defaults().withMailbox(Mailbox.bounded(1, patient)));

          actor.tell("a");
          actor.tell("b");
          var ask = actor.<String>askAsync(self -> self, LONG.multipliedBy(30));
          actor.tell("c");
          sim.advance(LONG.multipliedBy(60));

          assertThat(ask).isCompletedExceptionally(); // without a reply, but in its place
          assertThat(seen).containsExactly("a", "b", "ask", "c");
        });
  }

  // ---- Offers ----

  @Test
  void anOfferAtWhichAnInterceptorThrowsIsNotTaken() {
    OutgoingInterceptor throwing =
        (_, _, message) -> {
          throw new IllegalStateException("not this one: " + message);
        };
    try (var system =
        ActorSystem.create(
            "strict", config -> config.withHandling(handling -> handling.withOutgoing(throwing)))) {
      ActorRef<String> actor = system.spawn(Behaviors.ignore());

      assertThat(actor.offer("message")).isFalse();
      assertThat(catchThrowable(() -> actor.tell("message")))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void anOfferDoesNotRunAnActorOfTheCallersDispatcher() throws Exception {
    try (var system = ActorSystem.create("callers")) {
      var door = new CountDownLatch(1);
      var done = new CompletableFuture<Thread>();
      Behavior<String> blocking =
          Behaviors.receiveMessage(_ -> {
            door.await();
            done.complete(Thread.currentThread());
            return Behaviors.same();
          });
      ActorRef<String> actor =
          system.spawn(blocking, Props.defaults().withDispatcher(DispatcherSelector.callers()));

      assertThat(actor.offer("message")).isTrue();
      door.countDown(); // not reached if the offer waited for the handler

      assertThat(done.get(10, TimeUnit.SECONDS)).isNotSameAs(Thread.currentThread());
    }
  }
}
