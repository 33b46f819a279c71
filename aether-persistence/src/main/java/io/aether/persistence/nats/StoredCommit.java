package io.aether.persistence.nats;

import io.aether.persistence.PersistenceId;
import io.aether.persistence.spi.Commit;
import io.aether.persistence.spi.StoredValue;
import java.time.Instant;
import java.util.List;

/// A commit as one message of a stream: a frame (see [FrameWriter]) with magic `AE` and the sections
///
///     1 entity        type, id
///     2 commit        commit id, first version, epoch (signed), writer, time, 0 or (1, command id)
///     3 predecessors  count, then their stream sequences, latest first: the first as it is, each
///                     further one as the difference to the one before it
///     4 events        count, then of each: type, schema version, content
///
/// A later version can add the state of the entity in a section of its own, which present readers
/// skip.
///
/// The predecessors are the last commits of the same entity before this one, [#MAX_PREDECESSORS] at
/// most. With them a log is read in parallel, by sequence, which is much faster than a consumer
/// that has to find the few messages of an entity among all others.
///
/// @param predecessors oldest first
record StoredCommit(PersistenceId id, Commit commit, Sequences predecessors) {

  static final int MAX_PREDECESSORS = 128;

  private static final String MAGIC = "AE";
  private static final int ENTITY = 1;
  private static final int COMMIT = 2;
  private static final int PREDECESSORS = 3;
  private static final int EVENTS = 4;

  byte[] encode() {
    return FrameWriter.frame(
        MAGIC,
        frame ->
            frame
                .section(ENTITY, out -> out.text(id.type()).text(id.id()))
                .section(COMMIT, this::writeCommit)
                .section(PREDECESSORS, this::writePredecessors)
                .section(EVENTS, this::writeEvents));
  }

  private void writeCommit(FrameWriter out) {
    out.text(commit.commitId())
        .number(commit.firstVersion())
        .signed(commit.epoch())
        .text(commit.writer())
        .time(commit.timestamp());
    String commandId = commit.commandId();
    if (commandId == null) {
      out.number(0);
    } else {
      out.number(1).text(commandId);
    }
  }

  private void writePredecessors(FrameWriter out) {
    out.number(predecessors.size());
    long later = 0;
    for (int i = predecessors.size() - 1; i >= 0; i--) {
      long sequence = predecessors.at(i);
      out.number(later == 0 ? sequence : later - sequence);
      later = sequence;
    }
  }

  private void writeEvents(FrameWriter out) {
    out.number(commit.events().size());
    for (StoredValue event : commit.events()) {
      out.text(event.type()).number(event.schema()).bytes(event.bytes());
    }
  }

  /// @throws IllegalArgumentException if the frame is damaged or not a commit
  static StoredCommit decode(byte[] bytes) {
    var sections = FrameReader.sections(MAGIC, bytes);
    FrameReader entity = FrameReader.section(sections, ENTITY);
    var id = new PersistenceId(entity.text(), entity.text());
    FrameReader head = FrameReader.section(sections, COMMIT);
    String commitId = head.text();
    long firstVersion = head.number();
    long epoch = head.signed();
    String writer = head.text();
    Instant timestamp = head.time();
    String commandId = head.number() == 0 ? null : head.text();
    List<StoredValue> events =
        FrameReader.section(sections, EVENTS)
            .list(in -> new StoredValue(in.text(), (int) in.number(), in.bytes()));
    return new StoredCommit(
        id,
        new Commit(commitId, firstVersion, events, commandId, writer, epoch, timestamp),
        readPredecessors(FrameReader.section(sections, PREDECESSORS)));
  }

  private static Sequences readPredecessors(FrameReader in) {
    List<Long> latestFirst = in.list(FrameReader::number);
    var sequences = new long[latestFirst.size()];
    long sequence = 0;
    for (int i = 0; i < sequences.length; i++) {
      sequence = i == 0 ? latestFirst.get(i) : sequence - latestFirst.get(i);
      sequences[sequences.length - 1 - i] = sequence;
    }
    return new Sequences(sequences);
  }
}
