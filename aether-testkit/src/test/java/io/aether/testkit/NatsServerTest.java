package io.aether.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.testkit.nats.NatsVersion;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // closing a connection may be interrupted
class NatsServerTest {

  @Test
  void aStoredMessageIsStillThereAfterAKillAndARestart() throws Exception {
    try (var server = NatsServer.start()) {
      var url = server.url();
      try (var connection = connect(server)) {
        connection.jetStreamManagement().addStream(stream());
        var stored = connection.jetStream().publish("kept.a", bytes("hello"));
        assertThat(stored.getSeqno()).isEqualTo(1);
      }

      server.kill();
      assertThatThrownBy(() -> connect(server)).isInstanceOf(IOException.class);
      server.restart();

      assertThat(server.url()).isEqualTo(url);
      try (var connection = connect(server)) {
        var message = connection.jetStreamManagement().getMessage("kept", 1);
        assertThat(new String(message.getData(), StandardCharsets.UTF_8)).isEqualTo("hello");
      }
    }
  }

  @Test
  void theServerIsNewEnoughAndSaysItsVersion() throws Exception {
    try (var server = NatsServer.start();
        var connection = connect(server)) {
      assertThat(NatsVersion.firstIn(server.version())).get().matches(NatsVersion::isUsable);
      assertThat(server.version()).isEqualTo(connection.getServerInfo().getVersion());
    }
  }

  @Test
  void twoServersDoNotShareAPortOrAStore() throws Exception {
    try (var one = NatsServer.start();
        var other = NatsServer.start();
        var toOne = connect(one);
        var toOther = connect(other)) {
      toOne.jetStreamManagement().addStream(stream());

      assertThat(one.url()).isNotEqualTo(other.url());
      assertThat(toOther.jetStreamManagement().getStreamNames()).isEmpty();
    }
  }

  @Test
  void aRestartOnATakenPortTriesAgainThenSaysSo() throws Exception {
    try (var server = NatsServer.start()) {
      server.kill();

      try (var taken = new ServerSocket(portOf(server), 1, InetAddress.getLoopbackAddress())) {
        assertThatThrownBy(server::restart)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("port " + taken.getLocalPort())
            .hasMessageContaining("attempt 20")
            .hasMessageContaining("address already in use");
      }

      server.restart();
      connect(server).close();
    }
  }

  @Test
  void aProgramThatIsNoServerIsReportedWithWhatItPrinted(@TempDir Path folder) throws Exception {
    var program = Files.writeString(folder.resolve("server"), "#!/bin/sh\necho no such option\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();

    assertThatThrownBy(() -> NatsServer.start(program))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(program + " did not start")
        .hasMessageContaining("no such option");
  }

  @Test
  void closingEndsTheServerAndDeletesItsStore() throws Exception {
    var server = NatsServer.start();
    var folder = server.folder();
    assertThat(folder.resolve("store")).isDirectory();

    server.close();
    server.close();

    assertThat(folder).doesNotExist();
    assertThatThrownBy(() -> connect(server)).isInstanceOf(IOException.class);
    assertThatThrownBy(server::restart)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void theServerAndItsStoreDoNotOutliveAKilledJvm() throws Exception {
    var jvm = new ProcessBuilder(java(), "-cp", classPath(), NatsServerHolder.class.getName());
    var holder = jvm.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var port = Integer.parseInt(holder.inputReader().readLine());
    var folder = Path.of(holder.inputReader().readLine());
    new Socket(InetAddress.getLoopbackAddress(), port).close();
    assertThat(folder).isDirectory();

    holder.destroyForcibly().waitFor();

    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> Files.notExists(folder));
    Awaitility.await() // the process may still be ending
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                .isInstanceOf(ConnectException.class));
  }

  private static Connection connect(NatsServer server) throws Exception {
    var options = Options.builder().server(server.url()).maxReconnects(0);
    return Nats.connect(options.connectionTimeout(Duration.ofSeconds(20)).build());
  }

  private static int portOf(NatsServer server) {
    return URI.create(server.url()).getPort();
  }

  private static StreamConfiguration stream() {
    var stream = StreamConfiguration.builder().name("kept").subjects("kept.>");
    return stream.storageType(StorageType.File).build();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /// All that this JVM runs on, from its class path or its module path.
  private static String classPath() {
    return Stream.of(
            Path.of("target/classes").toAbsolutePath().toString(),
            Path.of("target/test-classes").toAbsolutePath().toString(),
            System.getProperty("jdk.module.path", ""),
            System.getProperty("java.class.path", ""))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
