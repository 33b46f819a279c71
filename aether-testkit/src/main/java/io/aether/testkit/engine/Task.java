package io.aether.testkit.engine;

import org.jspecify.annotations.Nullable;

/// Work of a simulation that may wait: its body, or a forked task. Compared by identity, because
/// two tasks may have the same name.
final class Task {

  private final String name;
  private final Runnable work;
  private final @Nullable Object origin;

  /// @param origin the actor, task or timer that forked it; null for the body
  Task(String name, Runnable work, @Nullable Object origin) {
    this.name = name;
    this.work = work;
    this.origin = origin;
  }

  void run() {
    work.run();
  }

  @Nullable Object origin() {
    return origin;
  }

  @Override
  public String toString() {
    return "task " + name;
  }
}
