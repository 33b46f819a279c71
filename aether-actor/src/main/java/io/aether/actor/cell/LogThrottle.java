package io.aether.actor.cell;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Lets a burst of lines into the log, then none during a silence, and so on. Thread-safe.
final class LogThrottle {

  private final int burst;
  private final Duration silence;
  private final LongSupplier nanoTime;

  // ---- Guarded by this; the lock is never held while waiting ----

  /// The number of lines before the next silence; 0 during the silence.
  private int left;

  private long silentSinceNanos;

  /// The number of lines refused since the silence began.
  private long refused;

  /// @param burst the number of lines between two silences; 0 to log none
  LogThrottle(int burst, Duration silence, LongSupplier nanoTime) {
    this.burst = burst;
    this.silence = silence;
    this.nanoTime = nanoTime;
    this.left = burst;
  }

  /// {@return the suffix for the line to be logged now, or null if the line must not be logged}
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
      note += "; further ones are only counted for " + silence;
    }
    return note;
  }
}
