package io.aether.actor.cell;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Lets a few lines into the log, then none for a while, and so on. Thread-safe.
final class LogThrottle {

  private final int burst;
  private final Duration silence;
  private final LongSupplier nanoTime;

  // ---- Guarded by this; nothing waits while holding it ----

  /// How many more lines before the next silence; 0 while it lasts.
  private int left;

  private long silentSinceNanos;

  /// Lines refused since the silence began.
  private long refused;

  /// @param burst how many lines come between two silences; 0 for none ever
  LogThrottle(int burst, Duration silence, LongSupplier nanoTime) {
    this.burst = burst;
    this.silence = silence;
    this.nanoTime = nanoTime;
    this.left = burst;
  }

  /// {@return what to add to the line that is to be logged now, or null if there shall be none}
  synchronized @Nullable String next() {
    if (burst == 0) {
      return null;
    }
    String note = "";
    if (left == 0) {
      if (nanoTime.getAsLong() - silentSinceNanos < TimeUnit.NANOSECONDS.convert(silence)) {
        refused++;
        return null;
      }
      note = "; " + refused + " more were not logged in the silence before this one";
      refused = 0;
      left = burst;
    }
    left--;
    if (left == 0) {
      silentSinceNanos = nanoTime.getAsLong();
      note += "; the next ones are only counted for " + silence;
    }
    return note;
  }
}
