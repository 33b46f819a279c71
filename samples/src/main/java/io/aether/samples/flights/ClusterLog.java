package io.aether.samples.flights;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.cluster.ClusterEvent;
import io.aether.cluster.NodeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Records the cluster events that one node has received, and notifies actors when a condition
/// holds.
final class ClusterLog implements Behavior<ClusterLog.Message> {

  /// The messages that the log accepts.
  sealed interface Message {

    /// An event of the cluster.
    record Happened(ClusterEvent event) implements Message {}

    /// Requests a reply as soon as the history satisfies the condition.
    record When(Predicate<History> condition, ActorRef<History> replyTo) implements Message {}

    /// The run has failed: from now on all requests are answered at once.
    record Abandoned() implements Message {}
  }

  /// The events so far.
  ///
  /// @param down the nodes that were declared dead
  /// @param shards how many shards moved from which node to which
  /// @param terminated whether the node itself has learned that it was declared dead
  record History(Set<String> down, Map<Route, Integer> shards, boolean terminated) {

    History {
      down = Collections.unmodifiableSet(new LinkedHashSet<>(down));
      shards = Collections.unmodifiableMap(new LinkedHashMap<>(shards));
    }

    /// {@return the number of shards that the node has received minus those that it has given away}
    int gained(String node) {
      int gained = 0;
      for (var entry : shards.entrySet()) {
        gained += entry.getKey().to().equals(node) ? entry.getValue() : 0;
        gained -= entry.getKey().from().equals(node) ? entry.getValue() : 0;
      }
      return gained;
    }
  }

  /// A move from one node to another, by name.
  record Route(String from, String to) {}

  private History history = new History(Set.of(), Map.of(), /* terminated= */ false);
  private final List<Message.When> waiting = new ArrayList<>();
  private boolean abandoned;

  private ClusterLog() {}

  static Behavior<Message> create() {
    return Behaviors.setup(_ -> new ClusterLog());
  }

  @Override
  public Behavior<Message> onMessage(ActorContext<Message> context, Message message) {
    switch (message) {
      case Message.Happened(var event) -> history = after(event);
      case Message.When when -> waiting.add(when);
      case Message.Abandoned _ -> abandoned = true;
    }
    waiting.removeIf(when -> {
      boolean holds = abandoned || when.condition().test(history);
      if (holds) {
        when.replyTo().tell(history);
      }
      return holds;
    });
    return Behaviors.same();
  }

  private History after(ClusterEvent event) {
    return switch (event) {
      case ClusterEvent.MemberDown(NodeId node) -> {
        Set<String> down = new LinkedHashSet<>(history.down());
        down.add(node.name());
        yield new History(down, history.shards(), history.terminated());
      }
      case ClusterEvent.ShardMoved(_, _, NodeId from, NodeId to) -> {
        Map<Route, Integer> shards = new LinkedHashMap<>(history.shards());
        shards.merge(new Route(from.name(), to.name()), 1, Integer::sum);
        yield new History(history.down(), shards, history.terminated());
      }
      case ClusterEvent.Terminated _ ->
          new History(history.down(), history.shards(), /* terminated= */ true);
      case ClusterEvent.MemberUp _, ClusterEvent.MemberLeft _ -> history;
    };
  }
}
