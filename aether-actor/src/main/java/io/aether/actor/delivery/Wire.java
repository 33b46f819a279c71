package io.aether.actor.delivery;

import io.aether.actor.ActorRef;
import java.util.concurrent.atomic.AtomicLong;

/// What the controllers tell each other, and themselves.
///
/// The protocol between the two sides is about states, not about events, so that any of its
/// messages may be lost, repeated or overtaken. The consumer's side drives it: it repeats how far
/// it has got, at intervals and whenever that changes, and the other side answers with what is
/// missing.
final class Wire {

  private Wire() {}

  /// Consumer's side to producer's: how far it has got. The first one registers it.
  ///
  /// @param consumer whom to send to
  /// @param life of the way from the producer's side that the numbers are about; 0 if none is known
  ///   yet
  /// @param confirmed all up to this sequence number have been confirmed
  /// @param received all up to this sequence number have arrived
  /// @param window how many unconfirmed messages are welcome; 0 if none ever will be again
  /// @param resend whether to send again what has been sent and not been received
  record Request<M>(
      ActorRef<ConsumerController.Command<M>> consumer,
      long life,
      long confirmed,
      long received,
      int window,
      boolean resend)
      implements ProducerController.Command<M> {}

  /// Producer's side to consumer's: a message.
  ///
  /// @param life of the way to this consumer; a later one knows nothing of the earlier ones
  /// @param floor all before this sequence number have been confirmed, and are not sent again
  /// @param sequence the place of the message among those sent to this consumer
  record Sequenced<M>(long life, long floor, long sequence, Parcel<M> parcel)
      implements ConsumerController.Command<M> {}

  /// A message that has been accepted.
  ///
  /// @param number its place among all accepted ones
  record Parcel<M>(long number, M message) {}

  /// A thread that blocks: may this message be sent?
  ///
  /// @param ticket decides a race of accepting and giving up
  /// @param replyTo told the number of the message
  record Offer<M>(M message, Ticket ticket, boolean untilConfirmed, ActorRef<Long> replyTo)
      implements ProducerController.Command<M> {}

  /// From an actor that was asked for it.
  ///
  /// @param request which request it answers
  record Next<M>(long request, M message) implements ProducerController.Command<M> {}

  /// To itself: time has passed.
  record Retry<M>() implements ConsumerController.Command<M> {}

  /// A message is either accepted by the controller or withdrawn by its sender. Thread-safe.
  static final class Ticket {
    private static final long OPEN = 0;
    private static final long WITHDRAWN = -1;

    /// Written once, by the controller or by the sender; read by the sender.
    private final AtomicLong state = new AtomicLong(OPEN);

    /// {@return whether it has neither been accepted nor been withdrawn}
    boolean isOpen() {
      return state.get() == OPEN;
    }

    /// {@return whether the sender still wants the message to be sent}
    boolean accept(long number) {
      return state.compareAndSet(OPEN, number);
    }

    /// {@return the number under which the message has been accepted already; negative if it has
    /// not been and will not be}
    long withdraw() {
      state.compareAndSet(OPEN, WITHDRAWN);
      return state.get();
    }
  }
}
