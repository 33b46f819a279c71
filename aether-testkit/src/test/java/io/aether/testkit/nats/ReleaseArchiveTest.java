package io.aether.testkit.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.SimpleFileServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseArchiveTest {

  private static final String ARCHIVE = "nats-server-v2.15.1-linux-amd64.tar.gz";

  @TempDir Path published;
  @TempDir Path scratch;

  @BeforeEach
  void publish(@TempDir Path folder) throws Exception {
    Programs.natsServer(folder.resolve("nats-server-v2.15.1-linux-amd64"), "2.15.1");
    var archive = published.resolve(ARCHIVE).toString();
    var pack = List.of("tar", "-czf", archive, "nats-server-v2.15.1-linux-amd64");
    ExternalCommand.run(Duration.ofMinutes(1), folder, pack);
    writeChecksum(Checksum.sha256(published.resolve(ARCHIVE)));
  }

  @Test
  void theServerIsUnpackedFromAnArchiveWithTheRightChecksum() throws Exception {
    assertThat(fetchFromServer()).isExecutable().content().contains("v2.15.1");
  }

  @Test
  void anArchiveWithAnotherChecksumIsRefused() throws Exception {
    writeChecksum("0".repeat(64));

    assertThatThrownBy(this::fetchFromServer)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("its release lists 0000");
    assertThat(scratch.resolve("nats-server")).doesNotExist();
  }

  @Test
  void anArchiveThatTheReleaseDoesNotListIsRefused() throws Exception {
    Files.writeString(published.resolve("SHA256SUMS"), "00  " + ARCHIVE + ".sbom\n");

    assertThatThrownBy(this::fetchFromServer)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not list " + ARCHIVE);
  }

  @Test
  void aMissingFileIsReportedWithTheAnswer() throws Exception {
    Files.delete(published.resolve("SHA256SUMS"));

    assertThatThrownBy(this::fetchFromServer).hasMessageContaining("SHA256SUMS answered 404");
  }

  @Test
  void aSiteThatCannotBeReachedIsReported() throws Exception {
    int closedPort;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closedPort = socket.getLocalPort();
    }

    assertThatThrownBy(() -> release(closedPort).fetch(scratch))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot download SHA256SUMS");
  }

  private Path fetchFromServer() throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var site =
        SimpleFileServer.createFileServer(address, published, SimpleFileServer.OutputLevel.NONE);
    site.start();
    try {
      return release(site.getAddress().getPort()).fetch(scratch);
    } finally {
      site.stop(0);
    }
  }

  private void writeChecksum(String checksum) throws IOException {
    Files.writeString(published.resolve("SHA256SUMS"), checksum + "  " + ARCHIVE + "\n");
  }

  private static ReleaseArchive release(int port) {
    var folder = URI.create("http://127.0.0.1:" + port + "/");
    return new ReleaseArchive(folder, "2.15.1", new Platform("linux", "amd64"));
  }
}
