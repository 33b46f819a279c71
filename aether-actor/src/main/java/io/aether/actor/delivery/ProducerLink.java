package io.aether.actor.delivery;

import io.aether.actor.ActorRef;
import io.aether.actor.delivery.Wire.Parcel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/// The producer's side of the way to one consumer. Sequence numbers are those of this way; with
/// `n` unconfirmed parcels, it is
///
///     confirmed < confirmed + 1 ... confirmed + n <= granted
///                 `-- sent, kept to be sent again --'
///
/// Owned by the producer controller.
final class ProducerLink<M> {

  private final ActorRef<ConsumerController.Command<M>> consumer;
  private final long life;
  private final Deque<Parcel<M>> unconfirmed = new ArrayDeque<>();
  private long confirmed;
  private long granted;

  /// The consumer wants no more, whatever it has granted.
  private boolean leaving;

  ProducerLink(ActorRef<ConsumerController.Command<M>> consumer, long life) {
    this.consumer = consumer;
    this.life = life;
  }

  /// {@return how many more may be sent}
  long demand() {
    return leaving ? 0 : granted - confirmed - unconfirmed.size();
  }

  int unconfirmed() {
    return unconfirmed.size();
  }

  void send(Parcel<M> parcel) {
    unconfirmed.add(parcel);
    tell(confirmed + unconfirmed.size(), parcel);
  }

  private void tell(long sequence, Parcel<M> parcel) {
    consumer.tell(new Wire.Sequenced<>(life, confirmed + 1, sequence, parcel));
  }

  /// Calls `onConfirmed` with each parcel that is confirmed now and was not before.
  void confirm(Wire.Request<M> request, Consumer<Parcel<M>> onConfirmed) {
    if (request.life() != life) {
      return; // numbers of a former life say nothing about this one's
    }
    while (confirmed < request.confirmed() && !unconfirmed.isEmpty()) {
      confirmed++;
      onConfirmed.accept(unconfirmed.remove());
    }
  }

  /// Requests may be repeated and overtake each other, so none takes back what another has granted,
  /// and one that leaves does not come back; but it may have started anew, and then knows of no
  /// life. What it is sent because a request of that kind comes late, it leaves to others, at its
  /// end.
  void grant(Wire.Request<M> request) {
    boolean known = request.life() == life;
    leaving = request.window() == 0 || (leaving && known);
    granted = Math.max(granted, (known ? request.confirmed() : 0) + request.window());
    if (request.resend()) {
      long received = known ? request.received() : 0;
      long sequence = confirmed;
      for (Parcel<M> parcel : unconfirmed) {
        if (++sequence > received) {
          tell(sequence, parcel);
        }
      }
    }
  }

  /// {@return what has been sent in vain, the newest first}
  Iterable<Parcel<M>> newestFirst() {
    return unconfirmed.reversed();
  }
}
