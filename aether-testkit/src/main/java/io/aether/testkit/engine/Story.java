package io.aether.testkit.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The last events of a simulation: messages, failures, timers and the lifecycle of actors. They
/// are kept as objects; [StoryFormatter] turns them into text when a report needs them.
///
/// Confined to the holder of the baton and, after the simulation, to the thread that ran it.
final class Story {

  /// The kind of an event. `who` caused it: an actor, a task or a timer.
  enum Kind {
    /// `who` sent `whom` the message `what`, or replied to an ask with it.
    SENT,
    /// `who` asked `whom`; `what` is the [Waits.Ask].
    ASKED,
    /// `who` sent `whom` the signal `what`.
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
    /// `who` was restarted.
    RESTARTED,
    /// `who` asked `whom` to stop.
    STOPPING,
    /// `who` has stopped.
    STOPPED,
    /// `what` is a [io.aether.actor.DeadLetter].
    LOST,
    /// The test intervened in the message `what` to `whom`; `more` is the verb.
    MEDDLED,
    /// `who` completed the future that `whom` waited for. Without a `who`, the wait was for
    /// idleness or for time, so every event before may matter to `whom`.
    WOKE,
    /// `who` added the note `what`.
    NOTED
  }

  /// One event.
  ///
  /// @param more a detail, or empty
  record Event(
      long step,
      long instant,
      Kind kind,
      @Nullable Object who,
      @Nullable Object whom,
      @Nullable Object what,
      String more) {}

  /// The details of a [Kind#TIMER].
  record TimerStart(Object key, Object message, Duration delay) {}

  /// The details of a [Kind#FAILED].
  record Failure(Throwable cause, String decision) {}

  private final int limit;
  private @Nullable Event[] events = new Event[64];
  private long size;

  /// @param limit how many events are kept
  Story(int limit) {
    this.limit = limit;
  }

  void add(Event event) {
    if (size == events.length && size < limit) {
      events = Arrays.copyOf(events, (int) Math.min(limit, 2 * size));
    }
    events[(int) (size++ % events.length)] = event;
  }

  /// {@return how many events there were, kept or not}
  long size() {
    return size;
  }

  /// {@return the events that are kept, oldest first}
  List<Event> events() {
    int kept = (int) Math.min(size, events.length);
    List<Event> all = new ArrayList<>(kept);
    for (long i = size - kept; i < size; i++) {
      all.add(Objects.requireNonNull(events[(int) (i % events.length)]));
    }
    return all;
  }
}
