package io.aether.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.AbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LocationAwareLogger;
import org.slf4j.spi.LoggingEventAware;

/// The events that a backend receives.
class RecordingLogsTest {

  private static final Marker MARKER = MarkerFactory.getMarker("AUDIT");

  private final List<String> written = new ArrayList<>();

  /// A backend without support for locations, like slf4j-simple.
  private class Plain extends AbstractLogger {
    private static final long serialVersionUID = 1;

    Plain() {
      name = "plain";
    }

    @Override
    protected void handleNormalizedLoggingCall(
        Level level,
        @Nullable Marker marker,
        @Nullable String pattern,
        Object @Nullable [] arguments,
        @Nullable Throwable cause) {
      written.add(
          "%s %s %s %s"
              .formatted(
                  level, marker, MessageFormatter.basicArrayFormat(pattern, arguments), cause));
    }

    @Override
    protected String getFullyQualifiedCallerName() {
      return "caller";
    }

    @Override
    public boolean isTraceEnabled() {
      return false;
    }

    @Override
    public boolean isTraceEnabled(Marker marker) {
      return true;
    }

    @Override
    public boolean isDebugEnabled() {
      return false;
    }

    @Override
    public boolean isDebugEnabled(Marker marker) {
      return false;
    }

    @Override
    public boolean isInfoEnabled() {
      return true;
    }

    @Override
    public boolean isInfoEnabled(Marker marker) {
      return true;
    }

    @Override
    public boolean isWarnEnabled() {
      return true;
    }

    @Override
    public boolean isWarnEnabled(Marker marker) {
      return true;
    }

    @Override
    public boolean isErrorEnabled() {
      return true;
    }

    @Override
    public boolean isErrorEnabled(Marker marker) {
      return true;
    }
  }

  /// A backend with support for locations and events, like Logback.
  private final class Aware extends Plain implements LocationAwareLogger, LoggingEventAware {
    private static final long serialVersionUID = 1;

    @Override
    public void log(
        @Nullable Marker marker,
        String boundary,
        int level,
        @Nullable String pattern,
        Object @Nullable [] arguments,
        @Nullable Throwable cause) {
      written.add("%d at %s: %s".formatted(level, boundary, pattern));
    }

    @Override
    public void log(LoggingEvent event) {
      written.add("event " + event.getMessage() + " " + event.getKeyValuePairs());
    }
  }

  @Test
  void aPlainBackendGetsMarkerArgumentsAndCause() {
    Logger log = new RecordingLogger(new Plain());

    log.warn(MARKER, "paid {} to {}", 3, "bob", new IOException("late"));

    assertThat(written).containsExactly("WARN AUDIT paid 3 to bob java.io.IOException: late");
  }

  @Test
  void aPlainBackendGetsKeyValuePairsInItsOwnWay() {
    Logger log = new RecordingLogger(new Plain());

    log.atInfo().addKeyValue("amount", 3).log("paid");

    assertThat(written).containsExactly("INFO null amount=3 paid null");
  }

  @Test
  void aBackendThatKnowsLocationsIsToldWhereItsCallerEnds() {
    Logger log = new RecordingLogger(new Aware());

    log.error("lost");

    assertThat(written).containsExactly("40 at org.slf4j.helpers.AbstractLogger: lost");
  }

  @Test
  void aBackendThatKnowsEventsGetsThemWhole() {
    Logger log = new RecordingLogger(new Aware());

    log.atWarn().addKeyValue("amount", 3).log("paid");

    assertThat(written).containsExactly("event paid [amount=\"3\"]");
  }

  @Test
  void levelsAreThoseOfTheBackend() {
    Logger log = new RecordingLogger(new Plain());

    log.debug("too fine");
    log.atDebug().log("too fine");

    assertThat(written).isEmpty();
    assertThat(log.isDebugEnabled()).isFalse();
    assertThat(log.isTraceEnabled(MARKER)).isTrue();
    assertThat(log.isInfoEnabled()).isTrue();
  }

  @Test
  void expectedEventsAreNotPrintedAndAllOthersAre() {
    Logger log = new RecordingLogger(new Plain());

    LogExpectation.warn("on purpose")
        .during(() -> {
          log.warn("on purpose");
          log.warn("by accident");
          log.debug("too fine for the backend");
        });

    assertThat(written).containsExactly("WARN null by accident null");
  }
}
