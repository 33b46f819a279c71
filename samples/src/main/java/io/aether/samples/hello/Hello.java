package io.aether.samples.hello;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import java.time.Duration;

/// Asks an actor for a greeting.
public final class Hello {

  private Hello() {}

  // @start region="hello"
  record Greet(String name, ActorRef<String> replyTo) {}

  static Behavior<Greet> greeter() {
    return (_, greet) -> {
      greet.replyTo().tell("Hello, " + greet.name() + "!");
      return Behaviors.same();
    };
  }

  public static void main(String[] arguments) throws InterruptedException {
    try (var system = ActorSystem.create("hello")) {
      ActorRef<Greet> greeter = system.spawn(greeter(), "greeter");
      String greeting = greeter.ask(replyTo -> new Greet("world", replyTo), Duration.ofSeconds(3));
      System.out.println(greeting);
    }
  }
  // @end
}
