package io.aether.actor.delivery;

import io.aether.actor.ActorRef;
import io.aether.actor.Outcome;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

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
  /// @param window how many unconfirmed pieces are welcome; 0 if none ever will be again
  /// @param resend whether to send again what has been sent and not been received
  record Request<M>(
      ActorRef<ConsumerController.Command<M>> consumer,
      long life,
      long confirmed,
      long received,
      int window,
      boolean resend)
      implements ProducerController.Command<M> {}

  /// Producer's side to consumer's: a message, or a part of one.
  ///
  /// @param life of the way to this consumer; a later one knows nothing of the earlier ones
  /// @param floor all before this sequence number have been confirmed, and are not sent again
  /// @param sequence the place of the piece among those sent to this consumer
  /// @param durable whether message numbers are kept across lives, because a queue stores them
  record Sequenced<M>(long life, long floor, long sequence, boolean durable, Piece<M> piece)
      implements ConsumerController.Command<M> {}

  /// A message that has been accepted, or a chunk of one.
  sealed interface Piece<M> {
    /// {@return the place of the message among all accepted ones}
    long number();

    /// {@return whether the message is complete with this piece}
    boolean isLast();
  }

  /// A whole message.
  record Parcel<M>(long number, M message) implements Piece<M> {
    @Override
    public boolean isLast() {
      return true;
    }
  }

  /// A part of the encoded form of a message.
  ///
  /// @param index its place among the chunks of the message, from 0
  /// @param count how many chunks the message has
  /// @param totalBytes the size of the whole encoded form
  record Chunk<M>(long number, int index, int count, int totalBytes, byte[] bytes)
      implements Piece<M> {
    @Override
    public boolean isLast() {
      return index == count - 1;
    }

    @Override
    public String toString() {
      return "Chunk %d of %d of message %d".formatted(index + 1, count, number);
    }
  }

  /// A thread that blocks: may this message be sent?
  ///
  /// @param ticket holds the message, and decides a race of accepting and giving up
  /// @param replyTo told what becomes of the message
  record Offer<M>(Ticket<M> ticket, boolean untilConfirmed, ActorRef<Answer> replyTo)
      implements ProducerController.Command<M> {}

  /// The sender of an offer has withdrawn it.
  record Withdrawn<M>(Ticket<M> ticket) implements ProducerController.Command<M> {}

  /// To the sender of an offer.
  ///
  /// @param number of the message; 0 if it has failed
  record Answer(long number, @Nullable DeliveryException failure) {}

  /// From an actor that was asked for it.
  ///
  /// @param request which request it answers
  record Next<M>(long request, M message) implements ProducerController.Command<M> {}

  /// To itself: what an attempt of a call of the durable queue came to.
  record QueueOutcome<M>(long attempt, Outcome<Object> outcome)
      implements ProducerController.Command<M> {}

  /// To itself: an attempt has taken too long.
  record QueueTimeout<M>(long attempt) implements ProducerController.Command<M> {}

  /// To itself: the pause after a failed attempt is over.
  record QueueRetry<M>(long attempt) implements ProducerController.Command<M> {}

  /// To itself: time has passed.
  record Retry<M>() implements ConsumerController.Command<M> {}

  /// A message is either accepted by the controller or withdrawn by its sender. Holds the message
  /// until then and not longer. Its identity counts. Thread-safe.
  static final class Ticket<M> {
    private static final long OPEN = 0;
    private static final long WITHDRAWN = -1;

    /// Written once, by the controller or by the sender; read by both.
    private final AtomicLong state = new AtomicLong(OPEN);

    /// Cleared by the one that has written the state; read by the controller.
    private volatile @Nullable M message;

    /// Written by the controller when the message is as safe as it is going to be; read by the
    /// sender.
    private volatile boolean stored;

    Ticket(M message) {
      this.message = message;
    }

    /// {@return whether it has neither been accepted nor been withdrawn}
    boolean isOpen() {
      return state.get() == OPEN;
    }

    /// {@return the message; null if it has been withdrawn or accepted}
    @Nullable M message() {
      return message;
    }

    /// {@return whether the sender still wants the message to be sent}
    boolean accept(long number) {
      boolean accepted = state.compareAndSet(OPEN, number);
      if (accepted) {
        message = null;
      }
      return accepted;
    }

    /// {@return the number under which the message has been accepted already; negative if it has
    /// not been and will not be}
    long withdraw() {
      if (state.compareAndSet(OPEN, WITHDRAWN)) {
        message = null;
      }
      return state.get();
    }

    void setStored() {
      stored = true;
    }

    boolean isStored() {
      return stored;
    }
  }
}
