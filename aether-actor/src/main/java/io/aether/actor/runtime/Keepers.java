package io.aether.actor.runtime;

import io.aether.actor.spi.Activation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Finds the handlers and tasks that keep a carrier thread: those that compute for long, and those
/// that block where a virtual thread cannot leave its carrier. It cannot leave it in a class
/// initializer, while it waits for another thread's class initializer, with a native frame on the
/// stack, and in native code.
///
/// Such code is not an error, and usually needs no action because other carriers are free. So the
/// monitor lets this class look only while virtual threads wait for a carrier and get none, or
/// carriers have been added. It looks at
///
/// - the workers that do not advance, which the monitor watches,
/// - the workers that the monitor has dropped as blocked, a limited number of them each tick, and
/// - the [guests][Guest], likewise.
///
/// A worker or guest that is on the same carrier at each look for 20 ms is a *keeper*. A keeper
/// that waits during that time is *pinned*.
///
/// Confined to the monitor's thread, except for the set of guests, to which any thread adds.
final class Keepers {

  /// The time on a carrier from which a worker or guest is a keeper; shorter times are usual.
  static final long KEPT_NANOS = 20_000_000;

  /// The maximum number of threads to look at in one tick, so that a tick takes less than a
  /// millisecond even if a hundred thousand handlers are blocked.
  private static final int LOOKS_A_TICK = 1024;

  /// The number of blocked workers that are checked in a tick for being still blocked.
  private static final int CHECKS_A_TICK = 64;

  private static final int MAX_NAMES = 3;

  private final Set<Guest> guests = ConcurrentHashMap.newKeySet();

  /// The workers that the monitor has dropped as blocked and that have not returned.
  private final List<Worker> blocked = new ArrayList<>();

  private int nextBlocked;
  private Iterator<Guest> nextGuests = Collections.emptyIterator();

  /// The guests that were on a carrier at the last look.
  private final List<Guest> suspects = new ArrayList<>();

  // State of the current tick.

  private long clock;
  private boolean looking;
  private int count;
  private int pinned;
  private final Set<String> kept = new HashSet<>(); // never iterated
  private final List<String> names = new ArrayList<>(MAX_NAMES);

  // ---- Any thread ----

  void enter(Guest guest) {
    guests.add(guest);
  }

  void leave(Guest guest) {
    guests.remove(guest);
  }

  // ---- The monitor's thread ----

  /// Adds a worker that the monitor stops watching because it is blocked.
  void addBlocked(Worker worker) {
    worker.blockedIndex = blocked.size();
    blocked.add(worker);
  }

  /// Removes a worker that has returned.
  void removeBlocked(Worker worker) {
    int index = worker.blockedIndex;
    if (index >= 0) {
      worker.blockedIndex = -1;
      Worker last = blocked.removeLast();
      if (last != worker) {
        blocked.set(index, last);
        last.blockedIndex = index;
      }
    }
  }

  /// {@return whether any code that might keep a carrier runs outside the watched workers}
  boolean mayBeAmongUnwatched() {
    while (!blocked.isEmpty()) {
      Worker last = blocked.getLast();
      if (last.state() == Worker.State.RUNNING) {
        return true;
      }
      removeBlocked(last);
    }
    for (Guest guest : guests) {
      if (guest.isActive()) {
        return true;
      }
    }
    return false;
  }

  /// Begins a tick.
  ///
  /// @param clock how long the monitor has run
  /// @param looking whether keepers are searched for in this tick
  void begin(long clock, boolean looking) {
    this.clock = clock;
    this.looking = looking;
    count = 0;
    pinned = 0;
    names.clear();
    kept.clear();
  }

  /// Looks at a watched worker whose turn continues.
  ///
  /// @return whether the worker is known to occupy a carrier
  boolean look(Worker worker, boolean waits) {
    Activation its = looking ? worker.running() : null;
    String carrier = its == null ? null : worker.carrier();
    if (its == null || carrier == null) {
      worker.keptSince = clock;
      return false;
    }
    if (clock - worker.keptSince >= KEPT_NANOS) {
      count(its, carrier, waits);
    }
    return true;
  }

  /// Looks at the blocked workers and the guests.
  ///
  /// @param found receives blocked workers that occupy a carrier and are to be watched again
  void lookAtUnwatched(Consumer<Worker> found) {
    lookAtBlocked(found);
    if (!looking) {
      suspects.forEach(guest -> guest.suspected = false);
      suspects.clear();
      nextGuests = Collections.emptyIterator(); // it refers to a guest, perhaps of a closed system
      return;
    }
    suspects.removeIf(this::isCleared);
    for (int n = 0; n < LOOKS_A_TICK; n++) {
      if (!nextGuests.hasNext()) {
        nextGuests = guests.iterator();
        return; // the rest of this tick would look at the same ones
      }
      suspect(nextGuests.next());
    }
  }

  private void lookAtBlocked(Consumer<Worker> found) {
    int looks = Math.min(looking ? LOOKS_A_TICK : CHECKS_A_TICK, blocked.size());
    for (int n = 0; n < looks && !blocked.isEmpty(); n++) {
      nextBlocked = nextBlocked + 1 < blocked.size() ? nextBlocked + 1 : 0;
      Worker worker = blocked.get(nextBlocked);
      if (worker.state() != Worker.State.RUNNING) {
        removeBlocked(worker); // it has reached the end of its turn
      } else if (looking && worker.carrier() != null) {
        worker.keptSince = clock;
        found.accept(worker);
      }
    }
  }

  private void suspect(Guest guest) {
    String carrier = guest.suspected ? null : guest.carrierNow();
    if (carrier != null) {
      guest.suspected = true;
      guest.carrier = carrier;
      guest.keptSince = clock;
      suspects.add(guest);
    }
  }

  private boolean isCleared(Guest guest) {
    String carrier = guests.contains(guest) ? guest.carrierNow() : null;
    if (carrier == null || !carrier.equals(guest.carrier)) {
      guest.suspected = false;
      return true;
    }
    if (clock - guest.keptSince >= KEPT_NANOS) {
      count(guest, carrier, guest.waits());
    }
    return false;
  }

  /// Counts carriers, because one thread may be registered as two guests.
  private void count(Object keeper, String carrier, boolean waits) {
    if (!kept.add(carrier) && !carrier.equals(Mounts.UNKNOWN_CARRIER)) {
      return;
    }
    count++;
    if (waits) {
      pinned++;
    }
    if (names.size() < MAX_NAMES) {
      names.add(nameOf(keeper) + (waits ? " (waits)" : " (runs)"));
    }
  }

  private static String nameOf(Object keeper) {
    try {
      return keeper.toString();
    } catch (RuntimeException e) { // thrown by a foreign activation
      return keeper.getClass().getName();
    }
  }

  /// {@return the number of keepers}
  int count() {
    return count;
  }

  /// {@return the number of keepers that wait}
  int pinned() {
    return pinned;
  }

  /// {@return the names of some keepers, for the log}
  List<String> names() {
    return List.copyOf(names);
  }

  /// {@return whether any guest is suspected of keeping a carrier}
  boolean hasSuspects() {
    return !suspects.isEmpty();
  }
}
