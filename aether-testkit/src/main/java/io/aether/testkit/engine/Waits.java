package io.aether.testkit.engine;

import io.aether.actor.ActorRef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Open waits: asks without a reply and, if liveness is checked, messages in mailboxes. Confined to
/// the holder of the baton.
final class Waits {

  /// An ask without a reply.
  ///
  /// @param asker the actor or task that asks
  /// @param instant the virtual time at which it was sent
  record Ask(Object asker, ActorRef<?> target, Object request, ActorRef<?> replyTo, long instant) {}

  /// A message in a mailbox.
  record Waiting(ActorRef<?> recipient, Object message, long instant) {}

  private final boolean keepsMessages;

  /// By reply address, oldest first.
  private final Map<ActorRef<?>, Ask> asks = new LinkedHashMap<>();

  /// The messages in each mailbox, oldest first.
  private final Map<ActorRef<?>, Deque<Waiting>> messages = new LinkedHashMap<>();

  Waits(boolean keepsMessages) {
    this.keepsMessages = keepsMessages;
  }

  void asked(Ask ask) {
    asks.put(ask.replyTo, ask);
  }

  void askEnded(ActorRef<?> replyTo) {
    asks.remove(replyTo);
  }

  void sent(ActorRef<?> recipient, Object message, long instant) {
    if (keepsMessages) {
      messages
          .computeIfAbsent(recipient, _ -> new ArrayDeque<>())
          .add(new Waiting(recipient, message, instant));
    }
  }

  void taken(ActorRef<?> recipient, Object message) {
    Deque<Waiting> waiting = keepsMessages ? messages.get(recipient) : null;
    if (waiting == null) {
      return;
    }
    for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) { // usually the first
      if (each.next().message == message) {
        each.remove();
        break;
      }
    }
    if (waiting.isEmpty()) {
      messages.remove(recipient);
    }
  }

  /// {@return the asks without a reply, oldest first}
  List<Ask> asks() {
    return List.copyOf(asks.values());
  }

  /// {@return whether a wait began at `instant` or before}
  boolean anySince(long instant) {
    if (!asks.isEmpty() && asks.values().iterator().next().instant <= instant) {
      return true;
    }
    for (Deque<Waiting> waiting : messages.values()) {
      if (waiting.getFirst().instant <= instant) {
        return true;
      }
    }
    return false;
  }

  /// {@return the oldest message of each mailbox, if it was sent at `instant` or before}
  List<Waiting> messagesSince(long instant) {
    List<Waiting> overdue = new ArrayList<>();
    for (Deque<Waiting> waiting : messages.values()) {
      if (waiting.getFirst().instant <= instant) {
        overdue.add(waiting.getFirst());
      }
    }
    return overdue;
  }
}
