package io.aether.actor.runtime;

import org.jspecify.annotations.Nullable;

/// A virtual thread that is no worker and runs user code for the library: a forked task, or a
/// thread that runs an actor which is not on the workers. Like a handler on a worker, that code may
/// keep a carrier thread, so the [Monitor] knows of it while it runs.
final class Guest {

  /// Written before the guest is known to the monitor, read by the monitor.
  private volatile @Nullable Thread thread;

  /// Whether user code runs, or is about to. Written by whoever runs it, read by the monitor.
  private volatile boolean active;

  // ---- Of the monitor's thread only ----

  /// Whether it is in the list of suspects; see [Keepers].
  boolean suspected;

  /// The carrier on which it was seen at each look since `keptSince`, by the monitor's clock.
  @Nullable String carrier;

  long keptSince;

  /// @param active whether user code is about to run
  Guest(@Nullable Thread thread, boolean active) {
    this.thread = thread;
    this.active = active;
  }

  void setThread(Thread thread) {
    this.thread = thread;
  }

  void setActive(boolean active) {
    this.active = active;
  }

  boolean isActive() {
    return active;
  }

  /// {@return the carrier it occupies now, if any}
  @Nullable String carrierNow() {
    Thread its = thread;
    return its == null || !active ? null : Mounts.carrierOf(its);
  }

  boolean waits() {
    Thread its = thread;
    return its != null && its.getState() != Thread.State.RUNNABLE;
  }

  @Override
  public String toString() {
    Thread its = thread;
    return its == null ? "a task" : its.getName();
  }
}
