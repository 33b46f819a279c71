package io.aether.actor.cell;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Some places in a mailbox, one behind the other. Senders claim a place each by one atomic addition
/// and put their mail there; the activation reads the places in order and strikes out what it has
/// processed. When all are claimed the next sender appends a larger segment.
///
/// So senders touch the actor itself once in a segment, not once in a message: the actor's fields
/// stay in the caches of both, however fast the stream. The idea of places claimed by an addition is
/// that of Morrison and Afek's LCRQ ("Fast concurrent queues for x86 processors", 2013) and of
/// JCTools' XADD queues; closing makes it possible to leave no segment behind in an idle actor.
///
///     claimed  < places.length    open, so many places are claimed
///     claimed >= places.length    full, or closed by the activation: whoever comes now appends a
///                                 segment behind this one, or finds that the actor is idle
final class Segment {

  /// Large enough for what piles up behind an actor that is about to run.
  private static final int SMALLEST = 4;

  private static final int LARGEST = 128;

  /// More than any segment has places, with room for the additions of those who come too late.
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

  /// Any thread. Never falls.
  private volatile int claimed;

  /// A place is written once by whoever has claimed it, then cleared by the activation.
  private final @Nullable Object[] places;

  /// Written once, by the sender that appended the next segment; read by the activation.
  @SuppressWarnings("unused") // through NEXT
  private @Nullable Segment next;

  /// Owned by the activation: how many places it is done with.
  int done;

  private Segment(int length) {
    places = new Object[length];
  }

  /// {@return the first segment of a mailbox in which `before` waits already, or is being
  /// processed}
  static Segment first(Object before, Object mail) {
    var first = new Segment(SMALLEST);
    first.places[0] = before;
    first.places[1] = mail;
    CLAIMED.set(first, 2); // plain, like the places: whoever publishes this publishes them
    return first;
  }

  // ---- Senders ----

  /// {@return whether the mail has got a place; if not, this is full or closed}
  boolean add(Object mail) {
    int place = (int) CLAIMED.getAndAdd(this, 1);
    if (place >= places.length) {
      return false;
    }
    PLACE.setRelease(places, place, mail);
    return true;
  }

  /// {@return a larger segment that begins with `mail`}
  Segment successor(Object mail) {
    var successor = new Segment(Math.min(LARGEST, 4 * places.length));
    successor.places[0] = mail;
    CLAIMED.set(successor, 1);
    return successor;
  }

  /// Called by whoever has put the successor of this into the tail.
  void link(Segment successor) {
    NEXT.setRelease(this, successor);
  }

  // ---- The activation ----

  int length() {
    return places.length;
  }

  /// {@return the mail at the place, or null if it has not arrived yet}
  @Nullable Object at(int place) {
    return PLACE.getAcquire(places, place);
  }

  /// The mail at the place is processed.
  void strike(int place) {
    places[place] = null;
    done = place + 1;
  }

  /// {@return whether all places claimed until now are before `place`}
  boolean endsAt(int place) {
    return Math.min(claimed, places.length) <= place;
  }

  /// Closes this, unless somebody has claimed `place`, the next one.
  ///
  /// @return whether it is closed, or full anyway
  boolean close(int place) {
    return place == places.length
        || (claimed == place && CLAIMED.compareAndSet(this, place, CLOSED));
  }

  @Nullable Segment next() {
    return (Segment) NEXT.getAcquire(this);
  }

  /// The activation has left this for the next one. A segment that has grown old must not keep the
  /// young ones behind it alive until the next full collection.
  void unlink() {
    next = null;
  }

  // ---- Any thread, as a hint ----

  void forEach(Consumer<Object> action) {
    for (int place = 0; place < places.length; place++) {
      Object mail = at(place);
      if (mail != null) {
        action.accept(mail);
      }
    }
  }

  /// {@return how many places hold mail}
  int occupied() {
    int count = 0;
    for (int place = 0; place < places.length; place++) {
      if (at(place) != null) {
        count++;
      }
    }
    return count;
  }

  /// {@return how many places senders have claimed; of a segment behind the oldest, none of them is
  /// processed yet}
  int claimed() {
    return Math.min(claimed, places.length);
  }
}
