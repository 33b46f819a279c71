package io.aether.actor.pattern;

import io.aether.actor.ActorRef;
import io.aether.actor.pattern.Receptionist.Listing;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A subscriber to one key of a [ServiceRegistry], and how far behind it is.
///
///     in step --WINDOW listings not taken, and another change--> behind
///     behind  --it takes a listing: it gets the newest one-----> in step
final class Subscription<M> {

  /// How many listings may wait in the mailbox of one subscriber for one key.
  static final int WINDOW = 16;

  final ActorRef<? super Listing<M>> subscriber;
  private final ActorRef<LocalReceptionist.Request> registry;

  /// The number of listings that the subscriber has not taken yet, plus one while it is behind.
  /// Incremented by the registry and decremented on the subscriber's turns.
  private final AtomicInteger pending = new AtomicInteger();

  // Owned by the registry.
  boolean behind;

  /// The newest listing that was sent.
  @Nullable Listing<M> latest;

  Subscription(
      ActorRef<? super Listing<M>> subscriber, ActorRef<LocalReceptionist.Request> registry) {
    this.subscriber = subscriber;
    this.registry = registry;
  }

  // ---- The registry ----

  /// {@return whether there was room for one more listing, which has then been reserved; if not,
  /// the registry is notified when there is room}
  boolean begin() {
    return pending.incrementAndGet() <= WINDOW;
  }

  /// Releases the place of a listing that was not sent, or that will not be reported as taken.
  void release() {
    pending.decrementAndGet();
  }

  // ---- The subscriber's turn ----

  /// Called when the subscriber takes a listing. Only one call finds that the registry has to be
  /// notified, because the registry reserves no other place while the subscriber is behind.
  void taken() {
    if (pending.decrementAndGet() == WINDOW) {
      registry.tell(new LocalReceptionist.Request.HasRoom(this));
    }
  }
}
