package io.aether.actor.pattern;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.AskException;
import io.aether.actor.DeadLetter;
import io.aether.actor.annotation.Stable;
import io.aether.actor.spi.Extension;
import java.time.Duration;
import java.util.List;

/// A registry of services: actors register under a [ServiceKey], others find them or subscribe to
/// changes. Each operation takes logarithmic time in the number of services, plus one message for
/// each subscriber that has to be notified.
///
/// ```java
/// Receptionist.of(context.system()).register(PRINTERS, context.self());
/// Receptionist.of(context.system()).subscribe(PRINTERS, context.messageAdapter(Printers::new));
/// ```
///
/// A service or subscriber that stops is removed from all its keys. A ref that cannot be watched,
/// such as that of a sharded entity, stays until it is deregistered or unsubscribed.
///
/// Only [#find(ServiceKey, Duration)] blocks. Calls of one thread or actor take effect in their
/// order. Thread-safe.
@Stable
public interface Receptionist {

  /// The key of the extension, for tests that replace it.
  Extension<Receptionist> EXTENSION = Extension.of("receptionist", LocalReceptionist::start);

  /// {@return the receptionist of `system`}
  static Receptionist of(ActorSystem system) {
    return system.extension(EXTENSION);
  }

  /// Adds a service under a key; several may share a key, and one may have several. Idempotent.
  <M> void register(ServiceKey<M> key, ActorRef<M> service);

  /// Like [#register(ServiceKey, ActorRef)], and then sends [Registered] to `replyTo`, even if the
  /// service was registered before.
  <M> void register(
      ServiceKey<M> key, ActorRef<M> service, ActorRef<? super Registered<M>> replyTo);

  /// Removes a service from a key, if it is registered.
  <M> void deregister(ServiceKey<M> key, ActorRef<M> service);

  /// Like [#deregister(ServiceKey, ActorRef)], and then sends [Deregistered] to `replyTo`, even if
  /// the service was not registered.
  <M> void deregister(
      ServiceKey<M> key, ActorRef<M> service, ActorRef<? super Deregistered<M>> replyTo);

  /// Sends the present [Listing] to `replyTo`.
  <M> void find(ServiceKey<M> key, ActorRef<? super Listing<M>> replyTo);

  /// {@return the present listing} Waits for the answer, like an ask.
  ///
  /// @throws IllegalArgumentException if `timeout` is not positive
  /// @throws AskException.TimedOut if no listing arrived within `timeout`
  /// @throws InterruptedException if the caller is interrupted while waiting
  <M> Listing<M> find(ServiceKey<M> key, Duration timeout) throws InterruptedException;

  /// Sends `subscriber` the present listing at once, and the new listing after each change. A
  /// repeated call only sends the present listing again.
  ///
  /// If 16 listings of a key wait in the mailbox of a subscriber, it gets no more until it handles
  /// one of them; then it gets the newest. So a slow subscriber skips listings, but never the last
  /// one, and uses a bounded amount of memory. This holds for actors of this system whose mailbox
  /// has neither a bound nor an order, and for their message adapters; other subscribers get every
  /// listing.
  <M> void subscribe(ServiceKey<M> key, ActorRef<? super Listing<M>> subscriber);

  /// Ends [#subscribe].
  <M> void unsubscribe(ServiceKey<M> key, ActorRef<? super Listing<M>> subscriber);

  /// The service is registered: every request that is sent after this was sent finds it.
  record Registered<M>(ServiceKey<M> key, ActorRef<M> service) {

    public Registered {
      Arguments.required(key, "the key of Registered");
      Arguments.required(service, "the service of Registered");
    }
  }

  /// The service is not registered: no request that is sent after this was sent finds it.
  record Deregistered<M>(ServiceKey<M> key, ActorRef<M> service) {

    public Deregistered {
      Arguments.required(key, "the key of Deregistered");
      Arguments.required(service, "the service of Deregistered");
    }
  }

  /// The services of a key. A listing that arrives too late is not logged as a dead letter.
  ///
  /// @param services the services without duplicates, in the order of their registration;
  ///   immutable. Successive lists of a receptionist share memory, and their `contains` and `get`
  ///   take logarithmic time
  record Listing<M>(ServiceKey<M> key, List<ActorRef<M>> services)
      implements DeadLetter.Suppressed {

    public Listing {
      Arguments.required(key, "the key of a Listing");
      services =
          Arguments.required(services, "the services of a Listing") instanceof PlacedList<?>
              ? services
              : List.copyOf(services);
    }
  }
}
