package io.aether.cluster.sharding;

import io.aether.actor.ActorContext;
import io.aether.actor.DeadLetter;
import io.aether.cluster.NodeId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The way from one node to the owner of a shard, which keeps the order of messages per sender
/// while the shard moves. Owned by the [Shard].
///
/// **Markers.** Messages from one node to an entity are sent to the node that the sender believes
/// to be the owner; a previous owner forwards messages that still arrive. When a node learns of a
/// new owner, messages that it sent before may still be in flight on the longer path through the
/// previous owner. So it sends a marker on the same path, holds its next messages, and continues
/// when the owner at the end of the path has answered. Every link is first in, first out, so the
/// marker arrives last. The argument needs no timer; a timer only repeats a marker that was lost.
/// If the previous owner dies, the messages in flight through it are lost, and the node stops
/// waiting.
///
/// **Epochs.** A message carries the epoch in which its sender believed this node to be the owner.
/// A receiver with an older table keeps the message until its own table is as new. A receiver that
/// owned the shard in that epoch forwards it to the node that it handed the shard over to, into the
/// next epoch, even if it knows a newer owner: so all messages of one sender and epoch go the same
/// way, and none overtakes another. Messages only go to newer epochs, so they cannot circle. Only
/// their first sender makes them wait for a marker, so markers cannot wait for each other.
final class Route {

  private static final Duration MARKER_RETRY = Duration.ofSeconds(1);
  private static final int REMEMBERED_SUCCESSORS = 64;
  private static final String RETRY_TIMER = "marker";

  private final Region region;
  private final int shard;
  private final ActorContext<ShardMessage> context;
  private final Consumer<? super InTransit> arrived;

  private @Nullable NodeId owner;
  private long epoch;
  private boolean closed;

  /// Whether this node has sent something of its own to `owner`, which is another node.
  private boolean sentToOwner;

  /// Messages of this node's actors that cannot go on yet.
  private final Deque<InTransit.ToEntity> held = new ArrayDeque<>();

  /// Arrived from other nodes while there was no living owner.
  private final Deque<InTransit> stranded = new ArrayDeque<>();

  /// Arrived from nodes whose table is newer.
  private final Deque<Early> early = new ArrayDeque<>();

  /// The nodes that this node has handed the shard over to, by the epoch that ended with it. The
  /// oldest are forgotten: only a node that has missed as many moves could still need them.
  private final SortedMap<Long, NodeId> successors = new TreeMap<>();

  /// The marker under way, if there is one.
  private @Nullable Pending pending;

  private long markers;

  private record Early(InTransit item, long epoch) {}

  /// @param via the previous owner, which the marker is sent to
  /// @param epoch the epoch in which that node was the owner
  private record Pending(NodeId via, long epoch, InTransit.Marker marker) {}

  /// @param arrived takes what arrives while this node is the owner
  Route(
      Region region,
      int shard,
      ActorContext<ShardMessage> context,
      Consumer<? super InTransit> arrived) {
    this.region = region;
    this.shard = shard;
    this.context = context;
    this.arrived = arrived;
  }

  @Nullable NodeId owner() {
    return owner;
  }

  long epoch() {
    return epoch;
  }

  boolean isOwner() {
    return region.self().equals(owner);
  }

  boolean isClosed() {
    return closed;
  }

  /// {@return whether nothing waits here, for an owner or for the answer to a marker}
  boolean isClear() {
    return !awaitsMarker() && held.isEmpty() && stranded.isEmpty();
  }

  boolean awaitsMarker() {
    return pending != null;
  }

  // ---- Messages ----

  /// Takes a message of an actor of this node.
  void submit(InTransit.ToEntity message) {
    if (closed) {
      region.drop(message, DeadLetter.Reason.NODE_GONE);
    } else if (held.isEmpty() && mayPass()) {
      pass(message);
    } else if (hasRoom(message)) {
      held.add(message);
    }
  }

  /// Takes what another node has sent here.
  ///
  /// @param itsEpoch the epoch in which its sender believed this node to be the owner
  void receive(InTransit item, long itsEpoch) {
    if (itsEpoch > epoch && !closed) {
      if (hasRoom(item)) {
        early.add(new Early(item, itsEpoch));
      }
      region.control().hint();
    } else {
      forward(item, itsEpoch);
    }
  }

  private void forward(InTransit item, long itsEpoch) {
    NodeId successor = successors.get(itsEpoch);
    if (closed) {
      region.drop(item, DeadLetter.Reason.NODE_GONE);
    } else if (successor != null && region.isAlive(successor)) {
      region.send(successor, shard, itsEpoch + 1, item);
    } else if (isOwner()) {
      arrived.accept(item);
    } else if (stranded.isEmpty() && hasLivingOwner()) {
      sendToOwner(item);
    } else if (hasRoom(item)) {
      stranded.add(item);
    }
  }

  private boolean mayPass() {
    return pending == null && hasLivingOwner();
  }

  private boolean hasLivingOwner() {
    return owner != null && (isOwner() || region.isAlive(owner));
  }

  private void pass(InTransit.ToEntity message) {
    if (isOwner()) {
      arrived.accept(message);
    } else {
      sentToOwner = true;
      sendToOwner(message);
    }
  }

  private void sendToOwner(InTransit item) {
    region.send(Objects.requireNonNull(owner), shard, epoch, item);
  }

  private boolean hasRoom(InTransit item) {
    if (region.tryBuffer()) {
      return true;
    }
    region.drop(item, DeadLetter.Reason.OVERFLOW);
    return false;
  }

  /// Sends on what waits here, as far as that is possible now.
  void flush() {
    while (!stranded.isEmpty() && hasLivingOwner()) {
      region.unbuffer(1);
      InTransit item = stranded.remove();
      if (isOwner()) {
        arrived.accept(item);
      } else {
        sendToOwner(item);
      }
    }
    while (!held.isEmpty() && mayPass()) {
      region.unbuffer(1);
      pass(held.remove());
    }
  }

  /// Takes again what came from nodes with a newer table.
  void reconsiderEarly() {
    int count = early.size();
    region.unbuffer(count);
    for (int n = 0; n < count; n++) {
      Early next = early.remove();
      receive(next.item(), next.epoch());
    }
  }

  // ---- Owners ----

  /// Takes over a row of the table that is not older than this node's knowledge.
  ///
  /// @return whether an epoch has begun
  boolean assign(@Nullable NodeId newOwner, long newEpoch) {
    NodeId before = owner;
    owner = newOwner;
    if (newEpoch == epoch) {
      return false;
    }
    boolean sent = sentToOwner;
    long epochBefore = epoch;
    epoch = newEpoch;
    sentToOwner = false;
    if (before != null
        && !region.self().equals(before)
        && sent
        && pending == null
        && region.isAlive(before)) {
      pending = new Pending(before, epochBefore, new InTransit.Marker(region.self(), ++markers));
      sendMarker();
    }
    return true;
  }

  /// Ends this node's tenure: the table names `successor` from now on.
  void handOver(NodeId successor) {
    successors.put(epoch, successor);
    if (successors.size() > REMEMBERED_SUCCESSORS) {
      successors.remove(successors.firstKey());
    }
    owner = successor;
    epoch++;
    sentToOwner = true; // some of the messages that follow may be of this node
  }

  void onMembersChanged() {
    if (pending != null && !region.isAlive(pending.via())) {
      endMarker();
    }
    flush();
  }

  // ---- Markers ----

  /// Sends the marker that awaits an answer; again after a pause.
  void sendMarker() {
    if (pending != null) {
      region.send(pending.via(), shard, pending.epoch(), pending.marker());
      context.timers().startSingle(RETRY_TIMER, new ShardMessage.RetryOrderMarker(), MARKER_RETRY);
    }
  }

  void onMarkerPassed(long token) {
    if (token == markers) {
      endMarker();
    }
  }

  private void endMarker() {
    pending = null;
    context.timers().cancel(RETRY_TIMER);
    flush();
  }

  // ---- The end ----

  /// Forwards nothing from now on.
  ///
  /// @return what was waiting here
  List<InTransit> close() {
    closed = true;
    pending = null;
    List<InTransit> left = new ArrayList<>(stranded);
    left.addAll(held);
    early.forEach(each -> left.add(each.item()));
    region.unbuffer(left.size());
    stranded.clear();
    held.clear();
    early.clear();
    return left;
  }
}
