package io.aether.testkit.nats;

import java.util.Locale;

/// The operating system and processor, by the names that the releases of nats-server use.
record Platform(String os, String arch) {

  static Platform current() {
    var os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    var arch = System.getProperty("os.arch");
    return new Platform(
        os.startsWith("mac") ? "darwin" : os,
        switch (arch) {
          case "x86_64" -> "amd64";
          case "aarch64" -> "arm64";
          default -> arch;
        });
  }
}
