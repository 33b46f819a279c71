package io.aether.testkit;

import io.aether.actor.ActorPath;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Signal;
import io.aether.actor.StopReason;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.Runner;
import io.aether.actor.spi.SystemMessage;
import io.aether.testkit.environment.CallerEnvironment;
import io.aether.testkit.environment.CallerRunner;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The ref of a [TestInbox] that has no actor behind it. Thread-safe.
final class InboxRef<M> extends AbstractRef<M> {

  private final ActorPath path;
  private final Consumer<M> receiver;

  // ---- Guarded by this ----

  private final Set<ActorRef<?>> watchers = new LinkedHashSet<>();
  private boolean stopped;

  /// Created on demand, where no [BehaviorTestKit] runs.
  private @Nullable ActorSystem ownSystem;

  InboxRef(ActorPath path, Consumer<M> receiver) {
    this.path = path;
    this.receiver = receiver;
  }

  @Override
  public void tell(M message) {
    receiver.accept(Objects.requireNonNull(message, "message"));
  }

  @Override
  public void send(SystemMessage message) {
    switch (message) {
      case SystemMessage.Watch(var watcher) -> {
        boolean over;
        synchronized (this) {
          over = stopped;
          watchers.add(watcher);
        }
        if (over) {
          notifyTermination(watcher);
        }
      }
      case SystemMessage.Unwatch(var watcher) -> {
        synchronized (this) {
          watchers.remove(watcher);
        }
      }
      case SystemMessage.Stop() -> stop();
      case SystemMessage.Notify _ -> {} // it watches no actor
    }
  }

  void stop() {
    Set<ActorRef<?>> notified;
    synchronized (this) {
      if (stopped) {
        return;
      }
      stopped = true;
      notified = Set.copyOf(watchers);
    }
    notified.forEach(this::notifyTermination);
  }

  private void notifyTermination(ActorRef<?> watcher) {
    AbstractRef.of(watcher)
        .send(new SystemMessage.Notify(new Signal.Terminated(this, StopReason.BY_PARENT)));
  }

  @Override
  public ActorPath path() {
    return path;
  }

  /// {@return the system of the [BehaviorTestKit] that runs on this thread, so that an ask uses its
  /// time and is one of its effects; else a system of this ref's own}
  @Override
  public ActorSystem system() {
    if (Runner.current() instanceof CallerRunner caller
        && caller.running() instanceof ActorRef<?> actor) {
      return AbstractRef.of(actor).system();
    }
    synchronized (this) {
      if (ownSystem == null) {
        ownSystem =
            ActorSystem.create("inbox", config -> config.withEnvironment(new CallerEnvironment()));
      }
      return ownSystem;
    }
  }
}
