package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.SupervisorStrategy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The events of an actor's life in a JDK Flight Recording.
class FlightRecordingTest {

  @TempDir private Path folder;

  private record Ask(String text, ActorRef<String> replyTo) {}

  private record AskBack(ActorRef<Object> other) {}

  private static Behavior<Object> worker() {
    Behavior<Object> working =
        (_, message) ->
            switch (message) {
              case String word ->
                  switch (word) {
                    case "fail" -> throw new IllegalStateException("on purpose");
                    case "what" -> Behaviors.unhandled();
                    default -> Behaviors.same();
                  };
              case AskBack(var other) -> {
                String answer =
                    other.ask(replyTo -> new Ask("back", replyTo), Duration.ofMillis(100));
                throw new AssertionError("an actor that waits for itself was answered: " + answer);
              }
              case Ask ask -> {
                ask.replyTo().tell("re: " + ask.text());
                yield Behaviors.same();
              }
              default -> Behaviors.same();
            };
    return Behaviors.supervise(SupervisorStrategy.restart(), working);
  }

  /// {@return the events that were recorded while one actor lived, of its system only}
  private List<RecordedEvent> record(String event, Consumer<ActorRef<Object>> doing)
      throws Exception {
    try (Recording recording = new Recording()) {
      recording.enable(event).withoutThreshold();
      recording.start();
      try (ActorSystem system = ActorSystem.create("recorded")) {
        ActorRef<Object> worker = system.spawn(worker(), "worker");
        doing.accept(worker);
        worker.<String>ask(replyTo -> new Ask("last", replyTo), Duration.ofSeconds(20));
      }
      recording.stop();
      Path file = folder.resolve("recording.jfr");
      recording.dump(file);
      return RecordingFile.readAllEvents(file).stream()
          .filter(recorded -> recorded.getEventType().getName().equals(event))
          .filter(recorded -> recorded.getString("actor").equals("/user/worker"))
          .sorted(Comparator.comparing(RecordedEvent::getStartTime)) // the file sorts by thread
          .toList();
    }
  }

  @Test
  void aSpawnIsRecordedWithTheBehavior() throws Exception {
    assertThat(record("aether.Spawn", _ -> {}))
        .singleElement()
        .extracting(event -> event.getString("behavior"))
        .isEqualTo(FlightRecordingTest.class.getName());
  }

  @Test
  void aStopIsRecordedOnceWithItsReason() throws Exception {
    assertThat(record("aether.Stop", _ -> {}))
        .singleElement()
        .extracting(event -> event.getString("reason"))
        .isEqualTo("SHUTDOWN");
  }

  @Test
  void aFailureIsRecordedWithWhatFollowsFromIt() throws Exception {
    var events = record("aether.Failure", worker -> worker.tell("fail"));

    assertThat(events)
        .singleElement()
        .satisfies(event -> {
          assertThat(event.getString("failure")).contains("IllegalStateException: on purpose");
          assertThat(event.getString("decision")).isEqualTo("Restart");
        });
  }

  @Test
  void everyRestartIsRecorded() throws Exception {
    var events =
        record(
            "aether.Restart",
            worker -> {
              worker.tell("fail");
              worker.tell("fail");
            });

    assertThat(events).hasSize(2);
  }

  @Test
  void aHandledMessageIsRecordedWithItsClassAndDuration() throws Exception {
    var events = record("aether.Message", worker -> worker.tell(42));

    assertThat(events.getFirst().getString("message")).isEqualTo(Integer.class.getName());
    assertThat(events.getFirst().getDuration()).isPositive();
    assertThat(events).hasSize(2); // and the last ask
  }

  @Test
  void aDeadLetterIsRecordedWithItsReason() throws Exception {
    var events = record("aether.DeadLetter", worker -> worker.tell("what"));

    assertThat(events)
        .singleElement()
        .satisfies(event -> {
          assertThat(event.getString("message")).isEqualTo(String.class.getName());
          assertThat(event.getString("reason")).isEqualTo("UNHANDLED");
        });
  }

  @Test
  void anAskIsRecordedWithItsTarget() throws Exception {
    var events = record("aether.Ask", _ -> {});

    assertThat(events)
        .singleElement()
        .satisfies(event -> {
          assertThat(event.getString("request")).isEqualTo(Ask.class.getName());
          assertThat(event.getString("failure")).isNull();
        });
  }

  @Test
  void aCycleOfAsksIsRecorded() throws Exception {
    var events = record("aether.AskCycle", worker -> worker.tell(new AskBack(worker)));

    assertThat(events)
        .singleElement()
        .extracting(event -> event.getString("cycle"))
        .isEqualTo("/user/worker waits for /user/worker");
  }
}
