package io.aether.actor;

import io.aether.actor.annotation.Stable;
import io.aether.actor.cell.Cells;
import io.aether.actor.cell.OverflowRule;
import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The order in which the messages of an actor wait, and the bound on their number; see
/// [Props#withMailbox]. Immutable.
///
/// ```java
/// Props.defaults().withMailbox(Mailbox.bounded(1_000, Overflow.blockSender(Duration.ofSeconds(1))));
/// ```
///
/// In every mailbox there is always room for the runtime's own notices ([Signal.Terminated] and the
/// like), the actor's timers and the outcomes of its own tasks, and unstashed messages come before
/// all others.
@Stable
public final class Mailbox {

  private static final Mailbox UNBOUNDED = new Mailbox(Integer.MAX_VALUE, Overflow.fail(), null);

  private final int capacity;
  private final Overflow overflow;
  private final @Nullable Comparator<Object> order;

  private Mailbox(int capacity, Overflow overflow, @Nullable Comparator<Object> order) {
    if (capacity < 1) {
      throw new IllegalArgumentException(
          "The capacity of a mailbox must be at least 1, but was: " + capacity);
    }
    this.capacity = capacity;
    this.overflow = Objects.requireNonNull(overflow, "overflow");
    this.order = order;
  }

  /// {@return the default: messages in the order of their arrival, without a bound other than
  /// memory}
  public static Mailbox unbounded() {
    return UNBOUNDED;
  }

  /// {@return messages in the order of their arrival, at most `capacity` of them}
  ///
  /// @throws IllegalArgumentException if there is no room for a single one
  public static Mailbox bounded(int capacity, Overflow overflow) {
    return new Mailbox(capacity, overflow, null);
  }

  /// {@return messages with the least one first, and equal ones in the order of their arrival}
  ///
  /// The comparator runs on the actor's own turn, so it needs no lock. An exception of the
  /// comparator is a failure of the actor, as if the message's handler had failed.
  ///
  /// Messages that a message adapter has not translated yet, and the runtime's notices, have no
  /// rank: each is handled as soon as everything that arrived before it has been handled. So
  /// [Signal.Terminated] still follows all messages of the actor that stopped. A message that is
  /// never the least waits forever, and so do the notices and untranslated messages that arrived
  /// after it.
  public static <M> Mailbox priority(Comparator<? super M> order) {
    Objects.requireNonNull(order, "order");
    @SuppressWarnings("unchecked") // refs let nothing but M into the mailbox
    var ofMessages = (Comparator<Object>) order;
    return new Mailbox(Integer.MAX_VALUE, Overflow.fail(), ofMessages);
  }

  /// {@return control messages first and all others after them, both in the order of their arrival}
  /// This is a [#priority] mailbox with two ranks, and the same rules apply.
  public static <M> Mailbox controlFirst(Predicate<? super M> isControl) {
    Objects.requireNonNull(isControl, "isControl");
    return priority(Comparator.<M, Boolean>comparing(message -> !isControl.test(message)));
  }

  /// {@return the same mailbox with room for at most `capacity` messages}
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

  /// The treatment of a message for which there is no room. A message never takes the room of the
  /// runtime's own notices.
  ///
  /// An ask fails at once with an [AskException.Overflow] if its request is refused.
  public sealed interface Overflow permits OverflowRule {

    /// {@return a rule by which `tell` throws a [Mailbox.FullException]}
    ///
    /// Senders of the runtime (a timer's task, the delivery of messages from another node, Aether's
    /// own actors such as the receptionist) get no exception: their message becomes a dead letter.
    static Overflow fail() {
      return Cells.fail();
    }

    /// {@return a rule by which the new message becomes a dead letter
    /// ([DeadLetter.Reason#OVERFLOW])}
    static Overflow dropNew() {
      return Cells.dropNew();
    }

    /// {@return a rule by which the message that has waited longest becomes a dead letter
    /// ([DeadLetter.Reason#OVERFLOW])}
    static Overflow dropOldest() {
      return Cells.dropOldest();
    }

    /// {@return a rule by which `tell` waits until there is room} Waiting senders get room in the
    /// order of their arrival. After `timeout`, or if the sender is interrupted, the message
    /// becomes a dead letter ([DeadLetter.Reason#OVERFLOW]).
    ///
    /// A sender that must not block times out at once: an actor that sends to itself, a timer's
    /// task, the delivery of messages from another node, and Aether's own actors. Two actors that
    /// wait for room in each other's mailboxes both wait until the timeout ends. No sender waits
    /// for an actor that is stopping, and no child waits for a parent that is restarting, because
    /// each would wait for the other.
    ///
    /// An [ActorRef#ask] waits no longer than its own timeout. The request of an
    /// [ActorRef#askAsync] waits in place of its sender, which continues.
    ///
    /// @throws IllegalArgumentException if `timeout` is not positive
    static Overflow blockSender(Duration timeout) {
      return Cells.blockSender(timeout);
    }
  }

  /// The actor's mailbox had no room for a message, and the message was not sent. See
  /// [Mailbox.Overflow#fail()].
  public static final class FullException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public FullException(ActorPath actor, int capacity) {
      super(
          "The message was not sent to %s, because its mailbox is full (%d messages); use offer()"
                  .formatted(actor, capacity)
              + " to detect this without an exception, or choose another Mailbox.Overflow");
    }
  }
}
