package com.example.counter;

import io.aether.actor.ActorRef;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.AetherExtension;
import io.aether.testkit.TestProbe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(AetherExtension.class)
class CounterTest {

  @Test
  void countsVisitorsInTheOrderOfTheirArrival(ActorTestKit kit) {
    ActorRef<Counter.Command> counter = kit.spawn(new Counter(0));
    TestProbe<Integer> probe = kit.createTestProbe();

    counter.tell(new Counter.Arrived(40));
    counter.tell(new Counter.GetVisitors(probe.ref()));
    counter.tell(new Counter.Arrived(2));
    counter.tell(new Counter.GetVisitors(probe.ref()));

    probe.expectMessage(40);
    probe.expectMessage(42);
  }
}
