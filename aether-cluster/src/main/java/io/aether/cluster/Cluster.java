package io.aether.cluster;

import io.aether.actor.ActorSystem;
import io.aether.actor.Cancellable;
import io.aether.actor.annotation.Experimental;
import io.aether.actor.shutdown.ShutdownPhase;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.SafeText;
import io.aether.cluster.membership.Change;
import io.aether.cluster.membership.ControlPlane;
import io.aether.cluster.membership.ShardTable;
import io.aether.cluster.membership.View;
import io.aether.cluster.remote.InternalTypes;
import io.aether.cluster.remote.Remoting;
import io.aether.cluster.sharding.ShardingService;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An actor system's membership in a cluster.
///
/// ```java
/// try (var cluster = Cluster.join(system, ClusterConfig.of("n1", transport, store, messages))) {
///   cluster.sharding().host(ACCOUNT, entity -> Account.create(entity.id()));
///   ActorRef<Account.Command> account = cluster.sharding().ref(ACCOUNT, "7");
/// } // hands its shards over and leaves
/// ```
///
/// Thread-safe.
@Experimental
public final class Cluster implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

  private final NodeId self;
  private final ClusterConfig config;
  private final Environment environment;
  private final Remoting remoting;
  private final ControlPlane control;
  private final ShardingService sharding;
  private final List<ClusterEvent.Subscriber> subscribers = new CopyOnWriteArrayList<>();

  /// The view and the tables that subscribers know. Control actor only.
  private View view = View.EMPTY;

  private final Map<String, ShardTable> tables = new HashMap<>(); // never iterated

  /// Set by the first call of [#close]. Any thread.
  private final AtomicBoolean closing = new AtomicBoolean();

  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  private Cluster(ActorSystem system, ClusterConfig config) {
    this.config = config;
    this.environment = system.spi().environment();
    this.self = new NodeId(config.node(), environment.random().nextLong());
    this.remoting =
        Remoting.start(
            system,
            self,
            config.transport(),
            config.messages(),
            ShardingService.wireTypes(InternalTypes.NONE));
    this.control =
        ControlPlane.start(
            system, self, config.controlStore(), config.lease(), config.minMembers());
    this.sharding = new ShardingService(self, system, config, control, remoting);
    remoting.addressEntitiesBy(sharding);
    control.onChange(this::onChange);
  }

  /// Joins, and returns when this node is a member that is up. Blocks. Transport and control store
  /// are closed with the cluster, also if joining fails.
  ///
  /// @throws InterruptedException if the caller is interrupted while waiting; the node has then
  ///   left
  /// @throws IllegalStateException if the node cannot join; the message says why
  /// @throws IllegalArgumentException if the shutdown of the system has no phase
  ///   [ShutdownPhase#CLUSTER_LEAVE]; the node has then left
  public static Cluster join(ActorSystem system, ClusterConfig config) throws InterruptedException {
    Cluster cluster;
    try {
      cluster = new Cluster(system, config);
    } catch (RuntimeException e) {
      config.transport().close();
      config.controlStore().close();
      throw e;
    }
    CompletableFuture<Void> up = cluster.control.join();
    try {
      cluster.environment.await(up);
    } catch (InterruptedException e) {
      cluster.abandon();
      throw e;
    }
    if (up.isCompletedExceptionally()) {
      cluster.abandon();
      throw new IllegalStateException(
          "Node '%s' could not join: %s".formatted(config.node(), up.exceptionNow().getMessage()),
          up.exceptionNow());
    }
    cluster.leaveWithSystem(system);
    return cluster;
  }

  /// Lets the node leave before its system ends.
  private void leaveWithSystem(ActorSystem system) {
    try {
      Cancellable leave =
          system
              .coordinatedShutdown()
              .addTask(ShutdownPhase.CLUSTER_LEAVE, "leave the cluster", this::close);
      closed.whenComplete((_, _) -> leave.cancel());
    } catch (RuntimeException e) { // the system ends, or has no such phase
      close();
      throw e;
    }
  }

  /// {@return this node}
  public NodeId self() {
    return self;
  }

  /// {@return the members as this node knows them, this one included}
  public List<Member> members() {
    return control.view().members();
  }

  /// {@return the entities of this cluster}
  public Sharding sharding() {
    return sharding;
  }

  /// Calls `subscriber` with each change from now on, in order, on a thread of the cluster; it must
  /// not block. If it throws, the failure is logged, and it stays subscribed.
  public Cancellable subscribe(ClusterEvent.Subscriber subscriber) {
    subscribers.add(subscriber);
    return () -> subscribers.remove(subscriber);
  }

  private void onChange(Change change) {
    switch (change) {
      case Change.NewView(var now) -> onView(now);
      case Change.NewTable(var now) -> onTable(now);
      case Change.Terminated(var reason) -> {
        LOG.debug("{} stops its entities: {}", self, reason); // the control actor has logged it
        sharding.cease();
        publish(new ClusterEvent.Terminated());
      }
    }
  }

  private void onView(View now) {
    View before = view;
    view = now;
    for (Member member : now.members()) {
      boolean wasUp = before.isUp(member.node());
      switch (member.status()) {
        case UP -> {
          if (!wasUp) {
            publish(new ClusterEvent.MemberUp(member.node()));
          }
        }
        case DOWN -> {
          if (before.isAlive(member.node())) {
            gone(member.node());
            publish(new ClusterEvent.MemberDown(member.node()));
          }
        }
        case JOINING, LEAVING -> {}
      }
    }
    for (Member member : before.members()) {
      if (before.isAlive(member.node()) && now.member(member.node()).isEmpty()) {
        gone(member.node());
        publish(new ClusterEvent.MemberLeft(member.node()));
      }
    }
    sharding.onMembers();
  }

  private void gone(NodeId node) {
    if (!node.equals(self)) {
      remoting.nodeGone(node);
    }
  }

  private void onTable(ShardTable now) {
    ShardTable before = tables.put(now.type(), now);
    sharding.onTable(now);
    if (before != null) {
      for (int shard = 0; shard < now.shardCount(); shard++) {
        if (!before.owner(shard).equals(now.owner(shard))) {
          publish(
              new ClusterEvent.ShardMoved(
                  now.type(), shard, before.owner(shard), now.owner(shard)));
        }
      }
    }
  }

  private void publish(ClusterEvent event) {
    for (var subscriber : subscribers) {
      try {
        subscriber.onEvent(event);
      } catch (Exception e) {
        LOG.error("{}: a subscriber to cluster events failed", self, SafeText.printable(e));
      }
    }
  }

  /// Hands over the shards of this node, leaves, and waits until that is done; then closes
  /// transport and control store. If no other node takes the shards, or the store cannot be
  /// reached, the node goes without a farewell after the time in which the others would have given
  /// it up, plus twice the time of a hand-over: 16 s by default. Idempotent; each call waits. An
  /// actor system that ends closes its cluster before its actors stop.
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      environment.awaitUninterrupted(closed);
      return;
    }
    var left = new CompletableFuture<Void>();
    control
        .retire()
        .thenCompose(_ -> sharding.leave())
        .thenCompose(_ -> control.leave())
        .whenComplete((_, failure) -> {
          if (failure == null) {
            left.complete(null);
          } else {
            left.completeExceptionally(failure);
          }
        });
    Duration patience =
        config.lease().takeOverAfter().plus(config.sharding().handOverTimeout().multipliedBy(2));
    Cancellable timer =
        environment
            .scheduler()
            .schedule(
                patience,
                () ->
                    left.completeExceptionally(
                        new TimeoutException("it was not done within " + patience)));
    try {
      environment.awaitUninterrupted(left);
      timer.cancel();
      boolean gaveUp = left.isCompletedExceptionally() && !control.isTerminated();
      abandon(); // before the log, whose appender may throw
      if (gaveUp) {
        LOG.warn(
            "Node {} could not leave in an orderly way, and the others wait until its lease has run"
                + " out: {}",
            self,
            SafeText.message(left.exceptionNow()));
      }
    } finally {
      closed.complete(null);
    }
  }

  private void abandon() {
    sharding.cease();
    control.close();
    remoting.close();
    config.transport().close();
    config.controlStore().close();
  }
}
