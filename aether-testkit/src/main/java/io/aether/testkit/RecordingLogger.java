package io.aether.testkit;

import io.aether.actor.ActorPath;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.spi.AbstractRef;
import io.aether.testkit.report.RunningActor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.MDC;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.AbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LocationAwareLogger;
import org.slf4j.spi.LoggingEventAware;
import org.slf4j.spi.LoggingEventBuilder;

/// Passes log events to the [LogTap] while that is open, and those that no listener takes to the
/// backend's logger. Thread-safe.
final class RecordingLogger extends AbstractLogger implements LoggingEventAware {

  private static final long serialVersionUID = 1;

  /// The class in a stack between the caller and the backend.
  private static final String BOUNDARY = AbstractLogger.class.getName();

  private final transient Logger backend;

  RecordingLogger(Logger backend) {
    this.backend = backend;
    this.name = backend.getName();
  }

  // ---- The classic methods ----

  @Override
  protected String getFullyQualifiedCallerName() {
    return BOUNDARY;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      @Nullable String pattern,
      Object @Nullable [] arguments,
      @Nullable Throwable cause) {
    if (isTaken(level, pattern, arguments, cause) || !backend.isEnabledForLevel(level)) {
      return;
    }
    if (backend instanceof LocationAwareLogger aware) {
      aware.log(marker, BOUNDARY, level.toInt(), pattern, arguments, cause);
    } else if (marker == null) {
      LoggingEventBuilder builder = backend.makeLoggingEventBuilder(level).setCause(cause);
      for (Object argument : arguments == null ? new Object[0] : arguments) {
        builder = builder.addArgument(argument);
      }
      builder.log(pattern);
    } else { // a builder would write the marker into the message
      Object[] all = withCause(arguments, cause);
      switch (level) {
        case TRACE -> backend.trace(marker, pattern, all);
        case DEBUG -> backend.debug(marker, pattern, all);
        case INFO -> backend.info(marker, pattern, all);
        case WARN -> backend.warn(marker, pattern, all);
        case ERROR -> backend.error(marker, pattern, all);
      }
    }
  }

  /// SLF4J treats an exception after the last argument as the cause.
  private static Object[] withCause(Object @Nullable [] arguments, @Nullable Throwable cause) {
    Object[] all = arguments == null ? new Object[0] : arguments;
    if (cause == null) {
      return all;
    }
    Object[] longer = Arrays.copyOf(all, all.length + 1);
    longer[all.length] = cause;
    return longer;
  }

  // ---- The fluent ones ----

  @Override
  public void log(LoggingEvent event) {
    Level level = event.getLevel();
    if (isTaken(level, event.getMessage(), event.getArgumentArray(), event.getThrowable())
        || !backend.isEnabledForLevel(level)) {
      return;
    }
    if (backend instanceof LoggingEventAware aware) {
      aware.log(event);
    } else {
      LoggingEventBuilder builder =
          backend.makeLoggingEventBuilder(level).setCause(event.getThrowable());
      for (Marker each : Objects.requireNonNullElse(event.getMarkers(), List.<Marker>of())) {
        builder = builder.addMarker(each);
      }
      for (Object each : Objects.requireNonNullElse(event.getArguments(), List.of())) {
        builder = builder.addArgument(each);
      }
      for (KeyValuePair each :
          Objects.requireNonNullElse(event.getKeyValuePairs(), List.<KeyValuePair>of())) {
        builder = builder.addKeyValue(each.key, each.value);
      }
      builder.log(event.getMessage());
    }
  }

  // ---- The tap ----

  private boolean isTaken(
      Level level,
      @Nullable String pattern,
      Object @Nullable [] arguments,
      @Nullable Throwable cause) {
    if (!LogTap.isOpen()) {
      return false;
    }
    @Nullable ActorRef<?> actor = RunningActor.find().orElse(null);
    ActorPath path = actor == null ? null : actor.path();
    ActorSystem system = actor == null ? null : AbstractRef.of(actor).system();
    Map<String, String> mdc = MDC.getCopyOfContextMap();
    String message = MessageFormatter.basicArrayFormat(pattern, arguments);
    var event =
        new LogEvent(
            level,
            getName(),
            String.valueOf(message),
            cause,
            mdc == null ? Map.of() : mdc,
            Thread.currentThread().getName(),
            path);
    return LogTap.offer(event, system);
  }

  private boolean isOn(Level level) {
    return LogTap.isOpen() || backend.isEnabledForLevel(level);
  }

  // ---- Levels; a marker may enable an event that its level alone does not ----

  @Override
  public boolean isTraceEnabled() {
    return isOn(Level.TRACE);
  }

  @Override
  public boolean isTraceEnabled(Marker marker) {
    return LogTap.isOpen() || backend.isTraceEnabled(marker);
  }

  @Override
  public boolean isDebugEnabled() {
    return isOn(Level.DEBUG);
  }

  @Override
  public boolean isDebugEnabled(Marker marker) {
    return LogTap.isOpen() || backend.isDebugEnabled(marker);
  }

  @Override
  public boolean isInfoEnabled() {
    return isOn(Level.INFO);
  }

  @Override
  public boolean isInfoEnabled(Marker marker) {
    return LogTap.isOpen() || backend.isInfoEnabled(marker);
  }

  @Override
  public boolean isWarnEnabled() {
    return isOn(Level.WARN);
  }

  @Override
  public boolean isWarnEnabled(Marker marker) {
    return LogTap.isOpen() || backend.isWarnEnabled(marker);
  }

  @Override
  public boolean isErrorEnabled() {
    return isOn(Level.ERROR);
  }

  @Override
  public boolean isErrorEnabled(Marker marker) {
    return LogTap.isOpen() || backend.isErrorEnabled(marker);
  }
}
