package io.aether.testkit.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.AskException;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter.Reason;
import io.aether.actor.pattern.Pool;
import io.aether.actor.pattern.Routers;
import io.aether.actor.pattern.Routing;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class FirstAnswerTest {

  private static final int SEEDS = Rounds.of(50, 1_000);
  private static final Duration LONG = Duration.ofSeconds(10);

  private record Quote(String item, ActorRef<String> replyTo) {
    Quote withReplyTo(ActorRef<String> other) {
      return new Quote(item, other);
    }
  }

  // @start region="first-answer"
  private static final Routing<Quote> FASTEST =
      Routing.scatterGather(Quote::replyTo, Quote::withReplyTo, Duration.ofSeconds(1));

  private static final Routing<Quote> CHOPPED =
      Routing.tailChopping(
          Quote::replyTo, Quote::withReplyTo, Duration.ofMillis(100), Duration.ofSeconds(1));

  // @end

  /// Answers with its name after a while.
  private static Behavior<Quote> seller(Duration latency, List<String> asked) {
    return Behaviors.withTimers(timers ->
        Behaviors.receive(
            (context, quote) -> {
              String name = context.self().path().name();
              if (quote.item().startsWith("late ")) {
                quote.replyTo().tell(name);
              } else {
                asked.add(name);
                timers.startSingle(
                    quote, new Quote("late " + quote.item(), quote.replyTo()), latency);
              }
              return Behaviors.same();
            },
            (_, _) -> Behaviors.unhandled()));
  }

  private static List<ActorRef<Quote>> sellers(
      ActorSystem system, List<String> asked, int... latencyMillis) {
    List<ActorRef<Quote>> sellers = new ArrayList<>();
    for (int millis : latencyMillis) {
      sellers.add(system.spawn(seller(Duration.ofMillis(millis), asked), "after-" + millis));
    }
    return sellers;
  }

  @Test
  void theFirstOfAllAnswersIsTheAnswerAndTheOthersAreIgnored() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("scattered");
          List<String> asked = new ArrayList<>();
          ActorRef<Quote> router = Routers.direct(sellers(system, asked, 300, 20, 700), FASTEST);

          String answer = router.ask(replyTo -> new Quote("tea", replyTo), LONG);

          assertThat(answer).isEqualTo("after-20");
          assertThat(sim.now()).isEqualTo(Duration.ofMillis(20));
          assertThat(asked).containsExactlyInAnyOrder("after-300", "after-20", "after-700");
          sim.sleep(LONG);
          assertThat(system.deadLetters().count()).isZero();
        });
  }

  @Test
  void aRouteeThatHasStoppedDoesNotKeepTheOthersFromAnswering() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("one");
          List<ActorRef<Quote>> routees = sellers(system, new ArrayList<>(), 50);
          routees.addFirst(system.spawn(Behaviors.stopped()));
          sim.awaitIdle();
          ActorRef<Quote> scattered = Routers.direct(routees, FASTEST);
          ActorRef<Quote> chopped = Routers.direct(routees, CHOPPED);

          assertThat(scattered.<String>ask(replyTo -> new Quote("tea", replyTo), LONG))
              .isEqualTo("after-50");
          assertThat(chopped.<String>ask(replyTo -> new Quote("tea", replyTo), LONG))
              .isEqualTo("after-50");
        });
  }

  @Test
  void aRequestThatNobodyAnswersInTimeIsADeadLetter() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("slow");
          for (Routing<Quote> routing : List.of(FASTEST, CHOPPED)) {
            List<ActorRef<Quote>> slow =
                List.of(
                    system.spawn(seller(Duration.ofMinutes(1), new ArrayList<>())),
                    system.spawn(Behaviors.ignore()));
            ActorRef<Quote> router = Routers.direct(slow, routing);
            Duration start = sim.now();
            long before = system.deadLetters().count(Reason.EXPIRED);
            router.tell(new Quote("tea", system.ignoreRef()));
            sim.sleep(Duration.ofMillis(999));
            assertThat(system.deadLetters().count(Reason.EXPIRED)).isEqualTo(before);
            sim.sleep(Duration.ofMillis(2));

            assertThat(system.deadLetters().count(Reason.EXPIRED)).isEqualTo(before + 1);
            assertThatThrownBy(() -> router.<String>ask(r -> new Quote("tea", r), LONG))
                .isInstanceOf(AskException.TimedOut.class);
            assertThat(sim.now()).isGreaterThan(start.plus(LONG));
          }
        });
  }

  @Test
  void theTailIsChoppedOneRouteeAfterTheOther() {
    Set<Integer> counts = ConcurrentHashMap.newKeySet();
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("chopped");
          List<String> asked = new ArrayList<>();
          ActorRef<Quote> router =
              Routers.direct(sellers(system, asked, 10, 5_000, 6_000), CHOPPED);

          String answer = router.ask(replyTo -> new Quote("tea", replyTo), LONG);

          assertThat(answer).isEqualTo("after-10");
          assertThat(sim.now()).isEqualTo(Duration.ofMillis(100L * (asked.size() - 1) + 10));
          int count = asked.size();
          counts.add(count);
          sim.sleep(Duration.ofSeconds(1));
          assertThat(asked).as("no target is asked after the answer").hasSize(count);
        });
    assertThat(counts).contains(1, 2, 3);
  }

  @Test
  void aCopyThatFailsForOneRouteeDoesNotConcernTheOthers() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("copies");
          int[] copies = new int[1];
          Routing<Quote> brittle =
              Routing.scatterGather(
                  Quote::replyTo,
                  (quote, replyTo) -> {
                    if (copies[0]++ == 0) {
                      throw new IllegalStateException("on purpose");
                    }
                    return quote.withReplyTo(replyTo);
                  },
                  Duration.ofSeconds(1));
          ActorRef<Quote> router =
              Routers.direct(sellers(system, new ArrayList<>(), 10, 20), brittle);

          assertThat(router.<String>ask(replyTo -> new Quote("tea", replyTo), LONG))
              .isEqualTo("after-20");
        });
  }

  @Test
  void poolsGatherOnRealThreads() throws InterruptedException {
    try (ActorTestKit kit = ActorTestKit.create()) {
      List<Routing<Quote>> patient =
          List.of(
              Routing.scatterGather(Quote::replyTo, Quote::withReplyTo, LONG),
              Routing.tailChopping(
                  Quote::replyTo, Quote::withReplyTo, Duration.ofMillis(100), LONG));
      for (Routing<Quote> routing : patient) {
        ActorRef<Quote> pool =
            kit.spawn(
                Routers.pool(
                    Pool.of(3),
                    routing,
                    seller(Duration.ofMillis(1), Collections.synchronizedList(new ArrayList<>()))));

        assertThat(pool.<String>ask(replyTo -> new Quote("tea", replyTo), LONG))
            .startsWith("routee-");
      }
    }
  }
}
