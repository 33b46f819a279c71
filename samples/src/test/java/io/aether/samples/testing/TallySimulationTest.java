package io.aether.samples.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.samples.tally.Tally;
import io.aether.testkit.Simulation;
import io.aether.testkit.SimulationTest;
import java.time.Duration;

/// Shown in the guide.
class TallySimulationTest {

  // @start region="simulation"
  @SimulationTest(seeds = 200)
  void twoSendersAddUpInAnyOrder(Simulation sim) throws Exception {
    var system = sim.system("tally");
    ActorRef<Tally.Command> tally = system.spawn(new Tally(0));
    for (int amount : new int[] {40, 2}) {
      sim.environment().fork("sender of " + amount, () -> tally.tell(new Tally.Add(amount)));
    }

    sim.awaitIdle(); // nothing is left to do, in any order of steps
    int value = tally.ask(Tally.Read::new, Duration.ofHours(1)); // virtual hours

    assertThat(value).isEqualTo(42);
  }
  // @end
}
