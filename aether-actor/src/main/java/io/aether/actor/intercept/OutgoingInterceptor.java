package io.aether.actor.intercept;

import io.aether.actor.ActorRef;
import java.util.Optional;

/// Stands at the door of all actors of a system, on the sender's side: sees each message before it
/// enters a mailbox, and lets it pass, changes it or holds it back. For authorization, metrics and
/// faults on purpose; see [HandlingSettings].
///
/// It sees what others send and ask, local or from another node. It does not see what an actor's
/// own timers, tasks and futures send it, nor the reply to any ask, whether an actor or another
/// thread has asked: a reply goes to the ask and enters no mailbox.
@FunctionalInterface
public interface OutgoingInterceptor {

  /// Called by the sender's thread, by several at a time; must not block. What it throws is thrown
  /// by `tell` and the asks, and logged by `offer`, which returns false; the message is not sent.
  ///
  /// @param sender empty if no actor sends it
  /// @return the message to send; empty if none, and then it becomes a dead letter of reason
  ///   [DeadLetter.Reason#INTERCEPTED], or `offer` returns false
  Optional<?> outgoing(Optional<ActorRef<?>> sender, ActorRef<?> recipient, Object message);
}
