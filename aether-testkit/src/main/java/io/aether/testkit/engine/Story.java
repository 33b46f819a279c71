package io.aether.testkit.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What actors did to each other, as far as it is remembered: the last so many events. They are
/// kept as they came; [StoryFormatter] puts them into words when somebody wants to know.
///
/// Touched by the holder of the baton only, and by whoever ran the simulation once it is over.
final class Story {

  /// What happened. `who` did it: an actor, a task or a timer.
  enum Kind {
    /// `who` sent `whom` the message `what`, or answered an ask with it.
    SENT,
    /// `who` asked `whom`; `what` is the [Waits.Ask].
    ASKED,
    /// `who` told `whom` the signal `what`.
    TOLD,
    /// A timer of `whom` sent it the message `what`.
    FIRED,
    /// `who` began to handle the message or signal `what`.
    HANDLED,
    /// `who` started a timer; `what` is a [TimerStart].
    TIMER,
    /// `who` spawned `whom`.
    SPAWNED,
    /// `who` failed; `what` is a [Failure].
    FAILED,
    /// `who` started again.
    RESTARTED,
    /// `who` asked `whom` to stop.
    STOPPING,
    /// `who` has stopped.
    STOPPED,
    /// `what`, a [io.aether.actor.DeadLetter], reached nobody.
    LOST,
    /// The test did something about the message `what` to `whom`; `more` says what.
    MEDDLED,
    /// `who` completed what `whom` waited for; without a `who`, the wait was for quiet or for time,
    /// and whatever happened before may matter to `whom`.
    WOKE,
    /// `who` said `what`.
    NOTED
  }

  /// One event.
  ///
  /// @param more a word about it, if that is not all
  record Event(
      long step,
      long instant,
      Kind kind,
      @Nullable Object who,
      @Nullable Object whom,
      @Nullable Object what,
      String more) {}

  /// What a [Kind#TIMER] is about.
  record TimerStart(Object key, Object message, Duration delay) {}

  /// What a [Kind#FAILED] is about.
  record Failure(Throwable cause, String decision) {}

  private final int limit;
  private @Nullable Event[] events = new Event[64];
  private long size;

  /// @param limit how many events are remembered
  Story(int limit) {
    this.limit = limit;
  }

  void add(Event event) {
    if (size == events.length && size < limit) {
      events = Arrays.copyOf(events, (int) Math.min(limit, 2 * size));
    }
    events[(int) (size++ % events.length)] = event;
  }

  /// {@return how many events there were, remembered or not}
  long size() {
    return size;
  }

  /// {@return the events remembered, oldest first}
  List<Event> events() {
    int kept = (int) Math.min(size, events.length);
    List<Event> all = new ArrayList<>(kept);
    for (long i = size - kept; i < size; i++) {
      all.add(Objects.requireNonNull(events[(int) (i % events.length)]));
    }
    return all;
  }
}
