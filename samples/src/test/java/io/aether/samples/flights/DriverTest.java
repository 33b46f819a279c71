package io.aether.samples.flights;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.persistence.EventSourced;
import io.aether.persistence.Persistence;
import io.aether.testkit.Simulation;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// The driver alone, with airports that are plain local actors.
class DriverTest {

  private static final Driver.Settings SETTINGS =
      new Driver.Settings(Duration.ofSeconds(2), Duration.ofSeconds(20), Duration.ofMinutes(5));

  private final Persistence persistence = Persistence.inMemory(Airport.STORED_TYPES);

  @Test
  void everyAirportHearsOfEveryFlightOnce() throws Exception {
    List<Flight> flights = flights(1000);
    Simulation.run(
        1,
        sim -> {
          var ending = drive(sim.system("one"), flights, SETTINGS, UnaryOperator.identity());

          assertThat(ending).isInstanceOf(Driver.Ending.AllAnswered.class);
          assertThat(verify(sim, flights))
              .hasToString(
                  "verified: %d airports, 2000 events, 0 lost, 0 duplicated"
                      .formatted(SequentialFold.of(flights).size()));
        });
  }

  @Test
  void anUnansweredCommandIsAskedAgainUnderTheSameId() throws Exception {
    List<Flight> flights = flights(1000);
    Simulation.run(
        2,
        sim -> {
          var ending = drive(sim.system("one"), flights, SETTINGS, DriverTest::forgetful);

          assertThat(ending)
              .isInstanceOfSatisfying(
                  Driver.Ending.AllAnswered.class,
                  all -> assertThat(all.repeated()).isGreaterThan(500));
          assertThat(verify(sim, flights).isVerified()).isTrue();
        });
  }

  @Test
  void theSecondHalfTakesItsTimeUntilFullSpeed() throws Exception {
    List<Flight> flights = flights(1000);
    Simulation.run(
        3,
        sim -> {
          var driver = driver(sim.system("one"), flights, SETTINGS, UnaryOperator.identity());
          driver.ask(Driver.Message.WhenHalf::new, Duration.ofSeconds(1));
          var ended =
              driver.<Driver.Ending>askAsync(Driver.Message.WhenEnded::new, Duration.ofHours(1));

          sim.advance(Duration.ofSeconds(15));
          assertThat(ended).as("after 15 s at a rate for 20 s").isNotDone();

          driver.tell(new Driver.Message.FullSpeed());
          sim.awaitIdle();
          assertThat(ended).isCompleted();
        });
  }

  @Test
  void itGivesUpAtTheDeadlineAndSaysWhatWasMissing() throws Exception {
    List<Flight> flights = flights(10);
    Simulation.run(
        4,
        sim -> {
          var ending = drive(sim.system("one"), flights, SETTINGS, _ -> Behaviors.ignore());

          assertThat(ending)
              .isInstanceOfSatisfying(
                  Driver.Ending.GaveUp.class,
                  gaveUp ->
                      assertThat(gaveUp.why())
                          .startsWith("after 300 s 20 of 20 commands are not answered")
                          .contains("No reply from"));
        });
  }

  /// An airport that loses every third command before, and every third reply after it was carried
  /// out.
  private static Behavior<Airport.Command> forgetful(Behavior<Airport.Command> airport) {
    return Behaviors.setup(context -> {
      ActorRef<Airport.Command> behind = context.spawn(airport, "behind");
      ActorRef<Airport.Done> nobody = context.spawn(Behaviors.ignore(), "nobody");
      int[] count = {0};
      return Behaviors.receiveMessage(command -> {
        switch (count[0]++ % 3) {
          case 0 -> behind.tell(command);
          case 1 -> behind.tell(withoutReply(command, nobody));
          default -> {
            // lost
          }
        }
        return Behaviors.same();
      });
    });
  }

  private static Airport.Command withoutReply(
      Airport.Command command, ActorRef<Airport.Done> nobody) {
    return switch (command) {
      case Airport.Depart(var id, int hour, int delay, int miles, _) ->
          new Airport.Depart(id, hour, delay, miles, nobody);
      case Airport.Arrive(var id, int hour, int delay, int miles, _) ->
          new Airport.Arrive(id, hour, delay, miles, nobody);
      case Airport.Describe describe -> describe;
    };
  }

  private Driver.Ending drive(
      ActorSystem system,
      List<Flight> flights,
      Driver.Settings settings,
      UnaryOperator<Behavior<Airport.Command>> airport)
      throws InterruptedException {
    var driver = driver(system, flights, settings, airport);
    return driver.ask(Driver.Message.WhenEnded::new, Duration.ofHours(1));
  }

  private ActorRef<Driver.Message> driver(
      ActorSystem system,
      List<Flight> flights,
      Driver.Settings settings,
      UnaryOperator<Behavior<Airport.Command>> airport) {
    Map<String, ActorRef<Airport.Command>> airports = new HashMap<>();
    return system.spawn(
        Driver.create(
            flights,
            code ->
                airports.computeIfAbsent(
                    code,
                    _ ->
                        system.spawn(
                            airport.apply(
                                EventSourced.behavior(
                                    Verification.idOf(code), new Airport("here"), persistence)),
                            code)),
            settings,
            Progress.silent()),
        "driver");
  }

  private Verification.Verdict verify(Simulation sim, List<Flight> flights)
      throws InterruptedException {
    return Verification.verify(sim.system("outsider"), persistence.journal(), flights);
  }

  private static List<Flight> flights(int records) throws BadInputException {
    return FlightsCsv.readBuiltIn().subList(0, records);
  }
}
