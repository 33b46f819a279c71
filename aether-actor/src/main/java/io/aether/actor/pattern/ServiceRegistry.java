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
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The actor behind a [LocalReceptionist]: who is registered, and who wants to know. Watches all of
/// them, each as long as it occurs under any key.
final class ServiceRegistry implements Behavior<Request> {

  /// What there is about one key.
  private static final class Entry<M> {
    final ServiceKey<M> key;
    final Set<ActorRef<M>> services = new LinkedHashSet<>();
    final Set<ActorRef<? super Listing<M>>> subscribers = new LinkedHashSet<>();

    Entry(ServiceKey<M> key) {
      this.key = key;
    }

    Listing<M> listing() {
      return new Listing<>(key, List.copyOf(services));
    }

    void tellSubscribers() {
      Listing<M> listing = listing();
      subscribers.forEach(each -> each.tell(listing));
    }

    @SuppressWarnings("SuspiciousMethodCalls") // whatever it is, it is in none, one or both
    boolean contains(ActorRef<?> ref) {
      return services.contains(ref) || subscribers.contains(ref);
    }
  }

  // Owned by the actor, never walked.
  private final Map<ServiceKey<?>, Entry<?>> entries = new HashMap<>();
  private final Map<ActorRef<?>, Set<Entry<?>>> entriesOf = new HashMap<>();

  @Override
  public Behavior<Request> onMessage(ActorContext<Request> context, Request request) {
    switch (request) {
      case Request.Register<?> it -> register(context, it);
      case Request.Deregister<?> it -> deregister(context, it);
      case Request.Find<?> it -> find(it);
      case Request.Subscribe<?> it -> subscribe(context, it);
      case Request.Unsubscribe<?> it -> unsubscribe(context, it);
    }
    return this;
  }

  private <M> void register(ActorContext<Request> context, Request.Register<M> it) {
    Entry<M> entry = entry(it.key());
    boolean added = entry.services.add(it.service());
    if (added) {
      joined(context, it.service(), entry);
    }
    if (it.replyTo() != null) {
      it.replyTo().tell(new Registered<>(it.key(), it.service()));
    }
    if (added) {
      entry.tellSubscribers();
    }
  }

  private <M> void deregister(ActorContext<Request> context, Request.Deregister<M> it) {
    Entry<M> entry = entry(it.key());
    boolean removed = entry.services.remove(it.service());
    left(context, it.service(), entry);
    if (it.replyTo() != null) {
      it.replyTo().tell(new Deregistered<>(it.key(), it.service()));
    }
    if (removed) {
      entry.tellSubscribers();
    }
  }

  private <M> void find(Request.Find<M> it) {
    Entry<M> entry = entry(it.key());
    it.replyTo().tell(entry.listing());
    forgetIfEmpty(entry);
  }

  private <M> void subscribe(ActorContext<Request> context, Request.Subscribe<M> it) {
    Entry<M> entry = entry(it.key());
    if (entry.subscribers.add(it.subscriber())) {
      joined(context, it.subscriber(), entry);
    }
    it.subscriber().tell(entry.listing());
  }

  private <M> void unsubscribe(ActorContext<Request> context, Request.Unsubscribe<M> it) {
    Entry<M> entry = entry(it.key());
    entry.subscribers.remove(it.subscriber());
    left(context, it.subscriber(), entry);
  }

  @Override
  public Behavior<Request> onSignal(ActorContext<Request> context, Signal signal) {
    if (!(signal instanceof Signal.Terminated terminated)) {
      return Behaviors.unhandled();
    }
    ActorRef<?> gone = terminated.ref();
    Set<Entry<?>> places = entriesOf.remove(gone);
    if (places != null) {
      for (Entry<?> entry : places) {
        entry.subscribers.remove(gone);
        if (entry.services.remove(gone)) {
          entry.tellSubscribers();
        }
        forgetIfEmpty(entry);
      }
    }
    return this;
  }

  // ---- The books ----

  private <M> Entry<M> entry(ServiceKey<M> key) {
    @SuppressWarnings("unchecked") // an entry stands under its own key only
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
    if (entry.services.isEmpty() && entry.subscribers.isEmpty()) {
      entries.remove(entry.key);
    }
  }
}
