package io.aether.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behaviors;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.SystemMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestProbeTest {

  private static final Duration SHORT = Duration.ofMillis(20);

  private static void later(ActorSystem system, Duration delay, Runnable task) {
    system.spi().environment().scheduler().schedule(delay, task);
  }

  @ParameterizedTest
  @EnumSource
  void messagesAreExpectedInOrderOfArrival(World world) throws Exception {
    world.run(system -> {
      TestProbe<Object> probe = TestProbe.create(system);
      probe.ref().tell("one");
      probe.ref().tell(2);
      probe.ref().tell("three");
      probe.expectMessage("one");
      assertThat(probe.expectMessageClass(Integer.class)).isEqualTo(2);
      assertThat(probe.receiveMessage()).isEqualTo("three");
    });
  }

  @ParameterizedTest
  @EnumSource
  void anExpectationWaitsForItsMessage(World world) throws Exception {
    world.run(system -> {
      TestProbe<String> probe = TestProbe.create(system);
      later(system, SHORT, () -> probe.ref().tell("late"));
      probe.expectMessage("late");
    });
  }

  @ParameterizedTest
  @EnumSource
  void anotherMessageFailsTheExpectationWithTheWholeStory(World world) throws Exception {
    world.run(system -> {
      TestProbe<String> probe = TestProbe.create(system, "cashier");
      probe.ref().tell("first");
      probe.ref().tell("second");
      probe.expectMessage("first");
      assertThatThrownBy(() -> probe.expectMessage("third"))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("TestProbe[/user/cashier] expected third")
          .hasMessageContaining("received second")
          .hasMessageContaining("Messages so far: 2")
          .hasMessageContaining("1. after ")
          .hasMessageContaining(": first");
    });
  }

  @ParameterizedTest
  @EnumSource
  void noMessageFailsTheExpectation(World world) throws Exception {
    world.run(system -> {
      TestProbe<String> probe = TestProbe.create(system);
      assertThatThrownBy(() -> probe.expectMessage("never", SHORT))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("expected never, but nothing came within PT0.02S")
          .hasMessageContaining("Messages so far: 0");
    });
  }

  @ParameterizedTest
  @EnumSource
  void aMessageOfAnotherClassFailsTheExpectation(World world) throws Exception {
    world.run(system -> {
      TestProbe<Object> probe = TestProbe.create(system);
      probe.ref().tell("text");
      assertThatThrownBy(() -> probe.expectMessageClass(Integer.class))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("expected class java.lang.Integer, but received text");
    });
  }

  @ParameterizedTest
  @EnumSource
  void silenceIsExpectedForItsWholeTime(World world) throws Exception {
    world.run(system -> {
      TestProbe<String> probe = TestProbe.create(system);
      probe.expectNoMessage();
      later(system, SHORT, () -> probe.ref().tell("noise"));
      assertThatThrownBy(() -> probe.expectNoMessage(Duration.ofSeconds(10)))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("expected no message for PT10S, but received noise");
    });
  }

  @ParameterizedTest
  @EnumSource
  void severalMessagesAreReceivedAtOnce(World world) throws Exception {
    world.run(system -> {
      TestProbe<Integer> probe = TestProbe.create(system, Integer.class);
      for (int i = 0; i < 3; i++) {
        probe.ref().tell(i);
      }
      assertThat(probe.receiveMessages(3)).containsExactly(0, 1, 2);
      assertThatThrownBy(() -> probe.receiveMessages(1, SHORT))
          .hasMessageContaining("expected 1 messages, of which 0 came");
    });
  }

  @ParameterizedTest
  @EnumSource
  void fishingSkipsWhatIsNotWanted(World world) throws Exception {
    world.run(system -> {
      TestProbe<Integer> probe = TestProbe.create(system);
      for (int i = 0; i < 10; i++) {
        probe.ref().tell(i);
      }
      assertThat(probe.fishForMessage(number -> number > 5, Duration.ofSeconds(10))).isEqualTo(6);
      assertThat(probe.receiveMessage()).isEqualTo(7);
      assertThatThrownBy(() -> probe.fishForMessage(number -> number > 50, SHORT))
          .hasMessageContaining("a message that the predicate accepts");
    });
  }

  @ParameterizedTest
  @EnumSource
  void theEndOfAnActorIsExpectedBeforeAndAfterItComes(World world) throws Exception {
    world.run(system -> {
      TestProbe<String> probe = TestProbe.create(system);
      ActorRef<String> actor = system.spawn(Behaviors.receiveMessage(_ -> Behaviors.stopped()));
      assertThatThrownBy(() -> probe.expectTerminated(actor, SHORT))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("it still lives after PT0.02S");
      later(system, SHORT, () -> actor.tell("stop"));
      probe.expectTerminated(actor);
      probe.expectTerminated(actor);
    });
  }

  @ParameterizedTest
  @EnumSource
  void watchingTheProbeItselfIsRefusedToTheTest(World world) throws Exception {
    world.run(system -> {
      TestProbe<String> probe = TestProbe.create(system);
      assertThatThrownBy(() -> probe.expectTerminated(probe.ref()))
          .isInstanceOf(AssertionError.class)
          .hasCauseInstanceOf(IllegalArgumentException.class);
      probe.ref().tell("alive");
      probe.expectMessage("alive");
    });
  }

  @ParameterizedTest
  @EnumSource
  void anAssertionIsRepeatedUntilItPasses(World world) throws Exception {
    world.run(system -> {
      TestProbe<String> probe = TestProbe.create(system);
      AtomicInteger attempts = new AtomicInteger();
      probe.awaitAssert(() -> {
        if (attempts.incrementAndGet() < 3) {
          throw new IOException("not yet");
        }
      });
      assertThat(attempts).hasValue(3);
    });
  }

  @ParameterizedTest
  @EnumSource
  void anAssertionThatNeverPassesFailsWithItsLastFailure(World world) throws Exception {
    world.run(system -> {
      TestProbe<String> probe = TestProbe.create(system);
      IOException never = new IOException("never");
      assertThatThrownBy(() ->
              probe.awaitAssert(
                  () -> {
                    throw never;
                  },
                  SHORT))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("still failing after PT0.02S")
          .hasCause(never);
    });
  }

  @Test
  void inASimulationSilenceIsExact() {
    Simulation.explore(
        0,
        50,
        sim -> {
          TestProbe<String> probe = sim.probe(sim.system("test"));
          sim.environment()
              .scheduler()
              .schedule(Duration.ofMillis(101), () -> probe.ref().tell("noise"));
          probe.expectNoMessage();
          assertThat(sim.now()).isEqualTo(TestProbe.SILENCE);
          probe.expectMessage("noise");
          assertThat(sim.now()).isEqualTo(Duration.ofMillis(101));
        });
  }

  @Test
  void anInterruptFailsTheExpectationAndStaysVisible() {
    Simulation.run(
        1,
        sim -> {
          TestProbe<String> probe = sim.probe(sim.system("test"));
          Thread.currentThread().interrupt();
          assertThatThrownBy(probe::receiveMessage).hasMessageContaining("interrupted");
          assertThat(Thread.interrupted()).isTrue();
        });
  }

  @Test
  void aStoppedProbeLeavesMessagesToTheDeadLetters() {
    Simulation.run(
        1,
        sim -> {
          ActorSystem system = sim.system("test");
          TestProbe<String> probe = sim.probe(system);
          AbstractRef.of(probe.ref()).send(new SystemMessage.Stop());
          sim.awaitIdle();
          probe.ref().tell("lost");
          sim.awaitIdle();
          assertThat(system.deadLetters().count()).isEqualTo(1);
        });
  }
}
