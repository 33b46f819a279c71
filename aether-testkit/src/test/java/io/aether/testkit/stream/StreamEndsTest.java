package io.aether.testkit.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.pattern.Routers;
import io.aether.actor.pattern.Routing;
import io.aether.actor.stream.ActorFlow;
import io.aether.actor.stream.ActorSink;
import io.aether.actor.stream.ActorSource;
import io.aether.actor.stream.ActorSource.Overflow;
import io.aether.actor.stream.Spawner;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// How a part of a stream ends, and which parties notice: its target, its watchers, both
/// neighbours.
///
/// Longer than most because each part of a stream is tested with each kind of end.
@SuppressWarnings({"NullAway", "DataFlowIssue"}) // nulls on purpose
class StreamEndsTest {

  private static final int SEEDS = Rounds.of(50, 2_000);
  private static final Duration SOON = Duration.ofSeconds(3);

  sealed interface Line {
    record Text(Integer number, ActorRef<ActorSink.Ack> replyTo) implements Line {}

    record Done() implements Line {}

    record Broken(Throwable cause) implements Line {}
  }

  record Query(Integer number, ActorRef<Integer> replyTo) {}

  private static ActorSource<Integer> source(ActorSystem system) {
    return ActorSource.create(system::spawn, 10, Overflow.FAIL);
  }

  private static ActorSink<Integer> sink(Spawner where, ActorRef<Line> target) {
    return ActorSink.create(where, target, 3, Line.Text::new, new Line.Done(), Line.Broken::new);
  }

  /// An actor that starts a sink, sends the sink to `started`, and stops on demand.
  private static Behavior<String> owner(
      ActorRef<Line> target, ActorRef<ActorSink<Integer>> started) {
    return Behaviors.setup(context -> {
      started.tell(sink(context::spawn, target));
      return Behaviors.receiveMessage(_ -> Behaviors.stopped());
    });
  }

  private static Throwable failureOf(CompletableFuture<?> future) {
    assertThat(future).isCompletedExceptionally();
    return future.exceptionNow();
  }

  @Test
  void aSinkWhoseOwnerStopsTellsItsTargetAndCancels() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("owner");
          TestProbe<Line> target = sim.probe(system);
          TestProbe<ActorSink<Integer>> started = sim.probe(system);
          ActorRef<String> owner = system.spawn(owner(target.ref(), started.ref()));
          ActorSink<Integer> sink = started.receiveMessage();
          ActorSource<Integer> source = source(system);
          source.subscribe(sink);
          owner.tell("stop");

          var broken = (Line.Broken) target.receiveMessage();
          assertThat(broken.cause())
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining(sink.ref().path().toString())
              .hasMessageContaining("before the stream was complete");
          target.expectTerminated(source.ref());
          target.expectTerminated(sink.ref());
          assertThat(failureOf(sink.completion())).isSameAs(broken.cause());
          target.expectNoMessage();
        });
  }

  @Test
  void aSinkThatIsStoppedBeforeItHasStartedOrSubscribedTellsItsTarget() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("early");
          TestProbe<Line> target = sim.probe(system);
          ActorSink<Integer> sink = sink(system::spawn, target.ref());
          system.stop(sink.ref());

          assertThat(target.receiveMessage()).isInstanceOf(Line.Broken.class);
          target.expectNoMessage();
        });
  }

  @Test
  void aSinkWhoseStreamIsOverTellsItsTargetOnceAlthoughItsOwnerStops() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("over");
          TestProbe<Line> target = sim.probe(system);
          TestProbe<ActorSink<Integer>> started = sim.probe(system);
          ActorRef<String> owner = system.spawn(owner(target.ref(), started.ref()));
          ActorSink<Integer> sink = started.receiveMessage();
          ActorSource<Integer> source = source(system);
          source.subscribe(sink);
          source.offer(1);
          source.complete();
          assertThat(target.receiveMessage()).isInstanceOf(Line.Text.class);
          target.expectMessage(new Line.Done());
          owner.tell("stop"); // the element is not acknowledged

          target.expectTerminated(sink.ref());
          target.expectNoMessage();
          assertThat(sink.completion()).isCompleted();
        });
  }

  @Test
  void aFunctionOfASinkThatThrowsIsTheErrorThatItsTargetIsTold() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("throwing");
          TestProbe<Line> target = sim.probe(system);
          ActorSource<Integer> source = source(system);
          var failure = new IllegalArgumentException("on purpose");
          BiFunction<Integer, ActorRef<ActorSink.Ack>, Line> throwing =
              (_, _) -> {
                throw failure;
              };
          ActorSink<Integer> sink =
              ActorSink.create(
                  system::spawn, target.ref(), 3, throwing, new Line.Done(), Line.Broken::new);
          source.subscribe(sink);
          source.offer(1);

          target.expectMessage(new Line.Broken(failure));
          target.expectTerminated(source.ref());
          assertThat(failureOf(sink.completion())).isSameAs(failure);
        });
  }

  @Test
  void aFunctionForTheErrorThatThrowsKeepsNothingFromEnding() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("throwing");
          TestProbe<Line> target = sim.probe(system);
          ActorSource<Integer> source = source(system);
          Function<Throwable, Line> throwing =
              _ -> {
                throw new IllegalArgumentException("on purpose");
              };
          ActorSink<Integer> sink =
              ActorSink.create(
                  system::spawn, target.ref(), 3, Line.Text::new, new Line.Done(), throwing);
          source.subscribe(sink);
          var cause = new IllegalStateException("the error of the stream");
          source.fail(cause);

          target.expectTerminated(sink.ref());
          assertThat(failureOf(sink.completion())).isSameAs(cause);
        });
  }

  @Test
  void aSinkWhoseTargetStopsSaysSo() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("target");
          TestProbe<DeadLetter> lost = sim.probe(system);
          system.deadLetters().listen(lost.ref()::tell);
          ActorRef<Line> target = system.spawn(Behaviors.ignore());
          ActorSource<Integer> source = source(system);
          ActorSink<Integer> sink = sink(system::spawn, target);
          sim.awaitIdle();
          source.subscribe(sink);
          sim.awaitIdle();
          system.stop(target);

          TestProbe<Object> probe = sim.probe(system);
          probe.expectTerminated(source.ref());
          probe.expectTerminated(sink.ref());
          assertThat(failureOf(sink.completion()))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining(target.path().toString());
          lost.expectNoMessage(); // a stopped target receives nothing about the end
        });
  }

  /// A direct router is not an actor; the ref of a sharded entity refuses in the same way.
  @Test
  void aTargetThatCannotBeWatchedIsServed() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("router");
          TestProbe<Line> target = sim.probe(system);
          ActorRef<Query> echo =
              system.spawn(
                  Behaviors.receiveMessage(query -> {
                    query.replyTo().tell(query.number());
                    return Behaviors.same();
                  }));
          ActorSource<Integer> source = source(system);
          ActorFlow<Integer, Integer> step =
              ActorFlow.ask(system::spawn, 2, routerTo(echo), Query::new, SOON);
          source.subscribe(step);
          step.subscribe(sink(system::spawn, routerTo(target.ref())));
          source.offer(7);
          source.complete();

          var text = (Line.Text) target.receiveMessage();
          assertThat(text.number()).isEqualTo(7);
          text.replyTo().tell(new ActorSink.Ack());
          target.expectMessage(new Line.Done());
        });
  }

  private static <M> ActorRef<M> routerTo(ActorRef<M> routee) {
    return Routers.direct(List.of(routee), Routing.roundRobin());
  }

  @Test
  void aStepWhoseTargetStopsFailsAndCancelsAlthoughItAsksNothing() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("step");
          ActorRef<Query> target = system.spawn(Behaviors.ignore());
          ActorSource<Integer> source = source(system);
          ActorFlow<Integer, Integer> step =
              ActorFlow.ask(system::spawn, 2, target, Query::new, SOON);
          source.subscribe(step);
          var failures = new CompletableFuture<Throwable>();
          step.subscribe(
              new ForwardingSubscriber<>(new Recording<Integer>(5)) {
                @Override
                public void onError(Throwable cause) {
                  failures.complete(cause);
                }
              });
          system.stop(target);

          TestProbe<Object> probe = sim.probe(system);
          probe.expectTerminated(source.ref());
          probe.expectTerminated(step.ref());
          assertThat(failures)
              .isCompletedWithValueMatching(
                  cause -> cause.getMessage().contains(target.path().toString()));
          assertThat(sim.now()).isZero();
        });
  }

  @Test
  void aStepThatIsStoppedCancelsUpstreamAndIsAnErrorDownstream() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("stopped");
          ActorRef<Query> target = system.spawn(Behaviors.ignore());
          ActorSource<Integer> source = source(system);
          ActorFlow<Integer, Integer> step =
              ActorFlow.ask(system::spawn, 2, target, Query::new, SOON);
          var subscriber = new Recording<Integer>(5);
          source.subscribe(step);
          step.subscribe(subscriber);
          system.stop(step.ref());

          sim.probe(system).expectTerminated(source.ref());
          assertThat(subscriber.signals()).containsExactly(IllegalStateException.class);
        });
  }

  @Test
  void theRefsOfPartsThatAreOverKeepNoneOfTheirElements() throws InterruptedException {
    try (ActorSystem system = ActorSystem.create("over")) {
      ActorRef<Object> target = system.spawn(Behaviors.ignore());
      ActorSource<Object> source = ActorSource.create(system::spawn, 10, Overflow.FAIL);
      ActorSink<Object> sink =
          ActorSink.create(system::spawn, target, 3, (it, _) -> it, "end", cause -> cause);
      var element = new Object();
      var kept = new WeakReference<>(element);
      source.offer(element);
      source.subscribe(sink);
      element = null;
      system.stop(sink.ref());
      try {
        sink.completion().get();
      } catch (ExecutionException stopped) {
        assertThat(stopped).hasMessageContaining("before the stream was complete");
      }
      ActorRef<?> ofSource = source.ref();
      while (system.inspect().toString().contains(ofSource.path().toString())) {
        Thread.onSpinWait();
      }

      for (int n = 0; n < 50 && kept.get() != null; n++) {
        System.gc();
      }
      assertThat(kept.get()).isNull();
      assertThat(List.of(ofSource, sink.ref())).hasSize(2);
    }
  }

  @Test
  void nullIsRefusedAtTheCall() {
    Simulation.run(
        1,
        sim -> {
          ActorSystem system = sim.system("nulls");
          Spawner where = system::spawn;
          ActorRef<Line> target = system.ignoreRef();
          ActorRef<Query> asked = system.ignoreRef();
          ActorSource<Integer> source = source(system);
          BiFunction<Integer, ActorRef<ActorSink.Ack>, Line> text = Line.Text::new;
          Function<Throwable, Line> broken = Line.Broken::new;
          var done = new Line.Done();
          List<ThrowingCallable> calls =
              List.of(
                  () -> ActorSource.create(null, 1, Overflow.FAIL),
                  () -> ActorSource.create(where, 1, null),
                  () -> source.offer(null),
                  () -> source.offer(null, SOON),
                  () -> source.offer(1, (Duration) null),
                  () -> source.offer(null, system.ignoreRef(), "go"),
                  () -> source.offer(1, (ActorRef<String>) null, "go"),
                  () -> source.offer(1, system.ignoreRef(), null),
                  () -> source.ref().tell(null),
                  () -> source.fail(null),
                  () -> source.subscribe(null),
                  () -> ActorSink.create(null, target, 1, text, done, broken),
                  () -> ActorSink.create(where, null, 1, text, done, broken),
                  () -> ActorSink.create(where, target, 1, null, done, broken),
                  () -> ActorSink.create(where, target, 1, text, null, broken),
                  () -> ActorSink.create(where, target, 1, text, done, null),
                  () -> ActorFlow.ask(null, 1, asked, Query::new, SOON),
                  () -> ActorFlow.<Integer, Query, Integer>ask(where, 1, null, Query::new, SOON),
                  () -> ActorFlow.ask(where, 1, asked, Query::new, null),
                  () -> ActorFlow.ask(where, 1, asked, null, SOON));
          for (int n = 0; n < calls.size(); n++) {
            assertThatNullPointerException().as("call %d", n).isThrownBy(calls.get(n));
          }
          assertThat(source.offer(1)).isTrue();
        });
  }

  @Test
  void valuesOutOfRangeAreRefusedAtTheCall() {
    Simulation.run(
        1,
        sim -> {
          ActorSystem system = sim.system("ranges");
          Spawner where = system::spawn;
          ActorRef<Object> any = system.ignoreRef();
          ActorRef<Query> asked = system.ignoreRef();
          ActorSource<Integer> source = source(system);
          List<ThrowingCallable> calls =
              List.of(
                  () -> ActorSource.create(where, 0, Overflow.FAIL),
                  () -> source.offer(1, Duration.ofSeconds(-1)),
                  () -> ActorSink.create(where, any, 0, (n, _) -> n, "end", cause -> cause),
                  () -> ActorFlow.ask(where, 0, asked, Query::new, SOON),
                  () -> ActorFlow.ask(where, 1, asked, Query::new, Duration.ZERO));
          for (int n = 0; n < calls.size(); n++) {
            assertThatIllegalArgumentException().as("call %d", n).isThrownBy(calls.get(n));
          }
        });
  }

  /// Keeps the order of one sender: an element told to the ref does not overtake an offered one.
  @Test
  void anElementToldToTheRefDoesNotOvertakeOnesThatWaitForRoom() {
    for (Overflow overflow : Overflow.values()) {
      Simulation.explore(
          0,
          SEEDS,
          sim -> {
            ActorSystem system = sim.system("order");
            ActorSource<Integer> source = ActorSource.create(system::spawn, 2, overflow);
            for (int n = 1; n <= 4; n++) {
              source.offer(n, system.ignoreRef(), "there was room");
            }
            source.ref().tell(5);
            sim.awaitIdle();
            source.complete();
            var subscriber = new Recording<Integer>(10);
            source.subscribe((Flow.Subscriber<Integer>) subscriber);
            sim.awaitIdle();

            assertThat(subscriber.signals())
                .startsWith(
                    overflow == Overflow.DROP_OLDEST
                        ? new Object[] {2, 3, 4, 5, "complete"}
                        : new Object[] {1, 2, 3, 4});
            assertThat(system.deadLetters().count()).isEqualTo(1);
          });
    }
  }
}
