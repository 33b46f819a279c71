package io.aether.testkit;

import io.aether.actor.annotation.Stable;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.helpers.NOP_FallbackServiceProvider;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/// Makes log expectations possible: an SLF4J provider in front of the real one. SLF4J uses it if the
/// JVM of the tests is started with
///
///     -Dslf4j.provider=io.aether.testkit.RecordingLogs
///
/// All events go to the provider that SLF4J would have found without this one, Logback or any other;
/// while a test expects log events, it sees them first, including those of disabled levels. Code
/// that casts SLF4J's objects to classes of a backend does not work with this provider.
@Stable
public final class RecordingLogs implements SLF4JServiceProvider {

  private final SLF4JServiceProvider backend;
  private final Loggers loggers;
  private final MDCAdapter ownMdc = new BasicMDCAdapter();

  /// For SLF4J.
  public RecordingLogs() {
    this(
        ServiceLoader.load(SLF4JServiceProvider.class, RecordingLogs.class.getClassLoader())
            .findFirst()
            .orElseGet(NOP_FallbackServiceProvider::new));
  }

  RecordingLogs(SLF4JServiceProvider backend) {
    this.backend = backend;
    this.loggers = new Loggers(backend);
  }

  @Override
  public void initialize() {
    backend.initialize();
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return loggers;
  }

  @Override
  public @Nullable IMarkerFactory getMarkerFactory() {
    return backend.getMarkerFactory();
  }

  /// {@return the backend's MDC, or this provider's own if the backend has none, because a test may
  /// expect values in the MDC}
  @Override
  public MDCAdapter getMDCAdapter() {
    MDCAdapter known = backend.getMDCAdapter();
    return known == null || known instanceof NOPMDCAdapter ? ownMdc : known;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99"; // any 2.0
  }

  /// Creates one logger for each name, as SLF4J requires.
  static final class Loggers implements ILoggerFactory {
    private final SLF4JServiceProvider backend;
    private final Map<String, Logger> byName = new ConcurrentHashMap<>();

    private Loggers(SLF4JServiceProvider backend) {
      this.backend = backend;
    }

    @Override
    public Logger getLogger(String name) {
      Logger known = byName.get(name);
      return known != null
          ? known
          : byName.computeIfAbsent(
              name, _ -> new RecordingLogger(backend.getLoggerFactory().getLogger(name)));
    }
  }
}
