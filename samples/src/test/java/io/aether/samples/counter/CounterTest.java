package io.aether.samples.counter;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.persistence.EventSourced;
import io.aether.persistence.Persistence;
import io.aether.persistence.PersistenceId;
import io.aether.samples.Printed;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CounterTest {

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Persistence persistence = Persistence.inMemory(Counter.STORED_TYPES);

  @Test
  void aCounterTellsTheNewTotal() throws InterruptedException {
    try (var system = ActorSystem.create("counters")) {
      assertThat(increase(counter(system), 3)).isEqualTo(new Counter.Total(3));
    }
  }

  @Test
  void theTotalOutlivesTheActor() throws InterruptedException {
    try (var before = ActorSystem.create("before")) {
      increase(counter(before), 40);
    }

    try (var after = ActorSystem.create("after")) {
      assertThat(increase(counter(after), 2)).isEqualTo(new Counter.Total(42));
    }
  }

  @Test
  void theProgramPrintsWhatWasCounted() throws Exception {
    assertThat(Printed.by(Counter::main)).isEqualToIgnoringNewLines("The counter stands at 42");
  }

  private ActorRef<Counter.Command> counter(ActorSystem system) {
    return system.spawn(
        EventSourced.behavior(PersistenceId.of("counter", "visitors"), new Counter(), persistence));
  }

  private static Counter.Total increase(ActorRef<Counter.Command> counter, int by)
      throws InterruptedException {
    return counter.ask(replyTo -> new Counter.Increase(by, replyTo), PATIENCE);
  }
}
