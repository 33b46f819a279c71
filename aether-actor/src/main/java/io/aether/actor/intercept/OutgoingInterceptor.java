package io.aether.actor.intercept;

import io.aether.actor.ActorRef;
import io.aether.actor.annotation.Stable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Intercepts the messages to all actors of a system, on the sender's side: it sees each message
/// before it enters a mailbox, and lets it pass, changes it or holds it back. It is meant for
/// authorization, metrics and fault injection; see [HandlingSettings].
///
/// It sees the messages and requests that actors, threads and other nodes send to an actor. It sees
/// neither the messages of an actor's own timers, tasks and futures, nor the reply to an ask, which
/// enters no mailbox.
@Stable
@FunctionalInterface
public interface OutgoingInterceptor {

  /// Called on the sender's thread, by several threads concurrently; must not block. If this method
  /// throws, the message is not sent: `tell` and the asks throw the exception, and `offer` logs it
  /// and returns false.
  ///
  /// @param sender null if no actor sends it
  /// @return the message to send; if empty, the message is held back: it becomes a dead letter with
  ///   the reason [DeadLetter.Reason#INTERCEPTED], or `offer` returns false
  Optional<?> outgoing(@Nullable ActorRef<?> sender, ActorRef<?> recipient, Object message);
}
