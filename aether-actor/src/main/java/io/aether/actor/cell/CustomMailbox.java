package io.aether.actor.cell;

import io.aether.actor.DeadLetter;
import io.aether.actor.Mailbox;
import io.aether.actor.Mailbox.Overflow;
import io.aether.actor.spi.Activation;
import io.aether.actor.spi.Observer;
import io.aether.actor.spi.Runner;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a [Mailbox] of another than the default kind does with each mail.
///
/// The mail itself waits in here. For each one there is a token in the cell's own mailbox, which so
/// goes on deciding when the actor runs and what was sent before its end: a mail is added first and
/// its token put in then, so there is never a mail without a token to come. A mail that makes room
/// for another one leaves its token to that; a token may find nothing.
final class CustomMailbox {

  private final CustomizedCell<?> cell;
  private final Mailbox kind;
  private final MailQueue waiting;

  /// Whether the actor takes no mail until its children have stopped. Written by the activation,
  /// read by senders.
  private volatile boolean awaitsChildren;

  CustomMailbox(CustomizedCell<?> cell, Mailbox kind) {
    this.cell = cell;
    this.kind = kind;
    this.waiting = new MailQueue(kind.capacity(), kind.order());
  }

  // ---- Any thread ----

  /// Adds the mail, or does what there is to do if there is no room.
  void post(Object mail) {
    if (!takesRoom(mail)) {
      waiting.addNotice(mail, rank(mail));
      cell.announce(this);
    } else if (!offer(mail)) {
      switch (kind.overflow()) {
        case Overflow.Fail() -> fail(mail);
        case Overflow.BlockSender(var timeout) -> awaitRoom(mail, timeout);
        case Overflow.DropNew(), Overflow.DropOldest() -> refuse(mail);
      }
    }
  }

  /// Adds the mail of a sender who is not here any more to be told.
  void postLate(Object mail) {
    if (!offer(mail)) {
      refuse(mail);
    }
  }

  /// Adds what takes room. {@return whether there was any, or has been made}
  boolean offer(Object mail) {
    if (kind.overflow() instanceof Overflow.DropOldest) {
      Object victim = waiting.addInPlaceOfOldest(mail, rank(mail));
      if (victim == null) {
        cell.announce(this);
      } else {
        refuse(victim);
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
    Promise<?> promise = InBand.promiseOf(mail);
    if (promise != null) {
      cell.dropped(mail);
      promise.overflown();
    } else if (senderCopes()) {
      cell.dropped(mail);
      throw new Mailbox.FullException(cell.path(), kind.capacity());
    } else {
      refuse(mail);
    }
  }

  private void awaitRoom(Object mail, Duration timeout) {
    Runner runner = Runner.current();
    Activation sender = runner == null ? null : runner.running();
    boolean below = isBelow(sender);
    if (!senderCopes() || sender == cell || waitsInVain(below)) {
      refuse(mail);
      return;
    }
    MailQueue.Waiter room = waiting.await(mail, rank(mail), below);
    admit(); // there may have been some since
    if (waitsInVain(below)) { // since, too
      room.complete(null);
    }
    try {
      cell.system.environment().await(room, timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (waiting.giveUp(room)) {
        refuse(mail);
        admit(); // who stood behind it may have been kept from room that it did not want
      }
    }
  }

  private boolean isBelow(@Nullable Activation sender) {
    TreeCell<?> each = sender instanceof TreeCell<?> actor ? actor.parent : null;
    while (each != null && each != cell) {
      each = each.parent;
    }
    return each == cell;
  }

  /// {@return whether the actor waits for the sender to stop, or stops itself}
  private boolean waitsInVain(boolean below) {
    return awaitsChildren && (below || cell.lifecycle == Lifecycle.STOPPING);
  }

  private void admit() {
    for (MailQueue.Waiter next; (next = waiting.admit()) != null; ) {
      cell.announce(this);
      next.complete(null);
    }
  }

  private void refuse(Object mail) {
    cell.dropped(mail);
    cell.system
        .deadLetters()
        .publish(InBand.content(mail), cell.path(), DeadLetter.Reason.OVERFLOW);
    Promise<?> promise = InBand.promiseOf(mail);
    if (promise != null) {
      promise.overflown();
    }
  }

  /// {@return whether the caller may be held up and thrown at: a user's actor, or a thread that
  /// does nothing for others}
  private boolean senderCopes() {
    Runner runner = Runner.current();
    Activation running = runner == null ? null : runner.running();
    boolean copes =
        running == null || (running instanceof ActorCell<?> actor && !actor.system.isOwn(actor));
    return copes && cell.system.environment().mayWait();
  }

  /// What others send; not what the runtime or the actor itself is owed.
  private static boolean takesRoom(Object mail) {
    return switch (InBand.unpacked(mail)) {
      case InBand.Request _ -> true;
      case InBand.Adapted adapted -> !adapted.own;
      case InBand _ -> false;
      default -> true;
    };
  }

  /// {@return the message that decides about the place, or null if there is none of the actor's
  /// protocol}
  private static @Nullable Object rank(Object mail) {
    Object unpacked = InBand.unpacked(mail);
    return switch (unpacked) {
      case InBand.Request _, InBand.Timer _ -> InBand.content(unpacked);
      case InBand _, Observer.Crash _ -> null;
      default -> unpacked;
    };
  }

  // ---- The activation ----

  /// Sends away who would wait for an actor that takes no mail before they themselves have stopped,
  /// or does not take any again.
  void awaitChildren() {
    awaitsChildren = true;
    for (MailQueue.Waiter waiter : waiting.waiters()) {
      if (waitsInVain(waiter.below)) {
        waiter.complete(null);
      }
    }
  }

  /// Ends [#awaitChildren], with the next life.
  void goOn() {
    awaitsChildren = false;
  }

  /// {@return the next mail, or null if there is none}
  @Nullable Object take() {
    Object mail = waiting.take();
    if (mail != null) {
      admit();
    }
    return mail;
  }
}
