package io.aether.testkit;

import io.aether.actor.ActorSystem;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/// Where loggers of [RecordingLogs] hand over what is logged while somebody listens. One a JVM, as
/// is SLF4J's binding. Thread-safe.
final class LogTap {

  /// Who listens to a log.
  @FunctionalInterface
  interface Listener {

    /// @param system whose actor has logged it, if an actor has
    /// @return whether the event is what was expected, and need not be printed
    boolean take(LogEvent event, @Nullable ActorSystem system);
  }

  private static final List<Listener> LISTENERS = new CopyOnWriteArrayList<>();

  private LogTap() {}

  /// @throws IllegalStateException if what is logged does not come by here
  static void open(Listener listener) {
    requireInstalled(LoggerFactory.getILoggerFactory());
    LISTENERS.add(listener);
  }

  static void close(Listener listener) {
    LISTENERS.remove(listener);
  }

  static boolean isOpen() {
    return !LISTENERS.isEmpty();
  }

  /// {@return whether a listener has taken the event}
  static boolean offer(LogEvent event, @Nullable ActorSystem system) {
    boolean taken = false;
    for (Listener listener : LISTENERS) {
      taken |= listener.take(event, system);
    }
    return taken;
  }

  static void requireInstalled(ILoggerFactory bound) {
    if (!(bound instanceof RecordingLogs.Loggers)) {
      throw new IllegalStateException(
          """
          Logs can be expected only where SLF4J hands them to the testkit, but it is bound to %s.
          Start the JVM of the tests with -Dslf4j.provider=%s
          (Surefire: <systemPropertyVariables>; Gradle: tasks.test { systemProperty(...) }).
          It passes on to the backend it finds what nobody expects.\
          """
              .formatted(bound.getClass().getName(), RecordingLogs.class.getName()));
    }
  }
}
