package io.aether.cluster.sharding;

import io.aether.cluster.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/// A shard that moves to another node, on the side of the owner. Owned by the [Shard].
///
///     SEALING --entities stopped--> SHIPPING --restored there--> COMMITTING --> done, or taken back
///
/// No outcome loses messages: until the table names the new owner, this side has all messages, and
/// the other side delivers none of them.
final class HandOverOut {

  private enum Stage {
    SEALING,
    SHIPPING,
    COMMITTING
  }

  private static final int MESSAGES_PER_PART = 64;

  private final NodeId to;
  private long attempt;
  private Stage stage = Stage.SEALING;

  /// The unprocessed messages of the entities, from SHIPPING on.
  private List<InTransit.ToEntity> packed = List.of();

  /// The same in parts, each of which fits into a frame.
  private final List<List<InTransit.ToEntity>> parts = new ArrayList<>();

  /// Packed messages that are in no part, because they cannot be sent.
  private final List<InTransit.ToEntity> unfit = new ArrayList<>();

  /// Messages that arrived after packing, and markers that arrived at any time.
  private final List<InTransit> arrivedSince = new ArrayList<>();

  HandOverOut(NodeId to, long attempt) {
    this.to = to;
    this.attempt = attempt;
  }

  NodeId to() {
    return to;
  }

  long attempt() {
    return attempt;
  }

  boolean isSealing() {
    return stage == Stage.SEALING;
  }

  boolean isShipping() {
    return stage == Stage.SHIPPING;
  }

  boolean isCommitting() {
    return stage == Stage.COMMITTING;
  }

  /// Keeps a message or marker that arrives while the shard moves.
  void keep(InTransit item, Entities entities) {
    switch (item) {
      case InTransit.ToEntity message when isSealing() -> entities.hold(message);
      case InTransit.ToEntity _, InTransit.Marker _ -> arrivedSince.add(item);
    }
  }

  /// @param bytes the encoded size of a message; more than `partBytes` if it cannot be sent
  void pack(
      List<InTransit.ToEntity> messages, ToLongFunction<InTransit.ToEntity> bytes, long partBytes) {
    packed = messages;
    List<InTransit.ToEntity> part = new ArrayList<>();
    parts.add(part);
    long sum = 0;
    for (InTransit.ToEntity each : messages) {
      long size = bytes.applyAsLong(each);
      if (size > partBytes) {
        unfit.add(each);
        continue;
      }
      sum += size;
      if (part.size() == MESSAGES_PER_PART || sum > partBytes) {
        part = new ArrayList<>();
        parts.add(part);
        sum = size;
      }
      part.add(each);
    }
    stage = Stage.SHIPPING;
  }

  void retry(long newAttempt) {
    attempt = newAttempt;
  }

  void commit() {
    stage = Stage.COMMITTING;
  }

  List<Protocol> parts(String type, int shard, long epoch) {
    List<Protocol> all = new ArrayList<>(parts.size());
    for (int n = 0; n < parts.size(); n++) {
      all.add(new Protocol.HandOver(type, shard, epoch, attempt, n, parts.size(), parts.get(n)));
    }
    return all;
  }

  /// {@return the messages that are lost if the shard moves}
  List<InTransit.ToEntity> unfit() {
    return unfit;
  }

  List<InTransit.ToEntity> packed() {
    return packed;
  }

  List<InTransit> arrivedSince() {
    return arrivedSince;
  }
}
