package io.aether.testkit.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.aether.actor.ActorSystem;
import io.aether.nats.NatsOpenException;
import io.aether.nats.NatsOpenException.Reason;
import io.aether.nats.NatsSettings;
import io.aether.testkit.NatsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Opening on a cluster of three servers.
class OpenOverThreeServersTest {

  private static final List<Opener> WITH_STREAMS =
      List.of(Opener.JOURNAL, Opener.SNAPSHOTS, Opener.CONTROL_STORE);

  private final List<NatsServer> servers = new ArrayList<>();
  private final ActorSystem system = ActorSystem.create("three");

  /// Starts them again if another process has taken one of their ports meanwhile.
  @BeforeEach
  void startServers() throws IOException {
    for (int attempt = 1; servers.isEmpty(); attempt++) {
      try {
        startServers(freePorts(3));
      } catch (IllegalStateException e) {
        if (attempt == 3) {
          throw e;
        }
        servers.forEach(NatsServer::close);
        servers.clear();
      }
    }
  }

  private void startServers(List<Integer> ports) {
    String routes =
        ports.stream()
            .map(port -> "\"nats://127.0.0.1:" + port + "\"")
            .collect(Collectors.joining(", "));
    for (int port : ports) {
      servers.add(
          NatsServer.start(
              """
              server_name: "s%d"
              cluster { name: "three", listen: "127.0.0.1:%d", routes: [ %s ] }
              """
                  .formatted(port, port, routes)));
    }
  }

  @AfterEach
  void stop() {
    system.close();
    servers.forEach(NatsServer::close);
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      sockets.add(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }
    List<Integer> ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  private NatsSettings anyServer() {
    return NatsSettings.of(servers.stream().map(NatsServer::url).toArray(String[]::new));
  }

  @Test
  void streamsHaveTheReplicasAskedForAndOnesWithFewerAreRefused() {
    for (Opener opener : WITH_STREAMS) {
      awaitOpened(() -> opener.openWithReplicas(system, anyServer(), "three").run());
      awaitOpened(() -> opener.open(system, anyServer(), "one").run());

      var failure =
          catchThrowableOfType(
              NatsOpenException.class,
              () -> awaitOpened(() -> opener.openWithReplicas(system, anyServer(), "one").run()));

      assertThat(failure.reason()).isEqualTo(Reason.WRONG_STREAM);
      assertThat(failure).hasMessageContaining("num_replicas is 1 instead of 3");
    }
  }

  /// Repeats an opening until it succeeds or finds a wrong stream: the servers elect a leader
  /// first, and take their time on a busy machine.
  private static void awaitOpened(ThrowingRunnable opening) {
    await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptionsMatching(
            e -> e instanceof NatsOpenException refused && refused.reason() != Reason.WRONG_STREAM)
        .untilAsserted(opening);
  }

  @Test
  void openingGoesOnToTheNextServerWhenOneIsDown() {
    awaitOpened(() -> Opener.JOURNAL.openWithReplicas(system, anyServer(), "next").run());

    servers.getFirst().kill();

    awaitOpened(() -> Opener.JOURNAL.openWithReplicas(system, anyServer(), "next").run());
  }
}
