package io.aether.testkit;

import io.aether.actor.annotation.Stable;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// The log events that a test expects while a block of it runs. Immutable; each `with` returns a
/// copy with one more condition or setting.
///
/// ```java
/// kit.expectLog(LogExpectation.warn("restarts").withCause(IOException.class), () ->
///     worker.tell(new Fail()));
/// ```
///
/// Works with any backend of SLF4J, and for levels that the backend does not print, if the JVM of
/// the tests runs with [RecordingLogs]. Expected events are not printed.
@Stable
public final class LogExpectation {

  private final String description;
  private final ThrowingPredicate<LogEvent, ?> condition;
  private final int times;
  private final @Nullable Duration patience;

  private LogExpectation(
      String description,
      ThrowingPredicate<LogEvent, ?> condition,
      int times,
      @Nullable Duration patience) {
    this.description = description;
    this.condition = condition;
    this.times = times;
    this.patience = patience;
  }

  /// Expects any event.
  public static LogExpectation any() {
    return new LogExpectation("a log event", _ -> true, 1, null);
  }

  /// Expects an event of this level.
  public static LogExpectation of(Level level) {
    return new LogExpectation(
        "a log event of level " + level, event -> event.level() == level, 1, null);
  }

  /// Expects an error whose message contains `text`.
  public static LogExpectation error(String text) {
    return of(Level.ERROR).withText(text);
  }

  /// Expects a warning whose message contains `text`.
  public static LogExpectation warn(String text) {
    return of(Level.WARN).withText(text);
  }

  /// Expects an event of level INFO whose message contains `text`.
  public static LogExpectation info(String text) {
    return of(Level.INFO).withText(text);
  }

  /// Expects an event of level DEBUG whose message contains `text`.
  public static LogExpectation debug(String text) {
    return of(Level.DEBUG).withText(text);
  }

  /// Expects an event of level TRACE whose message contains `text`.
  public static LogExpectation trace(String text) {
    return of(Level.TRACE).withText(text);
  }

  /// The message contains `text`.
  public LogExpectation withText(String text) {
    return with("containing '" + text + "'", event -> event.message().contains(text));
  }

  /// The whole message matches `regex`.
  public LogExpectation withPattern(String regex) {
    Pattern pattern = Pattern.compile(regex, Pattern.DOTALL);
    return with("matching '" + regex + "'", event -> pattern.matcher(event.message()).matches());
  }

  /// The logger has this name.
  public LogExpectation withLogger(String name) {
    return with("by logger " + name, event -> event.logger().equals(name));
  }

  /// The logger is named after this class.
  public LogExpectation withLogger(Class<?> type) {
    return withLogger(type.getName());
  }

  /// The event carries an exception of this type.
  public LogExpectation withCause(Class<? extends Throwable> type) {
    return with("with a cause of " + type.getName(), event -> type.isInstance(event.cause()));
  }

  /// The MDC contains `value` under `key`.
  public LogExpectation withMdc(String key, String value) {
    return with(
        "with %s=%s in the MDC".formatted(key, value), event -> value.equals(event.mdc().get(key)));
  }

  /// The event meets `condition` too. It is evaluated on the thread that logs; if it throws, the
  /// expectation fails with that exception.
  ///
  /// @param description describes the condition in the failure
  public LogExpectation with(String description, ThrowingPredicate<LogEvent, ?> condition) {
    Objects.requireNonNull(condition, "condition");
    ThrowingPredicate<LogEvent, ?> before = this.condition;
    return new LogExpectation(
        this.description + " " + description,
        event -> before.test(event) && condition.test(event),
        times,
        patience);
  }

  /// Exactly `times` such events are logged; zero means that none is logged within
  /// [Patience#silence]. The default is one.
  ///
  /// @throws IllegalArgumentException if `times` is negative
  public LogExpectation withTimes(int times) {
    if (times < 0) {
      throw new IllegalArgumentException("times must be 0 or more, but was: " + times);
    }
    return new LogExpectation(description, condition, times, patience);
  }

  /// The events are logged within `patience` after the block has ended. The default is that of the
  /// kit.
  public LogExpectation withPatience(Duration patience) {
    return new LogExpectation(description, condition, times, Objects.requireNonNull(patience));
  }

  /// Runs `block` and expects that the events have been logged when it ends: for code that runs on
  /// the calling thread, as in a [BehaviorTestKit]. Where actors run by themselves, use
  /// [ActorTestKit#expectLog].
  ///
  /// @throws AssertionError if they have not been logged
  /// @throws IllegalStateException if the JVM does not run with [RecordingLogs]
  public <X extends Exception> void during(ThrowingRunnable<X> block) throws X {
    try (LogWatch watch = LogWatch.open(this, null)) {
      block.run();
      watch.check("");
    }
  }

  // ---- For the watch ----

  boolean matches(LogEvent event) throws Exception {
    return condition.test(event);
  }

  int times() {
    return times;
  }

  Optional<Duration> patience() {
    return Optional.ofNullable(patience);
  }

  @Override
  public String toString() {
    return description;
  }
}
