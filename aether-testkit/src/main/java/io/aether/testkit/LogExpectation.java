package io.aether.testkit;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// What a test expects to be logged while it does something. Immutable; each `with` returns a copy
/// that expects more.
///
/// ```java
/// kit.expectLog(LogExpectation.warn("restarts").withCause(IOException.class), () ->
///     worker.tell(new Fail()));
/// ```
///
/// Works with any backend of SLF4J, and for levels that it does not print, once the JVM of the
/// tests runs with [RecordingLogs]. What is expected is not printed.
///
/// @param words what is expected, for the failure
/// @param condition which events count
/// @param times how many of them there are, exactly
/// @param patience how long to wait for them, or null for that of the kit
public record LogExpectation(
    String words, Predicate<LogEvent> condition, int times, @Nullable Duration patience) {

  public LogExpectation {
    if (times < 0) {
      throw new IllegalArgumentException("times is not negative, but was: " + times);
    }
  }

  /// Anything at all.
  public static LogExpectation any() {
    return new LogExpectation("a log event", _ -> true, 1, null);
  }

  /// Anything of this level.
  public static LogExpectation of(Level level) {
    return new LogExpectation(
        "a log event of level " + level, event -> event.level() == level, 1, null);
  }

  /// An error whose message contains `text`.
  public static LogExpectation error(String text) {
    return of(Level.ERROR).withText(text);
  }

  /// A warning whose message contains `text`.
  public static LogExpectation warn(String text) {
    return of(Level.WARN).withText(text);
  }

  /// An information whose message contains `text`.
  public static LogExpectation info(String text) {
    return of(Level.INFO).withText(text);
  }

  /// A debug message that contains `text`.
  public static LogExpectation debug(String text) {
    return of(Level.DEBUG).withText(text);
  }

  /// A trace message that contains `text`.
  public static LogExpectation trace(String text) {
    return of(Level.TRACE).withText(text);
  }

  /// The message contains `text`.
  public LogExpectation withText(String text) {
    return with("containing '" + text + "'", event -> event.message().contains(text));
  }

  /// The message, as a whole, matches `regex`.
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

  /// It was logged together with an exception of this type.
  public LogExpectation withCause(Class<? extends Throwable> type) {
    return with("with a cause of " + type.getName(), event -> type.isInstance(event.cause()));
  }

  /// The MDC holds this.
  public LogExpectation withMdc(String key, String value) {
    return with(
        "with %s=%s in the MDC".formatted(key, value), event -> value.equals(event.mdc().get(key)));
  }

  /// Something else is true.
  ///
  /// @param words what, for the failure
  public LogExpectation with(String words, Predicate<LogEvent> condition) {
    return new LogExpectation(
        this.words + " " + words, this.condition.and(condition), times, patience);
  }

  /// There are exactly so many; zero means that none comes within [Patience#silence].
  public LogExpectation withTimes(int times) {
    return new LogExpectation(words, condition, times, patience);
  }

  /// They come within this time after the block has ended.
  public LogExpectation withPatience(Duration patience) {
    return new LogExpectation(words, condition, times, patience);
  }

  /// Runs `block` and expects that all of this has been logged when it is over: for code that runs
  /// on the calling thread, as in a [BehaviorTestKit]. Where actors run by themselves, use
  /// [ActorTestKit#expectLog].
  ///
  /// @throws AssertionError if it has not been
  /// @throws IllegalStateException if the JVM does not run with [RecordingLogs]
  public <X extends Exception> void during(ThrowingRunnable<X> block) throws X {
    try (LogWatch watch = LogWatch.open(this, null)) {
      block.run();
      watch.check("");
    }
  }
}
