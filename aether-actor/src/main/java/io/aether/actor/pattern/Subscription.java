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

  /// How many listings the subscriber has not taken yet, and one more while it is behind. Counted
  /// up by the registry and down by the subscriber's turns.
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

  /// {@return whether there is room for one more listing, whose place is then taken; if not, the
  /// registry hears of it when there is}
  boolean begin() {
    return pending.incrementAndGet() <= WINDOW;
  }

  /// Gives back the place of a listing that was not sent, or that nobody will report as taken.
  void release() {
    pending.decrementAndGet();
  }

  // ---- The subscriber's turn ----

  /// The subscriber takes a listing. Only one call finds the place that is owed to the registry,
  /// because the registry claims no other while the subscriber is behind.
  void taken() {
    if (pending.decrementAndGet() == WINDOW) {
      registry.tell(new LocalReceptionist.Request.HasRoom(this));
    }
  }
}
