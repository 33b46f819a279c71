package io.aether.testkit.nats;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Fetches the archive that the NATS project publishes with each release, and verifies it against
/// the checksums published beside it.
final class ReleaseArchive implements NatsServerSource {

  private static final String RELEASES =
      "https://github.com/nats-io/nats-server/releases/download/";
  private static final String VERSION = "2.15.1";

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(4);
  private static final Duration CHECKSUMS_LIMIT = Duration.ofSeconds(15);
  private static final Duration ARCHIVE_LIMIT = Duration.ofMinutes(3);
  private static final Duration UNPACK_LIMIT = Duration.ofMinutes(1);

  private final URI folder;
  private final String archive;

  ReleaseArchive() {
    this(URI.create(RELEASES + "v" + VERSION + "/"), VERSION, Platform.current());
  }

  /// @param folder the location of the release's files, ending in a slash
  ReleaseArchive(URI folder, String version, Platform platform) {
    this.folder = folder;
    this.archive =
        "nats-server-v%s-%s-%s.tar.gz".formatted(version, platform.os(), platform.arch());
  }

  @Override
  public String name() {
    return "release archive " + folder.resolve(archive);
  }

  @Override
  public Path fetch(Path scratch) throws IOException {
    var checksums = download("SHA256SUMS", scratch, CHECKSUMS_LIMIT);
    var expected = checksumOf(archive, Files.readAllLines(checksums));
    var packed = download(archive, scratch, ARCHIVE_LIMIT);
    var actual = Checksum.sha256(packed);
    if (!actual.equals(expected)) {
      throw new IOException(
          "%s has the SHA-256 %s, but its release lists %s".formatted(archive, actual, expected));
    }
    ExternalCommand.run(
        UNPACK_LIMIT,
        scratch,
        List.of("tar", "-xzf", packed.toString(), "--strip-components=1", "--no-same-owner"));
    return scratch.resolve("nats-server");
  }

  /// {@return the checksum of `file` in lines of the format of `sha256sum`}
  private static String checksumOf(String file, List<String> lines) throws IOException {
    for (var line : lines) {
      var words = line.strip().split("\\s+\\*?");
      if (words.length == 2 && words[1].equals(file)) {
        return words[0];
      }
    }
    throw new IOException("SHA256SUMS does not list " + file);
  }

  private Path download(String file, Path scratch, Duration limit) throws IOException {
    var request = HttpRequest.newBuilder(folder.resolve(file)).build();
    try (var client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_LIMIT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build()) {
      try {
        var response =
            client
                .sendAsync(request, HttpResponse.BodyHandlers.ofFile(scratch.resolve(file)))
                .get(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (response.statusCode() != 200) {
          throw new IOException("%s answered %d".formatted(file, response.statusCode()));
        }
        return response.body();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while downloading " + file);
      } catch (ExecutionException e) {
        throw new IOException("cannot download %s: %s".formatted(file, e.getCause()), e);
      } catch (TimeoutException e) {
        throw new IOException(
            "cannot download %s: not complete after %d s".formatted(file, limit.toSeconds()), e);
      } finally {
        client.shutdownNow(); // close() alone would wait for a download that timed out
      }
    }
  }
}
