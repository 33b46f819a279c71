package io.aether.cluster.sharding;

import io.aether.actor.ActorContext;
import io.aether.cluster.NodeId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Lets a node leave without losing messages of one shard: the part of the leaving node as well as
/// that of the nodes that stay. Owned by the [Shard].
///
/// The leaving node owns nothing any more, but other nodes may not know that yet, and messages that
/// they have sent to it may be in flight. So it sends a farewell to each of them. A node answers
/// once it sends nothing more by way of the leaving node; on its link this answer follows
/// everything else. The leaving node is done when all have answered, or died, and nothing waits on
/// its route. Its own last messages were sent before its farewell.
final class Departure {

  private static final Duration FAREWELL_RETRY = Duration.ofSeconds(1);
  private static final String RETRY_TIMER = "farewell";

  private final Region region;
  private final int shard;
  private final Route route;
  private final ActorContext<ShardMessage> context;

  /// Nodes that leave and await the answer of this node, with the newest epoch that each knew.
  private final Map<NodeId, Long> leavers = new LinkedHashMap<>(0);

  /// The other nodes, while this node leaves and they have not answered.
  private final Set<NodeId> unanswered = new LinkedHashSet<>(0);

  /// Completed when this node may leave; null while it stays.
  private @Nullable CompletableFuture<Void> done;

  Departure(Region region, int shard, Route route, ActorContext<ShardMessage> context) {
    this.region = region;
    this.shard = shard;
    this.route = route;
    this.context = context;
  }

  // ---- This node leaves ----

  /// @param whenDone completed when no other node relies on this one for the shard
  void begin(List<NodeId> peers, CompletableFuture<Void> whenDone) {
    done = whenDone;
    unanswered.clear();
    unanswered.addAll(peers);
    sayFarewell();
  }

  /// Says farewell to the nodes that have not answered; again after a pause.
  void sayFarewell() {
    if (done != null) {
      var farewell = new Protocol.Farewell(region.type(), shard, route.epoch());
      unanswered.forEach(peer -> region.send(peer, farewell));
      context.timers().startSingle(RETRY_TIMER, new ShardMessage.RetryFarewell(), FAREWELL_RETRY);
    }
  }

  void onAnswer(NodeId peer) {
    unanswered.remove(peer);
  }

  // ---- Another node leaves ----

  /// @param epoch the newest epoch that `leaver` knew
  void onFarewell(NodeId leaver, long epoch) {
    leavers.put(leaver, epoch);
  }

  // ---- Both ----

  /// Goes on as far as the state of the shard allows. Called after each message of the shard.
  void proceed() {
    if (!leavers.isEmpty()) {
      leavers.entrySet().removeIf(leaver -> answered(leaver.getKey(), leaver.getValue()));
    }
    if (done != null) {
      leaveIfAlone(done);
    }
  }

  /// {@return whether this node sends nothing by way of `leaver` any more; it has then answered}
  private boolean answered(NodeId leaver, long itsEpoch) {
    if (route.epoch() < itsEpoch || leaver.equals(route.owner()) || route.awaitsMarker()) {
      return false;
    }
    region.send(leaver, new Protocol.FarewellPassed(region.type(), shard));
    return true;
  }

  private void leaveIfAlone(CompletableFuture<Void> whenDone) {
    unanswered.removeIf(peer -> !region.isAlive(peer));
    if (route.isClosed() || (unanswered.isEmpty() && route.isClear())) {
      done = null;
      context.timers().cancel(RETRY_TIMER);
      whenDone.complete(null);
    }
  }
}
