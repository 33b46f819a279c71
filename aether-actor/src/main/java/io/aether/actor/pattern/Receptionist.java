package io.aether.actor.pattern;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.AskException;
import io.aether.actor.DeadLetter;
import io.aether.actor.spi.Extension;
import java.time.Duration;
import java.util.List;

/// Knows which actors offer which services: actors register under a [ServiceKey], others find them
/// or subscribe to the changes. Any of these costs the logarithm of the number of services, and a
/// message for each subscriber that has to be told.
///
/// ```java
/// Receptionist.of(context.system()).register(PRINTERS, context.self());
/// Receptionist.of(context.system()).subscribe(PRINTERS, context.messageAdapter(Printers::new));
/// ```
///
/// A service that ends leaves all its keys by itself, and so does a subscriber. A ref that refuses
/// to be watched, as that of a sharded entity does, stays until it is taken out.
///
/// Nothing here blocks but [#find(ServiceKey, Duration)]. What one thread or actor asks for is done
/// in that order. Thread-safe.
public interface Receptionist {

  /// For tests that put another one in its place.
  Extension<Receptionist> EXTENSION = Extension.of("receptionist", LocalReceptionist::start);

  /// {@return the receptionist of `system`}
  static Receptionist of(ActorSystem system) {
    return system.extension(EXTENSION);
  }

  /// Adds a service under a key; several may share a key, and one may have several. Idempotent.
  <M> void register(ServiceKey<M> key, ActorRef<M> service);

  /// Like [#register(ServiceKey, ActorRef)], and then tells `replyTo`, each time.
  <M> void register(
      ServiceKey<M> key, ActorRef<M> service, ActorRef<? super Registered<M>> replyTo);

  /// Takes a service out of a key, if it is there.
  <M> void deregister(ServiceKey<M> key, ActorRef<M> service);

  /// Like [#deregister(ServiceKey, ActorRef)], and then tells `replyTo`, whether it was there or
  /// not.
  <M> void deregister(
      ServiceKey<M> key, ActorRef<M> service, ActorRef<? super Deregistered<M>> replyTo);

  /// Tells `replyTo` who is there now.
  <M> void find(ServiceKey<M> key, ActorRef<? super Listing<M>> replyTo);

  /// {@return the present listing} Waits for the answer, like an ask.
  ///
  /// @throws IllegalArgumentException if `timeout` is not positive
  /// @throws AskException.TimedOut if none came within `timeout`
  /// @throws InterruptedException if the caller is interrupted while waiting
  <M> Listing<M> find(ServiceKey<M> key, Duration timeout) throws InterruptedException;

  /// Sends `subscriber` the present listing at once, and the new listing after each change. A
  /// repeated call changes nothing, but is answered with the present listing.
  ///
  /// A subscriber that has not taken 16 listings of a key yet gets no more of them until it takes
  /// one, and then the newest: so a slow subscriber skips states, but never the last one, and the
  /// memory it costs is bounded. This holds for actors of this system, and their message adapters,
  /// whose mailbox has neither a bound nor an order; other subscribers get every listing.
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

  /// The services of a key. A listing that comes too late is not worth a line in the log.
  ///
  /// @param services each of them once, in the order in which they registered; immutable. In the
  ///   listings of a receptionist, successive lists share their memory; `contains` and `get` cost
  ///   the logarithm of the size
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
