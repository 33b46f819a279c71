package io.aether.testkit.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The limits of one run, and how it chooses what runs next. The caller has checked the values.
///
/// @param steps number of steps after which the run fails as endless
/// @param time virtual time after which the run fails as endless
/// @param patience real time without a step after which the run fails as blocked
/// @param trace number of lines of the trace, and of events of the story, that are kept
/// @param strategy how the run chooses what runs next
/// @param choices number of choices the strategy makes; after them, the item that has been ready
///   longest runs next
/// @param liveness virtual time after which a request without a reply, or a message in a mailbox,
///   fails the run; null if this is not checked
/// @param replayChecked whether each seed runs twice and both runs must be equal
public record Limits(
    long steps,
    Duration time,
    Duration patience,
    int trace,
    Choosing strategy,
    long choices,
    @Nullable Duration liveness,
    boolean replayChecked) {

  /// The limits that apply unless a test sets others.
  public static final Limits STANDARD =
      new Limits(
          10_000_000,
          Duration.ofDays(1),
          Duration.ofSeconds(10),
          10_000,
          new Choosing.Mixed(),
          Long.MAX_VALUE,
          /* liveness= */ null,
          /* replayChecked= */ false);

  /// {@return these limits for an attempt of the [Shrinker]: at most `steps` steps, of which at
  /// most `choices` are chosen by the strategy}
  Limits within(long steps, long choices) {
    return new Limits(
        steps, time, patience, trace, strategy, choices, liveness, /* replayChecked= */ false);
  }
}
