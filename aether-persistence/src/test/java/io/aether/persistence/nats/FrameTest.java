package io.aether.persistence.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.persistence.PersistenceId;
import io.aether.persistence.spi.Commit;
import io.aether.persistence.spi.SnapshotStore.Snapshot;
import io.aether.persistence.spi.StoredValue;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameTest {

  private static final PersistenceId ID = PersistenceId.of("flight", "AE 7");

  @Test
  void commitComesBackWithEverythingAtItsLimits() {
    var commit =
        new Commit(
            "",
            Long.MAX_VALUE - 1,
            List.of(new StoredValue("é", Integer.MAX_VALUE, new byte[300])),
            "command",
            "w".repeat(1000),
            Long.MIN_VALUE,
            Instant.MIN);
    var predecessors = new Sequences(new long[] {1, 2, 1_000_000_000_000L, Long.MAX_VALUE});

    StoredCommit read = StoredCommit.decode(new StoredCommit(ID, commit, predecessors).encode());

    assertThat(read.id()).isEqualTo(ID);
    assertThat(read.commit()).usingRecursiveComparison().isEqualTo(commit);
    assertThat(read.predecessors()).usingRecursiveComparison().isEqualTo(predecessors);
  }

  @Test
  void neighbouringPredecessorsTakeAByteEach() {
    var sequences = new long[128];
    Arrays.setAll(sequences, i -> 1_000_000 + 100L * i);
    int without = new StoredCommit(ID, commit(), Sequences.NONE).encode().length;

    byte[] frame = new StoredCommit(ID, commit(), new Sequences(sequences)).encode();

    assertThat(frame.length - without).isLessThan(128 + 6);
  }

  @Test
  void everyDamagedByteIsNoticed() {
    byte[] frame = new StoredCommit(ID, commit(), new Sequences(new long[] {5, 9})).encode();
    for (int i = 0; i < frame.length; i++) {
      byte[] damaged = frame.clone();
      damaged[i] ^= 0x10;
      assertThatThrownBy(() -> StoredCommit.decode(damaged))
          .as("byte " + i)
          .isInstanceOf(IllegalArgumentException.class);
      int length = i;
      assertThatThrownBy(() -> StoredCommit.decode(Arrays.copyOf(frame, length)))
          .as("length " + i)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void newerFormatIsNamed() {
    byte[] frame = new StoredCommit(ID, commit(), Sequences.NONE).encode();
    frame[2] = 2;

    assertThatThrownBy(() -> StoredCommit.decode(frame))
        .hasMessageContaining("format 2")
        .hasMessageContaining("reads format 1");
  }

  @Test
  void commitIsNoSnapshot() {
    byte[] frame = new StoredCommit(ID, commit(), Sequences.NONE).encode();

    assertThatThrownBy(() -> StoredSnapshot.decode(frame)).hasMessageContaining("'AE'");
  }

  @Test
  void snapshotComesBackAsItWas() {
    var snapshot =
        new Snapshot(
            7, new StoredValue("state", 2, new byte[] {1}), List.of("a", "b"), Instant.MAX);

    assertThat(StoredSnapshot.decode(new StoredSnapshot(ID, snapshot).encode()).snapshot())
        .usingRecursiveComparison()
        .isEqualTo(snapshot);
  }

  @Test
  void onlyTheLatestSequencesAreKept() {
    Sequences sequences = Sequences.NONE;
    for (long i = 1; i <= 10; i++) {
      sequences = sequences.plus(i, 4);
    }

    assertThat(sequences)
        .usingRecursiveComparison()
        .isEqualTo(new Sequences(new long[] {7, 8, 9, 10}));
    assertThat(sequences.latest(2))
        .usingRecursiveComparison()
        .isEqualTo(new Sequences(new long[] {9, 10}));
    assertThat(sequences.latest(5)).isSameAs(sequences);
  }

  private static Commit commit() {
    return new Commit(
        "id",
        1,
        List.of(new StoredValue("event", 1, new byte[] {1, 2, 3})),
        null,
        "writer",
        0,
        Instant.EPOCH);
  }
}
