package io.aether.actor.delivery;

import io.aether.actor.ActorRef;
import io.aether.actor.AskException;
import io.aether.actor.annotation.Stable;
import java.time.Duration;
import java.util.Objects;

/// Sends through a [ProducerController] by calls that block until there is demand. For threads, and
/// for actors that handle no other messages meanwhile; other actors use [ProducerController.Start].
/// Thread-safe.
///
/// @param controller the controller to send through; must be on this node
@Stable
public record Producer<M>(ActorRef<ProducerController.Command<M>> controller) {

  public Producer {
    Objects.requireNonNull(controller, "controller");
  }

  /// Waits until the controller accepts `message`: with a durable queue, until the message is
  /// stored.
  ///
  /// @return the number of the message: 1 for the first one that the controller has accepted
  /// @throws AskException.TimedOut if this takes longer than `timeout`; the message is withdrawn
  ///   and will not be delivered
  /// @throws DeliveryException if the message cannot be accepted, because its codec fails or it is
  ///   too large, or because the controller is closing ([ProducerController.DeliverThenStop]),
  ///   fails or restarts; or if the durable queue has not stored it within `timeout`. The
  ///   exception's message says whether the message may be delivered nevertheless
  /// @throws AskException.TargetStopped if the controller stops first, or has already stopped; with
  ///   a durable queue, the message may have been stored
  /// @throws InterruptedException if the caller is interrupted first; the message is withdrawn,
  ///   unless the durable queue is already storing it
  /// @throws IllegalArgumentException if `timeout` is not positive; nothing was sent
  public long send(M message, Duration timeout) throws InterruptedException {
    return offer(message, timeout, /* untilConfirmed= */ false);
  }

  /// Waits until a consumer has confirmed `message`: with a durable queue, until the confirmation
  /// is stored.
  ///
  /// @return the number of the message
  /// @throws AskException.TimedOut if this takes longer than `timeout`; the message may have been
  ///   accepted, and will then be delivered
  /// @throws DeliveryException if the message cannot be accepted, because its codec fails or it is
  ///   too large, or because the controller is closing ([ProducerController.DeliverThenStop]),
  ///   fails or restarts. The exception's message says whether the message may be delivered
  ///   nevertheless
  /// @throws AskException.TargetStopped if the controller stops first, or has already stopped; the
  ///   message may have been delivered
  /// @throws InterruptedException if the caller is interrupted first; the message may have been
  ///   accepted, and will then be delivered
  /// @throws IllegalArgumentException if `timeout` is not positive; nothing was sent
  public long sendAndAwait(M message, Duration timeout) throws InterruptedException {
    return offer(message, timeout, /* untilConfirmed= */ true);
  }

  private long offer(M message, Duration timeout, boolean untilConfirmed)
      throws InterruptedException {
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(timeout, "timeout");
    Wire.Ticket<M> ticket = new Wire.Ticket<>(message);
    try {
      Wire.Answer answer =
          controller.ask(replyTo -> new Wire.Offer<>(ticket, untilConfirmed, replyTo), timeout);
      DeliveryException failure = answer.failure();
      if (failure != null) {
        failure.fillInStackTrace(); // the caller's stack is more useful than the controller's
        throw failure;
      }
      return answer.number();
    } catch (AskException.TimedOut late) {
      long number = withdraw(ticket);
      if (untilConfirmed || number < 0) {
        throw late;
      }
      if (!ticket.isStored()) {
        throw new DeliveryException(
            "Message %d was accepted by %s, but its durable queue did not store it within %s; it may"
                    .formatted(number, controller.path(), timeout)
                + " be delivered nevertheless",
            late);
      }
      return number; // accepted at the last moment
    } catch (InterruptedException interrupt) {
      long number = withdraw(ticket);
      if (untilConfirmed || number < 0 || !ticket.isStored()) {
        throw interrupt;
      }
      Thread.currentThread().interrupt();
      return number;
    }
  }

  /// {@return the number of the message if it has been accepted; negative if it has not}
  private long withdraw(Wire.Ticket<M> ticket) {
    long number = ticket.withdraw();
    if (number < 0) {
      controller.offer(new Wire.Withdrawn<>(ticket));
    }
    return number;
  }
}
