package io.aether.benchmarks;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behaviors;
import io.aether.actor.pattern.Receptionist;
import io.aether.actor.pattern.ServiceKey;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Prints how long 100,000 services take to register, with a subscriber that receives the listings.
/// A separate program, as [TimerLateness] is: `java -cp ... io.aether.benchmarks.ReceptionistTime`.
public final class ReceptionistTime {

  private static final int SERVICES = 100_000;
  private static final ServiceKey<String> KEY = new ServiceKey<>(String.class, "many");

  private ReceptionistTime() {}

  /// @param args the number of rounds; three by default
  public static void main(String[] args) throws Exception {
    int rounds = args.length == 0 ? 3 : Integer.parseInt(args[0]);
    for (int round = 1; round <= rounds; round++) {
      try (var system = ActorSystem.create("receptionist")) {
        Receptionist receptionist = Receptionist.of(system);
        receptionist.subscribe(KEY, system.spawn(Behaviors.ignore()));
        List<ActorRef<String>> services =
            IntStream.range(0, SERVICES)
                .mapToObj(_ -> system.<String>spawn(Behaviors.ignore()))
                .toList();

        long start = System.nanoTime();
        services.forEach(service -> receptionist.register(KEY, service));
        int found = receptionist.find(KEY, Duration.ofMinutes(1)).services().size();
        double seconds = (System.nanoTime() - start) / 1e9;

        System.out.printf(
            Locale.ROOT, "%d %,d services registered in %.2f s%n", round, found, seconds);
      }
    }
  }
}
