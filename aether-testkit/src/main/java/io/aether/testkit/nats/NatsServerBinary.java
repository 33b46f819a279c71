package io.aether.testkit.nats;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds a nats-server that is new enough, and fetches one if this machine has none. The order is:
/// the file named by `AETHER_NATS_SERVER` (which must be usable if it is set), the `PATH`, the
/// cache, the NATS project's release archive, Debian's package.
///
/// A test that needs a server is never skipped: if no binary can be found or fetched, the test
/// fails, and the error lists what was tried.
public final class NatsServerBinary {

  /// The environment variable with the path of the binary to use.
  static final String VARIABLE = "AETHER_NATS_SERVER";

  private static final Logger log = LoggerFactory.getLogger(NatsServerBinary.class);
  private static final Duration VERSION_LIMIT = Duration.ofSeconds(30);

  /// Folders that may contain the server but are not on every user's `PATH`.
  private static final List<String> SERVER_FOLDERS =
      List.of("/usr/sbin", "/usr/local/bin", "/usr/local/sbin");

  /// The binary for this JVM. Written and read under the class's lock.
  private static @Nullable Path found;

  private final Map<String, String> environment;
  private final List<String> serverFolders;
  private final NatsServerCache cache;
  private final List<NatsServerSource> sources;
  private final List<String> tried = new ArrayList<>();

  /// @param environment contains `AETHER_NATS_SERVER` and `PATH`
  /// @param serverFolders folders to search after the `PATH`
  /// @param sources sources to fetch a binary from, tried in order
  NatsServerBinary(
      Map<String, String> environment,
      List<String> serverFolders,
      NatsServerCache cache,
      List<NatsServerSource> sources) {
    this.environment = Map.copyOf(environment);
    this.serverFolders = List.copyOf(serverFolders);
    this.cache = cache;
    this.sources = List.copyOf(sources);
  }

  /// {@return the binary for this JVM, found once} Blocks while this or another JVM fetches it.
  ///
  /// @throws IllegalStateException if there is none; the message lists everything that was tried
  public static synchronized Path find() {
    if (found == null) {
      var cache = new NatsServerCache(cacheFolder(System.getenv()), Platform.current().arch());
      var sources = List.of(new ReleaseArchive(), new DebianPackage());
      var finder = new NatsServerBinary(System.getenv(), SERVER_FOLDERS, cache, sources);
      var binary = finder.locate();
      log.info("nats-server {} at {} ({})", binary.version(), binary.path(), binary.origin());
      found = binary.path();
    }
    return found;
  }

  /// A usable binary and its origin.
  record Located(Path path, NatsVersion version, String origin) {}

  /// Searches all places, once.
  Located locate() {
    var chosen = environment.getOrDefault(VARIABLE, "");
    if (!chosen.isEmpty()) {
      return explicit(Path.of(chosen));
    }
    tried.add(VARIABLE + ": not set");
    return onPath().or(this::cachedOrFetched).orElseThrow(this::notFound);
  }

  private Located explicit(Path binary) {
    try {
      return use(binary, "named by " + VARIABLE);
    } catch (IOException e) {
      throw new IllegalStateException(
          "%s names %s, which cannot be used: %s. Expected a nats-server %s or newer; correct the variable or unset it."
              .formatted(VARIABLE, binary, e.getMessage(), NatsVersion.MINIMUM),
          e);
    }
  }

  private Optional<Located> onPath() {
    var path = environment.getOrDefault("PATH", "").split(Pattern.quote(File.pathSeparator));
    var folders = Stream.concat(Stream.of(path), serverFolders.stream());
    var binaries =
        folders
            .filter(folder -> !folder.isEmpty())
            .map(folder -> Path.of(folder, "nats-server"))
            .filter(Files::isExecutable)
            .distinct()
            .toList();
    for (var binary : binaries) {
      try {
        return Optional.of(use(binary, "on the PATH"));
      } catch (IOException e) {
        tried.add("PATH: " + e.getMessage());
      }
    }
    if (binaries.isEmpty()) {
      tried.add("PATH: no nats-server there, nor in " + String.join(", ", serverFolders));
    }
    return Optional.empty();
  }

  /// Holds a file lock, so that JVMs that start together fetch only once. Every step under the lock
  /// has a time limit, so it is released in bounded time.
  private Optional<Located> cachedOrFetched() {
    try {
      Files.createDirectories(cache.root());
      try (var file =
              FileChannel.open(
                  cache.root().resolve("lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          var _ = file.lock()) {
        return cached().or(this::fetched);
      }
    } catch (IOException e) {
      tried.add("cache " + cache.root() + ": " + e);
      return Optional.empty();
    }
  }

  private Optional<Located> cached() {
    try {
      var binary = cache.newest(problem -> tried.add("cache: " + problem));
      if (binary.isPresent()) {
        return Optional.of(use(binary.get(), "cached"));
      }
      tried.add("cache: nothing usable in " + cache.root());
    } catch (IOException e) {
      tried.add("cache: " + e.getMessage());
    }
    return Optional.empty();
  }

  private Optional<Located> fetched() {
    for (var source : sources) {
      try {
        return Optional.of(fetch(source));
      } catch (IOException e) {
        tried.add(source.name() + ": " + e.getMessage());
      }
    }
    return Optional.empty();
  }

  private Located fetch(NatsServerSource source) throws IOException {
    var scratch = cache.root().resolve("fetching");
    delete(scratch); // left by a JVM that was killed: this JVM holds the lock
    Files.createDirectory(scratch);
    try {
      var binary = source.fetch(scratch);
      var version = usableVersion(binary);
      return new Located(cache.add(binary, version), version, "fetched: " + source.name());
    } finally {
      delete(scratch);
    }
  }

  private static NatsVersion usableVersion(Path binary) throws IOException {
    if (!Files.isExecutable(binary)) {
      throw new IOException(binary + " is not an executable file");
    }
    var folder = Path.of(System.getProperty("java.io.tmpdir"));
    var printed = ExternalCommand.run(VERSION_LIMIT, folder, List.of(binary.toString(), "-v"));
    var version =
        NatsVersion.firstIn(printed)
            .orElseThrow(() -> new IOException(binary + " -v printed no version: " + printed));
    if (!version.isUsable()) {
      throw new IOException(
          "%s is version %s, older than %s".formatted(binary, version, NatsVersion.MINIMUM));
    }
    return version;
  }

  private static Located use(Path binary, String origin) throws IOException {
    return new Located(binary.toAbsolutePath(), usableVersion(binary), origin);
  }

  private IllegalStateException notFound() {
    return new IllegalStateException(
        """
        Found no nats-server %s or newer, and could not fetch one:
          - %s
        Install one (see https://docs.nats.io) and put it on the PATH, or set %s to its path.\
        """
            .formatted(NatsVersion.MINIMUM, String.join("\n  - ", tried), VARIABLE));
  }

  private static Path cacheFolder(Map<String, String> environment) {
    var base = environment.getOrDefault("XDG_CACHE_HOME", "");
    var caches =
        base.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(base);
    return caches.resolve("aether/nats-server");
  }

  /// Deletes a folder with its contents, if it exists.
  public static void delete(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    List<Path> contents;
    try (Stream<Path> walk = Files.walk(folder)) {
      contents = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (var path : contents) {
      Files.deleteIfExists(path);
    }
  }
}
