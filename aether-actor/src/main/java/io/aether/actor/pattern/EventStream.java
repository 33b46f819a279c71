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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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

  /// A subscriber that has come or gone: to be watched or no more.
  private record Changed(ActorRef<?> subscriber) implements DeadLetter.Suppressed {}

  private final SystemServices services;
  private final ActorRef<Changed> watcher;

  // Guarded by this: the subscribers of each type that has any, and the types of each subscriber,
  // which are never walked. A change costs the same however many subscriptions there are.
  private final Map<Class<?>, Set<ActorRef<Object>>> byType = new LinkedHashMap<>();
  private final Map<ActorRef<?>, Set<Class<?>>> typesOf = new HashMap<>();

  /// The subscribers of each class of events, filled as events come; another map after each change.
  /// Written under the lock of this, and read by any thread; walked only to copy it.
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
    Arguments.required(type, "the type of a subscription");
    @SuppressWarnings("unchecked") // it is told instances of E only
    var typed = (ActorRef<Object>) Arguments.required(subscriber, "the subscriber");
    synchronized (this) {
      if (byType.computeIfAbsent(type, _ -> new LinkedHashSet<>()).add(typed)) {
        typesOf.computeIfAbsent(typed, _ -> new LinkedHashSet<>(2)).add(type);
        changed(type);
      }
    }
    watcher.tell(new Changed(subscriber));
  }

  /// Ends [#subscribe] for this type, as it was named there.
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

  /// Tells `event` to all who have subscribed to it. A subscriber that cannot be told, because its
  /// mailbox is full or an interceptor throws, concerns neither the caller nor the others: for that
  /// subscriber the event is a dead letter.
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

  /// Forgets the subscribers of the classes of events that `type` concerns. Those of others are
  /// kept: events that are published between many changes would look for them again each time.
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
