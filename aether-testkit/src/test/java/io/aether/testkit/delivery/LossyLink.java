package io.aether.testkit.delivery;

import io.aether.actor.ActorRef;
import io.aether.testkit.MessageRule;
import io.aether.testkit.Simulation;
import java.time.Duration;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Loses, duplicates and delays the messages between the two controllers.
final class LossyLink implements MessageRule {

  private static final Set<String> PROTOCOL = Set.of("Request", "Sequenced");

  private final RandomGenerator random;
  private int meddled;

  LossyLink(Simulation sim) {
    random = sim.random();
  }

  int meddled() {
    return meddled;
  }

  @Override
  public Fate fate(ActorRef<?> recipient, Object message) {
    if (!PROTOCOL.contains(message.getClass().getSimpleName())) {
      return Fate.deliver();
    }
    meddled++;
    return switch (random.nextInt(6)) {
      case 0 -> Fate.drop();
      case 1 -> Fate.duplicate();
      case 2 -> Fate.delay(Duration.ofMillis(random.nextInt(1, 3_000)));
      default -> Fate.deliver();
    };
  }
}
