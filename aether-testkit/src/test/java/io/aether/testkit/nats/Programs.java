package io.aether.testkit.nats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Shell scripts that stand for a nats-server while the tests look for one.
public final class Programs {

  private Programs() {}

  /// Writes a program that reports this version of nats-server, and returns its path.
  public static Path natsServer(Path folder, String version) throws IOException {
    return script(folder, "echo 'nats-server: v" + version + "'");
  }

  /// Writes `nats-server` as a shell script into `folder`, and returns its path.
  public static Path script(Path folder, String text) throws IOException {
    Files.createDirectories(folder);
    var file = Files.writeString(folder.resolve("nats-server"), "#!/bin/sh\n" + text + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
