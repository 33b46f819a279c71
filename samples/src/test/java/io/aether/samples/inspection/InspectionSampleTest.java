package io.aether.samples.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorStatus;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Inspection;
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
              .filter(actor -> actor.queued() > 1_000 || actor.busy().isPresent())
              .sorted(Comparator.comparingInt(ActorStatus::queued).reversed())
              .toList();
      // @end

      assertThat(behind).isEmpty();
      assertThat(now.toString()).contains("till");
    }
  }
}
