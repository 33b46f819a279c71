package io.aether.testkit.engine;

import io.aether.actor.ActorRef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Who waits for whom: asks without an answer and, if liveness is checked, mail that nobody takes.
/// Touched by the holder of the baton only.
final class Waits {

  /// One ask.
  ///
  /// @param asker the actor or task that asks
  /// @param instant when it began
  record Ask(Object asker, ActorRef<?> target, Object request, ActorRef<?> replyTo, long instant) {}

  /// A message in a mailbox.
  record Mail(ActorRef<?> recipient, Object message, long instant) {}

  private final boolean keepsMail;

  /// By reply address, oldest first.
  private final Map<ActorRef<?>, Ask> asks = new LinkedHashMap<>();

  /// What is in each mailbox, oldest first.
  private final Map<ActorRef<?>, Deque<Mail>> mail = new LinkedHashMap<>();

  Waits(boolean keepsMail) {
    this.keepsMail = keepsMail;
  }

  void asked(Ask ask) {
    asks.put(ask.replyTo, ask);
  }

  void askEnded(ActorRef<?> replyTo) {
    asks.remove(replyTo);
  }

  void sent(ActorRef<?> recipient, Object message, long instant) {
    if (keepsMail) {
      mail.computeIfAbsent(recipient, _ -> new ArrayDeque<>())
          .add(new Mail(recipient, message, instant));
    }
  }

  void taken(ActorRef<?> recipient, Object message) {
    Deque<Mail> waiting = keepsMail ? mail.get(recipient) : null;
    if (waiting == null) {
      return;
    }
    for (Iterator<Mail> each = waiting.iterator(); each.hasNext(); ) { // usually the first
      if (each.next().message == message) {
        each.remove();
        break;
      }
    }
    if (waiting.isEmpty()) {
      mail.remove(recipient);
    }
  }

  /// {@return the asks without an answer, oldest first}
  List<Ask> asks() {
    return List.copyOf(asks.values());
  }

  /// {@return whether something has waited since before `instant`}
  boolean anySince(long instant) {
    if (!asks.isEmpty() && asks.values().iterator().next().instant <= instant) {
      return true;
    }
    for (Deque<Mail> waiting : mail.values()) {
      if (waiting.getFirst().instant <= instant) {
        return true;
      }
    }
    return false;
  }

  /// {@return the oldest mail of each mailbox that has waited since before `instant`}
  List<Mail> mailSince(long instant) {
    List<Mail> overdue = new ArrayList<>();
    for (Deque<Mail> waiting : mail.values()) {
      if (waiting.getFirst().instant <= instant) {
        overdue.add(waiting.getFirst());
      }
    }
    return overdue;
  }
}
