package io.aether.cluster.sharding;

import io.aether.actor.ActorContext;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.Outcome;
import io.aether.actor.Signal;
import io.aether.cluster.NodeId;
import io.aether.cluster.sharding.Protocol.EntityMessage;
import io.aether.cluster.sharding.Protocol.Mail;
import io.aether.cluster.sharding.Protocol.OrderMarker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One shard on one node: every message to one of its entities, from this node or on its way through
/// it, passes here, in order. What happens to it depends on who owns the shard:
///
///     nobody, or a dead node      it is held
///     another node                it is sent there
///     this node                   it goes to the entity, which is started if need be; see [Entities]
///     this node, moving away      it is kept with the mail that moves; see [HandOverOut]
///
/// **Order per sender across moves.** Messages from one node to an entity travel by way of whoever
/// that node believes to be the owner; a former owner passes on what still arrives. When a node
/// learns of a new owner, something it sent before may still be on that longer way. So it sends a
/// fence the same way, holds what is to follow, and goes on when the owner at the end of the way has
/// answered: first in, first out on every link makes the fence arrive last. No timer is part of the
/// argument; one only repeats a fence that was lost. If the former owner dies, so has the way through
/// it, and nothing is waited for.
///
/// **The way.** A message carries the epoch in which its sender believed this node to be the owner.
/// A receiver with an older table keeps it until its own is as new. A receiver whose tenure that was
/// passes it on to whoever it has itself handed the shard over to, into the next epoch, even if it
/// knows a newer owner: so all messages of one sender and epoch go the same way, and none overtakes
/// another. They only ever go to newer epochs, so they cannot circle; and nobody but their first
/// sender ever makes them wait for a fence, so fences cannot wait for each other.
///
/// Longer than most files because what becomes of a message depends on all of a shard's state.
final class Shard implements Behavior<ShardMessage> {

  private static final Duration FENCE_RETRY = Duration.ofSeconds(1);
  private static final int REMEMBERED_SUCCESSORS = 64;

  private final Region region;
  private final int number;
  private final ActorContext<ShardMessage> context;
  private final Entities entities;

  private @Nullable NodeId owner;
  private long epoch;
  private @Nullable NodeId moveTo;

  /// Whether something of this node was sent to `owner`, which is another node.
  private boolean sentToOwner;

  /// What this node's actors have sent, and cannot go on yet.
  private final Deque<Mail> held = new ArrayDeque<>();

  /// What others have sent for want of a living owner: [EntityMessage]s and [OrderMarker]s.
  private final Deque<Protocol> stranded = new ArrayDeque<>();

  /// To whom this node has handed the shard over, by the epoch that ended so. The oldest are
  /// forgotten: only a node that has missed that many moves could still ask.
  private final SortedMap<Long, NodeId> successors = new TreeMap<>();

  /// What came from a node whose table is newer.
  private final Deque<ShardMessage.FromPeer> early = new ArrayDeque<>();

  /// The former owner that a fence is under way through.
  private @Nullable NodeId markerVia;

  /// The epoch in which that was the owner.
  private long markerEpoch;

  private long markerToken;
  private @Nullable HandOverOut leaving;
  private @Nullable HandOverIn arriving;
  private long attempts;
  private boolean ceased;

  /// Nodes that leave, and wait for this shard to need them no more.
  private final Map<NodeId, Long> farewellTo = new LinkedHashMap<>(0);

  /// While this node leaves.
  private @Nullable Leaving goodbye;

  Shard(Region region, int number, ActorContext<ShardMessage> context) {
    this.region = region;
    this.number = number;
    this.context = context;
    this.entities = new Entities(region, context);
  }

  @Override
  public Behavior<ShardMessage> onMessage(
      ActorContext<ShardMessage> context, ShardMessage message) {
    switch (message) {
      case ShardMessage.Deliver(var id, var payload) -> submit(new Mail(id, payload));
      case ShardMessage.FromPeer fromPeer -> onPeer(fromPeer);
      case ShardMessage.Returned(var id, var payload) -> entities.returned(id, payload);
      case ShardMessage.Drained(var id) -> {
        entities.drained(id, /* restart= */ leaving == null && !ceased);
        shipWhenSealed();
      }
      case ShardMessage.Assigned assigned -> onAssigned(assigned);
      case ShardMessage.MembersChanged() -> onMembersChanged();
      case ShardMessage.CommitDone(var attempt, var outcome) -> onCommitDone(attempt, outcome);
      case ShardMessage.RetryHeld() -> {
        if (isOwner() && leaving == null) {
          entities.startHeld();
        }
      }
      case ShardMessage.RetryOrderMarker() -> sendOrderMarker();
      case ShardMessage.RetryHandOver() -> onRetryHandOver();
      case ShardMessage.Leave(var done) -> {
        goodbye = new Leaving(done, region.peers());
        sayGoodbye();
      }
      case ShardMessage.RetryFarewell() -> sayGoodbye();
      case ShardMessage.Cease() -> cease();
    }
    if (!farewellTo.isEmpty()) {
      farewellTo.entrySet().removeIf(it -> isFarewell(it.getKey(), it.getValue()));
    }
    if (goodbye != null) {
      leaveIfAlone(goodbye);
    }
    return Behaviors.same();
  }

  @Override
  public Behavior<ShardMessage> onSignal(ActorContext<ShardMessage> context, Signal signal) {
    switch (signal) {
      case Signal.Terminated(var ref, var _) -> entities.ended(ref, /* failed= */ false);
      case Signal.ChildFailed(var ref, var _) -> entities.ended(ref, /* failed= */ true);
      case Signal.PreRestart _, Signal.PostStop _ -> {}
    }
    return Behaviors.same();
  }

  private boolean isOwner() {
    return region.self().equals(owner);
  }

  // ---- Messages on their way ----

  private void onPeer(ShardMessage.FromPeer fromPeer) {
    NodeId sender = fromPeer.sender();
    switch (fromPeer.message()) {
      case EntityMessage message -> fromPeer(fromPeer, message.epoch());
      case OrderMarker marker -> fromPeer(fromPeer, marker.epoch());
      case Protocol.OrderMarkerPassed(var _, var _, var token) -> {
        if (token == markerToken) {
          endOrderMarker();
        }
      }
      case Protocol.HandOver part -> onHandOver(sender, part);
      case Protocol.Restored restored -> onRestored(sender, restored);
      case Protocol.Switched(var _, var _, var newest) -> {
        if (newest > epoch) {
          region.control().hint();
        }
      }
      case Protocol.Farewell(var _, var _, var newest) -> {
        if (newest > epoch) {
          region.control().hint();
        }
        farewellTo.put(sender, newest);
      }
      case Protocol.FarewellPassed _ -> {
        if (goodbye != null) {
          goodbye.unanswered.remove(sender);
        }
      }
    }
  }

  private void fromPeer(ShardMessage.FromPeer fromPeer, long itsEpoch) {
    if (itsEpoch > epoch && !ceased) {
      if (hasRoom(fromPeer.message())) {
        early.add(fromPeer);
      }
      region.control().hint();
    } else {
      onArrived(fromPeer.message(), itsEpoch);
    }
  }

  private void submit(Mail mail) {
    if (ceased) {
      drop(mail, DeadLetter.Reason.NODE_GONE);
    } else if (held.isEmpty() && mayPass()) {
      pass(mail);
    } else if (hasRoom(mail)) {
      held.add(mail);
    }
  }

  /// @param itsEpoch the epoch in which its sender believed this node to be the owner
  private void onArrived(Protocol item, long itsEpoch) {
    NodeId successor = successors.get(itsEpoch);
    if (ceased) {
      drop(item, DeadLetter.Reason.NODE_GONE);
    } else if (successor != null && region.isAlive(successor)) {
      send(item, successor, itsEpoch + 1);
    } else if (isOwner()) {
      take(item);
    } else if (stranded.isEmpty() && hasLivingOwner()) {
      send(item, Objects.requireNonNull(owner), epoch);
    } else if (hasRoom(item)) {
      stranded.add(item);
    }
  }

  private boolean mayPass() {
    return markerVia == null && hasLivingOwner();
  }

  private boolean hasLivingOwner() {
    return owner != null && (isOwner() || region.isAlive(owner));
  }

  private void pass(Mail mail) {
    if (isOwner()) {
      take(mail);
    } else {
      sentToOwner = true;
      send(mail, Objects.requireNonNull(owner), epoch);
    }
  }

  private void flush() {
    while (!stranded.isEmpty() && hasLivingOwner()) {
      region.unbuffer(1);
      Protocol item = stranded.remove();
      if (isOwner()) {
        take(item);
      } else {
        send(item, Objects.requireNonNull(owner), epoch);
      }
    }
    while (!held.isEmpty() && mayPass()) {
      region.unbuffer(1);
      pass(held.remove());
    }
  }

  private boolean hasRoom(Object item) {
    if (region.tryBuffer()) {
      return true;
    }
    drop(item, DeadLetter.Reason.OVERFLOW);
    return false;
  }

  /// On the owner.
  private void take(Object item) {
    if (leaving != null) {
      leaving.keep(item, entities);
      return;
    }
    switch (item) {
      case Mail(var id, var payload) -> entities.deliver(id, payload);
      case EntityMessage message -> entities.deliver(message.entityId(), message.payload());
      case OrderMarker marker ->
          region.send(
              marker.origin(),
              new Protocol.OrderMarkerPassed(region.type(), number, marker.token()));
      default -> throw new IllegalArgumentException("not for an entity: " + item);
    }
  }

  /// @param itsEpoch one in which `target` owns the shard, or did
  private void send(Object item, NodeId target, long itsEpoch) {
    Protocol message =
        switch (item) {
          case Mail(var id, var payload) ->
              new EntityMessage(region.type(), number, itsEpoch, id, payload);
          case EntityMessage it ->
              new EntityMessage(region.type(), number, itsEpoch, it.entityId(), it.payload());
          case OrderMarker it ->
              new OrderMarker(region.type(), number, itsEpoch, it.origin(), it.token());
          default -> throw new IllegalArgumentException("not for an entity: " + item);
        };
    region.send(target, message);
  }

  private void drop(Object item, DeadLetter.Reason reason) {
    switch (item) {
      case Mail(var id, var payload) -> region.deadLetter(id, payload, reason);
      case EntityMessage it -> region.deadLetter(it.entityId(), it.payload(), reason);
      default -> {} // a fence: its origin repeats it
    }
  }

  // ---- Who owns the shard ----

  private void onAssigned(ShardMessage.Assigned now) {
    if (now.epoch() < epoch || ceased) {
      return; // the row of a tenure that is over
    }
    if (now.epoch() > epoch) {
      changeOwner(now.owner(), now.epoch());
    }
    moveTo = now.moveTo();
    if (isOwner()) {
      if (moveTo != null && leaving == null) {
        beginHandOver(moveTo);
      } else if (leaving != null && !leaving.to().equals(moveTo) && !leaving.isCommitting()) {
        endHandOver(/* committed= */ false);
      }
    }
    reconsiderEarly();
    flush();
  }

  private void changeOwner(@Nullable NodeId newOwner, long newEpoch) {
    if (leaving != null && leaving.isCommitting()) {
      endHandOver(/* committed= */ true); // while this node lives nothing else ends its tenure
    }
    NodeId before = owner;
    long epochBefore = epoch;
    boolean sent = sentToOwner;
    owner = newOwner;
    if (newEpoch == epochBefore) {
      return; // just that
    }
    epoch = newEpoch;
    sentToOwner = false;
    if (region.self().equals(before)) {
      if (!isOwner()) { // taken over: this node is dead to the others
        entities.stopAll();
        dropAllOfEntities();
      }
    } else if (before != null && sent && markerVia == null && region.isAlive(before)) {
      markerVia = before;
      markerEpoch = epochBefore;
      markerToken++;
      sendOrderMarker();
    }
    if (isOwner()) {
      entities.onTenure(newEpoch);
      takeOver();
    }
  }

  private void takeOver() {
    HandOverIn bundle = arriving;
    arriving = null;
    if (bundle == null) {
      return;
    }
    // Only the owner's own switch makes the bundle ours. Had it died before, it may have taken its
    // mail back and processed it.
    boolean ours =
        bundle.isComplete() && bundle.epoch() + 1 == epoch && region.isAlive(bundle.from());
    for (Mail mail : bundle.mail()) {
      if (ours) {
        take(mail);
      } else {
        drop(mail, DeadLetter.Reason.NODE_GONE);
      }
    }
  }

  private void reconsiderEarly() {
    int count = early.size();
    region.unbuffer(count);
    for (int n = 0; n < count; n++) {
      onPeer(early.remove());
    }
  }

  private void onMembersChanged() {
    if (markerVia != null && !region.isAlive(markerVia)) {
      endOrderMarker();
    }
    flush();
  }

  private void sendOrderMarker() {
    if (markerVia != null) {
      region.send(
          markerVia,
          new OrderMarker(region.type(), number, markerEpoch, region.self(), markerToken));
      context.timers().startSingle("fence", new ShardMessage.RetryOrderMarker(), FENCE_RETRY);
    }
  }

  private void endOrderMarker() {
    markerVia = null;
    context.timers().cancel("fence");
    flush();
  }

  // ---- Moving away ----

  private void beginHandOver(NodeId to) {
    leaving = new HandOverOut(to, ++attempts);
    entities.stopAll();
    shipWhenSealed();
  }

  private void shipWhenSealed() {
    if (leaving != null && leaving.isSealing() && entities.allStopped()) {
      leaving.pack(entities.takeMail(), region::encodedBytes, region.bytesPerShipment());
      ship();
    }
  }

  private void ship() {
    HandOverOut move = Objects.requireNonNull(leaving);
    for (Protocol part : move.parts(region.type(), number, epoch)) {
      region.send(move.to(), part);
    }
    context
        .timers()
        .startSingle(
            "handover", new ShardMessage.RetryHandOver(), region.config().handOverTimeout());
  }

  private void onRetryHandOver() {
    if (leaving == null) {
      if (isOwner() && moveTo != null) {
        beginHandOver(moveTo);
      }
    } else if (leaving.isShipping()) {
      leaving.retry(++attempts);
      ship();
    }
  }

  private void onRestored(NodeId sender, Protocol.Restored restored) {
    if (leaving == null
        || !leaving.isShipping()
        || !leaving.to().equals(sender)
        || leaving.attempt() != restored.attempt()
        || restored.epoch() != epoch) {
      return; // about an attempt that is over
    }
    context.timers().cancel("handover");
    leaving.commit();
    long attempt = leaving.attempt();
    context.pipeToSelf(
        region.control().commitMove(region.type(), number, epoch, leaving.to()),
        outcome -> new ShardMessage.CommitDone(attempt, outcome));
  }

  private void onCommitDone(long attempt, Outcome<Boolean> outcome) {
    if (leaving == null || leaving.attempt() != attempt) {
      return; // the table was faster
    }
    if (outcome instanceof Outcome.Success<Boolean>(var committed) && committed) {
      endHandOver(/* committed= */ true);
      reconsiderEarly();
    } else {
      endHandOver(/* committed= */ false);
      region.control().hint();
      context
          .timers()
          .startSingle(
              "handover", new ShardMessage.RetryHandOver(), region.config().handOverTimeout());
    }
    flush();
  }

  private void endHandOver(boolean committed) {
    HandOverOut move = Objects.requireNonNull(leaving);
    leaving = null;
    context.timers().cancel("handover");
    if (committed) {
      successors.put(epoch, move.to());
      if (successors.size() > REMEMBERED_SUCCESSORS) {
        successors.remove(successors.firstKey());
      }
      owner = move.to();
      epoch++;
      moveTo = null;
      move.unfit().forEach(mail -> drop(mail, DeadLetter.Reason.SERIALIZATION));
      sentToOwner = true; // some of what follows may be of this node
      region.send(move.to(), new Protocol.Switched(region.type(), number, epoch));
      move.arrivedSince().forEach(item -> send(item, move.to(), epoch));
    } else {
      move.packed().forEach(this::take);
      entities.startHeld();
      move.arrivedSince().forEach(this::take);
    }
  }

  // ---- Moving here ----

  private void onHandOver(NodeId sender, Protocol.HandOver part) {
    if (part.epoch() < epoch || isOwner()) {
      return; // of a tenure that is over
    }
    if (arriving == null || !arriving.isSame(sender, part)) {
      arriving = new HandOverIn(sender, part); // the sender still has everything of an earlier one
    }
    arriving.add(part);
    if (arriving.isComplete()) {
      region.send(
          sender, new Protocol.Restored(region.type(), number, part.epoch(), part.attempt()));
    }
  }

  // ---- Leaving ----

  /// This node owns nothing any more, but others may not know yet, and what they have sent here may
  /// be under way. Each other node answers once it will send nothing more; on its link that answer
  /// is behind all it has sent. This node's own last messages are on their way before the question.
  private static final class Leaving {
    private final CompletableFuture<Void> done;
    private final Set<NodeId> unanswered;

    Leaving(CompletableFuture<Void> done, List<NodeId> peers) {
      this.done = done;
      this.unanswered = new LinkedHashSet<>(peers);
    }
  }

  private void sayGoodbye() {
    if (goodbye != null) {
      var farewell = new Protocol.Farewell(region.type(), number, epoch);
      goodbye.unanswered.forEach(peer -> region.send(peer, farewell));
      context.timers().startSingle("farewell", new ShardMessage.RetryFarewell(), FENCE_RETRY);
    }
  }

  private void leaveIfAlone(Leaving leave) {
    leave.unanswered.removeIf(peer -> !region.isAlive(peer));
    if (ceased
        || (leave.unanswered.isEmpty()
            && markerVia == null
            && held.isEmpty()
            && stranded.isEmpty())) {
      goodbye = null;
      context.timers().cancel("farewell");
      leave.done.complete(null);
    }
  }

  /// {@return whether nothing goes by way of `node` any more, which has then been told so}
  private boolean isFarewell(NodeId node, long itsEpoch) {
    if (epoch < itsEpoch || node.equals(owner) || markerVia != null) {
      return false;
    }
    region.send(node, new Protocol.FarewellPassed(region.type(), number));
    return true;
  }

  // ---- The end ----

  private void cease() {
    ceased = true;
    markerVia = null;
    context.timers().cancelAll();
    entities.stopAll();
    dropAllOfEntities();
    List<Object> left = new ArrayList<>(stranded);
    left.addAll(held);
    early.forEach(each -> left.add(each.message()));
    region.unbuffer(left.size());
    stranded.clear();
    held.clear();
    early.clear();
    left.forEach(item -> drop(item, DeadLetter.Reason.FENCED));
  }

  private void dropAllOfEntities() {
    entities.abandon();
    if (leaving != null) {
      leaving.packed().forEach(mail -> drop(mail, DeadLetter.Reason.FENCED));
      leaving.arrivedSince().forEach(item -> drop(item, DeadLetter.Reason.FENCED));
      leaving = null;
    }
  }
}
