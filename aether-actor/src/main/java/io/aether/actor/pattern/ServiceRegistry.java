package io.aether.actor.pattern;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import io.aether.actor.pattern.LocalReceptionist.Request;
import io.aether.actor.pattern.Receptionist.Deregistered;
import io.aether.actor.pattern.Receptionist.Listing;
import io.aether.actor.pattern.Receptionist.Registered;
import io.aether.actor.spi.SystemServices;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The actor behind a [LocalReceptionist], with the services and the subscribers of each key. It
/// watches each of them while it occurs under any key, and never fails because of one of them.
final class ServiceRegistry implements Behavior<Request> {

  /// After this time a subscriber that is behind gets the newest listing even if it has handled
  /// none: an interceptor may have dropped the listings.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// One key. Owned by the registry.
  private static final class Entry<M> {
    final ServiceKey<M> key;
    final Map<ActorRef<?>, Subscription<M>> subscriptions = new LinkedHashMap<>();

    /// The subscribers that get each change; the others are behind.
    final Set<Subscription<M>> inStep = new LinkedHashSet<>();

    UniqueList<ActorRef<M>> services = UniqueList.of();
    Listing<M> listing;

    Entry(ServiceKey<M> key) {
      this.key = key;
      this.listing = new Listing<>(key, services);
    }

    /// {@return whether the list has changed}
    boolean become(UniqueList<ActorRef<M>> now) {
      boolean changed = now != services;
      if (changed) {
        services = now;
        listing = new Listing<>(key, now);
      }
      return changed;
    }

    boolean contains(ActorRef<?> ref) {
      return services.contains(ref) || subscriptions.containsKey(ref);
    }
  }

  private final ActorRef<Request> self;
  private final SystemServices system;

  // Owned by the actor, never iterated.
  private final Map<ServiceKey<?>, Entry<?>> entries = new HashMap<>();
  private final Map<ActorRef<?>, Set<Entry<?>>> entriesOf = new HashMap<>();
  private final Map<Subscription<?>, Entry<?>> entryOf = new HashMap<>();

  ServiceRegistry(ActorContext<Request> context) {
    self = context.self();
    system = context.system().spi();
  }

  @Override
  public Behavior<Request> onMessage(ActorContext<Request> context, Request request) {
    switch (request) {
      case Request.Register<?> it -> register(context, it);
      case Request.Deregister<?> it -> deregister(context, it);
      case Request.Find<?> it -> find(it);
      case Request.Subscribe<?> it -> subscribe(context, it);
      case Request.Unsubscribe<?> it -> unsubscribe(context, it);
      case Request.HasRoom(var subscription) -> hasRoom(context, subscription);
      case Request.Overdue(var subscription) -> overdue(context, subscription);
    }
    return this;
  }

  private <M> void register(ActorContext<Request> context, Request.Register<M> it) {
    Entry<M> entry = entry(it.key());
    boolean added = entry.become(entry.services.with(it.service()));
    if (added) {
      joined(context, it.service(), entry);
    }
    if (it.replyTo() != null) {
      system.passOn(new Registered<>(it.key(), it.service()), it.replyTo());
    }
    if (added) {
      tellSubscribers(context, entry);
    }
  }

  private <M> void deregister(ActorContext<Request> context, Request.Deregister<M> it) {
    Entry<M> entry = entry(it.key());
    boolean removed = entry.become(entry.services.without(it.service()));
    left(context, it.service(), entry);
    if (it.replyTo() != null) {
      system.passOn(new Deregistered<>(it.key(), it.service()), it.replyTo());
    }
    if (removed) {
      tellSubscribers(context, entry);
    }
  }

  private <M> void find(Request.Find<M> it) {
    Entry<M> entry = entry(it.key());
    system.passOn(entry.listing, it.replyTo());
    forgetIfEmpty(entry);
  }

  // ---- Subscribers ----

  private <M> void subscribe(ActorContext<Request> context, Request.Subscribe<M> it) {
    Entry<M> entry = entry(it.key());
    Subscription<M> subscription = entry.subscriptions.get(it.subscriber());
    if (subscription == null) {
      subscription = new Subscription<>(it.subscriber(), self);
      entry.subscriptions.put(it.subscriber(), subscription);
      entry.inStep.add(subscription);
      entryOf.put(subscription, entry);
      joined(context, it.subscriber(), entry);
    }
    if (!subscription.behind) { // else it will get the newest listing anyway
      tell(context, entry, subscription);
    }
  }

  private <M> void unsubscribe(ActorContext<Request> context, Request.Unsubscribe<M> it) {
    Entry<M> entry = entry(it.key());
    end(context, entry, it.subscriber());
    left(context, it.subscriber(), entry);
  }

  private void end(ActorContext<Request> context, Entry<?> entry, ActorRef<?> subscriber) {
    Subscription<?> gone = entry.subscriptions.remove(subscriber);
    if (gone != null) {
      entry.inStep.remove(gone);
      entryOf.remove(gone);
      context.timers().cancel(gone);
    }
  }

  private <M> void tellSubscribers(ActorContext<Request> context, Entry<M> entry) {
    for (Subscription<M> each : List.copyOf(entry.inStep)) {
      tell(context, entry, each);
    }
  }

  private <M> void tell(ActorContext<Request> context, Entry<M> entry, Subscription<M> to) {
    if (to.begin()) {
      send(to, entry.listing);
    } else {
      to.behind = true;
      entry.inStep.remove(to);
      context.timers().startSingle(to, new Request.Overdue(to), PATIENCE);
    }
  }

  private <M> void send(Subscription<M> to, Listing<M> listing) {
    to.latest = listing;
    if (!system.passOn(listing, to.subscriber, to::taken)) {
      to.release();
    }
  }

  private <M> void hasRoom(ActorContext<Request> context, Subscription<M> subscription) {
    Entry<M> entry = entryOf(subscription);
    if (entry == null || !subscription.behind) {
      return;
    }
    context.timers().cancel(subscription);
    subscription.behind = false;
    entry.inStep.add(subscription);
    if (subscription.latest == entry.listing) {
      subscription.release();
    } else {
      send(subscription, entry.listing);
    }
  }

  private <M> void overdue(ActorContext<Request> context, Subscription<M> subscription) {
    Entry<M> entry = entryOf(subscription);
    if (entry == null || !subscription.behind) {
      return;
    }
    if (subscription.latest != entry.listing) {
      subscription.latest = entry.listing;
      system.passOn(entry.listing, subscription.subscriber);
    }
    context.timers().startSingle(subscription, new Request.Overdue(subscription), PATIENCE);
  }

  @SuppressWarnings("unchecked") // each key maps to an entry of its type
  private <M> @Nullable Entry<M> entryOf(Subscription<M> subscription) {
    return (Entry<M>) entryOf.get(subscription);
  }

  @Override
  public Behavior<Request> onSignal(ActorContext<Request> context, Signal signal) {
    if (!(signal instanceof Signal.Terminated terminated)) {
      return Behaviors.unhandled();
    }
    ActorRef<?> gone = terminated.ref();
    Set<Entry<?>> places = entriesOf.remove(gone);
    if (places != null) {
      places.forEach(entry -> ended(context, gone, entry));
    }
    return this;
  }

  private <M> void ended(ActorContext<Request> context, ActorRef<?> gone, Entry<M> entry) {
    end(context, entry, gone);
    if (entry.become(entry.services.without(gone))) {
      tellSubscribers(context, entry);
    }
    forgetIfEmpty(entry);
  }

  // ---- Entries ----

  private <M> Entry<M> entry(ServiceKey<M> key) {
    @SuppressWarnings("unchecked") // each key maps to an entry of its type
    var entry = (Entry<M>) entries.computeIfAbsent(key, Entry::new);
    return entry;
  }

  private void joined(ActorContext<Request> context, ActorRef<?> ref, Entry<?> entry) {
    Set<Entry<?>> places = entriesOf.get(ref);
    if (places == null) {
      places = new LinkedHashSet<>(2);
      entriesOf.put(ref, places);
      Watching.begin(context, ref);
    }
    places.add(entry);
  }

  private void left(ActorContext<Request> context, ActorRef<?> ref, Entry<?> entry) {
    Set<Entry<?>> places = entriesOf.get(ref);
    if (places != null && !entry.contains(ref)) {
      places.remove(entry);
      if (places.isEmpty()) {
        entriesOf.remove(ref);
        context.unwatch(ref);
      }
    }
    forgetIfEmpty(entry);
  }

  private void forgetIfEmpty(Entry<?> entry) {
    if (entry.services.isEmpty() && entry.subscriptions.isEmpty()) {
      entries.remove(entry.key);
    }
  }
}
