package io.aether.cluster.sharding;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.spi.Ownership;
import io.aether.actor.spi.SpawnOptions;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The entities of one shard while this node owns it. Owned by the [Shard].
///
/// An entity may stop at any moment, with messages waiting. None of them is lost or reordered: its
/// unprocessed messages are returned (oldest first), and so are all messages sent to it until its
/// end is known here; then a mark is sent after them. When the mark is returned, all messages are,
/// and a new incarnation of the entity takes them over.
final class Entities {

  /// Follows all messages that were sent to an entity before its end was known.
  private enum Mark {
    LAST
  }

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
  private static final int LONGEST_PAUSE_DOUBLINGS = 6;

  private final Region region;
  private final ActorContext<ShardMessage> context;
  private final Map<String, Slot> slots = new LinkedHashMap<>();
  private long epoch;

  /// Distinguishes the names of entities whose ids are equal in UTF-8.
  private long oddNames;

  private final Map<ActorRef<?>, String> idByActor = new HashMap<>(); // never iterated

  Entities(Region region, ActorContext<ShardMessage> context) {
    this.region = region;
    this.context = context;
  }

  void deliver(InTransit.ToEntity toEntity) {
    String id = toEntity.entityId();
    Object message = toEntity.message();
    Slot slot = slots.computeIfAbsent(id, _ -> new Slot());
    if (slot.actor != null && !slot.draining && slot.held.isEmpty()) {
      slot.actor.tell(message);
    } else {
      slot.held.add(message);
      if (slot.actor == null && slot.failures == 0) {
        start(id, slot);
      }
    }
  }

  /// Keeps a message without starting the entity.
  void hold(InTransit.ToEntity message) {
    slots.computeIfAbsent(message.entityId(), _ -> new Slot()).held.add(message.message());
  }

  /// Starts entities in this tenure from now on.
  void onTenure(long newEpoch) {
    epoch = newEpoch;
  }

  private void start(String id, Slot slot) {
    if (!region.control().holdsLease()) {
      retryIn(region.config().lease().renewEvery());
      return;
    }
    ActorRef<ShardMessage> self = context.self();
    SpawnOptions options =
        SpawnOptions.NONE
            .withOwnership(new Tenure(region, epoch))
            .withSelfRef(region.ref(id))
            .withUndelivered(message ->
                self.tell(
                    message == Mark.LAST
                        ? new ShardMessage.Drained(id)
                        : new ShardMessage.Returned(new InTransit.ToEntity(id, message))));
    Behavior<Object> behavior = Behaviors.setup(_ -> region.create(id));
    ActorRef<Object> actor =
        region.system().spi().spawnChild(context, behavior, nameOf(id), options);
    context.watch(actor);
    idByActor.put(actor, id);
    slot.actor = actor;
    slot.held.forEach(actor::tell);
    slot.held.clear();
  }

  /// {@return a name that only this id has} Ids that are not well-formed Unicode may be equal when
  /// encoded, so such an id gets a number, after a character that no encoding contains.
  private String nameOf(String id) {
    String encoded = URLEncoder.encode(id, StandardCharsets.UTF_8);
    boolean exact = URLDecoder.decode(encoded, StandardCharsets.UTF_8).equals(id);
    return "entity-" + encoded + (exact ? "" : "~" + ++oddNames);
  }

  /// Starts entities that have messages but could not run.
  void startHeld() {
    for (var entry : slots.entrySet()) {
      Slot slot = entry.getValue();
      if (slot.actor == null && !slot.held.isEmpty()) {
        start(entry.getKey(), slot);
      }
    }
  }

  private void retryIn(Duration pause) {
    if (!context.timers().isActive("held")) {
      context.timers().startSingle("held", new ShardMessage.RetryHeld(), pause);
    }
  }

  void returned(InTransit.ToEntity message) {
    Slot slot = slots.get(message.entityId());
    if (slot == null) { // abandoned
      region.drop(message, DeadLetter.Reason.FENCED);
    } else {
      slot.returned.add(message.message());
    }
  }

  void ended(ActorRef<?> actor, boolean failed) {
    String id = idByActor.remove(actor);
    Slot slot = id == null ? null : slots.get(id);
    if (slot == null || slot.actor != actor) {
      return; // abandoned
    }
    slot.draining = true;
    slot.failures = failed ? Math.min(slot.failures + 1, LONGEST_PAUSE_DOUBLINGS) : 0;
    slot.actor.tell(Mark.LAST);
  }

  /// @param restart whether the remaining messages may start the entity again
  void drained(String id, boolean restart) {
    Slot slot = slots.get(id);
    if (slot == null || !slot.draining) {
      return; // abandoned
    }
    slot.actor = null;
    slot.draining = false;
    slot.returned.addAll(slot.held);
    slot.held.clear();
    slot.held.addAll(slot.returned);
    slot.returned.clear();
    if (slot.held.isEmpty()) {
      slots.remove(id);
    } else if (restart && slot.failures == 0) {
      start(id, slot);
    } else if (restart) { // after a pause, because it may fail again at once
      retryIn(SHORTEST_PAUSE.multipliedBy(1L << (slot.failures - 1)));
    }
  }

  void stopAll() {
    for (Slot slot : slots.values()) {
      if (slot.actor != null && !slot.draining) {
        context.stop(slot.actor);
      }
    }
  }

  boolean allStopped() {
    return slots.values().stream().allMatch(slot -> slot.actor == null);
  }

  /// {@return all messages that wait, in order per entity; none is left here}
  List<InTransit.ToEntity> takeAll() {
    List<InTransit.ToEntity> all = new ArrayList<>();
    slots.forEach(
        (id, slot) -> slot.held.forEach(message -> all.add(new InTransit.ToEntity(id, message))));
    slots.clear();
    return all;
  }

  /// Forgets all entities; their unprocessed messages become dead letters.
  void abandon() {
    takeAll().forEach(message -> region.drop(message, DeadLetter.Reason.FENCED));
  }

  /// Lets an entity act while this node is sure that it owns the shard.
  ///
  /// Checking the lease is enough: a living node loses the shard only by its own hand-over, after
  /// its entities have stopped.
  private record Tenure(Region region, long epoch) implements Ownership {

    @Override
    public boolean isHeld() {
      return region.control().holdsLease();
    }
  }

  /// One entity.
  private static final class Slot {

    /// Its present incarnation, also while it drains.
    private @Nullable ActorRef<Object> actor;

    /// Whether its end is known, but not all messages sent to it are returned.
    private boolean draining;

    /// Messages that were returned.
    private final Deque<Object> returned = new ArrayDeque<>(0);

    /// Messages that arrived since.
    private final Deque<Object> held = new ArrayDeque<>(0);

    /// The number of failures in a row.
    private int failures;
  }
}
