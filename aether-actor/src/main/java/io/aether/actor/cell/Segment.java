package io.aether.actor.cell;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A sequence of places in a mailbox. Each sender claims a place by one atomic addition and stores
/// its entry there; the activation reads the places in order and strikes out the entries that it
/// has processed. When all places are claimed, the next sender appends a larger segment.
///
/// So senders access the actor itself once for each segment, not once for each message: the actor's
/// fields stay in the caches of both, even in a fast stream. The idea of places claimed by an
/// addition is that of Morrison and Afek's LCRQ ("Fast concurrent queues for x86 processors", 2013)
/// and of JCTools' XADD queues. Closing a segment makes it possible to leave none behind in an idle
/// actor.
///
///     claimed  < places.length    open; `claimed` places are claimed
///     claimed >= places.length    full, or closed by the activation: a later sender appends a
///                                 segment behind this one, or finds that the actor is idle
final class Segment {

  /// Large enough for the entries that arrive before an actor that is about to run does so.
  private static final int SMALLEST = 4;

  private static final int LARGEST = 128;

  /// More than any segment has places, with a margin for the additions of late senders.
  private static final int CLOSED = 1 << 30;

  private static final VarHandle CLAIMED;
  private static final VarHandle NEXT;
  private static final VarHandle PLACE = MethodHandles.arrayElementVarHandle(Object[].class);

  static {
    try {
      var lookup = MethodHandles.lookup();
      CLAIMED = lookup.findVarHandle(Segment.class, "claimed", int.class);
      NEXT = lookup.findVarHandle(Segment.class, "next", Segment.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// Accessed by any thread. Never decreases.
  private volatile int claimed;

  /// A place is written once by the sender that has claimed it, then cleared by the activation.
  private final @Nullable Object[] places;

  /// Written once, by the sender that appended the next segment; read by the activation.
  @SuppressWarnings("unused") // through NEXT
  private @Nullable Segment next;

  /// Owned by the activation: the number of places that it is done with.
  int done;

  private Segment(int length) {
    places = new Object[length];
  }

  /// {@return the first segment of a mailbox in which `before` already waits, or is being
  /// processed}
  static Segment first(Object before, Object mail) {
    var first = new Segment(SMALLEST);
    first.places[0] = before;
    first.places[1] = mail;
    CLAIMED.set(first, 2); // plain, like the places: published together with the segment
    return first;
  }

  // ---- Senders ----

  /// {@return whether the entry has got a place; if not, this segment is full or closed}
  boolean add(Object mail) {
    int place = (int) CLAIMED.getAndAdd(this, 1);
    if (place >= places.length) {
      return false;
    }
    PLACE.setRelease(places, place, mail);
    return true;
  }

  /// {@return a larger segment that begins with the entry `mail`}
  Segment successor(Object mail) {
    var successor = new Segment(Math.min(LARGEST, 4 * places.length));
    successor.places[0] = mail;
    CLAIMED.set(successor, 1);
    return successor;
  }

  /// Called by the sender that has put the successor of this segment into the tail.
  void link(Segment successor) {
    NEXT.setRelease(this, successor);
  }

  // ---- The activation ----

  int length() {
    return places.length;
  }

  /// {@return the entry at the place, or null if it has not been stored yet}
  @Nullable Object at(int place) {
    return PLACE.getAcquire(places, place);
  }

  /// Strikes out the entry at the place, which is processed.
  void strike(int place) {
    places[place] = null;
    done = place + 1;
  }

  /// {@return whether all places claimed until now are before `place`}
  boolean endsAt(int place) {
    return Math.min(claimed, places.length) <= place;
  }

  /// Closes this segment, unless a sender has claimed `place`, the next one.
  ///
  /// @return whether it is closed, or already full
  boolean close(int place) {
    return place == places.length
        || (claimed == place && CLAIMED.compareAndSet(this, place, CLOSED));
  }

  @Nullable Segment next() {
    return (Segment) NEXT.getAcquire(this);
  }

  /// Called when the activation has left this segment for the next one. An old segment must not
  /// keep the young segments behind it alive until the next full collection.
  void unlink() {
    next = null;
  }

  // ---- Any thread; the results are hints ----

  void forEach(Consumer<Object> action) {
    for (int place = 0; place < places.length; place++) {
      Object mail = at(place);
      if (mail != null) {
        action.accept(mail);
      }
    }
  }

  /// {@return the number of places that hold an entry}
  int occupied() {
    int count = 0;
    for (int place = 0; place < places.length; place++) {
      if (at(place) != null) {
        count++;
      }
    }
    return count;
  }

  /// {@return the number of places that senders have claimed; in a segment behind the oldest, none
  /// of these is processed yet}
  int claimed() {
    return Math.min(claimed, places.length);
  }
}
