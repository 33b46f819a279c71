package io.aether.actor.runtime;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behaviors;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Situations in which nothing must be logged, run by [QuietLogTest]: they look like handlers that
/// keep their carriers, but are not.
final class QuietProgram {

  private static volatile boolean computing = true;

  private QuietProgram() {}

  public static void main(String[] args) {
    try {
      run(args);
    } catch (Throwable e) {
      e.printStackTrace(System.out);
      System.exit(1); // otherwise a system that is not closed keeps the JVM running
    }
  }

  private static void run(String[] args) throws Exception {
    ActorSystem system = ActorSystem.create("quiet");
    ActorRef<ActorRef<Integer>> echo =
        system.spawn(
            Behaviors.receiveMessage(replyTo -> {
              replyTo.tell(1);
              return Behaviors.same();
            }));
    echo.<Integer>ask(it -> it, Duration.ofSeconds(20));
    switch (args[0]) {
      case "idle" -> suspend(5);
      case "computing" -> suspendWhileComputing(system);
      case "blocked" -> suspendWhileBlocked(system);
      case "others" -> others(system, echo);
      default -> throw new IllegalArgumentException(args[0]);
    }
    echo.<Integer>ask(it -> it, Duration.ofSeconds(20));
    system.close();
    System.out.println("over");
  }

  /// Has the operating system suspend this process for half a second, several times.
  private static void suspend(int times) throws IOException, InterruptedException {
    long process = ProcessHandle.current().pid();
    new ProcessBuilder(
            "sh",
            "-c",
            "for i in $(seq %d); do kill -STOP %d; sleep 0.5; kill -CONT %d; sleep 0.05; done"
                .formatted(times, process, process))
        .inheritIO()
        .start()
        .waitFor();
    MILLISECONDS.sleep(200);
  }

  /// Handlers that compute for some milliseconds at a time, so that the process is suspended while
  /// one of them runs.
  private static void suspendWhileComputing(ActorSystem system) throws Exception {
    for (int n = 0; n < 8; n++) {
      ActorRef<String> actor =
          system.spawn((context, message) -> {
            long end = System.nanoTime() + 8_000_000;
            while (System.nanoTime() < end) {
              Thread.onSpinWait();
            }
            if (computing) {
              context.self().tell(message);
            }
            return Behaviors.same();
          });
      actor.tell("compute");
    }
    suspend(8);
    computing = false;
  }

  private static void suspendWhileBlocked(ActorSystem system) throws Exception {
    for (int n = 0; n < 8; n++) {
      sleeping(system).tell("sleep");
    }
    suspend(3);
  }

  /// Virtual threads that do not belong to the library keep all carriers for a while; handlers that
  /// have slept, and messages, wait for them to end.
  private static void others(ActorSystem system, ActorRef<ActorRef<Integer>> echo)
      throws Exception {
    for (int n = 0; n < 8; n++) {
      sleeping(system).tell("sleep");
    }
    MILLISECONDS.sleep(50);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
    for (int n = 0; n < 4; n++) {
      Thread.ofVirtual()
          .start(() -> {
            while (System.nanoTime() < end) {
              Thread.onSpinWait();
            }
          });
    }
    echo.<Integer>ask(it -> it, Duration.ofSeconds(20));
  }

  private static ActorRef<String> sleeping(ActorSystem system) {
    return system.spawn(
        Behaviors.<String>receiveMessage(_ -> {
          MILLISECONDS.sleep(400);
          return Behaviors.same();
        }));
  }
}
