package io.aether.actor.cell;

import io.aether.actor.Cancellable;
import io.aether.actor.DeadLetter;
import io.aether.actor.Mailbox;
import io.aether.actor.Mailbox.Overflow;
import io.aether.actor.spi.Activation;
import io.aether.actor.spi.Completions;
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
        case Overflow.BlockSender(var timeout) -> {
          Promise<?> ask = Sending.askOf(mail);
          if (ask == null || ask.isAwaited()) {
            awaitRoom(mail, timeout, ask);
          } else {
            waitForRoom(mail, timeout, ask);
          }
        }
        case Overflow.DropNew(), Overflow.DropOldest() -> refuse(mail);
      }
    }
  }

  /// Adds the mail of a sender who is not here any more to be told.
  void postLate(Object mail) {
    if (!offer(mail)) {
      refuseLater(mail);
    }
  }

  /// Adds what takes room. {@return whether there was any, or has been made}
  boolean offer(Object mail) {
    if (kind.overflow() instanceof Overflow.DropOldest) {
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
  /// @param ask what the sender waits for; if that is over, it does not wait for room either
  private void awaitRoom(Object mail, Duration timeout, @Nullable Promise<?> ask) {
    Activation sender = sender();
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
        admit(); // who stood behind it may have been kept from room that it did not want
      }
    }
  }

  /// Lets the request of an [ActorRef#askAsync] wait for room in the place of its sender, which
  /// does not block. It waits in the same line as blocked senders, so messages of one sender stay
  /// in order.
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
        ask.overflownLater();
        admit();
      }
    });
    ask.whenOver(() -> room.complete(null));
    admit(); // there may have been some since
    if (waitsInVain(below)) { // since, too
      room.complete(null);
    }
  }

  private static @Nullable Activation sender() {
    Runner runner = Runner.current();
    return runner == null ? null : runner.running();
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

  /// Makes a dead letter of what the calling thread is sending.
  private void refuse(Object mail) {
    drop(mail);
    Promise<?> ask = Sending.askOf(mail);
    if (ask != null) {
      ask.overflown();
    }
  }

  /// The same, for what was sent before, perhaps by another thread.
  private void refuseLater(Object mail) {
    drop(mail);
    Promise<?> ask = InBand.promiseOf(mail);
    if (ask != null) {
      ask.overflownLater();
    }
  }

  private void drop(Object mail) {
    cell.dropped(mail);
    cell.system
        .deadLetters()
        .publish(InBand.content(mail), cell.path(), DeadLetter.Reason.OVERFLOW);
  }

  /// {@return whether the caller may be held up and thrown at: a user's actor, what users chain to
  /// futures, or a thread that does nothing for others}
  private boolean senderCopes() {
    Activation running = sender();
    boolean copes =
        running == null
            || Completions.isTurn(running)
            || (running instanceof ActorCell<?> actor && !actor.system.isOwn(actor));
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
