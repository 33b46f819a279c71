package io.aether.actor.pattern;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.Signal;
import io.aether.actor.annotation.Stable;
import io.aether.actor.spi.Extension;
import io.aether.actor.spi.SystemServices;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// Delivers events of any type to the actors that have subscribed to the class of the event, a
/// superclass or an interface of it. A system has one event stream.
///
/// ```java
/// EventStream.of(system).subscribe(DeadLetter.class, auditor);
/// ```
///
/// The publishing thread sends events directly to the subscribers, without an actor in between: the
/// events of one publisher reach each subscriber in order, and `publish` blocks only if the mailbox
/// of a subscriber blocks senders. A subscriber gets an event once, even if several of its
/// subscriptions match. An event without subscribers is not a dead letter. Subscribers that stop
/// are removed.
///
/// [Dead letters][DeadLetter] are published as events, except for dead letters whose message is
/// itself a dead letter.
///
/// Thread-safe.
@Stable
public final class EventStream {

  /// The key of the extension, for tests that replace it.
  public static final Extension<EventStream> EXTENSION =
      Extension.of("event-stream", EventStream::new);

  /// Tells the watcher that a subscriber was added or removed.
  private record Changed(ActorRef<?> subscriber) implements DeadLetter.Suppressed {}

  private final SystemServices services;
  private final ActorRef<Changed> watcher;

  // Guarded by this: the subscribers of each type that has any, and the types of each subscriber,
  // which are never iterated. The cost of a change does not depend on the number of subscriptions.
  private final Map<Class<?>, Set<ActorRef<Object>>> byType = new LinkedHashMap<>();
  private final Map<ActorRef<?>, Set<Class<?>>> typesOf = new HashMap<>();

  /// The subscribers of each class of events, filled as events are published; replaced by another
  /// map after each change. Written under the lock of this and read by any thread; iterated only to
  /// copy it.
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

  /// Sends `subscriber` every event that is an instance of `type` and is published after this
  /// method has returned. Idempotent.
  public <E> void subscribe(Class<E> type, ActorRef<? super E> subscriber) {
    Arguments.required(type, "the type of a subscription");
    @SuppressWarnings("unchecked") // it only gets instances of E
    var typed = (ActorRef<Object>) Arguments.required(subscriber, "the subscriber");
    synchronized (this) {
      if (byType.computeIfAbsent(type, _ -> new LinkedHashSet<>()).add(typed)) {
        typesOf.computeIfAbsent(typed, _ -> new LinkedHashSet<>(2)).add(type);
        changed(type);
      }
    }
    watcher.tell(new Changed(subscriber));
  }

  /// Ends the subscription to exactly this type.
  public <E> void unsubscribe(Class<E> type, ActorRef<? super E> subscriber) {
    Arguments.required(type, "the type of a subscription");
    Arguments.required(subscriber, "the subscriber");
    remove(subscriber, each -> each == type);
    watcher.tell(new Changed(subscriber));
  }

  /// Ends all subscriptions of `subscriber`.
  public void unsubscribe(ActorRef<?> subscriber) {
    remove(Arguments.required(subscriber, "the subscriber"), _ -> true);
    watcher.tell(new Changed(subscriber));
  }

  /// Sends `event` to all actors that have subscribed to it. If the mailbox of a subscriber is full
  /// or an interceptor throws, the event becomes a dead letter for that subscriber; neither the
  /// caller nor the other subscribers are affected.
  public void publish(Object event) {
    Arguments.required(event, "an event");
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
    byType.forEach((type, subscribers) -> {
      if (type.isAssignableFrom(event)) {
        found.addAll(subscribers);
      }
    });
    List<ActorRef<Object>> subscribers = List.copyOf(found);
    subscribersOf.put(event, subscribers);
    return subscribers;
  }

  /// Clears the cached subscribers of the event classes that are subtypes of `type`. The others are
  /// kept, since otherwise events that are published between many changes would compute them again
  /// each time.
  private void changed(Class<?> type) {
    Map<Class<?>, List<ActorRef<Object>>> others = new ConcurrentHashMap<>();
    subscribersOf.forEach((event, subscribers) -> {
      if (!type.isAssignableFrom(event)) {
        others.put(event, subscribers);
      }
    });
    subscribersOf = others;
  }

  private synchronized void remove(ActorRef<?> subscriber, Predicate<Class<?>> leaving) {
    Set<Class<?>> its = typesOf.get(subscriber);
    if (its == null) {
      return;
    }
    for (Class<?> type : its.stream().filter(leaving).toList()) {
      its.remove(type);
      Set<ActorRef<Object>> others = byType.get(type);
      if (others != null && others.remove(subscriber) && others.isEmpty()) {
        byType.remove(type);
      }
      changed(type);
    }
    if (its.isEmpty()) {
      typesOf.remove(subscriber);
    }
  }

  private synchronized boolean isSubscribed(ActorRef<?> subscriber) {
    return typesOf.containsKey(subscriber);
  }

  /// Does not publish dead letters of dead letters: a stopped subscriber would cause them without
  /// end.
  private void onDeadLetter(DeadLetter letter) {
    if (!(letter.message() instanceof DeadLetter)) {
      publish(letter);
    }
  }

  // ---- The watcher ----

  /// Uses the current subscriptions, because the last of several changes may have overtaken the
  /// others.
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
