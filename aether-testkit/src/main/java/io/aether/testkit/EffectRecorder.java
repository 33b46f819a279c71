package io.aether.testkit;

import io.aether.actor.ActorPath;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.Observer;
import io.aether.actor.spi.SafeText;
import io.aether.actor.spi.SystemMessage;
import io.aether.testkit.ActorEffect.Asked;
import io.aether.testkit.report.RunningActor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Records what the actor of a [BehaviorTestKit] does, and replaces its children with inboxes.
///
/// Thread-safe, guarded by itself: other threads of a test may complete futures of the actor.
final class EffectRecorder implements Observer {

  private static final ActorPath SYSTEM = new ActorPath("/system");

  /// Makes the actor that stands for a child fail.
  private record Fail(Exception cause) {}

  private final Deque<ActorEffect> effects = new ArrayDeque<>();
  private final List<ActorEffect> story = new ArrayList<>();
  private final Deque<Object> mailbox = new ArrayDeque<>();
  private final Map<ActorRef<?>, TestInbox<?>> children = new HashMap<>();
  private final Set<ActorRef<?>> watched = new HashSet<>();
  private final Runnable settle;

  /// The actor under test; set when it starts.
  private @Nullable ActorRef<?> self;

  private @Nullable Behavior<?> behavior;
  private @Nullable Throwable fatal;
  private long sent;
  private long handled;
  private boolean ending;
  private boolean stopped;

  /// @param settle runs what a test's call on a child's inbox has made runnable
  EffectRecorder(Runnable settle) {
    this.settle = settle;
  }

  // ---- Called by the system ----

  @Override
  public synchronized <C> Behavior<C> starting(
      ActorRef<?> parent, ActorRef<C> actor, Behavior<C> starting) {
    if (self == null) {
      self = actor;
      return starting;
    }
    if (parent.path().equals(SYSTEM)) {
      return starting; // a service of the system, such as the receptionist, runs as it does
      // anywhere
    }
    String name = actor.path().name();
    effect(
        name.startsWith("$")
            ? new ActorEffect.SpawnedAnonymous(starting, actor)
            : new ActorEffect.Spawned(name, starting, actor));
    TestInbox<C> inbox = new TestInbox<>(actor, failure -> end(actor, failure));
    children.put(actor, inbox);
    return standIn(inbox);
  }

  private static <C> Behavior<C> standIn(TestInbox<C> inbox) {
    return Behaviors.receive(
        (_, message) -> {
          if (message instanceof Fail(Exception cause)) {
            throw cause;
          }
          inbox.add(message);
          return Behaviors.same();
        },
        (_, _) -> Behaviors.same());
  }

  @SuppressWarnings("unchecked") // the stand-in accepts anything
  private void end(ActorRef<?> child, @Nullable Exception failure) {
    if (failure == null) {
      AbstractRef.of(child).send(new SystemMessage.Stop());
    } else {
      ((ActorRef<Object>) child).tell(new Fail(failure));
    }
    settle.run();
  }

  @Override
  public synchronized void sent(ActorRef<?> recipient, Object message) {
    if (recipient == self) {
      mailbox.add(message);
      sent++;
    }
  }

  @Override
  public synchronized void handling(ActorRef<?> actor, Object message) {
    if (actor == self) {
      if (!mailbox.isEmpty() && mailbox.element() == message) {
        mailbox.remove();
        handled++;
      }
      ending |= message instanceof Signal.PostStop;
    }
  }

  @Override
  public synchronized void handled(ActorRef<?> actor, Behavior<?> now) {
    if (actor == self) {
      behavior = now;
    }
  }

  @Override
  public synchronized void failed(
      ActorRef<?> actor, Throwable failure, SupervisorStrategy decision) {
    if (actor == self) {
      effect(new ActorEffect.Failed(failure, decision));
      if (decision.kind() == SupervisorStrategy.Kind.STOP) {
        fatal = failure;
      }
    }
  }

  @Override
  public synchronized void stopped(ActorRef<?> actor) {
    if (actor == self) {
      stopped = true;
      effect(new ActorEffect.Stopped());
    }
  }

  @Override
  public void stopping(ActorRef<?> actor, ActorRef<?> child) {
    effectOf(actor, new ActorEffect.ChildStopped(child));
  }

  @Override
  public synchronized void watched(ActorRef<?> actor, ActorRef<?> other) {
    if (actor == self) {
      watched.add(other);
      effect(new ActorEffect.Watched(other));
    }
  }

  @Override
  public synchronized void unwatched(ActorRef<?> actor, ActorRef<?> other) {
    if (actor == self) {
      watched.remove(other);
      effect(new ActorEffect.Unwatched(other));
    }
  }

  @Override
  public void timerStarted(
      ActorRef<?> actor, Object key, Object message, Duration delay, TimerMode mode) {
    effectOf(actor, new ActorEffect.TimerStarted(key, message, delay, mode));
  }

  @Override
  public void timerCancelled(ActorRef<?> actor, Object key) {
    effectOf(actor, new ActorEffect.TimerCancelled(key));
  }

  @Override
  public void timersCancelled(ActorRef<?> actor) {
    effectOf(actor, new ActorEffect.TimersCancelled());
  }

  @Override
  @SuppressWarnings("unchecked") // a message of another type fails the actor, as in production
  public void adapterCreated(ActorRef<?> actor, ActorRef<?> adapter) {
    effectOf(actor, new ActorEffect.AdapterCreated((ActorRef<Object>) adapter));
  }

  @Override
  public void piped(ActorRef<?> actor, CompletableFuture<?> future) {
    effectOf(actor, new ActorEffect.Piped(future));
  }

  @Override
  public void forked(ActorRef<?> actor, Callable<?> task) {
    effectOf(actor, new ActorEffect.Forked(task));
  }

  @Override
  @SuppressWarnings("unchecked") // as above
  public void asked(ActorRef<?> target, Object request, Duration timeout, ActorRef<?> replyTo) {
    RunningActor.find()
        .ifPresent(asker ->
            effectOf(asker, new Asked(target, request, timeout, (ActorRef<Object>) replyTo)));
  }

  synchronized void unhandled(Object message) {
    effect(new ActorEffect.Unhandled(message));
  }

  private synchronized void effectOf(ActorRef<?> actor, ActorEffect effect) {
    if (actor == self) {
      effect(effect);
    }
  }

  private void effect(ActorEffect effect) {
    effects.add(effect);
    story.add(effect);
  }

  // ---- Called by the kit ----

  /// {@return the oldest unread effect, or null}
  synchronized @Nullable ActorEffect nextEffect() {
    return effects.poll();
  }

  synchronized boolean hasEffects() {
    return !effects.isEmpty();
  }

  synchronized List<ActorEffect> takeEffects() {
    List<ActorEffect> all = List.copyOf(effects);
    effects.clear();
    return all;
  }

  /// {@return all effects so far as text}
  synchronized String story() {
    StringBuilder words = new StringBuilder("Effects so far: ").append(story.size());
    for (int i = 0; i < story.size(); i++) {
      words.append("\n  %d. %s".formatted(i + 1, SafeText.of(story.get(i))));
    }
    return words.toString();
  }

  /// {@return the failure that stopped the actor, once; null if there is none}
  synchronized @Nullable Throwable takeFatal() {
    Throwable failure = fatal;
    fatal = null;
    return failure;
  }

  /// {@return the messages in the actor's mailbox, oldest first}
  synchronized List<Object> mailbox() {
    return List.copyOf(mailbox);
  }

  /// {@return how many messages were sent to the actor}
  synchronized long sent() {
    return sent;
  }

  /// {@return how many of them it has begun to handle}
  synchronized long handled() {
    return handled;
  }

  /// {@return whether its last behavior has ended; its mailbox may still have to be drained}
  synchronized boolean isEnding() {
    return ending;
  }

  synchronized boolean isStopped() {
    return stopped;
  }

  synchronized boolean isWatched(ActorRef<?> ref) {
    return watched.contains(ref);
  }

  synchronized Behavior<?> behavior() {
    return Objects.requireNonNull(behavior, "not started");
  }

  synchronized @Nullable TestInbox<?> child(ActorRef<?> ref) {
    return children.get(ref);
  }

  /// {@return the names of all children so far, sorted}
  synchronized List<String> childNames() {
    return children.keySet().stream().map(ref -> ref.path().name()).sorted().toList();
  }

  /// {@return the inbox of the last child of this name, or null}
  synchronized @Nullable TestInbox<?> child(String name) {
    for (ActorEffect effect : story.reversed()) {
      if (effect instanceof ActorEffect.Spawned(String known, _, var ref) && known.equals(name)) {
        return children.get(ref);
      }
    }
    return null;
  }
}
