package io.aether.actor.pattern;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.DeadLetterSuppression;
import io.aether.actor.Extension;
import io.aether.actor.Signal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// Carries events of any type to whoever has subscribed to that type, a class it extends or an
/// interface it implements. One a system.
///
/// ```java
/// EventStream.of(system).subscribe(DeadLetter.class, auditor);
/// ```
///
/// Events are told in place, by the thread that publishes, without a mailbox in between: those of
/// one publisher reach each subscriber in order, and nothing blocks. A subscriber gets an event
/// once, however many of its subscriptions fit. An event that nobody has subscribed to is for
/// nobody; that is no dead letter. Subscribers that end leave by themselves.
///
/// [Dead letters][DeadLetter] are events, except those of a dead letter itself.
///
/// Thread-safe.
public final class EventStream {

  /// For tests that put another one in its place.
  public static final Extension<EventStream> EXTENSION =
      Extension.of("event-stream", EventStream::new);

  private record Subscription(Class<?> type, ActorRef<Object> subscriber) {}

  /// All subscriptions at one time, and who gets which class of events.
  ///
  /// @param subscribersOf filled as events come. Any thread; never walked.
  private record Snapshot(
      List<Subscription> all, Map<Class<?>, List<ActorRef<Object>>> subscribersOf) {

    Snapshot(List<Subscription> all) {
      this(all, new ConcurrentHashMap<>());
    }

    List<ActorRef<Object>> subscribersOf(Class<?> event) {
      List<ActorRef<Object>> known = subscribersOf.get(event);
      if (known == null) {
        Set<ActorRef<Object>> subscribers = new LinkedHashSet<>();
        for (Subscription each : all) {
          if (each.type.isAssignableFrom(event)) {
            subscribers.add(each.subscriber);
          }
        }
        known = List.copyOf(subscribers);
        subscribersOf.put(event, known);
      }
      return known;
    }

    boolean contains(ActorRef<?> subscriber) {
      return all.stream().anyMatch(each -> each.subscriber.equals(subscriber));
    }
  }

  /// A subscriber that has come or gone: to be watched or no more.
  private record Changed(ActorRef<?> subscriber) implements DeadLetterSuppression {}

  private final ActorRef<Changed> watcher;

  /// Written under the lock of this, read by any thread.
  private volatile Snapshot current = new Snapshot(List.of());

  private EventStream(ActorSystem system) {
    watcher = system.spi().spawnSystem(Behaviors.receive(this::onChange, this::onEnd), "events");
    system.deadLetters().listen(this::onDeadLetter);
  }

  /// {@return the event stream of `system`}
  public static EventStream of(ActorSystem system) {
    return system.extension(EXTENSION);
  }

  /// Tells `subscriber` every event that is an instance of `type` and whose publishing begins after
  /// this returns. Idempotent.
  public <E> void subscribe(Class<E> type, ActorRef<? super E> subscriber) {
    Objects.requireNonNull(type, "type");
    @SuppressWarnings("unchecked") // it is told instances of E only
    var typed = (ActorRef<Object>) Objects.requireNonNull(subscriber, "subscriber");
    var added = new Subscription(type, typed);
    synchronized (this) {
      if (!current.all.contains(added)) {
        List<Subscription> all = new ArrayList<>(current.all);
        all.add(added);
        current = new Snapshot(List.copyOf(all));
      }
    }
    watcher.tell(new Changed(subscriber));
  }

  /// Ends [#subscribe] for this type, as it was named there.
  public <E> void unsubscribe(Class<E> type, ActorRef<? super E> subscriber) {
    remove(each -> each.type == type && each.subscriber.equals(subscriber));
    watcher.tell(new Changed(subscriber));
  }

  /// Ends all subscriptions of `subscriber`.
  public void unsubscribe(ActorRef<?> subscriber) {
    remove(each -> each.subscriber.equals(subscriber));
    watcher.tell(new Changed(subscriber));
  }

  /// Tells `event` to all who have subscribed to it.
  public void publish(Object event) {
    for (ActorRef<Object> each : current.subscribersOf(event.getClass())) {
      each.tell(event);
    }
  }

  private synchronized void remove(Predicate<Subscription> leaving) {
    if (current.all.stream().anyMatch(leaving)) {
      current = new Snapshot(current.all.stream().filter(leaving.negate()).toList());
    }
  }

  /// A subscriber that is gone already would otherwise make dead letters of dead letters for ever.
  private void onDeadLetter(DeadLetter letter) {
    if (!(letter.message() instanceof DeadLetter)) {
      publish(letter);
    }
  }

  // ---- The watcher's ----

  /// Looks at how things are now: the last of several changes may have overtaken the others.
  private Behavior<Changed> onChange(ActorContext<Changed> context, Changed changed) {
    if (current.contains(changed.subscriber)) {
      Watching.begin(context, changed.subscriber);
    } else {
      context.unwatch(changed.subscriber);
    }
    return Behaviors.same();
  }

  private Behavior<Changed> onEnd(ActorContext<Changed> context, Signal signal) {
    if (signal instanceof Signal.Terminated terminated) {
      remove(each -> each.subscriber.equals(terminated.ref()));
      return Behaviors.same();
    }
    return Behaviors.unhandled();
  }
}
