package com.example.counter;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import java.time.Duration;

/// Starts a counter, tells it of visitors, and asks it for their number.
public final class Main {

  private Main() {}

  public static void main(String[] arguments) throws InterruptedException {
    try (ActorSystem system = ActorSystem.create("museum")) {
      ActorRef<Counter.Command> counter = system.spawn(new Counter(0), "counter");

      counter.tell(new Counter.Arrived(40));
      counter.tell(new Counter.Arrived(2));

      int visitors = counter.ask(Counter.GetVisitors::new, Duration.ofSeconds(3));
      System.out.println(visitors + " visitors");
    }
  }
}
