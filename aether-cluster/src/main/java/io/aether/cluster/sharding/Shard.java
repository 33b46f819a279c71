package io.aether.cluster.sharding;

import io.aether.actor.ActorContext;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.Outcome;
import io.aether.actor.Signal;
import io.aether.cluster.NodeId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One shard on one node. Every message to one of its entities, from this node or forwarded by it,
/// passes through this actor, in order. The owner of the shard determines what happens to the
/// message:
///
///     nobody, or a dead node      it waits; see [Route]
///     another node                it is sent there; see [Route]
///     this node                   it goes to the entity, which is started if needed; see [Entities]
///     this node, moving away      it is kept with the messages that move; see [HandOverOut]
///
/// This class follows the table of owners: it begins and ends moves. The route keeps the order of
/// messages across them, and the [Departure] lets a node leave without a loss.
final class Shard implements Behavior<ShardMessage> {

  private static final String HAND_OVER_TIMER = "handover";

  private final Region region;
  private final int number;
  private final ActorContext<ShardMessage> context;
  private final Entities entities;
  private final Route route;
  private final Departure departure;

  private @Nullable NodeId moveTo;
  private @Nullable HandOverOut leaving;
  private @Nullable HandOverIn arriving;
  private long attempts;

  Shard(Region region, int number, ActorContext<ShardMessage> context) {
    this.region = region;
    this.number = number;
    this.context = context;
    this.entities = new Entities(region, context);
    this.route = new Route(region, number, context, this::take);
    this.departure = new Departure(region, number, route, context);
  }

  @Override
  public Behavior<ShardMessage> onMessage(
      ActorContext<ShardMessage> context, ShardMessage message) {
    switch (message) {
      case InTransit.ToEntity toEntity -> route.submit(toEntity);
      case ShardMessage.FromPeer(var sender, var protocol) -> onPeer(sender, protocol);
      case ShardMessage.Returned(var toEntity) -> entities.returned(toEntity);
      case ShardMessage.Drained(var id) -> {
        entities.drained(id, /* restart= */ leaving == null && !route.isClosed());
        shipWhenSealed();
      }
      case ShardMessage.Assigned assigned -> onAssigned(assigned);
      case ShardMessage.MembersChanged() -> route.onMembersChanged();
      case ShardMessage.CommitDone(var attempt, var outcome) -> onCommitDone(attempt, outcome);
      case ShardMessage.RetryHeld() -> {
        if (route.isOwner() && leaving == null) {
          entities.startHeld();
        }
      }
      case ShardMessage.RetryOrderMarker() -> route.sendMarker();
      case ShardMessage.RetryHandOver() -> onRetryHandOver();
      case ShardMessage.Leave(var done) -> departure.begin(region.peers(), done);
      case ShardMessage.RetryFarewell() -> departure.sayFarewell();
      case ShardMessage.Cease() -> cease();
    }
    departure.proceed();
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

  private void onPeer(NodeId sender, Protocol message) {
    switch (message) {
      case Protocol.EntityMessage(_, _, var itsEpoch, var id, var payload) ->
          route.receive(new InTransit.ToEntity(id, payload), itsEpoch);
      case Protocol.OrderMarker(_, _, var itsEpoch, var origin, var token) ->
          route.receive(new InTransit.Marker(origin, token), itsEpoch);
      case Protocol.OrderMarkerPassed(_, _, var token) -> route.onMarkerPassed(token);
      case Protocol.HandOver part -> onHandOver(sender, part);
      case Protocol.Restored restored -> onRestored(sender, restored);
      case Protocol.Switched(_, _, var newest) -> hintIfBehind(newest);
      case Protocol.Farewell(_, _, var newest) -> {
        hintIfBehind(newest);
        departure.onFarewell(sender, newest);
      }
      case Protocol.FarewellPassed _ -> departure.onAnswer(sender);
    }
  }

  private void hintIfBehind(long newestEpoch) {
    if (newestEpoch > route.epoch()) {
      region.control().hint();
    }
  }

  /// Takes what has arrived at this node, the owner.
  private void take(InTransit item) {
    if (leaving != null) {
      leaving.keep(item, entities);
      return;
    }
    switch (item) {
      case InTransit.ToEntity toEntity -> entities.deliver(toEntity);
      case InTransit.Marker(var origin, var token) ->
          region.send(origin, new Protocol.OrderMarkerPassed(region.type(), number, token));
    }
  }

  // ---- The owner of the shard ----

  private void onAssigned(ShardMessage.Assigned now) {
    if (now.epoch() < route.epoch() || route.isClosed()) {
      return; // the row of a tenure that is over
    }
    if (now.epoch() > route.epoch()) {
      changeOwner(now.owner(), now.epoch());
    }
    moveTo = now.moveTo();
    if (route.isOwner()) {
      if (moveTo != null && leaving == null) {
        beginHandOver(moveTo);
      } else if (leaving != null && !leaving.to().equals(moveTo) && !leaving.isCommitting()) {
        endHandOver(/* committed= */ false);
      }
    }
    route.reconsiderEarly();
    route.flush();
  }

  private void changeOwner(@Nullable NodeId newOwner, long newEpoch) {
    if (leaving != null && leaving.isCommitting()) {
      endHandOver(/* committed= */ true); // while this node lives nothing else ends its tenure
    }
    boolean wasOwner = route.isOwner();
    if (!route.assign(newOwner, newEpoch)) {
      return; // this node's own move, which it knew already
    }
    if (wasOwner && !route.isOwner()) { // taken over: to the others this node is dead
      entities.stopAll();
      dropAllOfEntities();
    }
    if (route.isOwner()) {
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
    // The bundle is valid only if the previous owner has made the switch itself. If it died before,
    // it may have taken its messages back and processed them.
    boolean valid =
        bundle.isComplete() && bundle.epoch() + 1 == route.epoch() && region.isAlive(bundle.from());
    for (InTransit.ToEntity message : bundle.messages()) {
      if (valid) {
        take(message);
      } else {
        region.drop(message, DeadLetter.Reason.NODE_GONE);
      }
    }
  }

  // ---- Moving away ----

  private void beginHandOver(NodeId to) {
    leaving = new HandOverOut(to, ++attempts);
    entities.stopAll();
    shipWhenSealed();
  }

  private void shipWhenSealed() {
    if (leaving != null && leaving.isSealing() && entities.allStopped()) {
      leaving.pack(entities.takeAll(), region::encodedBytes, region.bytesPerShipment());
      ship();
    }
  }

  private void ship() {
    HandOverOut move = Objects.requireNonNull(leaving);
    for (Protocol part : move.parts(region.type(), number, route.epoch())) {
      region.send(move.to(), part);
    }
    retryHandOverLater();
  }

  private void retryHandOverLater() {
    context
        .timers()
        .startSingle(
            HAND_OVER_TIMER,
            new ShardMessage.RetryHandOver(),
            region.config().sharding().handOverTimeout());
  }

  private void onRetryHandOver() {
    if (leaving == null) {
      if (route.isOwner() && moveTo != null) {
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
        || restored.epoch() != route.epoch()) {
      return; // about an attempt that is over
    }
    context.timers().cancel(HAND_OVER_TIMER);
    leaving.commit();
    long attempt = leaving.attempt();
    context.pipeToSelf(
        region.control().commitMove(region.type(), number, route.epoch(), leaving.to()),
        outcome -> new ShardMessage.CommitDone(attempt, outcome));
  }

  private void onCommitDone(long attempt, Outcome<Boolean> outcome) {
    if (leaving == null || leaving.attempt() != attempt) {
      return; // the table was faster
    }
    if (outcome instanceof Outcome.Success<Boolean>(var committed) && committed) {
      endHandOver(/* committed= */ true);
      route.reconsiderEarly();
    } else {
      endHandOver(/* committed= */ false);
      region.control().hint();
      retryHandOverLater();
    }
    route.flush();
  }

  private void endHandOver(boolean committed) {
    HandOverOut move = Objects.requireNonNull(leaving);
    leaving = null;
    context.timers().cancel(HAND_OVER_TIMER);
    if (committed) {
      route.handOver(move.to());
      moveTo = null;
      move.unfit().forEach(message -> region.drop(message, DeadLetter.Reason.SERIALIZATION));
      region.send(move.to(), new Protocol.Switched(region.type(), number, route.epoch()));
      move.arrivedSince().forEach(item -> region.send(move.to(), number, route.epoch(), item));
    } else {
      move.packed().forEach(this::take);
      entities.startHeld();
      move.arrivedSince().forEach(this::take);
    }
  }

  // ---- Moving here ----

  private void onHandOver(NodeId sender, Protocol.HandOver part) {
    if (part.epoch() < route.epoch() || route.isOwner()) {
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

  // ---- The end ----

  private void cease() {
    context.timers().cancelAll();
    entities.stopAll();
    dropAllOfEntities();
    route.close().forEach(item -> region.drop(item, DeadLetter.Reason.FENCED));
  }

  private void dropAllOfEntities() {
    entities.abandon();
    if (leaving != null) {
      leaving.packed().forEach(message -> region.drop(message, DeadLetter.Reason.FENCED));
      leaving.arrivedSince().forEach(item -> region.drop(item, DeadLetter.Reason.FENCED));
      leaving = null;
    }
  }
}
