package io.aether.testkit.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.aether.actor.ActorSystem;
import io.aether.actor.ActorSystemConfig;
import io.aether.actor.shutdown.ShutdownPhase;
import io.aether.nats.NatsOpenException;
import io.aether.nats.NatsOpenException.Reason;
import io.aether.nats.NatsSettings;
import io.aether.testkit.NatsServer;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Opening on real servers, the same for everything that is opened over NATS.
///
/// Longer than most because each fault of a server or of its settings is a test of its own.
class OpenOverNatsTest {

  private static final String ACCOUNTS =
      """
      accounts {
        A: { jetstream: enabled, users: [
          { user: full, password: secret }
          { user: bare, password: secret, permissions: { publish: "aether.>", subscribe: ">" } } ] }
        B: { users: [ { user: plain, password: secret } ] }
      }
      """;

  private static NatsServer server;
  private static NatsServer secured;
  private static NatsServer plain;
  private static ActorSystem system;
  private static int names;

  private final String name = "open-" + ++names;
  private final List<Connection> connections = new ArrayList<>();

  @BeforeAll
  static void start() {
    server = NatsServer.start();
    secured = NatsServer.start(ACCOUNTS);
    plain = NatsServer.startWithoutJetStream();
    system = ActorSystem.create("opening");
  }

  @AfterAll
  static void stop() {
    system.close();
    plain.close();
    secured.close();
    server.close();
  }

  @AfterEach
  void closeConnections() throws InterruptedException {
    for (Connection each : connections) {
      each.close();
    }
  }

  /// A connection of the test's own.
  private Connection connection(NatsServer to) throws Exception {
    Connection connection = Nats.connect(to.url());
    connections.add(connection);
    return connection;
  }

  private NatsOpenException failure(Opener opener, NatsSettings nats) {
    return failure(() -> opener.open(system, nats, name).run());
  }

  /// Of an opening during which a request is not answered.
  private NatsOpenException failureWithoutAnswer(Opener opener, NatsSettings nats) {
    return failure(() -> opener.open(system, nats, name, Duration.ofSeconds(1)).run());
  }

  private static NatsOpenException failure(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable opening) {
    return catchThrowableOfType(NatsOpenException.class, opening);
  }

  // ---- Connections ----

  @ParameterizedTest
  @EnumSource
  void connectionIsOpenedWithItAndClosedWithIt(Opener opener) throws Exception {
    var opened = new ConcurrentLinkedQueue<Connection>();
    var nats = NatsSettings.of(server.url()).withOptions(spying(opened));

    var thing = opener.open(system, nats, name);
    await().until(() -> !opened.isEmpty());
    assertThat(opened.element().getStatus()).isEqualTo(Connection.Status.CONNECTED);
    assertThat(opened.element().getOptions().getConnectionName())
        .startsWith("opening-")
        .endsWith("-" + name);
    thing.run();
    thing.run(); // closing again has no effect

    await().until(() -> opened.element().getStatus() == Connection.Status.CLOSED);
    assertThat(opened.stream().distinct()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void connectionIsClosedWithTheSystem(Opener opener) {
    var opened = new ConcurrentLinkedQueue<Connection>();
    var own = ActorSystem.create("own");
    opener.open(own, NatsSettings.of(server.url()).withOptions(spying(opened)), name);
    await().until(() -> !opened.isEmpty());

    own.close();

    assertThat(opened.element().getStatus()).isEqualTo(Connection.Status.CLOSED);
  }

  @ParameterizedTest
  @EnumSource
  void connectionIsClosedIfTheShutdownHasNoPhaseForThat(Opener opener) {
    var opened = new ConcurrentLinkedQueue<Connection>();
    var nats = NatsSettings.of(server.url()).withOptions(spying(opened));
    var end = new ShutdownPhase(ShutdownPhase.ACTOR_SYSTEM_TERMINATE, Duration.ofSeconds(9));
    UnaryOperator<ActorSystemConfig> config =
        it -> it.withShutdown(s -> s.withPhases(List.of(end)));

    try (var own = ActorSystem.create("own", config)) {
      assertThatThrownBy(() -> opener.open(own, nats, name))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(ShutdownPhase.AFTER_ACTOR_SYSTEM_TERMINATE);
    }

    await()
        .until(() -> !opened.isEmpty() && opened.element().getStatus() == Connection.Status.CLOSED);
  }

  @ParameterizedTest
  @EnumSource
  void connectionThatIsGivenStaysOpen(Opener opener) throws Exception {
    Connection given = connection(server);
    var own = ActorSystem.create("own");
    opener.open(own, NatsSettings.over(given), name);
    opener.open(own, NatsSettings.over(given), name + "-2").run();
    own.close();

    assertThat(given.getStatus()).isEqualTo(Connection.Status.CONNECTED);
  }

  @ParameterizedTest
  @EnumSource
  void nothingStaysOpenAfterTheSystemHasEnded(Opener opener) {
    var opened = new ConcurrentLinkedQueue<Connection>();
    var own = ActorSystem.create("own");
    own.close();
    var nats = NatsSettings.of(server.url()).withOptions(spying(opened));

    assertThatThrownBy(() -> opener.open(own, nats, name))
        .isInstanceOf(IllegalStateException.class);

    await().until(() -> !opened.isEmpty());
    await().until(() -> opened.element().getStatus() == Connection.Status.CLOSED);
  }

  @ParameterizedTest
  @EnumSource
  void interruptEndsTheOpening(Opener opener) {
    Thread.currentThread().interrupt();

    var failure = failure(opener, NatsSettings.of(server.url()));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(failure.reason()).isEqualTo(Reason.INTERRUPTED);
  }

  /// Keeps the connections that are opened with these options.
  private static UnaryOperator<Options.Builder> spying(ConcurrentLinkedQueue<Connection> opened) {
    return builder -> builder.connectionListener((connection, _) -> opened.add(connection));
  }

  // ---- No server ----

  @ParameterizedTest
  @EnumSource
  void serverThatIsDownIsReportedWithItsAddress(Opener opener) {
    String url;
    try (var dead = NatsServer.start()) {
      url = dead.url();
    }

    var failure = failure(opener, NatsSettings.of(url));

    assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
    assertThat(failure)
        .hasMessageContaining(opener.title + " '" + name + "' was not opened")
        .hasMessageContaining("no nats-server answers at " + url + " (Connection refused)")
        .hasMessageContaining("nats-server -js");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 400 Bad Request\r\n\r\n", ""})
  void portOfAnotherProgramIsReported(String greeting) throws Exception {
    try (var other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> greet(other, greeting));
      var nats =
          NatsSettings.of("nats://127.0.0.1:" + other.getLocalPort())
              .withConnectTimeout(Duration.ofMillis(300));

      for (Opener opener : Opener.values()) {
        var failure = failure(opener, nats);
        assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(failure).hasMessageContaining(":" + other.getLocalPort());
      }
    }
  }

  private static void greet(ServerSocket socket, String greeting) {
    try {
      while (!socket.isClosed()) {
        socket.accept().getOutputStream().write(greeting.getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      // the test is over
    }
  }

  @ParameterizedTest
  @EnumSource
  void unknownHostIsReported(Opener opener) {
    var failure = failure(opener, NatsSettings.of("nats://no-such-host.invalid:4222"));

    assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
    assertThat(failure).hasMessageContaining("UnknownHost");
  }

  @ParameterizedTest
  @EnumSource
  void closedConnectionIsReported(Opener opener) throws Exception {
    Connection given = Nats.connect(server.url());
    given.close();

    assertThat(failure(opener, NatsSettings.over(given)).reason()).isEqualTo(Reason.UNREACHABLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "::", "http://localhost:4222", "nats://host:port", "nats://h:99999"})
  void malformedUrlIsRefusedBeforeAnythingIsOpened(String url) {
    assertThatThrownBy(() -> NatsSettings.of(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nats://host:4222")
        .hasMessageContaining("'" + url + "'");
  }

  // ---- Credentials ----

  @ParameterizedTest
  @EnumSource
  void wrongCredentialsAreReportedWithoutThePassword(Opener opener) {
    var without = failure(opener, NatsSettings.of(secured.url()));
    var wrong = failure(opener, NatsSettings.of(secured.url()).withUser("full", "s3cr3t"));
    var token = failure(opener, NatsSettings.of(secured.url()).withToken("s3cr3t"));
    var inUrl = failure(opener, NatsSettings.of(secured.url().replace("//", "//full:s3cr3t@")));

    for (NatsOpenException failure : new NatsOpenException[] {without, wrong, token, inUrl}) {
      assertThat(failure.reason()).isEqualTo(Reason.UNAUTHORIZED);
      assertThat(failure)
          .hasMessageContaining("Authorization Violation")
          .hasMessageContaining("withUser")
          .hasMessageNotContaining("s3cr3t");
    }
    assertThat(NatsSettings.of("nats://full:s3cr3t@host:4222").toString()).doesNotContain("s3cr3t");
  }

  @ParameterizedTest
  @EnumSource
  void rightCredentialsOpenIt(Opener opener) throws Exception {
    opener.open(system, NatsSettings.of(secured.url()).withUser("full", "secret"), name).run();
  }

  @Test
  void missingCredentialsFileIsRefusedBeforeAnythingIsOpened() {
    var nats = NatsSettings.of(server.url());

    assertThatThrownBy(() -> nats.withCredentials(Path.of("no", "such.creds")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("such.creds");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TRANSPORT")
  void userWhoMayNotUseJetStreamIsReported(Opener opener) {
    var bare = NatsSettings.of(secured.url()).withUser("bare", "secret");
    var failure = failureWithoutAnswer(opener, bare);

    assertThat(failure.reason()).isEqualTo(Reason.UNAUTHORIZED);
    assertThat(failure)
        .hasMessageContaining("Permissions Violation")
        .hasMessageContaining("$JS.API.>");
  }

  @ParameterizedTest
  @EnumSource
  void serverWithoutTlsIsReported(Opener opener) {
    var failure = failure(opener, NatsSettings.of(server.url().replace("nats:", "tls:")));

    assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
    assertThat(failure).hasMessageContaining("does not offer TLS");
  }

  // ---- JetStream ----

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TRANSPORT")
  void serverWithoutJetStreamIsReported(Opener opener) throws Exception {
    var own = failure(opener, NatsSettings.of(plain.url()));
    var given = failure(opener, NatsSettings.over(connection(plain)));

    for (NatsOpenException failure : new NatsOpenException[] {own, given}) {
      assertThat(failure.reason()).isEqualTo(Reason.NO_JETSTREAM);
      assertThat(failure)
          .hasMessageStartingWith(opener.title + " '" + name + "' was not opened")
          .hasMessageContaining("the nats-server at " + plain.url() + " runs without JetStream")
          .hasMessageContaining("Start it with -js");
    }
  }

  @Test
  void transportNeedsNoJetStream() throws Exception {
    Opener.TRANSPORT.open(system, NatsSettings.of(plain.url()), name).run();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TRANSPORT")
  void accountWithoutJetStreamIsReported(Opener opener) {
    var failure = failure(opener, NatsSettings.of(secured.url()).withUser("plain", "secret"));

    assertThat(failure.reason()).isEqualTo(Reason.NO_JETSTREAM);
    assertThat(failure).hasMessageContaining("not enabled for this account");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TRANSPORT")
  void streamWithAnotherConfigurationIsRefusedAndLeftAlone(Opener opener) throws Exception {
    StreamConfiguration foreign =
        StreamConfiguration.builder()
            .name(opener.stream(name))
            .subjects(opener.subjects(name))
            .maxAge(Duration.ofHours(1))
            .build();
    Connection connection = connection(server);
    connection.jetStreamManagement().addStream(foreign);

    var failure = failure(opener, NatsSettings.of(server.url()));

    assertThat(failure.reason()).isEqualTo(Reason.WRONG_STREAM);
    assertThat(failure)
        .hasMessageContaining("stream " + opener.stream(name))
        .hasMessageContaining("max_age is PT1H instead of PT0S")
        .hasMessageContaining("choose another name than '" + name + "'");
    assertThat(
            connection
                .jetStreamManagement()
                .getStreamInfo(opener.stream(name))
                .getConfiguration()
                .getMaxAge())
        .isEqualTo(Duration.ofHours(1));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TRANSPORT")
  void subjectsOfAnotherStreamAreReported(Opener opener) throws Exception {
    Connection connection = connection(server);
    connection
        .jetStreamManagement()
        .addStream(
            StreamConfiguration.builder()
                .name("other-" + name)
                .subjects(opener.subjects(name))
                .build());

    var failure = failure(opener, NatsSettings.of(server.url()));

    assertThat(failure.reason()).isEqualTo(Reason.REFUSED);
    assertThat(failure).hasMessageContaining("Another stream has its subjects");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TRANSPORT")
  void moreReplicasThanServersAreReported(Opener opener) {
    var failure =
        failure(() -> opener.openWithReplicas(system, NatsSettings.of(server.url()), name));

    assertThat(failure.reason()).isEqualTo(Reason.REFUSED);
    assertThat(failure).hasMessageContaining("3 replicas need as many servers");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TRANSPORT")
  void serverThatDoesNotAnswerIsReportedAfterTheRequestTimeout(Opener opener) throws Exception {
    try (var mortal = NatsServer.start()) {
      Connection connection = NatsSettings.of(mortal.url()).connect("mortal");
      connections.add(connection);
      mortal.kill();

      var failure = failureWithoutAnswer(opener, NatsSettings.over(connection));

      assertThat(failure.reason()).isEqualTo(Reason.NO_ANSWER);
      assertThat(failure).hasMessageContaining(mortal.url());
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TRANSPORT")
  void openingAgainFindsTheSame(Opener opener) throws Exception {
    opener.open(system, NatsSettings.of(server.url()), name).run();
    opener.open(system, NatsSettings.of(server.url()), name).run();
  }

  // ---- Names ----

  @ParameterizedTest
  @EnumSource
  void nameIsOneTokenOfASubject(Opener opener) {
    for (String wrong : new String[] {"", "a.b", "a b", "*", ">", "ä", "x".repeat(65)}) {
      assertThatThrownBy(() -> opener.open(system, NatsSettings.of(server.url()), wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'" + wrong + "'")
          .hasMessageContaining("letters, digits, '_' or '-'");
    }
  }
}
