package io.aether.cluster.membership;

import io.aether.actor.spi.Nanos;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// A lease on an entry that this node renews, by the node's own clock: it is held until
/// `fenceAfter` has passed since the node sent the last renewal that is known to have succeeded.
///
/// Counting from before the renewal is sent makes it safe: others see the new revision later, and
/// wait longer. Written by the control actor only; [#isHeld] may be called by any thread.
final class Lease {

  private final long fenceNanos;

  /// Renewals with an unknown outcome, oldest first.
  private final Deque<Attempt> attempts = new ArrayDeque<>();

  private long lastBeat;
  private long lastSentNanos;

  /// The end of the lease. Written by the control actor, read by any thread.
  private volatile long untilNanos;

  /// Set once, read by any thread.
  private volatile boolean abandoned;

  private record Attempt(long beat, long sentNanos) {}

  /// Creates a lease that is not held yet.
  Lease(Duration fenceAfter, long now) {
    this.fenceNanos = Nanos.of(fenceAfter);
    this.untilNanos = now;
    this.lastSentNanos = now;
  }

  boolean isHeld(long now) {
    return !abandoned && now - untilNanos < 0;
  }

  /// {@return whether a renewal was ever sent}
  boolean isTried() {
    return lastBeat > 0;
  }

  /// {@return how long ago the last renewal was sent}
  long sinceSentNanos(long now) {
    return now - lastSentNanos;
  }

  /// {@return a number that no renewal has carried yet}
  long nextBeat() {
    return lastBeat + 1;
  }

  /// Records that a renewal is about to be sent.
  void sending(long beat, long now) {
    attempts.removeIf(attempt -> now - attempt.sentNanos > fenceNanos); // too late to matter
    attempts.add(new Attempt(beat, now));
    lastBeat = beat;
    lastSentNanos = now;
  }

  /// Records that the renewal with `beat` has succeeded, which also settles all earlier ones.
  void confirmed(long beat) {
    while (!attempts.isEmpty() && attempts.peek().beat <= beat) {
      Attempt attempt = attempts.remove();
      long until = attempt.sentNanos + fenceNanos;
      if (attempt.beat == beat && until - untilNanos > 0) {
        untilNanos = until;
      }
    }
  }

  /// Gives up the lease; it is never held again.
  void abandon() {
    abandoned = true;
  }
}
