package io.aether.cluster.membership;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behaviors;
import io.aether.actor.Cancellable;
import io.aether.actor.spi.Scheduler;
import io.aether.cluster.LeaseSettings;
import io.aether.cluster.NodeId;
import io.aether.cluster.spi.ControlStore;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// One node's membership: its lease, its knowledge of the cluster, and the leader's work while it
/// leads. Thread-safe; no method blocks.
///
/// One actor under `/system` does the work, in rounds: read everything, decide, write; see
/// [ControlLoop]. The actor completes the futures and calls the listeners, so callbacks must not
/// block. All pending futures fail with an [IllegalStateException] when this node is terminated or
/// closed; the node then acts for no shard any more.
public final class ControlPlane {

  private final NodeId self;
  private final Scheduler scheduler;
  private final ControlLoop loop;
  private final ActorRef<ControlActor.Message> actor;

  /// Whether a hint waits in the actor's mailbox: one is enough. Any thread.
  private final AtomicBoolean hinted = new AtomicBoolean();

  private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();

  private final CompletableFuture<Void> joined = new CompletableFuture<>();
  private final CompletableFuture<Void> retired = new CompletableFuture<>();
  private final CompletableFuture<Void> left = new CompletableFuture<>();

  /// The pending futures, in the order of their creation. Any thread.
  private final Set<CompletableFuture<?>> open = Collections.synchronizedSet(new LinkedHashSet<>());

  /// Written by the control actor, read by any thread.
  private volatile View view = View.EMPTY;

  private volatile Map<String, ShardTable> tables = Map.of();
  private volatile boolean terminated;
  private volatile boolean stopped;

  /// Written by the thread that closes, or by the control actor as it stops; read by any thread.
  private volatile boolean closed;

  private ControlPlane(
      ActorSystem system, NodeId self, ControlStore store, LeaseSettings settings, int minMembers) {
    this.self = self;
    this.scheduler = system.spi().environment().scheduler();
    this.loop = new ControlLoop(self, settings, minMembers, scheduler.nanoTime());
    track(joined);
    track(retired);
    track(left);
    this.actor =
        system
            .spi()
            .spawnSystem(
                Behaviors.setup(
                    context -> new ControlActor(this, loop, store, scheduler, settings, context)),
                "control-" + self);
  }

  /// Begins to observe the cluster as node `self`, which other nodes do not see before [#join].
  ///
  /// @param store closed by the caller
  /// @param minMembers shards are first given out when this many members host a type
  public static ControlPlane start(
      ActorSystem system, NodeId self, ControlStore store, LeaseSettings settings, int minMembers) {
    return new ControlPlane(system, self, store, settings, minMembers);
  }

  // ---- Any thread: requests ----

  /// Takes part from now on.
  ///
  /// @return completed when the view shows this node as up. While another living node has this
  ///   node's name, it waits, and logs that
  public CompletableFuture<Void> join() {
    tell(new ControlActor.Join());
    return joined.copy();
  }

  /// Requests moves of all shards that this node owns, and remains a member, to forward messages
  /// that still arrive for them.
  ///
  /// @return completed when the moves are done or no other node can take the shards
  public CompletableFuture<Void> retire() {
    tell(new ControlActor.Retire());
    return retired.copy();
  }

  /// Requests moves of all shards that this node owns, and leaves when they are done or no other
  /// node can take them. A node that has left does not hold its lease any more.
  ///
  /// @return completed when this node has left
  public CompletableFuture<Void> leave() {
    tell(new ControlActor.Leave());
    return left.copy();
  }

  /// Offers to own shards of `type`.
  ///
  /// @return completed when the type's shards have been given out; failed with an
  ///   [IllegalStateException] if the cluster divides the type into another number of shards, and
  ///   this node will then own none of them
  public CompletableFuture<Void> host(String type, int shardCount) {
    var done = new CompletableFuture<Void>();
    track(done);
    tell(new ControlActor.Host(type, shardCount, done));
    return done;
  }

  /// Ends this node's tenure of a shard in favour of the target of its move. From this call until
  /// the outcome is known, this node must not act for the shard.
  ///
  /// @param epoch the epoch of this node's tenure
  /// @return true if `to` owns the shard now, in the next epoch; false if that has not happened and
  ///   never will, unless this method is called again
  public CompletableFuture<Boolean> commitMove(String type, int shard, long epoch, NodeId to) {
    var commit = new MoveCommit(type, shard, epoch, to);
    track(commit.outcome);
    tell(new ControlActor.Commit(commit));
    return commit.outcome;
  }

  /// Tells the node that the store holds something newer; it reads the store soon.
  public void hint() {
    hint(actor);
  }

  /// Stops without a farewell, as if this node had died: the others wait until its lease has run
  /// out. From this call on, this node does not hold it.
  public void close() {
    closed = true;
    tell(new ControlActor.Close());
  }

  // ---- Any thread: state ----

  public NodeId self() {
    return self;
  }

  /// {@return the newest view known to this node}
  public View view() {
    return view;
  }

  /// {@return the newest table known to this node, if shards of `type` have been given out}
  public Optional<ShardTable> table(String type) {
    return Optional.ofNullable(tables.get(type));
  }

  /// {@return whether this node may act for its shards at this moment; costs a look at the clock}
  public boolean holdsLease() {
    return !closed && loop.holdsLease(scheduler.nanoTime());
  }

  /// {@return whether this node was declared down, or had to stop for another reason; it must never
  /// act again}
  public boolean isTerminated() {
    return terminated;
  }

  /// Calls `listener` with the present view and tables, and then with each change after [#view] and
  /// [#table] show it.
  ///
  /// @param listener called on the control actor's thread; must neither block nor throw
  public Cancellable onChange(Consumer<Change> listener) {
    var active = new AtomicBoolean(true);
    Consumer<Change> whileActive =
        change -> {
          if (active.get()) {
            listener.accept(change);
          }
        };
    tell(new ControlActor.Listen(whileActive));
    return () -> {
      listeners.remove(whileActive);
      return active.getAndSet(false);
    };
  }

  @SuppressWarnings("CollectionUndefinedEquality") // identity is intended
  private void track(CompletableFuture<?> promise) {
    open.add(promise);
    promise.whenComplete((_, _) -> open.remove(promise));
  }

  /// The actor system drops a message that comes too late; its future must still be completed.
  private void tell(ControlActor.Message message) {
    if (!stopped) {
      actor.tell(message);
    }
    if (stopped) {
      failOpen("The control plane of node " + self + " is closed");
    }
  }

  // ---- The control actor ----

  /// Called by a thread of the store, possibly before [#actor] is set.
  void hint(ActorRef<ControlActor.Message> target) {
    if (hinted.compareAndSet(false, true)) {
      target.tell(new ControlActor.Hint());
    }
  }

  boolean isClosed() {
    return closed;
  }

  void unhint() {
    hinted.set(false);
  }

  void listen(Consumer<Change> listener) {
    listeners.add(listener);
    if (!view.equals(View.EMPTY)) {
      listener.accept(new Change.NewView(view));
    }
    loop.tables().values().forEach(table -> listener.accept(new Change.NewTable(table)));
  }

  void changed(Change change) {
    switch (change) {
      case Change.NewView it -> view = it.view();
      case Change.NewTable _ -> tables = Map.copyOf(loop.tables());
      case Change.Terminated _ -> terminated = true;
    }
    listeners.forEach(listener -> listener.accept(change));
    if (view.isUp(self)) {
      joined.complete(null);
    }
    if (change instanceof Change.Terminated(var reason)) {
      failOpen("Node " + self + " is terminated: " + reason);
    }
  }

  void retired() {
    retired.complete(null);
  }

  void left() {
    left.complete(null);
    failOpen("Node " + self + " has left the cluster");
  }

  void stopped() {
    closed = true;
    stopped = true;
    failOpen("The control plane of node " + self + " is closed");
  }

  private void failOpen(String reason) {
    List<CompletableFuture<?>> promises;
    synchronized (open) {
      promises = List.copyOf(open);
    }
    promises.forEach(it -> it.completeExceptionally(new IllegalStateException(reason)));
  }
}
