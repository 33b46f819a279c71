package io.aether.testkit.nats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Fetches Debian's `nats-server` package from the mirror that this machine's apt uses, but from
/// the newest stable release: the package of an older release is too old.
///
/// apt does the work. All folders of its state are in the scratch folder, so that the system does
/// not change and no privileges are needed. apt checks the release's signature against the Debian
/// archive keys that the system ships, and the package against the release.
final class DebianPackage implements NatsServerSource {

  private static final Duration UPDATE_LIMIT = Duration.ofMinutes(3);
  private static final Duration DOWNLOAD_LIMIT = Duration.ofMinutes(3);
  private static final Duration UNPACK_LIMIT = Duration.ofMinutes(1);

  /// Tried in order: the newest stable release known to work, then the current stable release.
  private static final List<String> SUITES = List.of("trixie", "stable");

  /// The trusted keyrings; the second name is that of Debian 13 and later.
  private static final List<Path> KEYRINGS =
      List.of(
          Path.of("/usr/share/keyrings/debian-archive-keyring.gpg"),
          Path.of("/usr/share/keyrings/debian-archive-keyring.pgp"));

  private final Path etc;
  private final List<Path> keyrings;

  DebianPackage() {
    this(Path.of("/etc/apt"), KEYRINGS);
  }

  /// @param etc the folder with apt's configuration
  /// @param keyrings files that may contain the Debian archive's keys; the first that exists is
  ///   used
  DebianPackage(Path etc, List<Path> keyrings) {
    this.etc = etc;
    this.keyrings = List.copyOf(keyrings);
  }

  @Override
  public String name() {
    return "Debian package";
  }

  @Override
  public Path fetch(Path scratch) throws IOException {
    var keyring = keyring();
    var mirrors = mirrors();
    var failure = new IOException("no mirror had a usable package");
    var attempt = 0;
    for (var mirror : mirrors) {
      for (var suite : SUITES) {
        var folder = Files.createDirectory(scratch.resolve("attempt-" + attempt++));
        try {
          return fetch(folder, "deb [signed-by=%s] %s %s main".formatted(keyring, mirror, suite));
        } catch (IOException e) {
          failure.addSuppressed(e);
        }
      }
    }
    throw new IOException(
        Stream.of(failure.getSuppressed())
            .map(Throwable::getMessage)
            .collect(Collectors.joining("; ")),
        failure);
  }

  private Path fetch(Path folder, String source) throws IOException {
    for (var part : List.of("lists/partial", "cache/archives/partial", "package")) {
      Files.createDirectories(folder.resolve(part));
    }
    Files.createFile(folder.resolve("status"));
    Files.writeString(folder.resolve("sources.list"), source + "\n");
    var settings = Files.writeString(folder.resolve("apt.conf"), settings(folder)).toString();

    ExternalCommand.run(UPDATE_LIMIT, folder, List.of("apt-get", "-q", "-c", settings, "update"));
    ExternalCommand.run(
        DOWNLOAD_LIMIT,
        folder,
        List.of("apt-get", "-q", "-c", settings, "download", "nats-server"));
    ExternalCommand.run(
        UNPACK_LIMIT, folder, List.of("dpkg-deb", "-x", downloaded(folder).toString(), "package"));
    return folder.resolve("package/usr/sbin/nats-server");
  }

  /// {@return settings that keep the system's proxies and credentials but replace its folders, pins
  /// and hooks}
  private static String settings(Path folder) {
    return """
    #clear APT::Update;
    APT::Update::Error-Mode "any";
    APT::Default-Release "";
    APT::Sandbox::User "root";
    APT::Get::AllowUnauthenticated "false";
    Acquire::AllowInsecureRepositories "false";
    Acquire::Languages "none";
    Acquire::Retries "1";
    Acquire::http::Timeout "20";
    Acquire::https::Timeout "20";
    Dir::State "%1$s/";
    Dir::State::lists "%1$s/lists/";
    Dir::State::status "%1$s/status";
    Dir::Cache "%1$s/cache/";
    Dir::Etc::SourceList "%1$s/sources.list";
    Dir::Etc::SourceParts "/dev/null";
    Dir::Etc::Preferences "/dev/null";
    Dir::Etc::PreferencesParts "/dev/null";
    """
        .formatted(folder);
  }

  private static Path downloaded(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".deb"))
          .findFirst()
          .orElseThrow(() -> new IOException("apt-get download left no .deb file"));
    }
  }

  private Path keyring() throws IOException {
    return keyrings.stream()
        .filter(Files::isReadable)
        .findFirst()
        .orElseThrow(() ->
            new IOException(
                "this machine has none of the keyrings of the Debian archive: " + keyrings));
  }

  private Set<String> mirrors() throws IOException {
    var mirrors =
        AptSource.readAll(etc).stream()
            .filter(AptSource::isMainArchive)
            .map(AptSource::uri)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (mirrors.isEmpty()) {
      throw new IOException(etc + " names no mirror of a Debian archive (no component `main`)");
    }
    return mirrors;
  }
}
