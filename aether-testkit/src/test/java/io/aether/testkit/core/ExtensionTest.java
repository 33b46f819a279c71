package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.spi.Extension;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ExtensionTest {

  private static final int SEEDS = Rounds.of(50, 1_000);

  /// Its creation takes a round trip to an actor, so that other calls arrive meanwhile.
  private record Slow(ActorSystem system, String greeting) {}

  private static final Extension<Slow> SLOW = Extension.of("slow", ExtensionTest::slow);

  private static Slow slow(ActorSystem system) {
    Behavior<ActorRef<String>> greeter =
        Behaviors.receiveMessage(replyTo -> {
          replyTo.tell("hello");
          return Behaviors.same();
        });
    try {
      return new Slow(
          system, system.spawn(greeter).<String>ask(replyTo -> replyTo, Duration.ofSeconds(5)));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void thereIsOneInASystemForAllCallers() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("one");
          List<CompletableFuture<Slow>> asked = new ArrayList<>();
          for (int n = 0; n < 4; n++) {
            CompletableFuture<Slow> answer = new CompletableFuture<>();
            asked.add(answer);
            sim.environment().fork("asker", () -> answer.complete(system.extension(SLOW)));
          }
          sim.awaitIdle();

          assertThat(asked).allMatch(CompletableFuture::isDone);
          assertThat(asked.stream().map(CompletableFuture::join))
              .allMatch(each -> each == system.extension(SLOW));
        });
  }

  record Metrics(ActorSystem system) {}

  // @start region="extension"
  static final Extension<Metrics> METRICS = Extension.of("metrics", Metrics::new);

  static Metrics metricsOf(ActorSystem system) {
    return system.extension(METRICS); // created by the first call, the same ever after
  }

  // @end

  @Test
  void eachSystemHasItsOwn() {
    Simulation.run(
        1,
        sim -> {
          var one = sim.system("one");
          var other = sim.system("other");

          assertThat(metricsOf(one).system()).isSameAs(one);
          assertThat(metricsOf(one)).isSameAs(metricsOf(one));
          assertThat(metricsOf(other).system()).isSameAs(other);
        });
  }

  @Test
  void aTestPutsAnotherInItsPlace() {
    Simulation.run(
        1,
        sim -> {
          var system =
              sim.system("replaced", c -> c.withExtension(SLOW, owner -> new Slow(owner, "fake")));

          assertThat(system.extension(SLOW).greeting()).isEqualTo("fake");
        });
  }

  @Test
  void oneThatCouldNotBeCreatedIsTriedAgain() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("again");
          AtomicInteger attempts = new AtomicInteger();
          Extension<String> weak =
              Extension.of(
                  "weak",
                  it -> {
                    String greeting = slow(it).greeting();
                    if (attempts.incrementAndGet() == 1) {
                      throw new IllegalArgumentException("on purpose");
                    }
                    return greeting;
                  });
          List<Throwable> failures = new ArrayList<>();
          for (int n = 0; n < 3; n++) {
            sim.environment()
                .fork(
                    "asker",
                    () -> {
                      try {
                        system.extension(weak);
                      } catch (RuntimeException failure) {
                        failures.add(failure);
                      }
                    });
          }
          sim.awaitIdle();

          assertThat(failures)
              .isNotEmpty()
              .allMatch(each ->
                  each instanceof IllegalArgumentException
                      || each.getCause() instanceof IllegalArgumentException);
          assertThat(system.extension(weak)).isEqualTo("hello");
        });
  }

  private static final Extension<String> EGG = Extension.of("egg", it -> it.extension(hen()));
  private static final Extension<String> HEN = Extension.of("hen", it -> it.extension(EGG));

  private static Extension<String> hen() {
    return HEN;
  }

  @Test
  void oneThatNeedsItselfIsRefused() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("circle");

          assertThatThrownBy(() -> system.extension(HEN))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("Extension[hen] asks for itself");
        });
  }

  @Test
  void manyThreadsGetTheSame() throws Exception {
    try (var kit = ActorTestKit.create();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      AtomicInteger created = new AtomicInteger();
      Extension<Integer> counted = Extension.of("counted", _ -> created.incrementAndGet());
      Callable<Integer> asker = () -> kit.system().extension(counted);

      for (Future<Integer> answer : threads.invokeAll(java.util.Collections.nCopies(64, asker))) {
        assertThat(answer.get()).isEqualTo(1);
      }
    }
  }
}
