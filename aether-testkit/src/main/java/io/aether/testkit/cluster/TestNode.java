package io.aether.testkit.cluster;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.annotation.Experimental;
import io.aether.actor.spi.Environment;
import io.aether.cluster.Cluster;
import io.aether.cluster.EntityType;
import io.aether.cluster.NodeId;
import io.aether.cluster.Sharding;
import io.aether.testkit.wire.NodeEnvironment;
import io.aether.testkit.wire.StoreLink;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// One node of a [TestCluster]: an actor system with its own environment. Thread-safe.
@Experimental
public final class TestNode {

  /// JOINED -> CRASHED (and back by healing) -> KILLED or LEFT.
  enum Fate {
    JOINED,
    CRASHED,
    KILLED,
    LEFT
  }

  private final ActorSystem system;
  private final Cluster cluster;
  private final NodeEnvironment environment;
  private final StoreLink store;

  /// Any thread.
  private final Set<String> hosted = ConcurrentHashMap.newKeySet();

  /// Written by the test, read by any thread.
  private volatile Fate fate = Fate.JOINED;

  TestNode(ActorSystem system, Cluster cluster, NodeEnvironment environment, StoreLink store) {
    this.system = system;
    this.cluster = cluster;
    this.environment = environment;
    this.store = store;
  }

  public String name() {
    return system.name();
  }

  /// {@return the name of the node and its incarnation}
  public NodeId id() {
    return cluster.self();
  }

  public ActorSystem system() {
    return system;
  }

  public Cluster cluster() {
    return cluster;
  }

  /// {@return the environment of this node, for code that is to be paused and killed with it}
  public Environment environment() {
    return environment;
  }

  /// Lets this node run entities of `type`; see [io.aether.cluster.Sharding#host].
  public <M> void host(EntityType<M> type, Sharding.EntityFactory<M> entity) {
    hosted.add(type.name());
    cluster.sharding().host(type, entity);
  }

  /// {@return the ref of an entity, whose messages are sent by this node}
  public <M> ActorRef<M> ref(EntityType<M> type, String id) {
    return cluster.sharding().ref(type, id);
  }

  @Override
  public String toString() {
    return name() + " (" + fate + (environment.isRunning() ? ")" : ", paused)");
  }

  // ---- For the cluster ----

  NodeEnvironment nodeEnvironment() {
    return environment;
  }

  StoreLink store() {
    return store;
  }

  boolean hosts(EntityType<?> type) {
    return hosted.contains(type.name());
  }

  boolean isInTouch() {
    return fate == Fate.JOINED && environment.isRunning();
  }

  Fate fate() {
    return fate;
  }

  void fate(Fate now) {
    fate = now;
  }
}
