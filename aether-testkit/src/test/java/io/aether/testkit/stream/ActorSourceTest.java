package io.aether.testkit.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorSystem;
import io.aether.actor.DeadLetter;
import io.aether.actor.stream.ActorSource;
import io.aether.actor.stream.ActorSource.Overflow;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ActorSourceTest {

  private static final int SEEDS = Rounds.of(50, 2_000);

  private static ActorSource<Integer> source(ActorSystem system, int capacity) {
    return ActorSource.create(system::spawn, capacity, Overflow.FAIL);
  }

  @Test
  void takesNoMoreThanItsBufferHoldsAndGivesNoMoreThanWasRequested() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSource<Integer> source = source(sim.system("bounds"), 2);
          assertThat(List.of(source.offer(1), source.offer(2), source.offer(3)))
              .containsExactly(true, true, false);

          var subscriber = new Recording<Integer>(1);
          source.subscribe(subscriber);
          sim.awaitIdle();
          assertThat(subscriber.signals()).containsExactly(1);

          assertThat(source.offer(3)).isTrue();
          source.complete();
          subscriber.subscription().request(2);
          sim.awaitIdle();
          assertThat(subscriber.signals()).containsExactly(1, 2, 3, "complete");
        });
  }

  @Test
  void threadsThatWaitForRoomLoseNothing() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("waiting");
          ActorSource<Integer> source = source(system, 2);
          var subscriber = new Recording<Integer>(Long.MAX_VALUE);
          source.subscribe(subscriber);
          for (int n = 0; n < 20; n++) {
            assertThat(source.offer(n, Duration.ofSeconds(1))).isTrue();
          }
          source.complete();

          sim.probe(system).expectTerminated(source.ref());
          assertThat(subscriber.signals().subList(0, 20))
              .isEqualTo(IntStream.range(0, 20).boxed().toList());
          assertThat(system.deadLetters().count()).isZero();
        });
  }

  @Test
  void anElementThatTimesOutForWantOfRoomIsNeverGiven() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSource<Integer> source = source(sim.system("late"), 1);
          source.offer(1);
          assertThat(source.offer(2, Duration.ofSeconds(1))).isFalse();
          source.complete();

          var subscriber = new Recording<Integer>(5);
          source.subscribe(subscriber);
          sim.awaitIdle();
          assertThat(subscriber.signals()).containsExactly(1, "complete");
        });
  }

  @Test
  void anActorIsToldWhenThereWasRoom() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("told");
          TestProbe<String> feeder = sim.probe(system);
          ActorSource<Integer> source = source(system, 1);
          source.offer(1, feeder.ref(), "one");
          source.offer(2, feeder.ref(), "two");
          feeder.expectMessage("one");
          feeder.expectNoMessage();

          source.subscribe(new Recording<>(1));
          feeder.expectMessage("two");
        });
  }

  @Test
  void noLaterElementOvertakesOneThatWaitsForRoom() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("turns");
          TestProbe<String> feeder = sim.probe(system);
          ActorSource<Integer> source = source(system, 1);
          source.offer(1);
          source.offer(2, feeder.ref(), "two");
          var elements = new Recording<Integer>(5);

          source.subscribe(
              new ForwardingSubscriber<>(elements) {
                @Override
                public void onNext(Integer element) {
                  super.onNext(element);
                  if (element == 1) { // its place is free, but reserved for the waiting offer
                    assertThat(source.offer(4)).isFalse();
                    source.offer(3, feeder.ref(), "three");
                  }
                }
              });

          feeder.expectMessages("two", "three");
          sim.awaitIdle();
          assertThat(elements.signals()).containsExactly(1, 2, 3);
        });
  }

  @ParameterizedTest
  @EnumSource
  void elementsThatOverflowThroughTheRefAreDeadLettersAsThePolicySays(Overflow overflow) {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("overflow");
          TestProbe<DeadLetter> dropped = sim.probe(system);
          system.deadLetters().listen(dropped.ref()::tell);
          ActorSource<Integer> source = ActorSource.create(system::spawn, 2, overflow);
          for (int n = 1; n <= 3; n++) {
            source.ref().tell(n);
          }
          assertThat(dropped.receiveMessage().message())
              .isEqualTo(overflow == Overflow.DROP_OLDEST ? 1 : 3);
          source.complete();

          var subscriber = new Recording<Integer>(5);
          source.subscribe(subscriber);
          sim.awaitIdle();
          assertThat(subscriber.signals())
              .isEqualTo(
                  switch (overflow) {
                    case FAIL -> List.of(1, 2, IllegalStateException.class);
                    case DROP_NEW -> List.of(1, 2, "complete");
                    case DROP_OLDEST -> List.of(2, 3, "complete");
                  });
        });
  }

  @Test
  void aSubscriberThatCancelsStopsTheActorAndFreesWhoWaits() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("cancel");
          ActorSource<Integer> source = source(system, 1);
          var subscriber = new Recording<Integer>(0);
          source.subscribe(subscriber);
          source.offer(1);
          sim.awaitIdle();
          sim.environment().fork("canceller", () -> subscriber.subscription().cancel());

          assertThat(source.offer(2, Duration.ofDays(1))).isFalse();
          sim.probe(system).expectTerminated(source.ref());
          assertThat(subscriber.signals()).isEmpty();
          assertThat(source.offer(3)).isFalse();
          assertThat(system.deadLetters().count()).isZero();
        });
  }

  @Test
  void aSourceWhoseActorIsStoppedIsAnErrorForItsSubscriberAlsoForALaterOne() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("stopped");
          ActorSource<Integer> source = source(system, 1);
          ActorSource<Integer> unsubscribed = source(system, 1);
          var subscriber = new Recording<Integer>(5);
          source.subscribe(subscriber);
          unsubscribed.offer(1);
          system.stop(source.ref()); // possibly before its actor has started
          system.stop(unsubscribed.ref());
          sim.awaitIdle();
          var late = new Recording<Integer>(5);
          unsubscribed.subscribe(late);

          assertThat(subscriber.signals()).containsExactly(IllegalStateException.class);
          assertThat(late.signals()).containsExactly(IllegalStateException.class);
        });
  }

  @Test
  void aCompletedSourceRefusesElements() {
    Simulation.run(
        1,
        sim -> {
          ActorSource<Integer> source = source(sim.system("complete"), 1);
          source.complete();
          assertThatThrownBy(() -> source.offer(1))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("completed");
        });
  }

  @Test
  void aSubscriberThatThrowsEndsTheStreamAndHearsNoMore() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("throwing");
          ActorSource<Integer> source = source(system, 4);
          var calls = new Recording<Integer>(5);
          source.subscribe(
              new ForwardingSubscriber<>(calls) {
                @Override
                public void onNext(Integer element) {
                  super.onNext(element);
                  throw new IllegalStateException("on purpose");
                }
              });
          source.offer(1);
          source.offer(2);

          sim.probe(system).expectTerminated(source.ref());
          assertThat(calls.signals()).containsExactly(1);
        });
  }

  @Test
  void elementsThatASubscriberLeavesByThrowingAreDeadLetters() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("left");
          List<DeadLetter> lost = new ArrayList<>();
          system.deadLetters().listen(lost::add);
          ActorSource<Integer> source = source(system, 2);
          source.offer(1);
          source.offer(2);
          source.offer(3, system.ignoreRef(), "three");
          source.subscribe(
              new ForwardingSubscriber<>(new Recording<Integer>(5)) {
                @Override
                public void onNext(Integer element) {
                  throw new IllegalStateException("on purpose");
                }
              });

          sim.probe(system).expectTerminated(source.ref());
          assertThat(lost).extracting(DeadLetter::message).containsExactly(2, 3);
          assertThat(lost).extracting(DeadLetter::reason).containsOnly(DeadLetter.Reason.STOPPED);
        });
  }

  @Test
  void elementsThatARefusedRequestLeavesAreDeadLetters() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("misuse");
          ActorSource<Integer> source = source(system, 2);
          var subscriber = new Recording<Integer>(0);
          source.subscribe(subscriber);
          sim.awaitIdle();
          source.offer(1);
          subscriber.subscription().request(-1);

          sim.probe(system).expectTerminated(source.ref());
          assertThat(subscriber.signals()).containsExactly(IllegalArgumentException.class);
          assertThat(system.deadLetters().count(DeadLetter.Reason.STOPPED)).isEqualTo(1);
        });
  }

  @Test
  void anElementOfAnActorForWhichThereIsNoMoreRoomIsADeadLetter() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("unheard");
          List<DeadLetter> lost = new ArrayList<>();
          system.deadLetters().listen(lost::add);
          TestProbe<String> feeder = sim.probe(system);
          ActorSource<Integer> source = source(system, 1);
          var subscriber = new Recording<Integer>(0);
          source.subscribe(subscriber);
          sim.awaitIdle();
          source.offer(1, feeder.ref(), "one");
          feeder.expectMessage("one");
          source.offer(2, feeder.ref(), "two"); // waits when the stream ends
          subscriber.subscription().cancel();
          feeder.expectTerminated(source.ref());
          source.offer(3, feeder.ref(), "three"); // comes after the end

          feeder.expectNoMessage();
          assertThat(lost).extracting(DeadLetter::message).containsExactly(2, 3);
          assertThat(lost).extracting(DeadLetter::reason).containsOnly(DeadLetter.Reason.STOPPED);
        });
  }

  @Test
  void elementsThatACancelledStreamLeavesAreNoDeadLettersEvenIfItsActorIsStopped() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("unwanted");
          List<DeadLetter> lost = new ArrayList<>();
          system.deadLetters().listen(lost::add);
          ActorSource<Integer> source = source(system, 2);
          var subscriber = new Recording<Integer>(0);
          source.subscribe(subscriber);
          sim.awaitIdle();
          source.offer(1);
          subscriber.subscription().cancel();
          system.stop(source.ref()); // overtakes what the cancellation has sent to the actor

          sim.probe(system).expectTerminated(source.ref());
          assertThat(lost).extracting(DeadLetter::message).doesNotContain(1);
        });
  }
}
