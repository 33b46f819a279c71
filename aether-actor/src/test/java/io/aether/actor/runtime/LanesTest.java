package io.aether.actor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.spi.Activation;
import io.aether.actor.spi.Runner;
import org.junit.jupiter.api.Test;

class LanesTest {

  private static final WorkerDispatcher DISPATCHER = new WorkerDispatcher();

  private final Lanes lanes = new Lanes(3);
  private final Activation first = new Numbered(1);
  private final Activation second = new Numbered(2);

  private record Numbered(int number) implements Activation {
    @Override
    public boolean run(Runner runner) {
      return false;
    }
  }

  @Test
  void ownLaneComesFirstAndThenEveryOtherOne() {
    lanes.offer(first, 0);
    lanes.offer(second, 1);

    assertThat(lanes.poll(1)).isSameAs(second);
    assertThat(lanes.poll(1)).isSameAs(first);
    assertThat(lanes.poll(1)).isNull();
  }

  @Test
  void theyAreEmptyOnlyWhenAllAre() {
    assertThat(lanes.isEmpty()).isTrue();

    lanes.offer(first, 2);
    assertThat(lanes.isEmpty()).isFalse();
    assertThat(lanes.size()).isEqualTo(1);
    assertThat(lanes.size(0)).isZero();

    lanes.poll(0);
    assertThat(lanes.isEmpty()).isTrue();
  }

  @Test
  void laneOfAWorkerThatDoesNotRunIsFree() {
    var one = new Worker(DISPATCHER, "one");
    var other = new Worker(DISPATCHER, "other");
    assertThat(lanes.take(one, 1)).isEqualTo(1);
    assertThat(lanes.take(one, 1)).isEqualTo(1);
    assertThat(lanes.take(other, 1)).as("the first does not run").isEqualTo(1);
  }

  @Test
  void threadThatIsNoWorkerHasALaneOfItsOwn() {
    assertThat(lanes.ofThread()).isBetween(0, 2).isEqualTo(lanes.ofThread());
  }
}
