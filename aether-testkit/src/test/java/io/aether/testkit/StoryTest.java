package io.aether.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.SupervisorStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoryTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private record Question(String words, ActorRef<String> replyTo) {}

  private static Behavior<Question> oracle() {
    return Behaviors.receiveMessage(question -> {
      question.replyTo().tell("42");
      return Behaviors.same();
    });
  }

  /// The story of `body`, without steps and times.
  private static List<String> storyOf(SimulationBody body) {
    List<List<String>> stories = new ArrayList<>();
    Simulation.run(
        1,
        sim -> {
          body.run(sim);
          sim.awaitIdle();
          stories.add(sim.story());
        });
    return stories.getFirst().stream()
        .map(line -> line.replaceFirst("^ *\\d+ \\S+ s  ", ""))
        .toList();
  }

  @Test
  void messagesAreToldWithSenderRecipientAndText() {
    List<String> story =
        storyOf(sim -> {
          var system = sim.system("test");
          ActorRef<String> sink = system.spawn(Behaviors.ignore(), "sink");
          ActorRef<String> relay =
              system.spawn(
                  Behaviors.receiveMessage(message -> {
                    sink.tell(message + "!");
                    return Behaviors.same();
                  }),
                  "relay");
          relay.tell("hello");
        });

    assertThat(story)
        .containsSubsequence(
            "task body -> /user/relay: hello",
            "/user/relay handles hello from task body",
            "/user/relay -> /user/sink: hello!",
            "/user/sink handles hello! from /user/relay");
  }

  @Test
  void asksAndAnswersAreToldAsSuch() {
    List<String> story =
        storyOf(sim ->
            sim.system("test")
                .spawn(oracle(), "oracle")
                .<String>ask(replyTo -> new Question("why", replyTo), SECOND));

    assertThat(story)
        .containsSubsequence(
            "task body asks /user/oracle: Question[words=why, replyTo=ActorRef[/ask]]",
            "/user/oracle handles Question[words=why, replyTo=ActorRef[/ask]] from task body",
            "/user/oracle replies to task body: 42");
  }

  @Test
  void livesAreToldFromSpawnToStop() {
    List<String> story =
        storyOf(sim -> {
          var system = sim.system("test");
          ActorRef<String> actor =
              system.spawn(
                  Behaviors.supervise(
                      SupervisorStrategy.restart(),
                      Behaviors.receiveMessage(message -> {
                        if (message.equals("fail")) {
                          throw new IllegalStateException("broken");
                        }
                        return Behaviors.stopped();
                      })),
                  "actor");
          actor.tell("fail");
          actor.tell("stop");
          actor.tell("late");
        });

    assertThat(story)
        .containsSubsequence(
            "task body spawns /user/actor",
            "/user/actor starts",
            "/user/actor fails and restarts: java.lang.IllegalStateException: broken",
            "/user/actor restarts",
            "/user/actor handles PostStop[reason=OWN_DECISION]",
            "late to /user/actor is a dead letter (STOPPED)",
            "/user/actor has stopped");
  }

  @Test
  void timersAreToldWithTheirKey() {
    List<String> story =
        storyOf(sim -> {
          sim.system("test")
              .spawn(
                  Behaviors.<String>setup(context -> {
                    context.timers().startSingle("alarm", "wake up", SECOND);
                    return Behaviors.ignore();
                  }),
                  "sleeper");
          sim.sleep(SECOND);
        });

    assertThat(story)
        .containsSubsequence(
            "/user/sleeper starts timer 'alarm', PT1S: wake up",
            "/user/sleeper's timer 'alarm' -> itself: wake up",
            "/user/sleeper handles wake up");
  }

  @Test
  void actorsOfSeveralSystemsAreToldApart() {
    List<String> story =
        storyOf(sim -> {
          ActorRef<String> first = sim.system("one").spawn(Behaviors.ignore(), "twin");
          ActorRef<String> second = sim.system("two").spawn(Behaviors.ignore(), "twin");
          first.tell("a");
          second.tell("b");
        });

    assertThat(story).contains("task body -> one:/user/twin: a", "task body -> two:/user/twin: b");
  }

  @Test
  void longAndBrokenTextsDoNotBreakTheStory() {
    record Broken() {
      @Override
      public String toString() {
        throw new IllegalStateException("no words");
      }
    }

    List<String> story =
        storyOf(sim -> {
          ActorRef<Object> sink = sim.system("test").spawn(Behaviors.ignore(), "sink");
          sink.tell("x".repeat(1_000) + "\nsecond line");
          sink.tell(new Broken());
        });

    assertThat(story)
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(300).doesNotContain("\n"));
    assertThat(story).anyMatch(line -> line.contains("Broken, whose toString threw"));
  }

  @Test
  void theSameSeedTellsTheSameStory() {
    SimulationBody body =
        sim ->
            sim.system("test")
                .spawn(oracle())
                .<String>ask(replyTo -> new Question("why", replyTo), SECOND);

    assertThat(storyOf(body)).isEqualTo(storyOf(body));
  }

  @Test
  void aFailureTellsOnlyWhatCanHaveLedToIt() {
    AssertionError failure =
        catchThrowableOfType(
            AssertionError.class,
            () ->
                Simulation.run(
                    7,
                    sim -> {
                      var system = sim.system("test");
                      system.spawn(chatter(), "chatter").tell(100);
                      String answer =
                          system
                              .spawn(oracle(), "oracle")
                              .ask(replyTo -> new Question("why", replyTo), SECOND);
                      assertThat(answer).isEqualTo("43");
                    }));

    assertThat(failure)
        .hasMessageContaining("task body asks /user/oracle")
        .hasMessageContaining("/user/oracle replies to task body: 42")
        .message()
        .doesNotContain("/user/chatter handles");
  }

  /// Sends messages to itself.
  private static Behavior<Integer> chatter() {
    return (context, left) -> {
      if (left > 0) {
        context.self().tell(left - 1);
      }
      return Behaviors.same();
    };
  }

  @Test
  void aBodyThatHasWaitedForQuietIsToldEverything() {
    AssertionError failure =
        catchThrowableOfType(
            AssertionError.class,
            () ->
                Simulation.run(
                    7,
                    sim -> {
                      sim.system("test").spawn(chatter(), "chatter").tell(3);
                      sim.awaitIdle();
                      throw new AssertionError("wrong");
                    }));

    assertThat(failure).hasMessageContaining("/user/chatter handles 0 from /user/chatter");
  }
}
