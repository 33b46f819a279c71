package io.aether.testkit;

import io.aether.actor.annotation.Stable;
import io.aether.testkit.nats.NatsServerBinary;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a real nats-server with JetStream for tests, on a free port of the loopback interface and
/// with its own store. The binary is found on this machine, or fetched on first use.
///
/// ```java
/// try (var server = NatsServer.start(); var connection = Nats.connect(server.url())) { ... }
/// ```
///
/// The server ends when this object is closed or when the JVM ends, even if the JVM is killed.
/// Needs a POSIX shell. Thread-safe; start, kill, restart and close block.
///
/// ```
///   start() -> RUNNING --kill()--> STOPPED --restart()--> RUNNING
///                 \                   /
///                  +-----close()-----+--> CLOSED, the store is deleted
/// ```
@Stable
public final class NatsServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(NatsServer.class);

  private static final int FREE_PORT = -1;
  private static final int POLL_MILLIS = 20;
  private static final int MAX_POLLS = 60_000 / POLL_MILLIS;
  private static final int MAX_BIND_ATTEMPTS = 20;
  private static final int CONNECT_MILLIS = 2_000;

  private static final Pattern PORT = Pattern.compile("\"nats://127\\.0\\.0\\.1:(\\d+)\"");
  private static final Pattern VERSION = Pattern.compile("\"version\":\"([^\"]+)\"");

  /// Replaces itself with the server (`exec`) after it has started a watcher that reads a pipe from
  /// the JVM. A line in the pipe means that the JVM ends the server itself. If the pipe ends
  /// without a line, either the server has ended, and nothing is left to do, or the JVM has: then
  /// the watcher kills the server and, when the JVM process is gone, deletes the folder.
  private static final String SCRIPT =
      """
      exec 3<&0 </dev/null
      (
        trap '' INT HUP TERM
        read -r released <&3 && exit
        kill -9 $$ || exit
        seconds=0
        while kill -0 "$1" && [ $seconds -lt 20 ]; do sleep 1; seconds=$((seconds + 1)); done
        kill -0 "$1" || rm -rf "$2"
      ) 2>/dev/null &
      exec 3<&-
      exec "$0" -c "$2/server.conf"
      """;

  private final Path binary;
  private final Path folder;
  private final boolean jetStream;

  /// Further lines of the configuration.
  private final String configuration;

  /// Set by the first start and fixed afterwards. Guarded by this.
  private int port = FREE_PORT;

  /// The version that the server announced. Guarded by this.
  private String version = "";

  /// The process of the server; null while it does not run. Guarded by this.
  private @Nullable Process process;

  /// Guarded by this.
  private boolean closed;

  private NatsServer(Path binary, Path folder, boolean jetStream, String configuration) {
    this.binary = binary;
    this.folder = folder;
    this.jetStream = jetStream;
    this.configuration = configuration;
  }

  /// Starts a server and waits until it accepts connections.
  ///
  /// @throws IllegalStateException if no nats-server is found, or it does not start; the message
  ///   contains the places that were tried, or the output of the server
  public static NatsServer start() {
    return start(NatsServerBinary.find());
  }

  /// Starts a server like [#start()] with more lines in its configuration, for example
  /// `authorization { user: "u", password: "p" }`.
  public static NatsServer start(String configuration) {
    return start(NatsServerBinary.find(), /* jetStream= */ true, configuration);
  }

  /// Starts a server without JetStream, as `nats-server` without `-js` is; otherwise like
  /// [#start()].
  public static NatsServer startWithoutJetStream() {
    return start(NatsServerBinary.find(), /* jetStream= */ false, "");
  }

  static NatsServer start(Path binary) {
    return start(binary, /* jetStream= */ true, "");
  }

  private static NatsServer start(Path binary, boolean jetStream, String configuration) {
    try {
      var server =
          new NatsServer(
              binary, Files.createTempDirectory("aether-nats-"), jetStream, configuration);
      try {
        server.launch();
      } catch (IOException | RuntimeException e) {
        server.close();
        throw e;
      }
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// {@return the URL for clients, such as `nats://127.0.0.1:36825`; a restart does not change it}
  public synchronized String url() {
    return "nats://127.0.0.1:" + port;
  }

  /// {@return the version that the server announced, such as `2.10.27`}
  public synchronized String version() {
    return version;
  }

  /// {@return the folder with its configuration, log and store}
  Path folder() {
    return folder;
  }

  /// Kills the server as a crash would (SIGKILL) and waits until the process has ended. The store
  /// stays. Has no effect if the server does not run.
  public synchronized void kill() {
    if (process == null) {
      return;
    }
    release(process);
    process.destroyForcibly();
    process.onExit().join();
    process = null;
  }

  /// Starts the server again with the same port and store; kills it first if it runs.
  ///
  /// @throws IllegalStateException if this is closed or the server does not start
  public synchronized void restart() {
    if (closed) {
      throw new IllegalStateException(
          "This NatsServer is closed and its store is deleted; start a new one instead");
    }
    kill();
    try {
      launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Ends the server and deletes its store. Idempotent.
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    kill();
    closed = true;
    try {
      NatsServerBinary.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- Starting, under the lock ----

  /// Another program may briefly hold the port of a restart, so binding is tried several times.
  private synchronized void launch() throws IOException {
    for (var attempt = 1; ; attempt++) {
      var logFile = folder.resolve("server.log");
      Files.deleteIfExists(logFile);
      NatsServerBinary.delete(folder.resolve("ports"));
      Files.createDirectory(folder.resolve("ports"));
      Files.writeString(folder.resolve("server.conf"), configuration());

      process = spawn(logFile);
      if (awaitReady(process)) {
        return;
      }
      kill();
      var printed = Files.readString(logFile);
      if (!printed.contains("address already in use") || attempt == MAX_BIND_ATTEMPTS) {
        throw new IllegalStateException(
            "%s did not start on port %d (-1: any), attempt %d. It printed:%n%s"
                .formatted(binary, port, attempt, printed));
      }
    }
  }

  private Process spawn(Path logFile) throws IOException {
    var jvm = Long.toString(ProcessHandle.current().pid());
    return new ProcessBuilder("sh", "-c", SCRIPT, binary.toString(), jvm, folder.toString())
        .redirectErrorStream(true)
        .redirectOutput(logFile.toFile())
        .start();
  }

  private String configuration() {
    return """
    listen: "127.0.0.1:%d"
    ports_file_dir: "%s"
    %s
    %s
    """
        .formatted(
            port,
            folder.resolve("ports"),
            jetStream ? "jetstream { store_dir: \"" + folder.resolve("store") + "\" }" : "",
            configuration);
  }

  /// Polls until the server accepts connections. {@return false if it ended or took too long}
  /// Counts polls instead of time, so that a heavily loaded machine does not run into the limit.
  private boolean awaitReady(Process starting) {
    for (var polls = 0; polls < MAX_POLLS; polls++) {
      if (endsWithin(starting, POLL_MILLIS)) {
        return false;
      }
      var opened = openedPort();
      if (opened.isPresent() && greetsFrom(opened.getAsInt())) {
        port = opened.getAsInt();
        return true;
      }
    }
    return false;
  }

  /// {@return the port in the file that the server writes when it listens}
  private OptionalInt openedPort() {
    try (Stream<Path> files = Files.list(folder.resolve("ports"))) {
      var written = files.max(Comparator.naturalOrder());
      var port = PORT.matcher(written.isPresent() ? Files.readString(written.get()) : "");
      return port.find() ? OptionalInt.of(Integer.parseInt(port.group(1))) : OptionalInt.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whether the server on this port sends its INFO line and has JetStream as configured; remembers
  /// its version.
  private boolean greetsFrom(int opened) {
    var line = greeting(opened);
    var found = VERSION.matcher(line);
    if (jetStream != line.contains("\"jetstream\":true") || !found.find()) {
      return false;
    }
    version = found.group(1);
    return true;
  }

  private static String greeting(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      socket.setSoTimeout(CONNECT_MILLIS);
      var lines = new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8);
      return Objects.requireNonNullElse(new BufferedReader(lines).readLine(), "");
    } catch (IOException e) {
      return ""; // not ready yet: the caller polls, and reports the server's log after the last
      // attempt
    }
  }

  private static boolean endsWithin(Process process, int millis) {
    try {
      return process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while nats-server was starting", e);
    }
  }

  // ---- Stopping, under the lock ----

  /// Ends the watcher, so that it cannot kill a process that has got the same id later.
  private static void release(Process process) {
    try {
      process.getOutputStream().write("released\n".getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      log.debug("The server and its watcher have ended already", e);
    }
  }
}
