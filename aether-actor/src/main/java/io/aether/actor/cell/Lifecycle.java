package io.aether.actor.cell;

import java.util.List;

/// The states of a [LifecycleCell]. A byte instead of an enum: every actor has one, and the byte
/// saves eight bytes.
final class Lifecycle {
  static final byte NEW = 0;
  static final byte RUNNING = 1;
  static final byte SUSPENDED = 2;
  static final byte STOPPING = 3;
  static final byte STOPPED = 4;

  private static final List<String> NAMES =
      List.of("NEW", "RUNNING", "SUSPENDED", "STOPPING", "STOPPED");

  private Lifecycle() {}

  static String name(byte lifecycle) {
    return NAMES.get(lifecycle);
  }
}
