package io.aether.samples.tally;

import io.aether.actor.ActorRef;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.AetherExtension;
import io.aether.testkit.TestProbe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

// @start region="test"
@ExtendWith(AetherExtension.class)
class TallyTest {

  @Test
  void addsWhatItIsTold(ActorTestKit kit) {
    ActorRef<Tally.Command> tally = kit.spawn(new Tally(0));
    TestProbe<Integer> probe = kit.createTestProbe();

    tally.tell(new Tally.Add(40));
    tally.tell(new Tally.Add(2));
    tally.tell(new Tally.Read(probe.ref()));

    probe.expectMessage(42);
  }
}
// @end
