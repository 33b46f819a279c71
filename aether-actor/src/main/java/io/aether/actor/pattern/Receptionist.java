package io.aether.actor.pattern;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.AskException;
import io.aether.actor.DeadLetter;
import io.aether.actor.spi.Extension;
import java.time.Duration;
import java.util.List;

/// Knows which actors offer which services: actors register under a [ServiceKey], others ask who
/// there is, or subscribe to be told.
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

  /// {@return who is there now} Waits for the answer, like an ask.
  ///
  /// @throws AskException.TimedOut if none came within `timeout`
  /// @throws InterruptedException if the caller is interrupted while waiting
  <M> Listing<M> find(ServiceKey<M> key, Duration timeout) throws InterruptedException;

  /// Tells `subscriber` who is there, at once and again after each change. Idempotent, except that
  /// each call is answered.
  <M> void subscribe(ServiceKey<M> key, ActorRef<? super Listing<M>> subscriber);

  /// Ends [#subscribe].
  <M> void unsubscribe(ServiceKey<M> key, ActorRef<? super Listing<M>> subscriber);

  /// The service is there, for whoever asks after this was sent.
  record Registered<M>(ServiceKey<M> key, ActorRef<M> service) {}

  /// The service is not there, for whoever asks after this was sent.
  record Deregistered<M>(ServiceKey<M> key, ActorRef<M> service) {}

  /// Who offers a service. One that comes too late is not worth a line in the log.
  ///
  /// @param services each of them once, in the order in which they registered
  record Listing<M>(ServiceKey<M> key, List<ActorRef<M>> services)
      implements DeadLetter.Suppressed {

    public Listing {
      services = List.copyOf(services);
    }
  }
}
