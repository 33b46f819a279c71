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

/// The part of an actor that every sender accesses: its mailbox, its control stack, and its
/// scheduling state.
///
/// **Mailbox.** The first entry needs no memory of its own, because it is stored in the tail word
/// itself. So an actor that keeps up with its senders costs them no allocation. Further entries are
/// stored in [segments][Segment], many in each, so a stream of messages rarely accesses the actor
/// itself. The tail alone determines whether the actor is scheduled:
///
///     null       IDLE: no entry, no activation
///     NOTHING    SCHEDULED, no entry: new, poked, or the entry in the word has been taken
///     a message  SCHEDULED with this entry; the activation may have taken it; head is null
///     a Segment  SCHEDULED; this is the last one, and head is the first, or about to be
///
///     null    --sender-----> message   the sender passes the cell to the dispatcher
///     null    --poke-------> NOTHING   the poking thread passes the cell to the dispatcher
///     NOTHING --sender-----> message
///     message --sender-----> Segment   the first one: this entry, and the sender's behind it
///     Segment --sender-----> Segment   the next one, if the last one is full or closed
///     message --activation-> NOTHING   the entry is taken and the turn ends
///     message --activation-> null      all entries are taken
///     NOTHING --activation-> null      as above
///     Segment --activation-> null      as above, and the segment is closed
///
/// Each transition is a compare-and-set. The thread that makes a transition from null owns the cell
/// until it has passed it to the dispatcher, so there is at most one activation at a time. The
/// operation that publishes an entry (the compare-and-set, or the release store into a segment's
/// place) and the dispatcher's hand-over publish all state that the activation owns to the next
/// activation.
///
/// *No entry is lost in a segment.* A sender may have read the tail a long time ago. It registers
/// with the segment by claiming a place, and the activation makes the cell idle only after it has
/// closed the segment: one compare-and-set that fails if a place has been claimed that the
/// activation has not processed. A sender that arrives after the segment has been closed finds no
/// place. Then it either changes the tail before the activation does, by appending a successor,
/// which the activation therefore finds; or it finds the tail changed and starts again.
///
/// *The first segment.* Exactly one sender changes a message in the tail into a segment, and
/// publishes that segment as head: only the activation changes a segment back into another word,
/// when all entries are taken. If the activation reads the tail before that change, it takes the
/// entry from the word. Then the segment that it finds later repeats the entry, and the activation
/// strikes it out there. There is no ABA problem: while the activation runs, no other thread
/// restores a word that the activation has seen.
///
/// **Control stack.** A message that must overtake queued entries (stop, watch, the end of a child)
/// is pushed onto a Treiber stack, which is read before each entry. There are three cases for a
/// thread that pushes:
///
///     stack was PARKED   the activation has left although entries wait: schedule the cell
///     stack was empty    the cell may be idle: schedule it without an entry (a poke)
///     otherwise          an earlier pushing thread, or the activation, schedules the cell
///
/// No wake-up is lost: a thread first pushes, then reads the tail; the activation first clears the
/// tail, then reads the stack. Both are sequentially consistent, so at least one of the two sees
/// the other.
///
/// Longer than most files because the two queues and the loops over them share one proof of
/// correctness.
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

  /// In the tail word: scheduled, without an entry.
  private static final Object NOTHING = new Object();

  /// The entry that marks the end: all entries before it were sent before the actor stopped.
  private static final Object END = new Object();

  /// In place of the control stack: the activation has left although entries wait.
  private static final Control PARKED = new Control.Parked();

  // The work of the activation before it takes the next entry from the mailbox: start the actor,
  // process the entries that were put ahead of the mailbox, add END.

  private static final int START = 1;
  private static final int MAIL_AHEAD = 2;
  private static final int END_OF_MAIL = 4;

  /// Accessed by any thread; see above.
  private volatile @Nullable Object tail;

  /// Accessed by any thread: the most recent control message, PARKED, or null.
  @SuppressWarnings("unused") // through CONTROL
  private volatile @Nullable Control control;

  /// The segment to look at next. Written by the sender that creates the first segment, then owned
  /// by the activation. Null unless the tail is a segment.
  @SuppressWarnings("unused") // read through HEAD
  private @Nullable Segment head;

  /// Owned by the activation: START, MAIL_AHEAD, END_OF_MAIL.
  private byte agenda = START;

  /// Written by the activation: whether it is done with the entry in the tail word, which the first
  /// segment may repeat. Used only by [#peekMail], [#mailInHand] and [#queued].
  private boolean wordTaken;

  /// The cell is created SCHEDULED and starts in its first turn; the creator passes it to the
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

  /// {@return the entries in the mailbox, oldest first} Does not change the mailbox. Entries that
  /// were put ahead of the mailbox are not included. For the activation the result is exact and
  /// begins with the entry that it is processing, if that entry came from the mailbox; for other
  /// threads the result is approximate.
  ///
  /// @param limit the maximum number of entries
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

  /// {@return the entry that the activation has taken from the mailbox and is processing} For the
  /// activation only. While it processes anything else, the result is the next entry or null.
  final @Nullable Object mailInHand() {
    Object word = tail;
    if (word instanceof Segment) {
      // The head is null only while a sender is between its two steps.
      Segment first = awaitHead(Objects.requireNonNull(Runner.current()));
      return first.done < first.length() ? first.at(first.done) : null;
    }
    return word == NOTHING || wordTaken ? null : word;
  }

  /// {@return the approximate number of entries that wait, including the one that is being
  /// processed; at most `limit`} May be called by any thread. Costs one step for each segment, and
  /// one for each place of the oldest segment.
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

  /// {@return whether the entry being processed may have been put ahead of the mailbox; approximate
  /// for other threads}
  final boolean hasMailAhead() {
    return (agenda & MAIL_AHEAD) != 0;
  }

  /// Makes the transition from IDLE to SCHEDULED without an entry; false if the cell is already
  /// SCHEDULED.
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

  // A turn looks at the tail word, and continues in one of two loops: one for the entry in the word
  // itself, one for segments. Each loop returns when the other one may have to continue. The budget
  // is the number of messages that may still be processed in this turn.

  /// Instead of a budget: the activation has left the cell, which another thread may run already.
  private static final int LEFT = -1;

  /// Instead of a budget: the turn is over, and entries wait.
  private static final int MORE = -2;

  private boolean runTurn(Runner runner) {
    int budget = Math.max(1, runner.throughput(throughput()));
    while (budget >= 0) {
      Object word = Objects.requireNonNull(tail);
      if (wordTaken) {
        wordTaken = false;
      }
      budget =
          word instanceof Segment
              ? runSegments(awaitHead(runner), budget, runner)
              : runWord(word, budget, runner);
    }
    return budget == MORE;
  }

  private int runWord(Object word, int budget, Runner runner) {
    boolean taken = word == NOTHING;
    while (true) {
      if (control != null) {
        runControl();
      }
      if (!takesMail()) {
        keepWord(word, taken, runner);
        return park(budget);
      }
      if (agenda != 0) {
        if (processAgenda(taken && tail == word)) {
          budget = spend(budget, runner);
          if (budget == 0) {
            keepWord(word, taken, runner);
            return MORE;
          }
        }
      } else if (!taken) {
        if (budget == 0) {
          return MORE;
        }
        process(word);
        // Only now: until here other threads can see the message that the actor is processing.
        taken = true;
        wordTaken = true;
      } else {
        runner.leaving();
        if (TAIL.compareAndSet(this, word, null)) {
          return leave(budget, runner);
        }
        runner.staying();
        keepWord(word, taken, runner);
        return word == NOTHING ? budget : spend(budget, runner);
      }
    }
  }

  private int runSegments(Segment first, int budget, Runner runner) {
    Segment segment = first;
    int place = first.done;
    while (true) {
      if (control != null) {
        runControl();
      }
      if (!takesMail()) {
        segment.done = place;
        return park(budget);
      }
      if (agenda != 0) {
        if (processAgenda(segment.endsAt(place) && tail == segment)) {
          budget = spend(budget, runner);
          if (budget == 0) {
            segment.done = place;
            return MORE;
          }
        }
        continue;
      }
      Object mail = place < segment.length() ? segment.at(place) : null;
      if (mail != null) {
        if (budget == 0) {
          segment.done = place;
          return MORE;
        }
        process(mail);
        segment.strike(place++); // only now, as above
        budget = spend(budget, runner);
      } else if (segment.close(place)) {
        head = null; // while this activation certainly owns the cell
        runner.leaving();
        if (TAIL.compareAndSet(this, segment, null)) {
          return leave(budget, runner);
        }
        runner.staying();
        Segment next = awaitNext(segment, runner);
        head = next;
        segment.unlink();
        segment = next;
        place = 0;
      } else if (budget == 0) {
        segment.done = place;
        return MORE;
      } else {
        awaitMail(segment, place, runner);
      }
    }
  }

  private static int spend(int budget, Runner runner) {
    return budget <= 1 || runner.shouldYield() ? 0 : budget - 1;
  }

  /// Leaves the cell although entries may wait, unless a control message has arrived.
  private int park(int budget) {
    return CONTROL.compareAndSet(this, null, PARKED) ? LEFT : budget;
  }

  /// The cell is idle, and another thread may already run it, so only the stack may be read. If the
  /// stack has a control message for which no other thread has scheduled the cell, this activation
  /// continues.
  private int leave(int budget, Runner runner) {
    if (control == null || !poke()) {
      return LEFT;
    }
    runner.staying();
    return budget;
  }

  /// Called before the tail is read again, in this turn or the next one. If the entry in `word` has
  /// been taken, removes it from the tail, or from the first segment, which repeats it.
  private void keepWord(Object word, boolean taken, Runner runner) {
    if (taken && word != NOTHING) {
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

  /// A handler may leave an interrupt or a context class loader on the thread. Neither must affect
  /// the next message. Usually this costs two loads and a branch each.
  private void cleanThread() {
    FailureLog.clearInterrupt(this);
    Thread thread = Thread.currentThread();
    ClassLoader left = thread.getContextClassLoader();
    ClassLoader own = contextClassLoader(left);
    if (own != left) {
      thread.setContextClassLoader(own);
    }
  }

  /// {@return whether an entry was processed}
  private boolean processAgenda(boolean nothingWaits) {
    Object mail = nextOnAgenda(nothingWaits);
    if (mail == null) {
      return false;
    }
    process(mail);
    return true;
  }

  /// {@return the entry to be processed before those in the mailbox, or null}
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
    while (top != null) { // reverse the stack
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

  // These methods wait for a sender that has done the first of two steps and is about to do the
  // second. This takes a few instructions, unless the sender's thread is descheduled in between.

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

  /// {@return whether entries may be taken now; if not, the cell is parked until a control message
  /// arrives}
  abstract boolean takesMail();

  /// Called by the activation when there are entries for [#nextAhead].
  final void lookAhead() {
    agenda |= MAIL_AHEAD;
  }

  /// Called by the activation, once. [#notifyTermination] is called after all entries sent before
  /// this call have been processed.
  final void endMail() {
    agenda |= END_OF_MAIL;
  }

  /// {@return the next entry to be processed before those in the mailbox, or null if there is none}
  abstract @Nullable Object nextAhead();

  /// Processes one entry taken from the mailbox. Never throws.
  abstract void onMail(Object message);

  /// See [#endMail]. Never throws.
  abstract void notifyTermination();

  /// Processes one control message. Never throws.
  abstract void onControl(Control message);

  abstract Dispatcher dispatcher();

  /// {@return the context class loader for handling messages}
  ///
  /// @param present the current context class loader of the thread
  @Nullable ClassLoader contextClassLoader(@Nullable ClassLoader present) {
    return present;
  }

  /// {@return the number of messages to process in one turn, unless the runner decides itself}
  int throughput() {
    return ActorSystemConfig.DEFAULT_THROUGHPUT;
  }
}
