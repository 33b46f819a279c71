package io.aether.cluster.membership;

import io.aether.actor.spi.Nanos;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// How long this node may rely on an entry that it renews, by its own clock: until `fenceAfter` has
/// passed since it sent the last renewal that is known to have happened.
///
/// Counting from before the sending is what makes it safe: others see the new revision later, and
/// wait longer. Written by the control actor only; [#isHeld] may be called by any thread.
final class Lease {

  private final long fenceNanos;

  /// Renewals whose outcome is not known, oldest first.
  private final Deque<Attempt> attempts = new ArrayDeque<>();

  private long lastBeat;
  private long lastSentNanos;

  /// The lease is held before this moment. Written by the control actor, read by any thread.
  private volatile long untilNanos;

  /// Set once, read by any thread.
  private volatile boolean abandoned;

  private record Attempt(long beat, long sentNanos) {}

  /// A lease that is not held yet.
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

  /// A renewal is about to be sent.
  void sending(long beat, long now) {
    attempts.removeIf(attempt -> now - attempt.sentNanos > fenceNanos); // too late to matter
    attempts.add(new Attempt(beat, now));
    lastBeat = beat;
    lastSentNanos = now;
  }

  /// The renewal that carried `beat` has happened, and with it the fate of all earlier ones is
  /// known.
  void confirmed(long beat) {
    while (!attempts.isEmpty() && attempts.peek().beat <= beat) {
      Attempt attempt = attempts.remove();
      long until = attempt.sentNanos + fenceNanos;
      if (attempt.beat == beat && until - untilNanos > 0) {
        untilNanos = until;
      }
    }
  }

  /// Gives the lease up for good.
  void abandon() {
    abandoned = true;
  }
}
