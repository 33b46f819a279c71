package io.aether.actor.cell;

import io.aether.actor.ActorSystemConfig;
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
/// **Mailbox.** The first message needs no room of its own, it stands in the tail word itself; so an
/// actor that keeps up with its senders costs them no allocation. Messages that have to queue stand
/// in [segments][Segment], many in each: a stream of messages hardly touches the actor itself. The
/// tail alone tells whether the actor is scheduled:
///
///     null       IDLE: no mail, no activation
///     NOTHING    SCHEDULED, without mail: newly born, poked, or the mail in the word has been taken
///     a message  SCHEDULED with this message, which the activation may have taken; head is null
///     a Segment  SCHEDULED; the last one, and head is the first, or about to be
///
///     null    --sender-----> message   the sender hands the cell to the dispatcher
///     null    --poke-------> NOTHING   whoever pokes does
///     NOTHING --sender-----> message
///     message --sender-----> Segment   the first one: this message, and the sender's behind it
///     Segment --sender-----> Segment   the next one, if the last is full or closed
///     message --activation-> NOTHING   the message is taken and the turn ends
///     message --activation-> null      all that there was is taken
///     NOTHING --activation-> null      the same
///     Segment --activation-> null      the same, and the segment is closed
///
/// Each is a compare-and-set. Whoever makes the transition from null owns the cell until it is handed
/// to the dispatcher, so there is at most one activation at a time. What publishes a message
/// (compare-and-set, or the release of a segment's place) and the dispatcher's hand-over publish
/// everything the activation owns to the next one.
///
/// *No mail is lost in a segment.* A sender may have read the tail long ago. It counts itself in by
/// claiming a place, and the activation makes the cell idle only after it has closed the segment:
/// one compare-and-set that fails if a place has been claimed that it has not processed. Who comes
/// after that finds no place, and then either changes the tail before the activation does, by a
/// successor that the activation therefore finds, or finds it changed and begins anew.
///
/// *The first segment.* Of all the senders exactly one changes a message into a segment, for only the
/// activation brings such a word back, when all is taken; that sender publishes its segment as head.
/// The activation takes the message from the tail if it looks before; then the segment it finds later
/// repeats it, and it strikes it out there. No word is mistaken for an equal one that came later:
/// while the activation runs, no other thread brings back a word it has seen.
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
      HEAD = lookup.findVarHandle(MailboxCell.class, "head", Segment.class);
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

  /// The segment to look at next. Written by the sender that makes the first one, then owned by the
  /// activation. Null unless the tail is a segment.
  @SuppressWarnings("unused") // read through HEAD
  private @Nullable Segment head;

  /// Owned by the activation: START, MAIL_AHEAD, END_OF_MAIL.
  private byte agenda = START;

  /// Written by the activation: whether it is done with the message in the tail word, which the
  /// first segment may repeat. For [#peekMail] only.
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

  void enqueue(Object mail) {
    put(mail);
  }

  private void put(Object mail) {
    while (true) {
      Object last = tail;
      if (last instanceof Segment segment) {
        if (segment.add(mail)) {
          return;
        }
        Segment successor = segment.successor(mail);
        if (TAIL.compareAndSet(this, segment, successor)) {
          segment.link(successor);
          return;
        }
      } else if (last == null || last == NOTHING) {
        if (TAIL.compareAndSet(this, last, mail)) {
          if (last == null) {
            dispatcher().execute(this);
          }
          return;
        }
      } else {
        Segment first = Segment.first(last, mail);
        if (TAIL.compareAndSet(this, last, first)) {
          HEAD.setRelease(this, first);
          return;
        }
      }
    }
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
    if (word instanceof Segment) {
      for (Segment each = (Segment) HEAD.getAcquire(this);
          each != null && mail.size() < limit;
          each = each.next()) {
        each.forEach(it -> addMail(it, mail));
      }
      if (wordTaken && !mail.isEmpty()) {
        mail.removeFirst(); // repeated by the first segment
      }
    } else if (!wordTaken) {
      addMail(word, mail);
    }
    return mail.size() <= limit ? mail : mail.subList(0, limit);
  }

  /// {@return the mail that the activation has taken from the mailbox and is processing. For the
  /// activation only; while it processes anything else, that is the next mail or null}
  final @Nullable Object mailInHand() {
    Object word = tail;
    if (word instanceof Segment) {
      // Only while a sender is between its two steps there is no head yet.
      Segment first = awaitHead(Objects.requireNonNull(Runner.current()));
      return first.done < first.length() ? first.at(first.done) : null;
    }
    return word == NOTHING || wordTaken ? null : word;
  }

  /// {@return about how many messages wait, the one that is being handled included; at most
  /// `limit`} Any thread; a hint. Costs one step for each segment, and one for each place of the
  /// oldest.
  final int queued(int limit) {
    Object word = tail;
    if (!(word instanceof Segment)) {
      return word == null || word == NOTHING || word == END || wordTaken ? 0 : 1;
    }
    Segment oldest = (Segment) HEAD.getAcquire(this);
    if (oldest == null) {
      return 1; // another thread is about to publish the first segment
    }
    int count = oldest.occupied() - (wordTaken ? 1 : 0);
    for (Segment each = oldest.next(); each != null && count < limit; each = each.next()) {
      count += each.claimed();
    }
    return Math.clamp(count, 0, limit);
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
    Thread thread = Thread.currentThread();
    ClassLoader outer = thread.getContextClassLoader();
    ClassLoader own = contextClassLoader(outer);
    if (own != outer) {
      thread.setContextClassLoader(own);
    }
    try {
      return runTurn(runner);
    } finally {
      MDC.clear(); // the thread is shared with other actors
      if (own != outer) {
        thread.setContextClassLoader(outer);
      }
    }
  }

  private boolean runTurn(Runner runner) {
    int budget = runner.throughput(throughput());
    boolean over = false;
    open:
    while (true) {
      // Where the activation stands: in a segment, or, as long as there is none, at the tail word.
      Object word = Objects.requireNonNull(tail);
      Segment segment = word instanceof Segment ? awaitHead(runner) : null;
      int place = segment != null ? segment.done : 0;
      boolean taken = word == NOTHING;
      if (wordTaken) {
        wordTaken = false;
      }
      while (true) {
        if (control != null) {
          runControl();
        }
        if (!takesMail()) {
          keepPlace(runner, segment, place, word, taken);
          if (CONTROL.compareAndSet(this, null, PARKED)) {
            return false; // from here on another thread may run this cell
          }
          continue open;
        }
        if (agenda != 0) {
          boolean nothingWaits =
              segment != null ? segment.endsAt(place) && tail == segment : taken && tail == word;
          Object mail = nextOnAgenda(nothingWaits);
          if (mail != null) {
            budget--;
            process(mail);
            if (budget <= 0 || runner.shouldYield()) {
              keepPlace(runner, segment, place, word, taken);
              return true;
            }
          }
          continue;
        }
        Object mail;
        if (segment == null) {
          mail = taken ? null : word;
        } else {
          mail = place < segment.length() ? segment.at(place) : null;
        }
        if (mail != null) {
          if (over) {
            keepPlace(runner, segment, place, word, taken);
            return true;
          }
          process(mail);
          // Not before: until here others can see what the actor is busy with.
          if (segment == null) {
            taken = true;
            wordTaken = true;
          } else {
            segment.strike(place++);
            over = --budget <= 0 || runner.shouldYield();
          }
          continue; // what it did may have changed whether more is taken
        }
        if (segment == null) {
          runner.leaving();
          if (!TAIL.compareAndSet(this, word, null)) {
            runner.staying();
            over = word != NOTHING && (--budget <= 0 || runner.shouldYield());
            keepPlace(runner, null, 0, word, taken);
            continue open; // or the end of the turn, if anything is there to be taken
          }
        } else if (segment.close(place)) {
          head = null; // while the cell is surely this activation's
          runner.leaving();
          if (!TAIL.compareAndSet(this, segment, null)) {
            runner.staying();
            Segment next = awaitNext(segment, runner);
            head = next;
            segment.unlink();
            segment = next;
            place = 0;
            continue;
          }
        } else if (over) {
          keepPlace(runner, segment, place, word, taken);
          return true;
        } else {
          awaitMail(segment, place, runner);
          continue;
        }
        // Idle: another thread may already run this cell. Only the stack may be read now.
        if (control == null || !poke()) {
          return false;
        }
        runner.staying();
        continue open;
      }
    }
  }

  /// Leaves the mailbox as another turn, or another look at it, expects it.
  private void keepPlace(
      Runner runner, @Nullable Segment segment, int place, Object word, boolean taken) {
    if (segment != null) {
      segment.done = place;
    } else if (taken && word != NOTHING) {
      if (!TAIL.compareAndSet(this, word, NOTHING)) {
        Segment first = awaitHead(runner);
        first.strike(0);
      }
      wordTaken = false;
    }
  }

  private void process(Object mail) {
    if (mail == END) {
      notifyTermination();
    } else {
      onMail(mail);
    }
    cleanThread();
  }

  /// A handler may leave an interrupt or a context class loader on the thread. Neither concerns the
  /// next message. Two loads and a branch each, as a rule.
  private void cleanThread() {
    FailureLog.clearInterrupt(this);
    Thread thread = Thread.currentThread();
    ClassLoader left = thread.getContextClassLoader();
    ClassLoader own = contextClassLoader(left);
    if (own != left) {
      thread.setContextClassLoader(own);
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
      process(END);
    } else {
      put(END);
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
      cleanThread();
    }
  }

  // A sender has done the first of two steps and is about to do the second: a matter of
  // instructions, unless its thread lost the processor in between.

  private Segment awaitHead(Runner runner) {
    Segment first;
    for (int i = 0; (first = (Segment) HEAD.getAcquire(this)) == null; i++) {
      runner.spin(i);
    }
    return first;
  }

  private static Segment awaitNext(Segment segment, Runner runner) {
    Segment next;
    for (int i = 0; (next = segment.next()) == null; i++) {
      runner.spin(i);
    }
    return next;
  }

  private static void awaitMail(Segment segment, int place, Runner runner) {
    for (int i = 0; segment.at(place) == null; i++) {
      runner.spin(i);
    }
  }

  /// {@return whether mail may be taken now; if not, the cell sleeps until there is control}
  abstract boolean takesMail();

  /// Called by the activation when there is mail for [#nextAhead].
  final void lookAhead() {
    agenda |= MAIL_AHEAD;
  }

  /// Called by the activation, once: [#notifyTermination] is due when all mail sent before now is
  /// processed.
  final void endMail() {
    agenda |= END_OF_MAIL;
  }

  /// {@return the next mail to be processed before the mailbox's, or null if there is none}
  abstract @Nullable Object nextAhead();

  /// Processes one message taken from the mailbox. Never throws.
  abstract void onMail(Object message);

  /// See [#endMail]. Never throws.
  abstract void notifyTermination();

  /// Processes one control message. Never throws.
  abstract void onControl(Control message);

  abstract Dispatcher dispatcher();

  /// {@return the context class loader to handle messages with}
  ///
  /// @param present the thread's
  @Nullable ClassLoader contextClassLoader(@Nullable ClassLoader present) {
    return present;
  }

  /// {@return how many messages to process in a turn, unless the runner has turns of its own}
  int throughput() {
    return ActorSystemConfig.DEFAULT_THROUGHPUT;
  }
}
