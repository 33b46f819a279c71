package io.aether.actor.shutdown;

import io.aether.actor.annotation.Stable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// The settings of a [CoordinatedShutdown]. Immutable; each `with` returns a copy.
///
/// @param phases the steps, in order
/// @param jvmHook whether the end of the JVM begins the shutdown and waits for it. If true, the
///   system has an exit hook of the JVM, which runs on SIGTERM, on `System.exit` and when the last
///   non-daemon thread ends. The hook keeps a system that is never closed from being garbage
///   collected
/// @param jvmKept whether the JVM continues until the system has ended, even after `main` has
///   returned. It also continues if `main` throws an exception, with a system that is never closed:
///   create the system in a try-with-resources statement. Use false for a system that is not the
///   purpose of the program; then the JVM ends with `main`, and its exit hook ends the system
@Stable
public record ShutdownSettings(List<ShutdownPhase> phases, boolean jvmHook, boolean jvmKept) {

  public ShutdownSettings {
    phases = List.copyOf(Objects.requireNonNull(phases, "phases"));
    List<String> names = names(phases);
    if (Set.copyOf(names).size() < names.size()
        || !names.contains(ShutdownPhase.ACTOR_SYSTEM_TERMINATE)) {
      throw new IllegalArgumentException(
          "Phases must have unique names and include '%s', but were: %s"
              .formatted(ShutdownPhase.ACTOR_SYSTEM_TERMINATE, names));
    }
  }

  /// {@return the phases of [ShutdownPhase], and a JVM that continues until they are over}
  public static ShutdownSettings defaults() {
    return new ShutdownSettings(ShutdownPhase.defaults(), /* jvmHook= */ true, /* jvmKept= */ true);
  }

  public ShutdownSettings withPhases(List<ShutdownPhase> phases) {
    return new ShutdownSettings(phases, jvmHook, jvmKept);
  }

  public ShutdownSettings withJvmHook(boolean jvmHook) {
    return new ShutdownSettings(phases, jvmHook, jvmKept);
  }

  public ShutdownSettings withJvmKept(boolean jvmKept) {
    return new ShutdownSettings(phases, jvmHook, jvmKept);
  }

  /// Adds a phase right before another.
  ///
  /// @throws IllegalArgumentException if there is no phase of that name
  public ShutdownSettings withPhaseBefore(String existing, ShutdownPhase added) {
    List<ShutdownPhase> all = new ArrayList<>(phases);
    all.add(indexOf(existing), Objects.requireNonNull(added, "added"));
    return withPhases(all);
  }

  /// Replaces the phase of the same name, to give it another timeout.
  ///
  /// @throws IllegalArgumentException if there is no phase of that name
  public ShutdownSettings withPhase(ShutdownPhase phase) {
    List<ShutdownPhase> all = new ArrayList<>(phases);
    all.set(indexOf(Objects.requireNonNull(phase, "phase").name()), phase);
    return withPhases(all);
  }

  private int indexOf(String phase) {
    int index = names(phases).indexOf(phase);
    if (index < 0) {
      throw new IllegalArgumentException(
          "There is no shutdown phase '%s'; the phases are %s".formatted(phase, names(phases)));
    }
    return index;
  }

  private static List<String> names(List<ShutdownPhase> phases) {
    return phases.stream().map(ShutdownPhase::name).toList();
  }
}
