package io.aether.nats;

import io.aether.actor.ActorSystem;
import io.aether.actor.Cancellable;
import io.aether.actor.annotation.Experimental;
import io.aether.actor.shutdown.ShutdownPhase;
import io.aether.actor.spi.Environment;
import io.nats.client.Connection;
import io.nats.client.JetStreamStatusException;
import io.nats.client.Message;
import io.nats.client.RequestFailureMessage;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One thing's access to a NATS server: its connection, requests with a deadline, its stream. For
/// modules that keep or send something there; applications use [NatsSettings] only.
///
/// ```
///   open() -> OPEN --close(), or the end of the actor system--> CLOSED
/// ```
///
/// Requests and waits go through the environment of the actor system. Thread-safe.
@Experimental
public final class NatsClient implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NatsClient.class);

  private static final int NO_RESPONDERS = 503;

  private final Environment environment;
  private final Connection connection;
  private final boolean owned;
  private final String name;
  private final Diagnosis diagnosis;
  private final AtomicBoolean closed = new AtomicBoolean();

  /// Takes the closing out of the shutdown again. Written once, while this is being opened.
  private Cancellable atShutdown = () -> false;

  private NatsClient(
      Environment environment,
      Connection connection,
      boolean owned,
      String name,
      Diagnosis diagnosis) {
    this.environment = environment;
    this.connection = connection;
    this.owned = owned;
    this.name = name;
    this.diagnosis = diagnosis;
  }

  /// Connects, or takes over the connection given. A connection opened here is closed by [#close],
  /// at the latest when the actor system has stopped its actors. Blocks.
  ///
  /// @param kind what is opened, such as `journal`
  /// @param name its name, part of subjects and of the name of its stream
  /// @throws IllegalArgumentException if the name is not 1 to 64 letters, digits, '_' or '-', or if
  ///   the shutdown of the actor system has no phase [ShutdownPhase#AFTER_ACTOR_SYSTEM_TERMINATE]
  /// @throws NatsOpenException if no server accepts the connection
  /// @throws IllegalStateException if the actor system has ended
  public static NatsClient open(
      ActorSystem system, NatsSettings settings, String kind, String name) {
    if (!name.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException(
          "The name of a %s is 1 to 64 letters, digits, '_' or '-', but was: '%s'"
              .formatted(kind, name));
    }
    String what = kind.substring(0, 1).toUpperCase(Locale.ROOT) + kind.substring(1);
    var diagnosis = new Diagnosis("%s '%s'".formatted(what, name), settings.where());
    Environment environment = system.spi().environment();
    Connection given = settings.given();
    if (given != null) {
      if (given.getStatus() == Connection.Status.CLOSED) {
        throw diagnosis.closed();
      }
      return new NatsClient(environment, given, /* owned= */ false, name, diagnosis);
    }
    String connectionName = "%s-%s-%s".formatted(system.name(), kind.replace(' ', '-'), name);
    Connection opened = connect(environment, settings, connectionName, diagnosis);
    var client = new NatsClient(environment, opened, /* owned= */ true, name, diagnosis);
    try {
      client.atShutdown =
          system
              .coordinatedShutdown()
              .addTask(
                  ShutdownPhase.AFTER_ACTOR_SYSTEM_TERMINATE,
                  "close connection " + connectionName,
                  client::close);
    } catch (RuntimeException e) { // the system has ended, or has no such phase
      client.close();
      throw e;
    }
    return client;
  }

  /// Connects as [#open(ActorSystem, NatsSettings, String, String)] does, and creates a stream or
  /// checks the one that exists under its name. Nothing stays open if that fails. Blocks.
  ///
  /// @param stream the wanted configuration, by name
  /// @param timeout how long the server may take to answer each request
  /// @throws NatsOpenException if no server accepts the connection, or it does not answer or
  ///   refuses, is too old, or has another stream of this name
  public static NatsClient open(
      ActorSystem system,
      NatsSettings settings,
      String kind,
      String name,
      Function<String, StreamConfiguration> stream,
      Duration timeout) {
    NatsClient client = open(system, settings, kind, name);
    try {
      new StreamSetup(client, client.diagnosis, timeout).ensure(stream.apply(name));
      return client;
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  /// The client library blocks while it connects, so it does that on a thread of its own.
  private static Connection connect(
      Environment environment, NatsSettings settings, String name, Diagnosis diagnosis) {
    var result = new CompletableFuture<Connection>();
    environment.fork(
        "aether-connect-" + name,
        () -> {
          try {
            result.complete(settings.connect(name, diagnosis));
          } catch (Throwable failure) {
            result.completeExceptionally(failure);
          }
        });
    try {
      environment.await(result);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      result.thenAccept(late -> environment.fork("aether-close-" + name, () -> close(late, name)));
      throw diagnosis.interrupted(e);
    }
    if (!result.isCompletedExceptionally()) {
      return result.resultNow();
    }
    throw switch (result.exceptionNow()) {
      case RuntimeException e -> e;
      case Throwable e -> new IllegalStateException(name + " did not connect", e);
    };
  }

  public Connection connection() {
    return connection;
  }

  public Environment environment() {
    return environment;
  }

  /// {@return the name this was opened with}
  public String name() {
    return name;
  }

  // ---- Requests ----

  /// Sends a request. The client library looks at its own timeouts only now and then, so a timer of
  /// the environment ends the wait.
  ///
  /// @return the reply; completed exceptionally if there is none within `timeout`, if nothing
  ///   answers requests to this subject, or if the connection is closed or overloaded
  public CompletableFuture<Message> request(
      String subject, @Nullable Headers headers, byte[] body, Duration timeout) {
    var result = new CompletableFuture<Message>();
    Cancellable timer =
        environment
            .scheduler()
            .schedule(
                timeout,
                () ->
                    result.completeExceptionally(
                        new TimeoutException(
                            "No answer from %s within %s".formatted(subject, timeout))));
    result.whenComplete((_, _) -> timer.cancel());
    try {
      connection
          .requestWithTimeout(subject, headers, body, timeout)
          .whenComplete((message, failure) -> settle(result, subject, message, failure));
    } catch (RuntimeException e) { // closed, or too much waits to be sent
      result.completeExceptionally(e);
    }
    return result;
  }

  /// Depending on the connection's options, a failed request is an exception, a cancelled future or
  /// a message that reports the failure.
  static void settle(
      CompletableFuture<Message> result,
      String subject,
      @Nullable Message message,
      @Nullable Throwable failure) {
    if (failure instanceof CancellationException) {
      // The client library cancels without a message if nothing responds to the subject, and with
      // one if the request was too slow for its own clean-up or if the connection closes.
      result.completeExceptionally(
          failure.getMessage() == null
              ? new NoRespondersException(subject, failure)
              : new IOException(
                  "No answer from %s: %s".formatted(subject, failure.getMessage()), failure));
    } else if (failure instanceof JetStreamStatusException e
        && e.getStatus().getCode() == NO_RESPONDERS) {
      result.completeExceptionally(new NoRespondersException(subject, failure));
    } else if (failure != null) {
      result.completeExceptionally(failure);
    } else if (message instanceof RequestFailureMessage failed) {
      result.completeExceptionally(
          switch (failed.getReason()) {
            case NO_RESPONDERS -> new NoRespondersException(subject, failed.getCause());
            default ->
                new IOException(
                    "No answer from %s: %s".formatted(subject, failed.getReason()),
                    failed.getCause());
          });
    } else if (message == null) {
      result.completeExceptionally(new IOException("No answer from " + subject));
    } else if (message.isStatusMessage() && message.getStatus().getCode() == NO_RESPONDERS) {
      result.completeExceptionally(new NoRespondersException(subject, null));
    } else {
      result.complete(message);
    }
  }

  // ---- The end ----

  /// Closes the connection if it was opened here. Idempotent. Blocks for as long as that takes.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    atShutdown.cancel();
    if (owned) {
      close(connection, name);
    }
  }

  private static void close(Connection connection, String name) {
    try {
      connection.close();
    } catch (InterruptedException e) {
      LOG.debug("{}: interrupted while closing; the rest of it ends by itself", name, e);
      Thread.currentThread().interrupt();
    }
  }
}
