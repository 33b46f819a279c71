package io.aether.testkit;

import io.aether.actor.ActorSystem;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/// Passes log events from the loggers of [RecordingLogs] to open listeners. Static because SLF4J
/// has one binding for the whole JVM. Thread-safe.
final class LogTap {

  /// Receives log events.
  @FunctionalInterface
  interface Listener {

    /// @param system the system of the actor that logs; null if the thread runs no actor
    /// @return whether the event was expected, so that it is not printed
    boolean take(LogEvent event, @Nullable ActorSystem system);
  }

  private static final List<Listener> LISTENERS = new CopyOnWriteArrayList<>();

  private LogTap() {}

  /// @throws IllegalStateException if SLF4J is not bound to [RecordingLogs]
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
          Log expectations need SLF4J to be bound to the testkit, but it is bound to %s.
          Start the JVM of the tests with -Dslf4j.provider=%s
          (Surefire: <systemPropertyVariables>; Gradle: tasks.test { systemProperty(...) }).
          Events that no test expects still go to the backend.\
          """
              .formatted(bound.getClass().getName(), RecordingLogs.class.getName()));
    }
  }
}
