package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystemConfig;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DispatcherSelector;
import io.aether.actor.Outcome;
import io.aether.actor.Props;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.config.HandlingSettings;
import io.aether.actor.intercept.TravellingContext;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class TravellingContextTest {

  private static final int SEEDS = Rounds.of(50, 1_000);
  private static final Duration SECOND = Duration.ofSeconds(1);

  // @start region="key"
  static final TravellingContext.Key<String> TRACE = TravellingContext.key("trace", String.class);

  // @end

  private static ActorSystemConfig travelling(ActorSystemConfig config) {
    return config.withHandling(HandlingSettings::withTravellingContext);
  }

  private static TravellingContext trace(String trace) {
    return TravellingContext.current().with(TRACE, trace);
  }

  private static String trace() {
    return TravellingContext.current().value(TRACE).orElse("none");
  }

  /// Tells the probe each message and the trace in which it handles it.
  private static Behavior<String> tracing(ActorRef<String> probe) {
    return Behaviors.receive(
        (context, message) -> {
          probe.tell(message + " in " + trace());
          switch (message) {
            case "timer" -> context.timers().startSingle("key", "tick", SECOND);
            case "twice" -> context.timers().startWithFixedDelay("key", "tick", SECOND);
            case "async" -> context.async(() -> "task in " + trace(), TravellingContextTest::text);
            case "pipe" ->
                context.pipeToSelf(
                    CompletableFuture.supplyAsync(() -> "value", Runnable::run),
                    TravellingContextTest::text);
            case "adapt" -> context.<Integer>messageAdapter(number -> "#" + number).tell(7);
            case "self" -> context.self().tell("own");
            case "other" -> trace("second").run(() -> context.self().tell("own"));
            case "fail" -> throw new IllegalStateException("on purpose");
            default -> {}
          }
          return Behaviors.same();
        },
        (_, _) -> Behaviors.same());
  }

  private static String text(Outcome<String> outcome) {
    return ((Outcome.Success<String>) outcome).value();
  }

  private static void expect(TestProbe<String> probe, String... messages) {
    for (String message : messages) {
      probe.expectMessage(message, Duration.ofSeconds(5));
    }
  }

  @Test
  void theContextOfTheSenderIsThatOfTheHandlerAndOfNobodyElse() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("tell", TravellingContextTest::travelling);
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> actor = system.spawn(tracing(probe.ref()));
          actor.tell("before");
          trace("1").run(() -> actor.tell("self"));
          sim.awaitIdle();
          trace("2").run(() -> actor.tell("other"));
          actor.tell("after");
          sim.awaitIdle();

          assertThat(probe.receiveMessages(6))
              .containsExactlyInAnyOrder(
                  "before in none",
                  "self in 1",
                  "own in 1",
                  "other in 2",
                  "own in second",
                  "after in none");
        });
  }

  @Test
  void everythingThatAnActorStartsCarriesTheContextOn() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("on", TravellingContextTest::travelling);
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> actor = system.spawn(tracing(probe.ref()));
          trace("1").run(() -> actor.tell("timer"));
          expect(probe, "timer in 1", "tick in 1");
          trace("2").run(() -> actor.tell("async"));
          expect(probe, "async in 2", "task in 2 in 2");
          trace("3").run(() -> actor.tell("pipe"));
          expect(probe, "pipe in 3", "value in 3");
          trace("4").run(() -> actor.tell("adapt"));
          expect(probe, "adapt in 4", "#7 in 4");
          trace("5").run(() -> actor.tell("twice"));
          expect(probe, "twice in 5", "tick in 5", "tick in 5");
        });
  }

  @Test
  void aFutureThatIsCompletedElsewhereIsPipedInTheContextOfItsActor() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("pipe", TravellingContextTest::travelling);
          TestProbe<String> probe = sim.probe(system);
          var future = new CompletableFuture<String>();
          ActorRef<String> actor =
              system.spawn(
                  Behaviors.receive(
                      (context, message) -> {
                        probe.ref().tell(message + " in " + trace());
                        if (message.equals("pipe")) {
                          context.pipeToSelf(future, TravellingContextTest::text);
                        }
                        return Behaviors.same();
                      },
                      (_, _) -> Behaviors.same()));
          trace("1").run(() -> actor.tell("pipe"));
          probe.expectMessage("pipe in 1");
          trace("2").run(() -> future.complete("value"));

          probe.expectMessage("value in 1");
        });
  }

  record Question(ActorRef<String> replyTo) {}

  @Test
  void anAskCarriesItAndTheAskerKeepsItsOwn() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("ask", TravellingContextTest::travelling);
          ActorRef<Question> target =
              system.spawn(
                  Behaviors.receiveMessage(question -> {
                    question.replyTo().tell(trace());
                    return Behaviors.same();
                  }));

          String answer = trace("1").call(() -> target.ask(Question::new, SECOND) + trace());

          assertThat(answer).isEqualTo("11");
          assertThat(target.ask(Question::new, SECOND)).isEqualTo("none");
        });
  }

  @Test
  void stashedMessagesKeepEachItsOwnAlsoThroughARestart() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("stash", TravellingContextTest::travelling);
          TestProbe<String> probe = sim.probe(system);
          Behavior<String> stashing =
              Behaviors.withStash(
                  10,
                  stash ->
                      Behaviors.receiveMessage(message -> {
                        switch (message) {
                          case "open" -> {
                            assertThat(stash.contains("b")).isTrue();
                            return stash.unstashAll(tracing(probe.ref()));
                          }
                          case "fail" -> throw new IllegalStateException("on purpose");
                          default -> stash.stash(message);
                        }
                        return Behaviors.same();
                      }));
          ActorRef<String> actor =
              system.spawn(Behaviors.supervise(SupervisorStrategy.restart(), stashing));
          trace("1").run(() -> actor.tell("a"));
          trace("2").run(() -> actor.tell("fail"));
          actor.tell("b");
          trace("3").run(() -> actor.tell("open"));

          expect(probe, "a in 1", "b in none");
        });
  }

  @Test
  void withoutTheSettingNothingTravels() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("off");
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> actor = system.spawn(tracing(probe.ref()));
          trace("1").run(() -> actor.tell("self"));

          expect(probe, "self in none", "own in none");
        });
  }

  @Test
  void chosenValuesAreInTheMdcWhileAMessageIsHandledAndOnlyThose() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system =
              sim.system(
                  "mdc",
                  config -> config.withHandling(handling -> handling.withTravellingContext(TRACE)));
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> actor =
              system.spawn(
                  Behaviors.receiveMessage(message -> {
                    probe.ref().tell(MDC.get("trace") + " " + MDC.get("mine"));
                    MDC.put("mine", message);
                    return Behaviors.same();
                  }));
          trace("1")
              .run(() -> {
                actor.tell("a");
                actor.tell("b");
              });
          actor.tell("c");

          assertThat(probe.receiveMessages(3)).first().isEqualTo("1 null");
          assertThat(MDC.get("trace")).isNull();
        });
  }

  @Test
  void aContextIsImmutableAndKnowsItsTypes() {
    TravellingContext.Key<Integer> number = TravellingContext.key("trace", Integer.class);
    TravellingContext one = TravellingContext.empty().with(TRACE, "1");
    TravellingContext both = one.with(number, 2);

    assertThat(one.value(number)).isEmpty();
    assertThat(both.value(TRACE)).contains("1");
    assertThat(both.without(number)).isEqualTo(one);
    assertThat(one.without(TRACE)).isSameAs(TravellingContext.empty());
    assertThat(both).hasToString("{trace=1, trace=2}");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new HandlingSettings(List.of(), List.of(), false, false, List.of(TRACE), false))
        .withMessageContaining("withTravellingContext");
  }

  /// The sender's thread is still in the context in which it had sent another message.
  @Test
  void onTheSendersThreadEachMessageHasItsOwnToo() {
    try (var kit = ActorTestKit.create(TravellingContextTest::travelling)) {
      TestProbe<String> probe = kit.createTestProbe();
      ActorRef<String> actor =
          kit.spawn(
              Behaviors.receive(
                  (context, message) -> {
                    probe.ref().tell(message + " in " + trace());
                    if (message.equals("first")) {
                      TravellingContext.empty().run(() -> context.self().tell("second"));
                    }
                    return Behaviors.same();
                  },
                  (_, _) -> Behaviors.same()),
              Props.defaults().withDispatcher(DispatcherSelector.callers()));

      trace("4711").run(() -> actor.tell("first"));

      probe.expectMessages("first in 4711", "second in none");
    }
  }

  @Test
  void inRealTimeAContextTravelsFromActorToActor() {
    try (var kit = ActorTestKit.create(TravellingContextTest::travelling)) {
      TestProbe<String> probe = kit.createTestProbe();
      ActorRef<String> second = kit.spawn(tracing(probe.ref()));
      ActorRef<String> first =
          kit.spawn(
              Behaviors.receiveMessage(message -> {
                second.tell(message);
                return Behaviors.same();
              }));
      // @start region="bind"
      TravellingContext.current().with(TRACE, "4711").run(() -> first.tell("transfer"));
      // @end
      first.tell("other");

      expect(probe, "transfer in 4711", "other in none");
    }
  }
}
