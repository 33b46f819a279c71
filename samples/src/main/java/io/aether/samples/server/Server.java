package io.aether.samples.server;

import static io.aether.actor.shutdown.ShutdownPhase.SERVICE_UNBIND;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behaviors;
import java.util.concurrent.CountDownLatch;

/// Serves until SIGTERM, and stops in an orderly way.
public final class Server {

  private Server() {}

  // @start region="server"
  public static void main(String[] arguments) throws InterruptedException {
    var stop = new CountDownLatch(1);
    try (ActorSystem system = ActorSystem.create("bank")) {
      serve(system, arguments); // if this throws, the system is closed and the JVM exits
      system.coordinatedShutdown().addTask(SERVICE_UNBIND, "stop serving", stop::countDown);
      stop.await(); // until SIGTERM
    }
  }

  // @end

  private static void serve(ActorSystem system, String[] arguments) {
    ActorRef<String> teller =
        system.spawn(
            Behaviors.receiveMessage(line -> {
              System.out.println(line);
              return Behaviors.same();
            }),
            "teller");
    if (arguments.length > 0) {
      throw new IllegalArgumentException("A server takes no arguments, but was given some");
    }
    teller.tell("serving");
  }
}
