package io.aether.testkit.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.persistence.PersistenceId;
import io.aether.persistence.nats.JetStreamSnapshotStore;
import io.aether.persistence.spi.JournalException;
import io.aether.persistence.spi.SnapshotStore;
import io.aether.persistence.spi.SnapshotStore.Snapshot;
import io.aether.persistence.spi.StoredValue;
import io.aether.testkit.contract.SnapshotStoreContract;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class JetStreamSnapshotStoreTest extends SnapshotStoreContract {

  private static final PersistenceId ID = PersistenceId.of("flight", "AE 7");

  private static JetStreamFixture nats;

  private String namespace = "";

  @SuppressWarnings("NullAway.Init") // before each test
  private JetStreamSnapshotStore store;

  @BeforeAll
  static void startServer() throws Exception {
    nats = new JetStreamFixture();
  }

  @AfterAll
  static void stopServer() {
    nats.close();
  }

  @Override
  protected SnapshotStore emptyStore() throws Exception {
    namespace = JetStreamFixture.namespace();
    store = JetStreamSnapshotStore.open(nats.system, nats.settings, namespace);
    return store;
  }

  @Test
  void serverKeepsOneSnapshotOfAnEntity() throws Exception {
    store.save(ID, snapshot(1, 10));
    store.save(ID, snapshot(2, 10));

    var stream = nats.connection.jetStreamManagement().getStreamInfo("AETHER_S_" + namespace);
    assertThat(stream.getStreamState().getMsgCount()).isEqualTo(1);
  }

  @Test
  void snapshotLargerThanTheServerTakesIsAnErrorAndKeepsTheOneBefore() {
    store.save(ID, snapshot(1, 10));

    assertThatThrownBy(() -> store.save(ID, snapshot(2, (int) nats.connection.getMaxPayload())))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("max_payload");
    assertThat(store.latest(ID)).map(Snapshot::version).contains(1L);
  }

  @Test
  void snapshotThatNobodyCanReadIsReplaced() throws Exception {
    store.save(ID, snapshot(1, 10));
    String subject =
        nats.connection.jetStreamManagement().getMessage("AETHER_S_" + namespace, 1).getSubject();
    nats.connection.jetStream().publish(subject, new byte[100]);
    assertThatThrownBy(() -> store.latest(ID)).isInstanceOf(JournalException.class);

    store.save(ID, snapshot(2, 10));
    assertThat(store.latest(ID)).map(Snapshot::version).contains(2L);
  }

  private static Snapshot snapshot(long version, int size) {
    return new Snapshot(
        version, new StoredValue("state", 1, new byte[size]), List.of(), Instant.EPOCH);
  }
}
