package io.aether.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorSystemConfig;
import io.aether.cluster.memory.InMemoryControlStore;
import io.aether.cluster.spi.ControlStore;
import io.aether.cluster.spi.ControlStore.Write;
import io.aether.cluster.spi.ControlStoreException;
import io.aether.testkit.contract.ControlStoreContract;
import org.junit.jupiter.api.Test;

class InMemoryControlStoreTest extends ControlStoreContract {

  private final InMemoryControlStore shared = new InMemoryControlStore();

  @Override
  protected ControlStore connect() {
    return shared.connect(ActorSystemConfig.defaults().environment());
  }

  @Test
  void nodeThatIsCutOffKnowsNothing() {
    var well = connect();
    var cut = (InMemoryControlStore.Connection) connect();

    cut.disconnect();

    int happened = 0;
    for (int n = 0; n < 100; n++) {
      assertThat(cut.compareAndSet("k" + n, 0, new byte[0])).isInstanceOf(Write.Unknown.class);
      happened += well.read("k" + n).isPresent() ? 1 : 0;
    }
    assertThat(happened).isBetween(1, 99);
    assertThatThrownBy(() -> cut.read("k")).isInstanceOf(ControlStoreException.class);
    assertThatThrownBy(() -> cut.list("")).isInstanceOf(ControlStoreException.class);
    cut.reconnect();
    assertThat(cut.list("")).hasSize(happened);
  }

  @Test
  void closedAccessIsOfNoUse() {
    var store = connect();
    var other = connect();

    store.close();

    assertThat(store.compareAndSet("k", 0, new byte[0])).isInstanceOf(Write.Unknown.class);
    assertThatThrownBy(() -> store.read("k")).hasMessageContaining("closed");
    assertThat(other.read("k")).isEmpty();
  }
}
