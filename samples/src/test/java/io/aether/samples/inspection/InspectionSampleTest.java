package io.aether.samples.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.inspect.ActorStatus;
import io.aether.actor.inspect.Inspection;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class InspectionSampleTest {

  private static Behavior<ActorRef<String>> echo() {
    return Behaviors.receiveMessage(replyTo -> {
      replyTo.tell("here");
      return Behaviors.same();
    });
  }

  @Test
  void thoseWhoAreBehindAreFound() throws Exception {
    try (var system = ActorSystem.create("shop")) {
      system.spawn(echo(), "till");

      // @start region="inspect"
      Inspection now = system.inspect();
      List<ActorStatus> behind =
          now.all()
              .filter(actor -> actor.queued() > 1_000 || actor.busy() != null)
              .sorted(Comparator.comparingInt(ActorStatus::queued).reversed())
              .toList();
      // @end

      assertThat(behind).isEmpty();
      assertThat(now.toString()).contains("till");
    }
  }

  @Test
  void ratesAreWhatHappenedBetweenTwoLooks() throws Exception {
    // @start region="rates"
    var system =
        ActorSystem.create("shop", config -> config.withHandling(it -> it.withMessageCounts(true)));
    // @end
    try (system) {
      ActorRef<ActorRef<String>> till = system.spawn(echo(), "till");
      Inspection earlier = system.inspect();
      for (int i = 0; i < 10; i++) {
        till.<String>ask(replyTo -> replyTo, Duration.ofSeconds(10));
      }
      // @start region="later"
      Inspection later = system.inspect().since(earlier);
      Double perSecond = later.at(till.path()).orElseThrow().perSecond();
      // @end

      assertThat(perSecond).isPositive();
      assertThat(later.at(till.path()).orElseThrow().handled()).isEqualTo(10);
    }
  }
}
