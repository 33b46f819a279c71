package io.aether.actor.cell;

import io.aether.actor.DeadLetter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The messages that an actor has put aside: its stashes, and the entries that are processed before
/// those in the mailbox. Owned by the activation.
final class PutAside {

  /// The entries ahead of the mailbox, in order of arrival: messages that were unstashed, or were
  /// stashed by an earlier life. Null if there are none.
  private @Nullable Deque<Object> ahead;

  /// The number of messages that have been taken from the mailbox to be put aside.
  private long arrivals;

  /// The entry that is being handled, if it was ahead of the mailbox.
  private InBand.@Nullable Stashed handled;

  /// The stashes of this life that are not empty.
  private final Few<CellStash<?>> stashes = new Few<>();

  /// The number of messages in these stashes. Written by the activation; read by any thread, as an
  /// approximation.
  private int stashed;

  /// {@return the entry that is being handled, if it was ahead of the mailbox; otherwise null}
  InBand.@Nullable Stashed handled() {
    return handled;
  }

  /// Called when one more message is in a stash.
  void added(CellStash<?> stash) {
    stashed++;
    if (stash.size() == 1) {
      stashes.add(stash);
    }
  }

  /// Called when `count` messages have been removed from a stash.
  void removed(CellStash<?> stash, int count) {
    stashed -= count;
    if (stash.isEmpty()) {
      stashes.remove(stash);
    }
  }

  /// Puts the messages left in the stashes at the end of a life ahead of the mailbox.
  ///
  /// @return whether there were any
  boolean endLife() {
    if (stashes.isEmpty()) {
      return false;
    }
    for (CellStash<?> stash : stashes.all()) {
      putAhead(stash.leave());
    }
    return true;
  }

  /// Ends the messages in stashes that no behavior uses, because their actor failed while it became
  /// the behavior that would use them, and continues without it.
  void endAbandoned(ActorCell<?> cell, Throwable failure) {
    for (CellStash<?> stash : stashes.all()) {
      if (stash.isAbandoned()) {
        for (Object mail : stash.leave()) {
          Object message = InBand.Stashed.of(mail).message;
          cell.system.deadLetters().publish(message, cell.path(), DeadLetter.Reason.FAILED);
          Promise<?> promise = InBand.promiseOf(mail);
          if (promise != null) {
            promise.targetFailed(cell, failure);
          }
        }
      }
    }
  }

  /// {@return an entry for a message to be put aside, in the place of the entry that is being
  /// handled}
  ///
  /// @param current the entry that is being handled, if a sender may wait for its answer
  InBand.Stashed aside(Object message, InBand.@Nullable Asked current) {
    Promise<?> promise = null;
    if (current != null && current.message == message && !current.movedOn) {
      promise = current.promise;
      current.movedOn = true;
    }
    return new InBand.Stashed(message, promise, handled != null ? handled.arrival : ++arrivals);
  }

  /// @param mail entries that were put aside, in order of arrival
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

  /// {@return the next entry ahead of the mailbox, which is handled now, or null if there is none}
  @Nullable Object nextAhead() {
    Object next = ahead == null ? null : ahead.poll();
    if (next == null) {
      ahead = null; // releases its capacity
    }
    handled = next == null ? null : InBand.Stashed.of(next);
    return next;
  }

  /// {@return the number of messages that are stashed or ahead of the mailbox; for other threads an
  /// approximation}
  int count() {
    Deque<Object> waiting = ahead;
    return stashed + (waiting == null ? 0 : waiting.size());
  }
}
