package io.aether.actor.intercept;

import io.aether.actor.ActorRef;
import io.aether.actor.annotation.Stable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Intercepts the messages to all actors of a system, on the sender's side: it sees each message
/// before it enters a mailbox, and lets it pass, changes it or holds it back. It serves
/// authorization, metrics and deliberate faults; see [HandlingSettings].
///
/// It sees messages and requests of other senders, local or from another node. It does not see
/// messages of an actor's own timers, tasks and futures, nor the reply to any ask, whether an actor
/// or another thread has asked: a reply goes to the ask and enters no mailbox.
@Stable
@FunctionalInterface
public interface OutgoingInterceptor {

  /// Called by the sender's thread, by several threads at a time; must not block. An exception of
  /// this method is thrown by `tell` and the asks, and logged by `offer`, which returns false; the
  /// message is not sent.
  ///
  /// @param sender null if no actor sends it
  /// @return the message to send. If empty, `message` becomes a dead letter with the reason
  ///   [DeadLetter.Reason#INTERCEPTED], or `offer` returns false
  Optional<?> outgoing(@Nullable ActorRef<?> sender, ActorRef<?> recipient, Object message);
}
