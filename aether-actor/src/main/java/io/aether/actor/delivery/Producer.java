package io.aether.actor.delivery;

import io.aether.actor.ActorRef;
import io.aether.actor.AskException;
import java.time.Duration;

/// Sends through a [ProducerController] by ordinary calls that block until there is demand. For
/// threads and for actors that have nothing else to do meanwhile; others use
/// [ProducerController.Start]. Thread-safe.
///
/// @param controller what it sends through; must live on this node
public record Producer<M>(ActorRef<ProducerController.Command<M>> controller) {

  /// Waits until the controller accepts `message`.
  ///
  /// @return the number of the message: 1 for the first one that the controller has accepted
  /// @throws AskException.TimedOut if that takes longer than `timeout`; the message is withdrawn
  ///   and will not be delivered
  /// @throws AskException.TargetStopped if the controller stops first, or has stopped
  /// @throws InterruptedException if the caller is interrupted first; the message is withdrawn
  public long send(M message, Duration timeout) throws InterruptedException {
    return offer(message, timeout, /* untilConfirmed= */ false);
  }

  /// Waits until a consumer has confirmed `message`.
  ///
  /// @return the number of the message
  /// @throws AskException.TimedOut if that takes longer than `timeout`; the message may have been
  ///   accepted, and then will be delivered
  /// @throws AskException.TargetStopped if the controller stops first, or has stopped; the message
  ///   may have been delivered
  /// @throws InterruptedException if the caller is interrupted first; as for the timeout
  public long sendAndAwait(M message, Duration timeout) throws InterruptedException {
    return offer(message, timeout, /* untilConfirmed= */ true);
  }

  private long offer(M message, Duration timeout, boolean untilConfirmed)
      throws InterruptedException {
    Wire.Ticket ticket = new Wire.Ticket();
    try {
      return controller.<Long>ask(
          replyTo -> new Wire.Offer<>(message, ticket, untilConfirmed, replyTo), timeout);
    } catch (AskException.TimedOut late) {
      long number = ticket.withdraw();
      if (untilConfirmed || number < 0) {
        throw late;
      }
      return number; // accepted at the last moment
    } catch (InterruptedException interrupt) {
      long number = ticket.withdraw();
      if (untilConfirmed || number < 0) {
        throw interrupt;
      }
      Thread.currentThread().interrupt();
      return number;
    }
  }
}
