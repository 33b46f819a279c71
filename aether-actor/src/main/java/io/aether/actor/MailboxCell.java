package io.aether.actor;

import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.Activation;
import io.aether.actor.spi.Dispatcher;
import io.aether.actor.spi.Runner;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/// The part of an actor that every sender touches: its mailbox, its control stack, and the question
/// whether it is scheduled.
///
/// **Mailbox.** A linked queue after Mellor-Crummey and Scott's lock: many producers exchange the
/// tail, one consumer follows the links. The first message needs no node, it stands in the tail word
/// itself; so an actor that keeps up with its senders costs them no allocation. The tail alone tells
/// whether the actor is scheduled:
///
///     null       IDLE: no mail, no activation
///     NOTHING    SCHEDULED, without mail: newly born, poked, or the mail in the word has been taken
///     a message  SCHEDULED with this message, which the activation may have taken; head is null
///     a Node     SCHEDULED; head is the first node, or about to be, and the tail the last one
///
///     null    --CAS, sender-----> message   the sender hands the cell to the dispatcher
///     null    --CAS, poke-------> NOTHING   whoever pokes does
///     NOTHING --CAS, sender-----> message
///     any     --exchange, sender> Node      after null: the sender hands the cell to the dispatcher
///     message --CAS, activation-> NOTHING   the message is taken and the turn ends
///     not null --CAS, activation-> null     all that there was is taken
///
/// Whoever makes the transition from null owns the cell until it is handed to the dispatcher, so
/// there is at most one activation at a time, and one atomic operation both enqueues and decides
/// about the wake-up. The queue's hand-over (compare-and-set, exchange, or release and acquire of a
/// link) and the dispatcher's publish everything the activation owns to the next one.
///
/// *The first node.* Of all the senders exactly one finds a word that is no node, for only the
/// activation brings such a word back, when all is taken. That sender takes the role of a
/// predecessor over: it puts what it found, a message or nothing, before its own ([Node#before]),
/// and publishes its node as head. So what stands in the tail word is never lost, and it stays the
/// oldest. The activation takes it from the tail if it looks before the exchange; then the node it
/// finds later repeats it, and it strikes it out there. No word is mistaken for an equal one that
/// came later: while the activation runs, no other thread brings back a word it has seen.
///
/// **Control stack.** What must overtake queued messages (stop, watch, the end of a child) is pushed
/// onto a Treiber stack and read before each message. Three cases for a pusher:
///
///     stack was PARKED   the activation has left, mail waiting, until there is control: schedule it
///     stack was empty    perhaps idle: then make it scheduled, without mail (a poke)
///     otherwise          an earlier pusher, or the activation, takes care
///
/// No wake-up is lost: a pusher first pushes, then reads the tail; the activation first clears the
/// tail, then reads the stack. Both are sequentially consistent, so at least one sees the other.
///
/// Longer than most files because both queues and the one loop over them are one proof.
abstract class MailboxCell<M> extends AbstractRef<M> implements Activation {

  private static final VarHandle TAIL;
  private static final VarHandle HEAD;
  private static final VarHandle CONTROL;

  static {
    try {
      var lookup = MethodHandles.lookup();
      TAIL = lookup.findVarHandle(MailboxCell.class, "tail", Object.class);
      HEAD = lookup.findVarHandle(MailboxCell.class, "head", Node.class);
      CONTROL = lookup.findVarHandle(MailboxCell.class, "control", Control.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// In the tail word: scheduled, but no mail.
  private static final Object NOTHING = new Object();

  /// Mail that says that all mail before it has been sent before the actor stopped.
  private static final Object END = new Object();

  /// In place of the control stack: the activation has left although mail waits.
  private static final Control PARKED = new Control.Parked();

  // What the activation has to see to before it takes the next mail.

  private static final int START = 1;
  private static final int MAIL_AHEAD = 2;
  private static final int END_OF_MAIL = 4;

  /// Any thread: see above.
  private volatile @Nullable Object tail;

  /// Any thread: the most recent control message, PARKED, or null.
  @SuppressWarnings("unused") // through CONTROL
  private volatile @Nullable Control control;

  /// The node to look at next. Written by the sender that makes the first one, then owned by the
  /// activation, which keeps it here between its turns. Null unless the tail is a node.
  @SuppressWarnings("unused") // read through HEAD
  private @Nullable Node head;

  /// Owned by the activation: START, MAIL_AHEAD, END_OF_MAIL.
  private byte agenda = START;

  /// Written by the activation: whether it is done with the message in the tail word, which the
  /// first node may repeat. For [#peekMail] only.
  private boolean wordTaken;

  /// The cell is born SCHEDULED, and starts in its first turn; the creator hands it to the
  /// dispatcher.
  MailboxCell() {
    TAIL.set(this, NOTHING); // plain: not shared yet
  }

  // ---- Any thread ----

  @Override
  public final void tell(M message) {
    enqueue(Objects.requireNonNull(message, "message"));
  }

  void enqueue(Object message) {
    Object last = tail;
    if ((last == null || last == NOTHING) && TAIL.compareAndSet(this, last, message)) {
      if (last == null) {
        dispatcher().execute(this);
      }
    } else if (append(new Node(message))) {
      dispatcher().execute(this);
    }
  }

  /// {@return whether that made the cell SCHEDULED}
  private boolean append(Node node) {
    Object previous = TAIL.getAndSet(this, node);
    if (previous instanceof Node predecessor) {
      predecessor.link(node);
      return false;
    }
    node.before = previous == NOTHING ? null : previous;
    HEAD.setRelease(this, node);
    return previous == null;
  }

  final void push(Control message) {
    while (true) {
      Control top = control;
      message.next = top == PARKED ? null : top;
      if (CONTROL.compareAndSet(this, top, message)) {
        if (top == PARKED || (top == null && tail == null && poke())) {
          dispatcher().execute(this);
        }
        return;
      }
    }
  }

  /// Looks at the mail in the mailbox, oldest first, without disturbing anybody: to the activation
  /// the picture is exact and begins with what it is processing, unless that is mail ahead of the
  /// mailbox's; to others it is a hint. Mail ahead is not shown.
  ///
  /// @param limit where to stop
  final List<Object> peekMail(int limit) {
    List<Object> mail = new ArrayList<>();
    Object word = tail;
    if (word instanceof Node) {
      int steps = 0; // others may go on meanwhile, and leave empty nodes behind
      for (Node node = (Node) HEAD.getAcquire(this);
          node != null && mail.size() < limit && steps < 2 * limit;
          node = node.next(), steps++) {
        addMail(wordTaken ? null : node.before, mail);
        addMail(node.message, mail);
      }
    } else {
      addMail(wordTaken ? null : word, mail);
    }
    return mail;
  }

  private static void addMail(@Nullable Object mail, List<Object> to) {
    if (mail != null && mail != NOTHING && mail != END) {
      to.add(mail);
    }
  }

  /// {@return whether what is processed now may be mail ahead of the mailbox's; a hint to others}
  final boolean hasMailAhead() {
    return (agenda & MAIL_AHEAD) != 0;
  }

  /// Makes the transition to SCHEDULED without mail; false if the cell is SCHEDULED already.
  private boolean poke() {
    return TAIL.compareAndSet(this, null, NOTHING);
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
    open:
    while (true) {
      // Where the activation stands: at a node, or, as long as there is none, at the tail word.
      Object word = Objects.requireNonNull(tail);
      Node node = word instanceof Node ? awaitHead() : null;
      boolean taken = word == NOTHING;
      wordTaken = false;
      while (true) {
        if (control != null) {
          runControl();
        }
        if (!takesMail()) {
          keepPlace(node, word, taken);
          if (CONTROL.compareAndSet(this, null, PARKED)) {
            return false; // from here on another thread may run this cell
          }
          continue open;
        }
        if (agenda != 0) {
          boolean nothingWaits =
              node != null ? node.isTaken() && tail == node : taken && tail == word;
          Object mail = nextOnAgenda(nothingWaits);
          if (mail != null) {
            budget--;
            onMail(mail);
            if (budget <= 0 || runner.shouldYield()) {
              keepPlace(node, word, taken);
              return true;
            }
          }
          continue;
        }
        Object mail = node != null ? node.first() : taken ? null : word;
        if (mail != null) {
          budget--;
          if (mail == END) {
            tellTheEnd();
          } else {
            onMail(mail);
          }
          // Not before: until here others can see what the actor is busy with.
          taken = true;
          wordTaken = node == null;
          if (node != null) {
            node.strike();
          }
          continue; // what it did may have changed whether more is taken
        }
        Node next = node != null ? node.next() : null;
        if (next == null) {
          if (node != null) {
            head = null; // while the cell is surely this activation's
          }
          if (TAIL.compareAndSet(this, node != null ? node : word, null)) {
            // Idle: another thread may already run this cell. Only the stack may be read now.
            if (control == null || !poke()) {
              return false;
            }
          } else if (node != null) {
            next = node.awaitNext();
            head = next; // for whoever counts
          } else if (word != NOTHING) {
            awaitHead().before = null; // it is taken
          }
        }
        if (budget <= 0 || runner.shouldYield()) {
          if (next != null) {
            head = next;
          }
          return true;
        }
        if (next == null) {
          continue open;
        }
        node = next;
      }
    }
  }

  /// Leaves the mailbox as another turn expects it.
  private void keepPlace(@Nullable Node node, Object word, boolean taken) {
    if (node != null) {
      head = node;
    } else if (taken && word != NOTHING && !TAIL.compareAndSet(this, word, NOTHING)) {
      awaitHead().before = null;
    }
  }

  /// {@return the mail that goes before the mailbox's, if there is any}
  private @Nullable Object nextOnAgenda(boolean nothingWaits) {
    if ((agenda & START) != 0) {
      agenda &= ~START;
      return InBand.Start.INSTANCE;
    }
    if ((agenda & MAIL_AHEAD) != 0) {
      Object first = nextAhead();
      if (first == null) {
        agenda &= ~MAIL_AHEAD;
      }
      return first;
    }
    agenda &= ~END_OF_MAIL;
    if (nothingWaits) {
      tellTheEnd();
    } else {
      append(new Node(END));
    }
    return null;
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

  /// Whoever has made the tail a node is about to make it the head, too; see [Node#awaitNext].
  private Node awaitHead() {
    Node first;
    while ((first = (Node) HEAD.getAcquire(this)) == null) {
      Thread.onSpinWait();
    }
    return first;
  }

  /// {@return whether mail may be taken now; if not, the cell sleeps until there is control}
  abstract boolean takesMail();

  /// Called by the activation when there is mail for [#nextAhead].
  final void lookAhead() {
    agenda |= MAIL_AHEAD;
  }

  /// Called by the activation, once: [#tellTheEnd] is due when all mail sent before now is
  /// processed.
  final void endMail() {
    agenda |= END_OF_MAIL;
  }

  /// {@return the next mail to be processed before the mailbox's, or null if there is none}
  abstract @Nullable Object nextAhead();

  /// Processes one message taken from the mailbox. Never throws.
  abstract void onMail(Object message);

  /// See [#endMail]. Never throws.
  abstract void tellTheEnd();

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

    /// In a first node: the message it has found in the tail word. Written by the sender before it
    /// makes this the head, cleared by the activation.
    private @Nullable Object before;

    /// Written once, by the sender that found this node as its predecessor; read by the activation.
    @SuppressWarnings("unused") // through NEXT
    private @Nullable Node next;

    Node(Object message) {
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

    /// {@return the older of the messages still here, or null; called by the activation}
    @Nullable Object first() {
      return before != null ? before : message;
    }

    /// Takes [#first] out, when it is processed; called by the activation.
    void strike() {
      if (before != null) {
        before = null;
      } else {
        message = null;
      }
    }

    boolean isTaken() {
      return before == null && message == null;
    }
  }
}
