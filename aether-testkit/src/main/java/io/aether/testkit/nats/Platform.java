package io.aether.testkit.nats;

import java.util.Locale;

/// An operating system and processor architecture, named as in the releases of nats-server.
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
