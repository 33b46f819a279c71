package io.aether.testkit.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behaviors;
import io.aether.actor.stream.ActorFlow;
import io.aether.actor.stream.ActorSink;
import io.aether.actor.stream.ActorSource;
import io.aether.actor.stream.ActorSource.Overflow;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The rules of the Reactive Streams specification, by their numbers there.
class FlowRulesTest {

  private static final int SEEDS = Rounds.of(30, 1_000);

  record Query(Integer number, ActorRef<Integer> replyTo) {}

  enum Publisher {
    SOURCE,
    STEP
  }

  enum Subscriber {
    SINK,
    STEP
  }

  private static ActorFlow<Integer, Integer> step(ActorSystem system) {
    ActorRef<Query> echo =
        system.spawn(
            Behaviors.receiveMessage(query -> {
              query.replyTo().tell(query.number());
              return Behaviors.same();
            }));
    return ActorFlow.ask(system::spawn, 3, echo, Query::new, Duration.ofSeconds(1));
  }

  private static Flow.Subscriber<Integer> subscriber(Subscriber kind, ActorSystem system) {
    ActorRef<Object> target = system.spawn(Behaviors.ignore());
    return switch (kind) {
      case SINK ->
          ActorSink.create(system::spawn, target, 2, (n, _) -> n, "complete", cause -> cause);
      case STEP -> step(system);
    };
  }

  /// A publisher of the numbers up to `count`.
  private static Flow.Publisher<Integer> numbers(Publisher kind, ActorSystem system, int count) {
    ActorSource<Integer> source = ActorSource.create(system::spawn, 20, Overflow.FAIL);
    IntStream.rangeClosed(1, count).forEach(source::offer);
    source.complete();
    if (kind == Publisher.SOURCE) {
      return source;
    }
    ActorFlow<Integer, Integer> step = step(system);
    source.subscribe(step);
    return step;
  }

  @ParameterizedTest
  @EnumSource
  void rules101And107GiveWhatIsRequestedAndNothingAfterTheEnd(Publisher kind) {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("requested");
          var subscriber = new Recording<Integer>(0);
          numbers(kind, system, 5).subscribe(subscriber);
          sim.awaitIdle();
          assertThat(subscriber.signals()).isEmpty();

          subscriber.subscription().request(2);
          sim.awaitIdle();
          assertThat(subscriber.signals()).containsExactly(1, 2);

          subscriber.subscription().request(Long.MAX_VALUE); // rule 317: adds up to "all"
          subscriber.subscription().request(Long.MAX_VALUE);
          sim.awaitIdle();
          subscriber.subscription().request(1); // rule 306
          subscriber.subscription().cancel(); // rule 307
          sim.awaitIdle();
          assertThat(subscriber.signals()).containsExactly(1, 2, 3, 4, 5, "complete");
          assertThat(system.deadLetters().count()).isZero();
        });
  }

  @ParameterizedTest
  @EnumSource
  void rules103And303GiveOneSignalAtATimeHoweverTheyAreRequested(Publisher kind) {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var recording = new Recording<Integer>(1);
          int[] inside = {0};
          numbers(kind, sim.system("serial"), 20)
              .subscribe(
                  new ForwardingSubscriber<>(recording) {
                    @Override
                    public void onNext(Integer element) {
                      assertThat(inside[0]++).isZero();
                      recording.subscription().request(1);
                      waitABit(sim);
                      super.onNext(element);
                      inside[0]--;
                    }
                  });
          sim.awaitIdle();
          for (int n = 0; n < 3; n++) {
            sim.environment().fork("requesting", () -> recording.subscription().request(2));
          }

          sim.advance(Duration.ofMinutes(1));
          assertThat(recording.signals()).hasSize(21).endsWith(20, "complete");
        });
  }

  private static void waitABit(Simulation sim) {
    try {
      sim.sleep(Duration.ofMillis(sim.random().nextInt(10)));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void rules109And111RefuseNullAndASecondSubscriberAfterOnSubscribe(Publisher kind) {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          Flow.Publisher<Integer> publisher = numbers(kind, sim.system("one"), 1);
          assertThatNullPointerException().isThrownBy(() -> publisher.subscribe(null));
          publisher.subscribe(new Recording<>(0));
          var second = new Recording<Integer>(1);
          publisher.subscribe(second);

          assertThat(second.subscription()).isNotNull();
          assertThat(second.signals()).containsExactly(IllegalStateException.class);
        });
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void rule309AnswersARequestForLessThanOneWithAnError(long count) {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          for (Publisher kind : Publisher.values()) {
            var subscriber = new Recording<Integer>(0);
            numbers(kind, sim.system("illegal-" + kind), 3).subscribe(subscriber);
            sim.awaitIdle();
            subscriber.subscription().request(count);
            subscriber.subscription().request(3);
            sim.awaitIdle();

            assertThat(subscriber.signals()).containsExactly(IllegalArgumentException.class);
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void rule312StopsSignallingSoonAfterItIsCancelled(Publisher kind) {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("cancelled");
          var recording = new Recording<Integer>(10);
          numbers(kind, system, 10)
              .subscribe(
                  new ForwardingSubscriber<>(recording) {
                    @Override
                    public void onNext(Integer element) {
                      super.onNext(element);
                      if (element == 3) {
                        recording.subscription().cancel();
                        recording.subscription().cancel();
                      }
                    }
                  });
          sim.awaitIdle();
          recording.subscription().request(1);
          recording.subscription().request(-1);
          sim.awaitIdle();

          assertThat(recording.signals()).containsExactly(1, 2, 3);
          assertThat(system.deadLetters().count()).isZero();
        });
  }

  @ParameterizedTest
  @EnumSource
  void rule205CancelsASecondSubscription(Subscriber kind) {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          Flow.Subscriber<Integer> subscriber = subscriber(kind, sim.system("second"));
          var first = new RecordingSubscription();
          var second = new RecordingSubscription();
          subscriber.onSubscribe(first);
          subscriber.onSubscribe(second);
          sim.awaitIdle();

          assertThat(first.calls).doesNotContain("cancel").hasSize(1);
          assertThat(second.calls).containsExactly("cancel");
        });
  }

  @ParameterizedTest
  @EnumSource
  void rules209And210TakeAnEndWithoutAnyElement(Subscriber kind) {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("empty");
          for (boolean failing : new boolean[] {true, false}) {
            Flow.Subscriber<Integer> subscriber = subscriber(kind, system);
            var subscription = new RecordingSubscription();
            subscriber.onSubscribe(subscription);
            if (failing) {
              subscriber.onError(new IllegalStateException("on purpose"));
            } else {
              subscriber.onComplete();
            }
            sim.awaitIdle();
            assertThat(subscription.requests()).isLessThanOrEqualTo(3);
          }
          assertThat(system.deadLetters().count()).isZero();
        });
  }

  @ParameterizedTest
  @EnumSource
  void rule213RefusesNullAtOnce(Subscriber kind) {
    Simulation.run(
        1,
        sim -> {
          Flow.Subscriber<Integer> subscriber = subscriber(kind, sim.system("null"));
          assertThatNullPointerException().isThrownBy(() -> subscriber.onSubscribe(null));
          assertThatNullPointerException().isThrownBy(() -> subscriber.onNext(null));
          assertThatNullPointerException().isThrownBy(() -> subscriber.onError(null));
        });
  }

  @Test
  void rule104TellsOfAFailureWithoutARequest() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("failed");
          ActorSource<Integer> source = ActorSource.create(system::spawn, 1, Overflow.FAIL);
          ActorFlow<Integer, Integer> step = step(system);
          source.subscribe(step);
          source.fail(new IllegalStateException("on purpose"));
          var subscriber = new Recording<Integer>(0);
          step.subscribe(subscriber);
          sim.awaitIdle();

          assertThat(subscriber.signals()).containsExactly(IllegalStateException.class);
        });
  }

  private static final class RecordingSubscription implements Flow.Subscription {
    private final List<Object> calls = new ArrayList<>();

    @Override
    public void request(long count) {
      calls.add(count);
    }

    @Override
    public void cancel() {
      calls.add("cancel");
    }

    long requests() {
      return calls.stream().filter(Long.class::isInstance).mapToLong(Long.class::cast).sum();
    }
  }
}
