package io.aether.actor;

import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.Activation;
import io.aether.actor.spi.Dispatcher;
import io.aether.actor.spi.Runner;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/// The part of an actor that every sender touches: its mailbox, its control stack, and the question
/// whether it is scheduled.
///
/// **Mailbox.** A linked queue after Mellor-Crummey and Scott's lock: many producers exchange the
/// tail, one consumer follows the links. The tail alone tells whether the actor is scheduled:
///
///     IDLE (tail == null) --a sender's exchange finds null--> SCHEDULED --consumer: CAS(last, null)--> IDLE
///
/// Whoever makes the transition from null owns the cell until it is handed to the dispatcher, so
/// there is at most one activation at a time, and one atomic exchange both enqueues and decides about
/// the wake-up. The queue's hand-over (exchange, or release and acquire of a link) and the
/// dispatcher's publish everything the activation owns to the next one.
///
/// **Control stack.** What must overtake queued messages (stop, watch, the end of a child) is pushed
/// onto a Treiber stack and read before each message. Three cases for a pusher:
///
///     stack was PARKED   the activation has left, mail waiting, until there is control: schedule it
///     stack was empty    perhaps idle: then make it scheduled with an empty node (a poke)
///     otherwise          an earlier pusher, or the activation, takes care
///
/// No wake-up is lost: a pusher first pushes, then reads the tail; the activation first clears the
/// tail, then reads the stack. Both are sequentially consistent, so at least one sees the other.
abstract class MailboxCell<M> extends AbstractRef<M> implements Activation {

  private static final VarHandle TAIL;
  private static final VarHandle CONTROL;

  static {
    try {
      var lookup = MethodHandles.lookup();
      TAIL = lookup.findVarHandle(MailboxCell.class, "tail", Node.class);
      CONTROL = lookup.findVarHandle(MailboxCell.class, "control", Control.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// In place of the control stack: the activation has left although mail waits.
  private static final Control PARKED = new Control.Parked();

  /// Any thread: the most recently enqueued node; null while idle.
  @SuppressWarnings("unused") // through TAIL
  private volatile @Nullable Node tail;

  /// Any thread: the most recent control message, PARKED, or null.
  @SuppressWarnings("unused") // through CONTROL
  private volatile @Nullable Control control;

  /// Owned by the activation, or by whoever has just made the transition to SCHEDULED: the node to
  /// look at next. Its message is null if it has been processed and only its link is of interest.
  private @Nullable Node head;

  /// Owned by the activation: whether there is mail that goes before the mailbox's.
  private boolean mailAhead;

  /// The cell is born SCHEDULED with `first` in its mailbox; the creator hands it to the
  /// dispatcher.
  MailboxCell(Object first) {
    Node node = new Node(first);
    head = node;
    TAIL.set(this, node); // plain: not shared yet
  }

  // ---- Any thread ----

  @Override
  public final void tell(M message) {
    enqueue(Objects.requireNonNull(message, "message"));
  }

  void enqueue(Object message) {
    Node node = new Node(message);
    Node previous = (Node) TAIL.getAndSet(this, node);
    if (previous == null) {
      head = node;
      dispatcher().execute(this);
    } else {
      previous.link(node);
    }
  }

  final void push(Control message) {
    while (true) {
      Control top = control;
      message.next = top == PARKED ? null : top;
      if (CONTROL.compareAndSet(this, top, message)) {
        if (top == PARKED) {
          dispatcher().execute(this);
        } else if (top == null && tail == null && poke() != null) {
          dispatcher().execute(this);
        }
        return;
      }
    }
  }

  /// Makes the transition to SCHEDULED with an empty node; null if someone else just did.
  private @Nullable Node poke() {
    Node empty = new Node(null);
    if (!TAIL.compareAndSet(this, null, empty)) {
      return null;
    }
    head = empty;
    return empty;
  }

  // ---- The activation ----

  @Override
  public final boolean run(Runner runner) {
    try {
      return runTurn(runner);
    } finally {
      MDC.clear(); // the thread is shared with other actors
    }
  }

  private boolean runTurn(Runner runner) {
    int budget = runner.throughput();
    Node node = Objects.requireNonNull(head);
    while (true) {
      if (control != null) {
        runControl();
      }
      if (!takesMail()) {
        head = node;
        if (CONTROL.compareAndSet(this, null, PARKED)) {
          return false; // from here on another thread may run this cell
        }
        continue;
      }
      if (mailAhead) {
        Object first = nextAhead();
        if (first == null) {
          mailAhead = false;
        } else {
          budget--;
          onMail(first);
          if (budget <= 0 || runner.shouldYield()) {
            head = node;
            return true;
          }
        }
        continue;
      }
      Object message = node.message;
      if (message != null) {
        node.message = null;
        budget--;
        onMail(message);
        continue; // what it did may have changed whether more is taken
      }
      afterMail(node);
      Node next = node.next();
      if (next == null) {
        head = null;
        if (TAIL.compareAndSet(this, node, null)) {
          // Idle: another thread may already run this cell. Only the stack may be read now.
          if (control == null || (next = poke()) == null) {
            return false;
          }
        } else {
          next = node.awaitNext();
        }
      }
      node = next;
      if (budget <= 0 || runner.shouldYield()) {
        head = node;
        return true;
      }
    }
  }

  private void runControl() {
    Control top = (Control) CONTROL.getAndSet(this, null);
    Control oldest = null;
    while (top != null) { // turn the stack over
      Control next = top.next;
      top.next = oldest;
      oldest = top;
      top = next;
    }
    for (Control each = oldest; each != null; each = each.next) {
      onControl(each);
    }
  }

  /// {@return the most recently enqueued node; mail up to it was sent before now}
  final @Nullable Node lastNode() {
    return tail;
  }

  /// {@return whether mail may be taken now; if not, the cell sleeps until there is control}
  abstract boolean takesMail();

  /// Called by the activation when there is mail for [#nextAhead].
  final void lookAhead() {
    mailAhead = true;
  }

  /// {@return the next mail to be processed before the mailbox's, or null if there is none}
  abstract @Nullable Object nextAhead();

  /// Processes one message taken from the mailbox. Never throws.
  abstract void onMail(Object message);

  /// Called when `node` has been processed and before the next one is looked for.
  abstract void afterMail(Node node);

  /// Processes one control message. Never throws.
  abstract void onControl(Control message);

  abstract Dispatcher dispatcher();

  /// One place in the queue.
  static final class Node {
    private static final VarHandle NEXT;

    static {
      try {
        NEXT = MethodHandles.lookup().findVarHandle(Node.class, "next", Node.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    /// Written by the sender before the node is published, cleared by the activation.
    private @Nullable Object message;

    /// Written once, by the sender that found this node as its predecessor; read by the activation.
    @SuppressWarnings("unused") // through NEXT
    private @Nullable Node next;

    Node(@Nullable Object message) {
      this.message = message;
    }

    void link(Node successor) {
      NEXT.setRelease(this, successor);
    }

    @Nullable Node next() {
      return (Node) NEXT.getAcquire(this);
    }

    /// The successor has exchanged the tail and is about to link itself: a matter of instructions,
    /// unless its thread lost the processor in between.
    Node awaitNext() {
      Node successor;
      while ((successor = next()) == null) {
        Thread.onSpinWait();
      }
      return successor;
    }
  }
}
