package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.AskException;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.Outcome;
import io.aether.actor.Signal;
import io.aether.actor.StopReason;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.inspect.ActorStatus;
import io.aether.actor.intercept.TravellingContext;
import io.aether.actor.shutdown.ShutdownPhase;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

/// Printing objects of users does not change what actors do, even if the printing throws.
///
/// Longer than most because each place that prints an object of a user is a test of its own.
class UnprintableTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  static List<Supplier<RuntimeException>> failures() {
    return Unprintable.failures();
  }

  private static Behavior<Object> failing(Supplier<RuntimeException> failure, ActorRef<Object> to) {
    return Behaviors.receiveMessage(message -> {
      if (message.equals("fail")) {
        throw failure.get();
      }
      to.tell(message);
      return Behaviors.same();
    });
  }

  // ---- Supervision ----

  @ParameterizedTest
  @MethodSource("failures")
  void supervisionDecidesAboutWhatCannotBePrinted(Supplier<RuntimeException> failure) {
    for (SupervisorStrategy goesOn :
        List.of(SupervisorStrategy.resume(), SupervisorStrategy.restart())) {
      Simulation.run(
          1,
          sim -> {
            ActorSystem system = sim.system("supervised");
            TestProbe<Object> probe = sim.probe(system);
            ActorRef<Object> actor =
                system.spawn(Behaviors.supervise(goesOn, failing(failure, probe.ref())), "actor");

            actor.tell("fail");
            actor.tell("next");

            probe.expectMessage("next");
            ActorStatus.Failure last = system.inspect(actor).lastFailure();
            assertThat(Objects.requireNonNull(last).cause()).isNotEmpty();
          });
    }
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aParentGetsAFailureThatCannotBePrinted(Supplier<RuntimeException> failure) {
    Simulation.run(
        1,
        sim -> {
          ActorSystem system = sim.system("parent");
          TestProbe<Object> probe = sim.probe(system);
          system.spawn(
              Behaviors.setup(context -> {
                ActorRef<Object> child = context.spawn(failing(failure, probe.ref()), "child");
                context.watch(child);
                child.tell("fail");
                return Behaviors.receiveSignal((_, signal) -> {
                  probe.ref().tell(signal.getClass());
                  probe.ref().tell(signal.toString());
                  return Behaviors.same();
                });
              }));

          probe.expectMessage(Signal.ChildFailed.class);
          assertThat((String) probe.receiveMessage()).contains("ChildFailed");
        });
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aDeathPactIsAboutWhatCannotBePrinted(Supplier<RuntimeException> failure) {
    Simulation.run(
        1,
        sim -> {
          ActorSystem system = sim.system("pact");
          TestProbe<Object> probe = sim.probe(system);
          List<Throwable> failed = new CopyOnWriteArrayList<>();
          Behavior<Object> unwilling =
              Behaviors.setup(context -> {
                ActorRef<Object> child = context.spawn(failing(failure, probe.ref()));
                context.watch(child);
                child.tell("fail");
                return Behaviors.empty();
              });
          ActorRef<Object> actor =
              system.spawn(
                  Behaviors.supervise(
                      cause -> {
                        failed.add(cause);
                        return SupervisorStrategy.stop();
                      },
                      unwilling));

          assertThat(probe.expectTerminated(actor)).isEqualTo(StopReason.FAILURE);
          assertThat(failed).hasSize(1).first().isInstanceOf(Signal.DeathPactException.class);
        });
  }

  @ParameterizedTest
  @MethodSource("failures")
  void anAskerLearnsOfATargetThatCannotPrintItsFailure(Supplier<RuntimeException> failure) {
    Simulation.run(
        1,
        sim -> {
          ActorSystem system = sim.system("asker");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<Object> actor = system.spawn(failing(failure, probe.ref()));

          assertThatThrownBy(() -> actor.ask(_ -> "fail", SECOND))
              .isInstanceOf(AskException.TargetStopped.class);
        });
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aDeciderMayThrowWhatCannotBePrinted(Supplier<RuntimeException> failure) {
    Simulation.run(
        1,
        sim -> {
          ActorSystem system = sim.system("decider");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<Object> actor =
              system.spawn(
                  Behaviors.supervise(
                      _ -> {
                        throw failure.get();
                      },
                      failing(failure, probe.ref())));
          actor.tell("fail");

          assertThat(probe.expectTerminated(actor)).isEqualTo(StopReason.FAILURE);
        });
  }

  @ParameterizedTest
  @MethodSource("failures")
  void onRealThreadsAnActorGoesOnAndAFailureIsLogged(Supplier<RuntimeException> failure) {
    try (var kit = ActorTestKit.create()) {
      TestProbe<Object> probe = kit.createTestProbe();
      ActorRef<Object> actor =
          kit.spawn(
              Behaviors.supervise(SupervisorStrategy.resume(), failing(failure, probe.ref())));
      actor.tell("fail");
      actor.tell("next");

      probe.expectMessage("next");
    }
  }

  // ---- Messages ----

  @ParameterizedTest
  @ValueSource(strings = {"exception", "error", "overflow", "null"})
  void messagesThatCannotBePrintedAreLoggedAndHandled(String how) {
    Simulation.run(
        1,
        sim -> {
          ActorSystem system = sim.system("log");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<Object> actor =
              system.spawn(
                  Behaviors.logMessages(
                      Level.ERROR, failing(Unprintable.NoMessage::new, probe.ref())));

          actor.tell(new Unprintable.Message(how));

          assertThat(probe.receiveMessage()).isInstanceOf(Unprintable.Message.class);
        });
  }

  @Test
  void anAskEndsInTimeThoughItsRequestHasNoSimpleName() {
    Simulation.run(
        1,
        sim -> {
          ActorSystem system = sim.system("name");
          ActorRef<Object> silent = system.spawn(Behaviors.ignore());
          ActorRef<Object> ending =
              system.spawn(Behaviors.receiveMessage(_ -> Behaviors.stopped()));

          assertThatThrownBy(() -> silent.ask(_ -> Unprintable.ofMalformedClass(), SECOND))
              .isInstanceOf(AskException.TimedOut.class)
              .hasMessageContaining("Missing$Order");
          assertThatThrownBy(() -> ending.ask(_ -> Unprintable.ofMalformedClass(), SECOND))
              .isInstanceOf(AskException.TargetStopped.class);
        });
  }

  @Test
  void aBusyTargetIsExplainedThoughItsMessageHasNoSimpleName() {
    Simulation.run(
        1,
        sim -> {
          ActorSystem system = sim.system("busy");
          var gate = new CompletableFuture<Void>();
          ActorRef<Object> busy =
              system.spawn(
                  Behaviors.receive(
                      (context, _) -> {
                        context.system().spi().environment().await(gate);
                        return Behaviors.same();
                      },
                      (_, _) -> Behaviors.same()));
          busy.tell(Unprintable.ofMalformedClass());

          assertThatThrownBy(() -> busy.ask(_ -> "hello", SECOND))
              .isInstanceOf(AskException.TimedOut.class);
          gate.complete(null);
        });
  }

  @Test
  void aContextWhoseValueCannotBePrintedTravelsToTheMdc() {
    var key = TravellingContext.key("value", Unprintable.Message.class);
    Simulation.run(
        1,
        sim -> {
          ActorSystem system =
              sim.system(
                  "context",
                  config -> config.withHandling(handling -> handling.withTravellingContext(key)));
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<Object> actor =
              system.spawn(failing(Unprintable.NoMessage::new, probe.ref()), "actor");
          TravellingContext context =
              TravellingContext.empty().with(key, new Unprintable.Message("exception"));

          context.run(() -> actor.tell("hello"));

          probe.expectMessage("hello");
          assertThat(context.toString()).contains("value=a ");
        });
  }

  // ---- Keys ----

  /// A key whose `hashCode` begins to throw.
  private static final class BreakingKey {
    private static boolean broken;

    @Override
    public int hashCode() {
      if (broken) {
        throw new IllegalStateException("hashCode");
      }
      return 1;
    }

    @Override
    public boolean equals(Object other) {
      return this == other && hashCode() == 1;
    }
  }

  @Test
  void supervisionDecidesAboutTimersWhoseKeysThrow() {
    Simulation.run(
        1,
        sim -> {
          ActorSystem system = sim.system("keys");
          TestProbe<Object> probe = sim.probe(system);
          List<String> failures = new CopyOnWriteArrayList<>();
          BreakingKey.broken = false;
          Behavior<Object> behavior =
              Behaviors.withTimers(timers -> {
                timers.startSingle(new BreakingKey(), "once", SECOND);
                timers.startWithFixedDelay(new BreakingKey(), "again", SECOND);
                BreakingKey.broken = true;
                return failing(Unprintable.NoMessage::new, probe.ref());
              });
          ActorRef<Object> actor =
              system.spawn(
                  Behaviors.supervise(
                      failure -> {
                        failures.add(failure.getMessage());
                        return SupervisorStrategy.resume();
                      },
                      behavior));

          sim.sleep(SECOND.multipliedBy(3));
          actor.tell("next");

          probe.expectMessage("next");
          assertThat(failures).hasSizeGreaterThanOrEqualTo(3).containsOnly("hashCode");
        });
  }

  // ---- Futures and outcomes ----

  @ParameterizedTest
  @MethodSource("failures")
  void aFutureThatFailedUnprintablyIsPiped(Supplier<RuntimeException> failure) {
    Simulation.run(
        1,
        sim -> {
          ActorSystem system = sim.system("pipe");
          TestProbe<Object> probe = sim.probe(system);
          var later = new CompletableFuture<String>();
          system.spawn(
              Behaviors.<Outcome<String>>setup(context -> {
                context.pipeToSelf(CompletableFuture.<String>failedFuture(failure.get()), it -> it);
                context.pipeToSelf(later, it -> it);
                context.<String>async(
                    () -> {
                      throw failure.get();
                    },
                    it -> it);
                return Behaviors.receiveMessage(outcome -> {
                  probe.ref().tell(outcome.getClass());
                  return Behaviors.same();
                });
              }));

          later.completeExceptionally(failure.get());

          for (int i = 0; i < 3; i++) {
            probe.expectMessage(Outcome.Failure.class);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("failures")
  void anOutcomeOfAnUnprintableFailureIsThrown(Supplier<RuntimeException> failure) {
    Outcome<String> outcome = new Outcome.Failure<>(failure.get());

    assertThat(outcome.toString()).startsWith("Failure[");
    assertThat(outcome).isEqualTo(new Outcome.Failure<>(failure.get()));
    assertThatThrownBy(outcome::orThrow).isInstanceOf(Outcome.RefusedException.class);
  }

  // ---- The rest of the system ----

  @ParameterizedTest
  @MethodSource("failures")
  void theShutdownGoesOnAfterATaskThatFailsUnprintably(Supplier<RuntimeException> failure) {
    Simulation.run(
        1,
        sim -> {
          ActorSystem system = sim.system("shutdown");
          var shutdown = system.coordinatedShutdown();
          String phase = ShutdownPhase.SERVICE_STOP;
          shutdown.addTask(
              phase,
              "blocking",
              () -> {
                throw failure.get();
              });
          shutdown.addAsyncTask(
              phase, "async", () -> CompletableFuture.failedFuture(failure.get()));
          Duration before = system.uptime();

          system.close();

          assertThat(system.uptime()).isEqualTo(before);
        });
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aListenerOfDeadLettersMayThrowWhatCannotBePrinted(Supplier<RuntimeException> failure) {
    Simulation.run(
        1,
        sim -> {
          ActorSystem system = sim.system("listener");
          TestProbe<Object> probe = sim.probe(system);
          system
              .deadLetters()
              .listen(_ -> {
                throw failure.get();
              });
          system.deadLetters().listen(letter -> probe.ref().tell(letter.message()));

          system.spi().deadLetter("lost", probe.ref().path(), DeadLetter.Reason.STOPPED);

          probe.expectMessage("lost");
        });
  }

  @Test
  void aFlightRecordingTellsOfAFailureThatCannotBePrinted(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("recording.jfr");
    try (var recording = new Recording()) {
      recording.enable("aether.Failure");
      recording.start();
      onRealThreadsAnActorGoesOnAndAFailureIsLogged(Unprintable.NoMessage::new);
      recording.stop();
      recording.dump(file);
    }

    List<RecordedEvent> events = RecordingFile.readAllEvents(file);

    assertThat(Files.size(file)).isPositive();
    assertThat(events)
        .filteredOn(event -> event.getEventType().getName().equals("aether.Failure"))
        .anySatisfy(event ->
            assertThat(event.getString("failure"))
                .contains(Unprintable.NoMessage.class.getName())
                .contains("on purpose"));
  }
}
