package io.aether.testkit.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.AskException;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.stream.ActorFlow;
import io.aether.actor.stream.ActorSink;
import io.aether.actor.stream.ActorSource;
import io.aether.actor.stream.ActorSource.Overflow;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ActorStreamTest {

  private static final int SEEDS = Rounds.of(50, 2_000);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  sealed interface Line {
    record Text(Integer number, ActorRef<ActorSink.Ack> replyTo) implements Line {}

    record Done() implements Line {}

    record Broken(Throwable cause) implements Line {}
  }

  record Query(Integer number, ActorRef<Integer> replyTo) {}

  private static ActorSource<Integer> source(ActorSystem system) {
    return ActorSource.create(system::spawn, 100, Overflow.FAIL);
  }

  private static ActorSink<Integer> sink(ActorSystem system, ActorRef<Line> target) {
    return ActorSink.create(
        system::spawn, target, 3, Line.Text::new, new Line.Done(), Line.Broken::new);
  }

  @Test
  void aSinkSendsNoMoreThanTheTargetAcknowledges() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("sink");
          TestProbe<Line> target = sim.probe(system);
          ActorSource<Integer> source = source(system);
          source.subscribe(sink(system, target.ref()));
          for (int n = 0; n < 10; n++) {
            source.offer(n);
          }
          source.complete();

          var texts = new ArrayDeque<Line.Text>();
          for (int n = 0; n < 10; n++) {
            while (texts.size() < 3 && n + texts.size() < 10) {
              texts.add((Line.Text) target.receiveMessage());
            }
            if (n + texts.size() < 10) {
              target.expectNoMessage();
            }
            Line.Text text = texts.remove();
            assertThat(text.number()).isEqualTo(n);
            text.replyTo().tell(new ActorSink.Ack());
          }
          target.expectMessage(new Line.Done());
          sim.awaitIdle();
          assertThat(system.deadLetters().count()).isZero();
        });
  }

  @Test
  void aSinkWhoseTargetStopsCancelsTheStream() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("gone");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<Line> target = system.spawn(Behaviors.ignore());
          ActorSource<Integer> source = source(system);
          source.subscribe(sink(system, target));
          source.offer(1);
          system.stop(target);

          probe.expectTerminated(source.ref());
        });
  }

  @Test
  void aStreamsErrorReachesTheTarget() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("broken");
          TestProbe<Line> target = sim.probe(system);
          ActorSource<Integer> source = source(system);
          source.subscribe(sink(system, target.ref()));
          var cause = new IllegalStateException("on purpose");
          source.fail(cause);

          target.expectMessage(new Line.Broken(cause));
        });
  }

  /// Answers each query after a delay of its own, and counts the open ones.
  private static Behavior<Query> slow(Simulation sim, int[] open, int[] most) {
    return Behaviors.receiveMessage(query -> {
      most[0] = Math.max(most[0], ++open[0]);
      var pause = Duration.ofMillis(sim.random().nextInt(100));
      sim.environment()
          .scheduler()
          .schedule(
              pause,
              () -> {
                open[0]--;
                query.replyTo().tell(query.number());
              });
      return Behaviors.same();
    });
  }

  @Test
  void aStepKeepsTheOrderAndAsksNoMoreAtATimeThanItWasTold() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("step");
          int[] open = {0};
          int[] most = {0};
          ActorRef<Query> target = system.spawn(slow(sim, open, most));
          ActorSource<Integer> source = source(system);
          ActorFlow<Integer, Integer> step =
              ActorFlow.ask(system::spawn, 4, target, Query::new, PATIENCE);
          var subscriber = new Recording<Integer>(Long.MAX_VALUE);
          source.subscribe(step);
          step.subscribe(subscriber);
          for (int n = 0; n < 20; n++) {
            source.offer(n);
          }
          source.complete();

          sim.probe(system).expectTerminated(source.ref(), PATIENCE);
          sim.advance(PATIENCE);
          assertThat(subscriber.signals().subList(0, 20))
              .isEqualTo(IntStream.range(0, 20).boxed().toList());
          assertThat(subscriber.signals()).last().isEqualTo("complete");
          assertThat(most[0]).isEqualTo(4);
          assertThat(system.deadLetters().count()).isZero();
        });
  }

  @Test
  void anAskThatFailsEndsTheStreamBehindTheEarlierRepliesAndCancelsWhatComesIn() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("failing");
          ActorRef<Query> target =
              system.spawn(
                  Behaviors.receiveMessage(query -> {
                    if (query.number() != 3) {
                      query.replyTo().tell(query.number());
                    }
                    return Behaviors.same();
                  }));
          ActorSource<Integer> source = source(system);
          ActorFlow<Integer, Integer> step =
              ActorFlow.ask(system::spawn, 4, target, Query::new, Duration.ofSeconds(1));
          var subscriber = new Recording<Integer>(Long.MAX_VALUE);
          source.subscribe(step);
          step.subscribe(subscriber);
          for (int n = 1; n <= 10; n++) {
            source.offer(n);
          }

          sim.probe(system).expectTerminated(source.ref(), PATIENCE);
          assertThat(subscriber.signals()).containsExactly(1, 2, AskException.TimedOut.class);
        });
  }

  @Test
  void aSubscriberThatCancelsCancelsTheWholeStream() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("cancel");
          int[] open = {0};
          ActorRef<Query> target = system.spawn(slow(sim, open, new int[1]));
          ActorSource<Integer> source = source(system);
          ActorFlow<Integer, Integer> step =
              ActorFlow.ask(system::spawn, 4, target, Query::new, PATIENCE);
          var subscriber = new Recording<Integer>(2);
          source.subscribe(step);
          step.subscribe(subscriber);
          for (int n = 0; n < 20; n++) {
            source.offer(n);
          }
          sim.sleep(Duration.ofMillis(sim.random().nextInt(1, 500)));
          sim.awaitIdle();
          subscriber.subscription().cancel();

          sim.probe(system).expectTerminated(source.ref());
          assertThat(subscriber.signals()).doesNotContain("complete");
        });
  }

  @Test
  void aStreamRunsFromSourceToSinkOnTheRealRuntime() {
    try (var kit = ActorTestKit.create()) {
      TestProbe<Integer> lines = kit.createTestProbe();
      ActorRef<Query> doubling =
          kit.spawn(
              Behaviors.receiveMessage(query -> {
                query.replyTo().tell(2 * query.number());
                return Behaviors.same();
              }));
      ActorRef<Line> target =
          kit.spawn(
              Behaviors.receiveMessage(line -> {
                switch (line) {
                  case Line.Text(var number, var replyTo) -> {
                    lines.ref().tell(number);
                    replyTo.tell(new ActorSink.Ack());
                  }
                  case Line.Done() -> lines.ref().tell(-1);
                  case Line.Broken(var cause) -> throw new AssertionError(cause);
                }
                return Behaviors.same();
              }));
      ActorSource<Integer> source = source(kit.system());
      ActorFlow<Integer, Integer> step =
          ActorFlow.ask(kit.system()::spawn, 8, doubling, Query::new, PATIENCE);
      source.subscribe(step);
      step.subscribe(sink(kit.system(), target));
      for (int n = 0; n < 100; n++) {
        source.offer(n);
      }
      source.complete();

      var expected = IntStream.range(0, 100).map(n -> 2 * n).boxed().toList();
      assertThat(lines.receiveMessages(100)).isEqualTo(expected);
      lines.expectMessage(-1);
    }
  }
}
