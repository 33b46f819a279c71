package io.aether.samples.tally;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import java.time.Duration;

/// Counts to 42.
public final class TallyMain {

  private TallyMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    try (var system = ActorSystem.create("tally")) {
      ActorRef<Tally.Command> tally = system.spawn(new Tally(0), "tally");
      tally.tell(new Tally.Add(40));
      tally.tell(new Tally.Add(2));
      int value = tally.ask(Tally.Read::new, Duration.ofSeconds(3));
      System.out.println("The tally stands at " + value);
    }
  }
}
