package io.aether.persistence.nats;

import io.aether.persistence.PersistenceId;
import io.aether.persistence.spi.SnapshotStore.Snapshot;
import io.aether.persistence.spi.StoredValue;

/// A snapshot as one message: a frame (see [FrameWriter]) with magic `AS` and the sections
///
///     1 entity    type, id
///     2 snapshot  version, time
///     3 state     type, schema version, content
///     4 commands  count, then the ids, oldest first
record StoredSnapshot(PersistenceId id, Snapshot snapshot) {

  private static final String MAGIC = "AS";
  private static final int ENTITY = 1;
  private static final int SNAPSHOT = 2;
  private static final int STATE = 3;
  private static final int COMMANDS = 4;

  byte[] encode() {
    StoredValue state = snapshot.state();
    return FrameWriter.frame(
        MAGIC,
        frame ->
            frame
                .section(ENTITY, out -> out.text(id.type()).text(id.id()))
                .section(SNAPSHOT, out -> out.number(snapshot.version()).time(snapshot.timestamp()))
                .section(
                    STATE,
                    out -> out.text(state.type()).number(state.schema()).bytes(state.bytes()))
                .section(
                    COMMANDS,
                    out -> {
                      out.number(snapshot.recentCommands().size());
                      snapshot.recentCommands().forEach(out::text);
                    }));
  }

  /// @throws IllegalArgumentException if the frame is damaged or not a snapshot
  static StoredSnapshot decode(byte[] bytes) {
    var sections = FrameReader.sections(MAGIC, bytes);
    FrameReader entity = FrameReader.section(sections, ENTITY);
    var id = new PersistenceId(entity.text(), entity.text());
    FrameReader head = FrameReader.section(sections, SNAPSHOT);
    long version = head.number();
    var timestamp = head.time();
    FrameReader state = FrameReader.section(sections, STATE);
    var value = new StoredValue(state.text(), (int) state.number(), state.bytes());
    var commands = FrameReader.section(sections, COMMANDS).list(FrameReader::text);
    return new StoredSnapshot(id, new Snapshot(version, value, commands, timestamp));
  }
}
