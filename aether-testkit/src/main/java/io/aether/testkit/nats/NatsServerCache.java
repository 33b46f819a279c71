package io.aether.testkit.nats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Stores fetched nats-server binaries: `<version>-<arch>/nats-server`, each with its SHA-256
/// beside it. Used under the lock that [NatsServerBinary] takes. A binary is replaced by renaming,
/// so that running servers are not affected.
record NatsServerCache(Path root, String arch) {

  /// {@return the newest binary that is new enough and intact} Reports skipped ones to
  /// `passedOver`.
  Optional<Path> newest(Consumer<String> passedOver) throws IOException {
    for (var folder : newestFirst()) {
      var binary = folder.resolve("nats-server");
      var problem = problemOf(binary);
      if (problem.isEmpty()) {
        return Optional.of(binary);
      }
      passedOver.accept(binary + " " + problem.get());
    }
    return Optional.empty();
  }

  /// Moves a fetched binary into the cache. {@return its path there}
  Path add(Path fetched, NatsVersion version) throws IOException {
    var folder = Files.createDirectories(root.resolve(version + "-" + arch));
    var binary = folder.resolve("nats-server");
    var checksum = Checksum.sha256(fetched);
    Files.deleteIfExists(checksumFile(binary)); // a crash between the moves must not leave a match
    Files.move(fetched, binary, StandardCopyOption.ATOMIC_MOVE);
    Files.writeString(checksumFile(binary), checksum + "  nats-server\n");
    return binary;
  }

  private List<Path> newestFirst() throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(root)) {
      return folders
          .filter(folder -> folder.getFileName().toString().endsWith("-" + arch))
          .filter(folder -> versionOf(folder).filter(NatsVersion::isUsable).isPresent())
          .sorted(Comparator.comparing((Path folder) -> versionOf(folder).orElseThrow()).reversed())
          .toList();
    }
  }

  private static Optional<String> problemOf(Path binary) throws IOException {
    if (!Files.isExecutable(binary) || !Files.isReadable(checksumFile(binary))) {
      return Optional.of("or its checksum is missing");
    }
    var expected = Files.readString(checksumFile(binary)).strip().split("\\s+")[0];
    var actual = Checksum.sha256(binary);
    return actual.equals(expected)
        ? Optional.empty()
        : Optional.of("has the SHA-256 %s instead of %s".formatted(actual, expected));
  }

  private static Optional<NatsVersion> versionOf(Path folder) {
    return NatsVersion.firstIn(folder.getFileName().toString());
  }

  private static Path checksumFile(Path binary) {
    return binary.resolveSibling("nats-server.sha256");
  }
}
