package io.aether.testkit.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.pattern.Topic;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicTest {

  private static final int SEEDS = Rounds.of(50, 1_000);
  private static final Duration SOON = Duration.ofSeconds(3);

  private record Price(String share, int euros) {}

  @Test
  void allSubscribersGetAllMessagesInOrder() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("prices");
          TestProbe<Integer> one = sim.probe(system);
          TestProbe<Object> two = sim.probe(system);
          ActorRef<Topic.Command<Integer>> topic = system.spawn(Topic.create());
          topic.tell(new Topic.Subscribe<>(one.ref()));
          topic.tell(new Topic.Subscribe<>(two.ref()));
          topic.tell(new Topic.Subscribe<>(two.ref()));
          topic.tell(new Topic.Publish<>(1));
          topic.tell(new Topic.Unsubscribe<>(one.ref()));
          topic.tell(new Topic.Publish<>(2));

          one.expectMessage(1);
          two.expectMessages(1, 2);
          one.expectNoMessage();
          two.expectNoMessage();
          assertThat(topic.<Topic.Stats>ask(Topic.GetStats::new, SOON))
              .isEqualTo(new Topic.Stats(/* subscribers= */ 1, /* published= */ 2));
        });
  }

  @Test
  void aMessageOfATopicWithoutSubscribersIsADeadLetter() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("nobody");
          List<DeadLetter> letters = new ArrayList<>();
          system.deadLetters().listen(letters::add);
          ActorRef<Topic.Command<String>> topic = system.spawn(Topic.create(), "topic");
          topic.tell(new Topic.Publish<>("anybody?"));
          sim.awaitIdle();

          assertThat(letters)
              .containsExactly(
                  new DeadLetter("anybody?", topic.path(), DeadLetter.Reason.NO_SUBSCRIBER));
        });
  }

  @Test
  void aSubscriberThatEndsLeavesByItself() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("ended");
          Behavior<String> mortal = Behaviors.receiveMessage(_ -> Behaviors.stopped());
          ActorRef<Topic.Command<String>> topic = system.spawn(Topic.create());
          topic.tell(new Topic.Subscribe<>(system.spawn(mortal)));
          topic.tell(new Topic.Publish<>("end"));
          sim.awaitIdle();
          topic.tell(new Topic.Publish<>("anybody?"));

          assertThat(topic.<Topic.Stats>ask(Topic.GetStats::new, SOON).subscribers()).isZero();
          assertThat(system.deadLetters().count(DeadLetter.Reason.STOPPED)).isZero();
          assertThat(system.deadLetters().count(DeadLetter.Reason.NO_SUBSCRIBER)).isEqualTo(1);
        });
  }

  @Test
  void publishedMessagesArriveOnRealThreads() {
    try (ActorTestKit kit = ActorTestKit.create()) {
      TestProbe<Price> display = kit.createTestProbe();

      // @start region="topic"
      ActorRef<Topic.Command<Price>> prices = kit.spawn(Topic.create(), "prices");
      prices.tell(new Topic.Subscribe<>(display.ref()));
      prices.tell(new Topic.Publish<>(new Price("ACME", 17)));
      // @end

      display.expectMessage(new Price("ACME", 17));
    }
  }
}
