package io.aether.actor.cell;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The messages that an actor has put aside: its stashes, and the mail that goes before the
/// mailbox's. Owned by the activation.
final class PutAside {

  /// Mail that goes before the mailbox's, in the order of its arrival: what was unstashed, or was
  /// stashed by a former life. Null while there is none.
  private @Nullable Deque<Object> ahead;

  /// How many messages have been taken from the mailbox to be put aside.
  private long arrivals;

  /// The mail that is handled now, if that was ahead of the mailbox's.
  private InBand.@Nullable Stashed handled;

  /// The stashes of this life that hold messages.
  private final Few<CellStash<?>> stashes = new Few<>();

  /// How many messages they hold. Written by the activation; read by any thread, as an
  /// approximation.
  private int stashed;

  /// {@return the mail that is handled now, if that was ahead of the mailbox's}
  InBand.@Nullable Stashed handled() {
    return handled;
  }

  /// A stash holds one more message.
  void added(CellStash<?> stash) {
    stashed++;
    if (stash.size() == 1) {
      stashes.add(stash);
    }
  }

  /// A stash holds `count` messages fewer.
  void removed(CellStash<?> stash, int count) {
    stashed -= count;
    if (stash.isEmpty()) {
      stashes.remove(stash);
    }
  }

  /// Puts what is left in the stashes at the end of a life before the mailbox's mail.
  ///
  /// @return whether there was any
  boolean endLife() {
    if (stashes.isEmpty()) {
      return false;
    }
    for (CellStash<?> stash : stashes.all()) {
      putAhead(stash.leave());
    }
    return true;
  }

  /// {@return a message as one to be put aside, in the place of the one that is handled now}
  ///
  /// @param current the mail that is handled now, if a sender may wait for its answer
  InBand.Stashed aside(Object message, InBand.@Nullable Asked current) {
    Promise<?> promise = null;
    if (current != null && current.message == message && !current.movedOn) {
      promise = current.promise;
      current.movedOn = true;
    }
    return new InBand.Stashed(message, promise, handled != null ? handled.arrival : ++arrivals);
  }

  /// @param mail was put aside; in the order of its arrival
  void putAhead(List<Object> mail) {
    if (mail.isEmpty()) {
      return;
    }
    Deque<Object> waiting = ahead;
    if (waiting == null) {
      ahead = new ArrayDeque<>(mail);
      return;
    }
    if (waiting.isEmpty() || InBand.Stashed.isOlder(waiting.getLast(), mail.getFirst())) {
      waiting.addAll(mail);
      return;
    }
    List<Object> first = new ArrayList<>(mail);
    while (!waiting.isEmpty() && InBand.Stashed.isOlder(waiting.getFirst(), mail.getLast())) {
      first.add(waiting.remove());
    }
    first.sort(Comparator.comparingLong(each -> InBand.Stashed.of(each).arrival));
    first.reversed().forEach(waiting::addFirst);
  }

  /// {@return the next of it, which is handled now, or null if there is none}
  @Nullable Object nextAhead() {
    Object next = ahead == null ? null : ahead.poll();
    if (next == null) {
      ahead = null; // with the room it had for many
    }
    handled = next == null ? null : InBand.Stashed.of(next);
    return next;
  }

  /// {@return how many messages are stashed or about to be handled before the mailbox's; for other
  /// threads an approximation}
  int count() {
    Deque<Object> waiting = ahead;
    return stashed + (waiting == null ? 0 : waiting.size());
  }
}
