package io.aether.actor.pattern;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.Signal;
import io.aether.actor.spi.Extension;
import io.aether.actor.spi.SystemServices;
import java.util.HashMap;
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
/// one publisher reach each subscriber in order, and nothing blocks but a mailbox that is to. A
/// subscriber gets an event once, however many of its subscriptions fit. An event that nobody has
/// subscribed to is for nobody; that is no dead letter. Subscribers that end leave by themselves.
///
/// [Dead letters][DeadLetter] are events, except those of a dead letter itself.
///
/// Thread-safe.
public final class EventStream {

  /// For tests that put another one in its place.
  public static final Extension<EventStream> EXTENSION =
      Extension.of("event-stream", EventStream::new);

  private record Subscription(Class<?> type, ActorRef<Object> subscriber) {}

  /// A subscriber that has come or gone: to be watched or no more.
  private record Changed(ActorRef<?> subscriber) implements DeadLetter.Suppressed {}

  private final SystemServices services;
  private final ActorRef<Changed> watcher;

  // Guarded by this: all subscriptions, and those of each subscriber.
  private final Set<Subscription> all = new LinkedHashSet<>();
  private final Map<ActorRef<?>, Set<Subscription>> bySubscriber = new HashMap<>(); // never walked

  /// Who gets which class of events, filled as events come; another one after each change. Written
  /// under the lock of this, and read by any thread; never walked.
  private volatile Map<Class<?>, List<ActorRef<Object>>> subscribersOf = new ConcurrentHashMap<>();

  private EventStream(ActorSystem system) {
    services = system.spi();
    watcher = services.spawnSystem(Behaviors.receive(this::onChange, this::onEnd), "events");
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
      if (all.add(added)) {
        bySubscriber.computeIfAbsent(typed, _ -> new LinkedHashSet<>(2)).add(added);
        subscribersOf = new ConcurrentHashMap<>();
      }
    }
    watcher.tell(new Changed(subscriber));
  }

  /// Ends [#subscribe] for this type, as it was named there.
  public <E> void unsubscribe(Class<E> type, ActorRef<? super E> subscriber) {
    remove(subscriber, each -> each.type == type);
    watcher.tell(new Changed(subscriber));
  }

  /// Ends all subscriptions of `subscriber`.
  public void unsubscribe(ActorRef<?> subscriber) {
    remove(subscriber, _ -> true);
    watcher.tell(new Changed(subscriber));
  }

  /// Tells `event` to all who have subscribed to it.
  public void publish(Object event) {
    List<ActorRef<Object>> subscribers = subscribersOf.get(event.getClass());
    if (subscribers == null) {
      subscribers = findSubscribers(event.getClass());
    }
    for (ActorRef<Object> each : subscribers) {
      services.passOn(event, each);
    }
  }

  private synchronized List<ActorRef<Object>> findSubscribers(Class<?> event) {
    Set<ActorRef<Object>> found = new LinkedHashSet<>();
    for (Subscription each : all) {
      if (each.type.isAssignableFrom(event)) {
        found.add(each.subscriber);
      }
    }
    List<ActorRef<Object>> subscribers = List.copyOf(found);
    subscribersOf.put(event, subscribers);
    return subscribers;
  }

  private synchronized void remove(ActorRef<?> subscriber, Predicate<Subscription> leaving) {
    Set<Subscription> its = bySubscriber.get(subscriber);
    if (its == null) {
      return;
    }
    List<Subscription> gone = its.stream().filter(leaving).toList();
    gone.forEach(all::remove);
    gone.forEach(its::remove);
    if (its.isEmpty()) {
      bySubscriber.remove(subscriber);
    }
    if (!gone.isEmpty()) {
      subscribersOf = new ConcurrentHashMap<>();
    }
  }

  private synchronized boolean isSubscribed(ActorRef<?> subscriber) {
    return bySubscriber.containsKey(subscriber);
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
    if (isSubscribed(changed.subscriber)) {
      Watching.begin(context, changed.subscriber);
    } else {
      context.unwatch(changed.subscriber);
    }
    return Behaviors.same();
  }

  private Behavior<Changed> onEnd(ActorContext<Changed> context, Signal signal) {
    if (signal instanceof Signal.Terminated terminated) {
      remove(terminated.ref(), _ -> true);
      return Behaviors.same();
    }
    return Behaviors.unhandled();
  }
}
