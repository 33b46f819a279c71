package io.aether.actor.runtime;

import io.aether.actor.ActorSystem;
import io.aether.actor.Behaviors;
import java.time.Duration;

/// The program that [JvmLifeTest] runs: a service of which, after `main`, only an actor with a
/// pending timer is left.
final class ServiceProgram {

  private static final Duration SOON = Duration.ofMillis(300);

  private ServiceProgram() {}

  public static void main(String[] args) {
    boolean keepsJvm = Boolean.parseBoolean(args[0]);
    ActorSystem system =
        ActorSystem.create(
            "service", config -> config.withShutdown(it -> it.withJvmKept(keepsJvm)));
    ActorSystem other = ActorSystem.create("of no concern");
    other.close();
    other.close();
    system.spawn(
        Behaviors.<String>withTimers(timers -> {
          timers.startSingle("served", SOON);
          return Behaviors.receive(
              (context, message) -> {
                System.out.println(message);
                context.system().terminate();
                return Behaviors.same();
              },
              (_, signal) -> {
                System.out.println(signal);
                return Behaviors.same();
              });
        }),
        "service");
    System.out.println("main is over");
  }
}
