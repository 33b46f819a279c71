package io.aether.actor;

import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// In what order the mail of an actor waits for its turn, and how much of it; see
/// [Props#withMailbox]. Immutable.
///
/// ```java
/// Props.defaults().withMailbox(Mailbox.bounded(1_000, Overflow.blockSender(Duration.ofSeconds(1))));
/// ```
///
/// Whatever the mailbox, the runtime's own notices ([Signal.Terminated] and the like), the actor's
/// timers and the outcomes of its own tasks always have room, and what an actor unstashes comes
/// before all else.
public final class Mailbox {

  private static final Mailbox UNBOUNDED = new Mailbox(Integer.MAX_VALUE, Overflow.fail(), null);

  private final int capacity;
  private final Overflow overflow;
  private final @Nullable Comparator<Object> order;

  private Mailbox(int capacity, Overflow overflow, @Nullable Comparator<Object> order) {
    if (capacity < 1) {
      throw new IllegalArgumentException(
          "A mailbox has room for at least 1 message, but was given: " + capacity);
    }
    this.capacity = capacity;
    this.overflow = Objects.requireNonNull(overflow, "overflow");
    this.order = order;
  }

  /// {@return the default: messages in the order in which they came, as many as there is memory
  /// for}
  public static Mailbox unbounded() {
    return UNBOUNDED;
  }

  /// {@return messages in the order in which they came, at most `capacity` of them}
  ///
  /// @throws IllegalArgumentException if there is no room for a single one
  public static Mailbox bounded(int capacity, Overflow overflow) {
    return new Mailbox(capacity, overflow, null);
  }

  /// {@return messages with the least one first, and equal ones in the order in which they came}
  ///
  /// The order is found on the actor's own turn: a comparator needs no lock, and one that throws
  /// fails the actor, as a handler would that failed with the message.
  ///
  /// What a message adapter is still to translate, and the runtime's notices, have no rank: such
  /// mail comes as soon as all that was there before it is done. So [Signal.Terminated] still
  /// follows whatever the actor that stopped had sent. A message that is never the least waits
  /// forever, and with it what comes behind it.
  public static <M> Mailbox priority(Comparator<? super M> order) {
    Objects.requireNonNull(order, "order");
    @SuppressWarnings("unchecked") // refs let nothing but M into the mailbox
    var ofMessages = (Comparator<Object>) order;
    return new Mailbox(Integer.MAX_VALUE, Overflow.fail(), ofMessages);
  }

  /// {@return messages that are about control first, all others after them, both in the order in
  /// which they came} A [#priority] of two ranks, to which the same applies.
  public static <M> Mailbox controlFirst(Predicate<? super M> isControl) {
    Objects.requireNonNull(isControl, "isControl");
    return priority(Comparator.<M, Boolean>comparing(message -> !isControl.test(message)));
  }

  /// {@return the same with room for at most `capacity` messages}
  ///
  /// @throws IllegalArgumentException if there is no room for a single one
  public Mailbox withCapacity(int capacity, Overflow overflow) {
    return new Mailbox(capacity, overflow, order);
  }

  /// {@return the largest number of messages that may wait}
  public int capacity() {
    return capacity;
  }

  /// {@return the treatment of a message for which there is no room}
  public Overflow overflow() {
    return overflow;
  }

  /// {@return the order of messages, or null for the order of their arrival}
  public @Nullable Comparator<Object> order() {
    return order;
  }

  /// What becomes of a message for which there is no room. In no case does it take the room of the
  /// runtime's own notices.
  ///
  /// An ask whose request is refused fails at once, with an [AskException.Overflow].
  public sealed interface Overflow {

    /// `tell` throws a [Mailbox.FullException].
    record Fail() implements Overflow {}

    /// The new message becomes a dead letter ([DeadLetter.Reason#OVERFLOW]).
    record DropNew() implements Overflow {}

    /// The message that has waited longest becomes a dead letter ([DeadLetter.Reason#OVERFLOW]).
    record DropOldest() implements Overflow {}

    /// `tell` waits until there is room: senders that wait get it in the order in which they came.
    /// After `timeout`, or when interrupted, the message becomes a dead letter
    /// ([DeadLetter.Reason#OVERFLOW]).
    record BlockSender(Duration timeout) implements Overflow {

      public BlockSender {
        Objects.requireNonNull(timeout, "timeout");
        if (!timeout.isPositive()) {
          throw new IllegalArgumentException(
              "A sender waits for some time, but was given: " + timeout);
        }
      }
    }

    /// {@return [Fail]}
    ///
    /// Who is no actor and no thread of its own (a timer's task, what brings messages from another
    /// node, what Aether itself runs, as the receptionist) is not thrown at: its message becomes a
    /// dead letter.
    static Overflow fail() {
      return new Fail();
    }

    /// {@return [DropNew]}
    static Overflow dropNew() {
      return new DropNew();
    }

    /// {@return [DropOldest]}
    static Overflow dropOldest() {
      return new DropOldest();
    }

    /// {@return [BlockSender]}
    ///
    /// Who must not wait does not: for an actor that sends to itself, a timer's task, what brings
    /// messages from another node and what Aether itself runs, the timeout is over at once. Two
    /// actors that wait for room in each other's mailboxes both wait until it is. Nor does anybody
    /// wait for an actor that stops, or a child for a parent that restarts: each would wait for the
    /// other.
    ///
    /// An [ActorRef#ask] waits no longer than its own timeout. The request of an
    /// [ActorRef#askAsync] waits in place of its sender, which goes on.
    ///
    /// @throws IllegalArgumentException if `timeout` is not positive
    static Overflow blockSender(Duration timeout) {
      return new BlockSender(timeout);
    }
  }

  /// There was no room for a message in the actor's mailbox, and it was not sent. See
  /// [Mailbox.Overflow.Fail].
  public static final class FullException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public FullException(ActorPath actor, int capacity) {
      super(
          "%s has %d messages waiting, which is all it has room for; use offer() to be told, or"
                  .formatted(actor, capacity)
              + " another Mailbox.Overflow");
    }
  }
}
