package io.aether.testkit;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import io.aether.testkit.TestProbe.Command;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The actor behind a [TestProbe].
final class ProbeActor<M> implements Behavior<Object> {

  private final ProbeInbox<M> inbox;

  /// Used on the actor's turn only.
  private final Map<ActorRef<?>, List<Command.Watch>> watches = new HashMap<>();

  /// Written by the test, read by the actor.
  private volatile @Nullable ThrowingConsumer<? super M, ?> autoReply;

  /// Set by the actor, taken by the test.
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  ProbeActor(ProbeInbox<M> inbox) {
    this.inbox = inbox;
  }

  // ---- The test ----

  void autoReply(ThrowingConsumer<? super M, ?> reply) {
    autoReply = Objects.requireNonNull(reply, "reply");
  }

  /// {@return the first failure of the auto-reply since the last call; null if there was none}
  @Nullable Throwable takeFailure() {
    return failure.getAndSet(null);
  }

  // ---- The actor ----

  @Override
  public Behavior<Object> onMessage(ActorContext<Object> context, Object message) {
    if (message instanceof Command.Watch watch) {
      watch(context, watch);
    } else {
      @SuppressWarnings("unchecked") // the test holds the ref as one of M
      M received = (M) message;
      reply(received);
      inbox.add(received);
    }
    return this;
  }

  private void reply(M message) {
    ThrowingConsumer<? super M, ?> replying = autoReply;
    if (replying != null) {
      try {
        replying.accept(message);
      } catch (Exception | AssertionError thrown) {
        failure.compareAndSet(null, thrown); // the next expectation throws it
      }
    }
  }

  private void watch(ActorContext<Object> context, Command.Watch watch) {
    try {
      context.watch(watch.ref());
      watches.computeIfAbsent(watch.ref(), _ -> new ArrayList<>()).add(watch);
    } catch (RuntimeException refused) {
      watch.terminated().completeExceptionally(refused);
    }
  }

  @Override
  public Behavior<Object> onSignal(ActorContext<Object> context, Signal signal) {
    if (signal instanceof Signal.Terminated(var ref, var reason)) {
      List<Command.Watch> over = Objects.requireNonNull(watches.remove(ref), "unasked: " + signal);
      over.forEach(watch -> watch.terminated().complete(reason));
      return this;
    }
    return Behaviors.unhandled();
  }
}
