package io.aether.actor.runtime;

import org.jspecify.annotations.Nullable;

/// A virtual thread that is not a worker and runs user code for the library: a forked task, or a
/// thread that runs an actor which is not on the workers. Like a handler on a worker, this code may
/// keep a carrier thread, so the [Monitor] tracks the thread while the code runs.
final class Guest {

  /// Written before the guest is registered with the monitor; read by the monitor.
  private volatile @Nullable Thread thread;

  /// Whether user code runs, or is about to. Written by the thread that runs it, read by the
  /// monitor.
  private volatile boolean active;

  // ---- The monitor's thread only ----

  /// Whether this is in the list of suspects; see [Keepers].
  boolean suspected;

  /// The carrier on which this was seen at each look since `keptSince`, by the monitor's clock.
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

  /// {@return the carrier that this occupies now, or null}
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
