package io.aether.cluster.membership;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Cancellable;
import io.aether.actor.DeadLetter;
import io.aether.actor.Signal;
import io.aether.actor.spi.SafeText;
import io.aether.actor.spi.Scheduler;
import io.aether.cluster.LeaseSettings;
import io.aether.cluster.spi.ControlStore;
import io.aether.cluster.spi.ControlStore.Write;
import io.aether.cluster.spi.ControlStoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Drives a [ControlLoop]: runs a round at every tick, and after every hint and request. Blocks on
/// the store inside its handler, so one round runs at a time.
final class ControlActor implements Behavior<ControlActor.Message> {

  /// A message that arrives after the actor has stopped is not logged: its future has failed, or it
  /// has none.
  sealed interface Message extends DeadLetter.Suppressed {}

  record Start() implements Message {}

  record Tick() implements Message {}

  record Hint() implements Message {}

  record Join() implements Message {}

  record Retire() implements Message {}

  record Leave() implements Message {}

  record Host(String type, int shardCount, CompletableFuture<Void> done) implements Message {}

  record Commit(MoveCommit move) implements Message {}

  record Listen(Consumer<Change> listener) implements Message {}

  record Close() implements Message {}

  private static final Logger LOG = LoggerFactory.getLogger(ControlActor.class);

  /// A round that changed something is followed by another one, which finds less to do. Work that
  /// remains after this number of rounds waits for the next tick.
  private static final int MAX_ROUNDS_IN_A_ROW = 8;

  private final ControlPlane plane;
  private final ControlLoop loop;
  private final ControlStore store;
  private final Scheduler scheduler;
  private final List<Host> hosts = new ArrayList<>();
  private final List<Cancellable> watches = new ArrayList<>();

  /// The reason why the last round did not succeed; empty if it did. Logged when it changes.
  private String obstacle = "";

  /// The keys whose values could not be decoded in the last round. Logged when they change.
  private Set<String> undecoded = Set.of();

  /// Whether the outcome of any write since the last successful one was unknown. An outage is
  /// logged once.
  private boolean doubtful;

  ControlActor(
      ControlPlane plane,
      ControlLoop loop,
      ControlStore store,
      Scheduler scheduler,
      LeaseSettings settings,
      ActorContext<Message> context) {
    this.plane = plane;
    this.loop = loop;
    this.store = store;
    this.scheduler = scheduler;
    context.timers().startWithFixedDelay("tick", new Tick(), settings.renewEvery());
    context.self().tell(new Start());
  }

  @Override
  public Behavior<Message> onMessage(ActorContext<Message> context, Message message) {
    try {
      return handle(context.self(), message);
    } catch (RuntimeException | Error e) {
      if (!loop.isTerminated()) {
        report(loop.terminate("its control actor failed: " + e));
      }
      throw e;
    }
  }

  private Behavior<Message> handle(ActorRef<Message> self, Message message) {
    switch (message) {
      case Start _ -> {
        watch(self, Observation.VIEW);
        watch(self, Observation.TABLES);
      }
      case Tick _ -> {}
      case Hint _ -> plane.unhint();
      case Join _ -> loop.join();
      case Retire _ -> loop.retire();
      case Leave _ -> loop.leave();
      case Host host -> {
        loop.host(host.type(), host.shardCount());
        hosts.add(host);
      }
      case Commit commit -> loop.commit(commit.move());
      case Listen listen -> {
        plane.listen(listen.listener());
        return Behaviors.same();
      }
      case Close _ -> {}
    }
    if (plane.isClosed()) {
      return Behaviors.stopped();
    }
    for (int n = 0; n < MAX_ROUNDS_IN_A_ROW; n++) {
      if (!round()) {
        break;
      }
    }
    if (loop.isRetired()) {
      plane.retired();
    }
    if (loop.hasLeft()) {
      LOG.info("Node {} has left the cluster", plane.self());
      plane.left();
      return Behaviors.stopped();
    }
    return loop.isTerminated() ? Behaviors.stopped() : Behaviors.same();
  }

  @Override
  public Behavior<Message> onSignal(ActorContext<Message> context, Signal signal) {
    if (signal instanceof Signal.PostStop) {
      watches.forEach(Cancellable::cancel);
      plane.stopped();
    }
    return Behaviors.unhandled();
  }

  /// {@return whether another round should follow at once}
  private boolean round() {
    List<ControlStore.Entry> entries;
    try {
      entries = store.list("");
    } catch (ControlStoreException e) {
      note("the control store cannot be reached: " + e.getMessage());
      return false;
    } catch (RuntimeException e) {
      note("the control store failed: " + SafeText.of(e));
      LOG.debug("Node {}: the control store failed", plane.self(), SafeText.printable(e));
      return false;
    }
    var decision = loop.decide(entries, scheduler.nanoTime());
    decision.changes().forEach(this::report);
    note(decision.obstacle().orElse(""));
    noteUndecoded(loop.undecoded());
    settleHosts();
    boolean again = false;
    for (Intent intent : decision.intents()) {
      if (!plane.isClosed() && loop.send(intent, scheduler.nanoTime())) {
        Intent.Target it = intent.target();
        Write outcome = write(it);
        log(intent, outcome);
        again |= loop.wrote(intent, outcome, scheduler.nanoTime());
      }
    }
    return again && !loop.hasLeft();
  }

  private Write write(Intent.Target it) {
    try {
      return store.compareAndSet(it.key(), it.revision(), it.value());
    } catch (RuntimeException e) {
      return new Write.Unknown(e);
    }
  }

  /// Asks the store for a hint at each change under `prefix`. Without hints, this node sees changes
  /// at its next tick.
  private void watch(ActorRef<Message> self, String prefix) {
    try {
      watches.add(store.watch(prefix, () -> plane.hint(self)));
    } catch (RuntimeException e) {
      LOG.warn(
          "Node {} gets no hints about '{}' from its control store, and sees changes later: {}",
          plane.self(),
          prefix,
          SafeText.of(e));
    }
  }

  private void report(Change change) {
    if (change instanceof Change.Terminated(var reason)) {
      LOG.error("Node {} is terminated: {}", plane.self(), reason);
    }
    plane.changed(change);
  }

  private void settleHosts() {
    for (Host host : List.copyOf(hosts)) {
      ShardTable table = loop.tables().get(host.type());
      if (table == null) {
        continue;
      }
      hosts.remove(host);
      if (table.shardCount() == host.shardCount()) {
        host.done().complete(null);
      } else {
        loop.withdraw(host.type());
        host.done()
            .completeExceptionally(
                new IllegalStateException(
                    ("'%s' is divided into %d shards in this cluster, but node %s was"
                            + " configured for %d; configure the same number")
                        .formatted(
                            host.type(), table.shardCount(), plane.self(), host.shardCount())));
      }
    }
  }

  private void note(String now) {
    if (!now.equals(obstacle)) {
      obstacle = now;
      if (now.isEmpty()) {
        LOG.info("Node {} takes part in its cluster again", plane.self());
      } else {
        LOG.warn("Node {} cannot take part in its cluster for now: {}", plane.self(), now);
      }
    }
  }

  private void noteUndecoded(SortedMap<String, String> now) {
    if (now.keySet().equals(undecoded)) {
      return;
    }
    undecoded = Set.copyOf(now.keySet());
    if (now.isEmpty()) {
      LOG.info("Node {} can read all control entries again", plane.self());
    } else {
      LOG.warn(
          "Node {} cannot read {} of the control entries, and goes on with what it last read there;"
              + " the first of them: {}",
          plane.self(),
          now.size(),
          now.get(now.firstKey()));
    }
  }

  private void log(Intent intent, Write outcome) {
    switch (outcome) {
      case Write.Written _ -> {
        doubtful = false;
        switch (intent) {
          case Intent.Leading(_, var record, var isChange) when isChange ->
              LOG.info("Node {} leads in term {}", plane.self(), record.term());
          case Intent.Duty(_, var purpose, var isRoutine) ->
              LOG.atLevel(isRoutine ? Level.DEBUG : Level.INFO)
                  .log("Leader {}: {}", plane.self(), purpose);
          case Intent.Leading _, Intent.Renewal _, Intent.HandOver _ -> {}
        }
      }
      case Write.Conflict _ ->
          LOG.debug(
              "Node {}: '{}' was changed by another node", plane.self(), intent.target().key());
      case Write.Unknown(var cause) -> {
        LOG.atLevel(doubtful ? Level.DEBUG : Level.WARN)
            .log(
                "Node {}: the outcome of writing '{}' is unknown ({}); the next round reads it",
                plane.self(),
                intent.target().key(),
                SafeText.message(cause));
        doubtful = true;
      }
    }
  }
}
