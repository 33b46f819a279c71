package io.aether.actor.runtime;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behaviors;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/// The program that [JvmLifeTest] runs: a service of which, after `main`, only an actor with a
/// pending timer is left.
final class ServiceProgram {

  private static final Duration SOON = Duration.ofMillis(300);

  /// Long after the end of a JVM that the system does not keep.
  private static final Duration LATE = Duration.ofSeconds(60);

  private ServiceProgram() {}

  public static void main(String[] args) throws InterruptedException {
    boolean keepsJvm = Boolean.parseBoolean(args[0]);
    ActorSystem system =
        ActorSystem.create(
            "service", config -> config.withShutdown(it -> it.withJvmKept(keepsJvm)));
    ActorSystem other = ActorSystem.create("of no concern");
    other.close();
    other.close();
    var isSetUp = new CountDownLatch(1);
    ActorRef<String> service =
        system.spawn(
            Behaviors.<String>withTimers(timers -> {
              timers.startSingle("served", LATE);
              isSetUp.countDown();
              return Behaviors.receive(
                  (context, message) -> {
                    if (message.equals("hurry")) {
                      timers.startSingle("served", SOON);
                      return Behaviors.same();
                    }
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
    isSetUp.await();
    System.out.println("main is over");
    if (keepsJvm) {
      service.tell("hurry");
    }
  }
}
