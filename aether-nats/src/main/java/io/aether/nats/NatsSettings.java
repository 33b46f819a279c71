package io.aether.nats;

import io.aether.actor.annotation.Experimental;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Where the NATS servers are and how to connect to them. The same settings open everything that
/// Aether keeps or sends there:
///
/// ```java
/// var nats = NatsSettings.of("nats://localhost:4222");
/// var journal = JetStreamJournal.open(system, nats, "bank");
/// var transport = NatsTransport.open(system, nats, "bank");
/// ```
///
/// Settings made by [#of] give each thing that is opened a connection of its own, so that messages,
/// leases and stored data do not delay each other. Such a connection is closed when the thing is
/// closed, at the latest when the actor system ends. Settings made by [#over] use one connection
/// that belongs to the caller.
///
/// Immutable; each `with` returns a copy.
@Experimental
public final class NatsSettings {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  private final List<String> urls;

  /// The caller's connection; null if a connection is to be opened.
  private final @Nullable Connection given;

  private final UnaryOperator<Options.Builder> options;

  private NatsSettings(
      List<String> urls, @Nullable Connection given, UnaryOperator<Options.Builder> options) {
    this.urls = urls;
    this.given = given;
    this.options = options;
  }

  /// Servers to connect to, in a random order, until one accepts. A server tells of the others of
  /// its cluster, so one address is enough as long as that server runs.
  ///
  /// @param urls such as `nats://host:4222` or `tls://host:4222`; one text may hold several,
  ///   separated by commas
  /// @throws IllegalArgumentException if there is no address, or one is malformed
  public static NatsSettings of(String... urls) {
    List<String> all = Arrays.stream(urls).flatMap(url -> Arrays.stream(url.split(","))).toList();
    if (all.isEmpty()) {
      throw new IllegalArgumentException("Expected at least one URL, such as nats://host:4222");
    }
    all.forEach(NatsSettings::check);
    return new NatsSettings(all, null, UnaryOperator.identity());
  }

  private static void check(String url) {
    URI server;
    try {
      server = Options.builder().server(url).build().getServers().iterator().next();
    } catch (IllegalArgumentException e) {
      throw malformed(url, e);
    }
    if (url.isBlank() || server.getHost() == null || server.getPort() > 65_535) {
      throw malformed(url, null);
    }
  }

  private static IllegalArgumentException malformed(String url, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "Expected the URL of a NATS server, such as nats://host:4222, but got: '%s'"
            .formatted(Urls.masked(url)),
        cause);
  }

  /// A connection that the caller has opened and closes, after the actor system has ended. It
  /// should reconnect without limit and report requests without a responder; see [#connect].
  public static NatsSettings over(Connection connection) {
    return new NatsSettings(
        List.of(), Objects.requireNonNull(connection, "connection"), UnaryOperator.identity());
  }

  /// Authenticates with a user name and a password.
  public NatsSettings withUser(String user, String password) {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(password, "password");
    return withOptions(builder -> builder.userInfo(user.toCharArray(), password.toCharArray()));
  }

  /// Authenticates with a token.
  public NatsSettings withToken(String token) {
    Objects.requireNonNull(token, "token");
    return withOptions(builder -> builder.token(token.toCharArray()));
  }

  /// Authenticates with a credentials file, as `nsc` generates it.
  ///
  /// @throws IllegalArgumentException if the file cannot be read
  public NatsSettings withCredentials(Path file) {
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException(
          "The credentials file '%s' does not exist or cannot be read".formatted(file));
    }
    return withOptions(builder -> builder.authHandler(Nats.credentials(file.toString())));
  }

  /// Encrypts the connection, with the certificates of `context`.
  public NatsSettings withTls(SSLContext context) {
    Objects.requireNonNull(context, "context");
    return withOptions(builder -> builder.sslContext(context));
  }

  /// How long each server may take to accept a connection; two seconds by default.
  ///
  /// @throws IllegalArgumentException if `timeout` is not positive
  public NatsSettings withConnectTimeout(Duration timeout) {
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException(
          "The timeout for connecting must be positive, but was: " + timeout);
    }
    return withOptions(builder -> builder.connectionTimeout(timeout));
  }

  /// Applies anything else that the client library offers. The defaults of Aether are set already:
  /// a connection reconnects without limit, detects a dead server within seconds, and keeps nothing
  /// for later while it is disconnected.
  ///
  /// @throws IllegalStateException if these settings are [#over] an open connection
  public NatsSettings withOptions(UnaryOperator<Options.Builder> configure) {
    Objects.requireNonNull(configure, "configure");
    if (given != null) {
      throw new IllegalStateException(
          "The connection given to NatsSettings.over(...) is open already; set its options where"
              + " it is opened");
    }
    UnaryOperator<Options.Builder> before = options;
    return new NatsSettings(urls, null, builder -> configure.apply(before.apply(builder)));
  }

  /// Opens a connection that belongs to the caller, for [#over] and for uses beside Aether. Blocks
  /// the calling thread.
  ///
  /// @param name what the server's monitoring shows and log lines begin with
  /// @throws NatsOpenException if no server accepts it
  /// @throws IllegalStateException if these settings are [#over] an open connection
  public Connection connect(String name) {
    if (given != null) {
      throw new IllegalStateException(
          "The connection given to NatsSettings.over(...) is open already; use that one");
    }
    var diagnosis = new Diagnosis("Connection '" + name + "'", where());
    return connect(name, diagnosis);
  }

  Connection connect(String name, Diagnosis diagnosis) {
    var events = new ConnectionEvents(name);
    Options built =
        options.apply(defaults(name).connectionListener(events).errorListener(events)).build();
    try {
      Connection connection = Nats.connect(built);
      events.onConnected();
      return connection;
    } catch (IOException e) {
      throw diagnosis.notConnected(e, events.problems());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw diagnosis.interrupted(e);
    }
  }

  private Options.Builder defaults(String name) {
    return Options.builder()
        .servers(urls.toArray(String[]::new))
        .connectionName(name)
        .connectionTimeout(CONNECT_TIMEOUT)
        .maxReconnects(-1)
        .reconnectWait(Duration.ofMillis(100))
        .reconnectJitter(Duration.ofMillis(50))
        .reconnectBufferSize(0) // kept frames would arrive before the others have re-subscribed
        .maxMessagesInOutgoingQueue(65_536)
        .pingInterval(Duration.ofSeconds(2))
        .maxPingsOut(2)
        .requestCleanupInterval(Duration.ofSeconds(1))
        .dontForceFlushOnRequest()
        .advancedRequestBehavior();
  }

  @Nullable Connection given() {
    return given;
  }

  /// {@return the addresses, without passwords}
  String where() {
    if (given != null) {
      String connected = given.getConnectedUrl();
      return Urls.masked(connected != null ? connected : String.join(", ", given.getServers()));
    }
    return String.join(", ", urls.stream().map(Urls::masked).toList());
  }

  /// {@return the addresses, without passwords}
  @Override
  public String toString() {
    return "NatsSettings[" + where() + "]";
  }
}
