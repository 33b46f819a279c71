package io.aether.actor.cell;

import io.aether.actor.Cancellable;
import io.aether.actor.DeadLetter;
import io.aether.actor.Mailbox;
import io.aether.actor.spi.Activation;
import io.aether.actor.spi.Completions;
import io.aether.actor.spi.Observer;
import io.aether.actor.spi.Runner;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The mailbox of an actor whose [Mailbox] has a bound or an order.
///
/// The entries wait in this object. The cell's own mailbox contains a token for each of them, and
/// still determines when the actor runs and which entries were sent before its end. A sender adds
/// the entry first and the token second. An entry that replaces another one takes over its token.
/// So each token finds an entry.
final class CustomMailbox {

  private final CustomizedCell<?> cell;
  private final Mailbox kind;
  private final MailQueue waiting;

  /// Whether the actor processes no messages until its children have stopped. Written by the
  /// activation, read by senders.
  private volatile boolean awaitsChildren;

  CustomMailbox(CustomizedCell<?> cell, Mailbox kind) {
    this.cell = cell;
    this.kind = kind;
    this.waiting = new MailQueue(kind.capacity(), kind.order());
  }

  // ---- Any thread ----

  /// Adds the entry, or applies the overflow strategy if there is no room.
  void post(Object mail) {
    if (!takesRoom(mail)) {
      waiting.addNotice(mail, rank(mail));
      cell.announce(this);
    } else if (!offer(mail)) {
      switch ((OverflowRule) kind.overflow()) {
        case OverflowRule.Fail() -> fail(mail);
        case OverflowRule.BlockSender(var timeout) -> {
          Promise<?> ask = Sending.askOf(mail);
          if (ask == null || ask.isAwaited()) {
            awaitRoom(mail, timeout, ask);
          } else {
            waitForRoom(mail, timeout, ask);
          }
        }
        case OverflowRule.DropNew(), OverflowRule.DropOldest() -> refuse(mail);
      }
    }
  }

  /// Adds the entry of an [ActorRef#offer] that has already returned. If there is no room, the
  /// message becomes a dead letter.
  void postLate(Object mail) {
    if (!offer(mail)) {
      refuseLater(mail);
    }
  }

  /// Adds an entry that takes room. {@return whether it was added, possibly in place of the oldest
  /// one}
  boolean offer(Object mail) {
    if (kind.overflow() instanceof OverflowRule.DropOldest) {
      Object victim = waiting.addInPlaceOfOldest(mail, rank(mail));
      if (victim == null) {
        cell.announce(this);
      } else {
        refuseLater(victim);
      }
      return true;
    }
    boolean added = waiting.add(mail, rank(mail));
    if (added) {
      cell.announce(this);
    }
    return added;
  }

  private void fail(Object mail) {
    Promise<?> ask = Sending.askOf(mail);
    if (ask != null) {
      cell.dropped(mail);
      ask.overflown();
    } else if (senderCopes()) {
      cell.dropped(mail);
      throw new Mailbox.FullException(cell.path(), kind.capacity());
    } else {
      refuse(mail);
    }
  }

  /// Blocks the sender until there is room.
  ///
  /// @param ask the ask for which the sender waits; when it ends, the sender stops waiting for room
  private void awaitRoom(Object mail, Duration timeout, @Nullable Promise<?> ask) {
    Activation sender = sender();
    boolean below = isBelow(sender);
    if (!senderCopes() || sender == cell || waitsInVain(below)) {
      refuse(mail);
      return;
    }
    MailQueue.Waiter room = waiting.await(mail, rank(mail), below);
    admit(); // room may have become free since
    if (waitsInVain(below)) { // the actor may have begun to stop since
      room.complete(null);
    }
    if (ask != null) {
      ask.whenOver(() -> room.complete(null));
    }
    try {
      cell.system.environment().await(room, timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (waiting.giveUp(room)) {
        refuse(mail);
        admit(); // the next waiter may have been held up by this one
      }
    }
  }

  /// Lets the request of an [ActorRef#askAsync] wait for room in the place of its sender, which
  /// does not block. The request waits in the same queue as blocked senders, so messages of one
  /// sender stay in order.
  private void waitForRoom(Object mail, Duration timeout, Promise<?> ask) {
    boolean below = isBelow(sender());
    if (waitsInVain(below)) {
      refuse(mail);
      return;
    }
    MailQueue.Waiter room = waiting.await(mail, rank(mail), below);
    LocalActorSystem system = cell.system;
    Cancellable timer =
        system
            .environment()
            .scheduler()
            .schedule(timeout, () -> system.complete(() -> room.complete(null)));
    room.whenComplete((_, _) -> {
      timer.cancel();
      if (waiting.giveUp(room)) {
        drop(mail);
        ask.overflown();
        admit();
      }
    });
    ask.whenOver(() -> room.complete(null));
    admit(); // room may have become free since
    if (waitsInVain(below)) { // the actor may have begun to stop since
      room.complete(null);
    }
  }

  private static @Nullable Activation sender() {
    Runner runner = Runner.current();
    return runner == null ? null : runner.running();
  }

  private boolean isBelow(@Nullable Activation sender) {
    ActorCell<?> each = sender instanceof ActorCell<?> actor ? actor.parent : null;
    while (each != null && each != cell) {
      each = each.parent;
    }
    return each == cell;
  }

  /// {@return whether the actor waits for the sender to stop, or is itself stopping}
  private boolean waitsInVain(boolean below) {
    return awaitsChildren && (below || cell.lifecycle == Lifecycle.STOPPING);
  }

  private void admit() {
    for (MailQueue.Waiter next; (next = waiting.admit()) != null; ) {
      cell.announce(this);
      next.complete(null);
    }
  }

  /// Turns the message that the calling thread is sending into a dead letter, and ends its ask, if
  /// any.
  private void refuse(Object mail) {
    drop(mail);
    Promise<?> ask = Sending.askOf(mail);
    if (ask != null) {
      ask.overflown();
    }
  }

  /// Like [#refuse], for a message that was sent earlier, perhaps by another thread.
  private void refuseLater(Object mail) {
    drop(mail);
    Promise<?> ask = InBand.promiseOf(mail);
    if (ask != null) {
      ask.overflown();
    }
  }

  private void drop(Object mail) {
    cell.dropped(mail);
    cell.system
        .deadLetters()
        .publish(InBand.content(mail), cell.path(), DeadLetter.Reason.OVERFLOW);
  }

  /// {@return whether the calling thread may block and may receive an exception: if it runs an
  /// actor of the application or a callback of a future, or no activation at all}
  private boolean senderCopes() {
    Activation running = sender();
    boolean copes =
        running == null
            || Completions.isTurn(running)
            || (running instanceof ActorCell<?> actor && !actor.system.isOwn(actor));
    return copes && cell.system.environment().mayWait();
  }

  /// Messages of other senders take room; entries of the runtime or of the actor itself do not.
  private static boolean takesRoom(Object mail) {
    return switch (InBand.unpacked(mail)) {
      case InBand.Request _ -> true;
      case InBand.Adapted adapted -> !adapted.own;
      case InBand _ -> false;
      default -> true;
    };
  }

  /// {@return the message by which an ordered mailbox ranks the entry, or null if the entry
  /// contains no message of the actor's protocol}
  private static @Nullable Object rank(Object mail) {
    Object unpacked = InBand.unpacked(mail);
    return switch (unpacked) {
      case InBand.Request _ -> InBand.content(unpacked);
      case InBand.Timer timer -> timer.messageUnlessCancelled();
      case InBand _, Observer.Crash _ -> null;
      default -> unpacked;
    };
  }

  // ---- The activation ----

  /// Releases the waiting senders that can never get room: senders that have to stop before the
  /// actor processes messages again, and all senders if the actor is stopping.
  void awaitChildren() {
    awaitsChildren = true;
    for (MailQueue.Waiter waiter : waiting.waiters()) {
      if (waitsInVain(waiter.below)) {
        waiter.complete(null);
      }
    }
  }

  /// Ends [#awaitChildren], at the start of the next life.
  void goOn() {
    awaitsChildren = false;
  }

  /// {@return the next entry, or null if there is none}
  @Nullable Object take() {
    Object mail = waiting.take();
    if (mail != null) {
      admit();
    }
    return mail;
  }
}
