package io.aether.testkit.nats;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Packages that are refused. Every test that starts a server on a machine without one shows that
/// the real package is fetched.
class DebianPackageTest {

  @TempDir Path etc;
  @TempDir Path mirror;
  @TempDir Path scratch;

  @BeforeEach
  void publishWithoutSignature() throws Exception {
    for (var suite : List.of("trixie", "stable")) {
      var folder = Files.createDirectories(mirror.resolve("dists").resolve(suite));
      Files.writeString(
          folder.resolve("Release"),
          "Suite: %s\nDate: Sat, 01 Nov 2025 00:00:00 UTC\nSHA256:\n".formatted(suite));
    }
    var options = "[trusted=yes allow-insecure=yes]";
    var source = "deb %s file:%s bookworm main\n".formatted(options, mirror);
    Files.writeString(etc.resolve("sources.list"), source);
  }

  @Test
  void anUnsignedArchiveIsRefusedEvenIfTheSystemTrustsIt() throws Exception {
    var keys = Files.writeString(scratch.resolve("keys.gpg"), "");
    var apt = Files.isExecutable(Path.of("/usr/bin/apt-get"));

    assertThatThrownBy(() -> new DebianPackage(etc, List.of(keys)).fetch(scratch))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(apt ? "trixie Release' is not signed" : "apt-get");
  }

  @Test
  void aMachineWithoutTheKeysOfTheArchiveIsReported() {
    var missing = List.of(etc.resolve("no-keys.gpg"));

    assertThatThrownBy(() -> new DebianPackage(etc, missing).fetch(scratch))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none of the keyrings of the Debian archive");
  }

  @Test
  void aMachineWithoutAMirrorIsReported() throws Exception {
    Files.delete(etc.resolve("sources.list"));
    var keys = Files.writeString(scratch.resolve("keys.gpg"), "");

    assertThatThrownBy(() -> new DebianPackage(etc, List.of(keys)).fetch(scratch))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("names no mirror");
  }
}
