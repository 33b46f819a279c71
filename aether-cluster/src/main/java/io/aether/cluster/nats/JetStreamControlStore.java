package io.aether.cluster.nats;

import io.aether.actor.Cancellable;
import io.aether.actor.spi.Environment;
import io.aether.cluster.spi.ControlStore;
import io.aether.cluster.spi.ControlStoreException;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A control store in a JetStream stream of its own, `AETHER_C_<cluster>`: one subject a key, which
/// keeps its last message only; the revision is that message's sequence.
///
/// Writes expect a last sequence of their subject. Reads go to the stream's leader: replicas that
/// answer directly may be behind. Hints are messages outside the stream, sent once a write has been
/// acknowledged. Nothing is ever deleted.
///
/// Needs a server of version 2.10.23 or newer. Thread-safe.
public final class JetStreamControlStore implements ControlStore {

  private static final Logger LOG = LoggerFactory.getLogger(JetStreamControlStore.class);

  /// No such message.
  private static final int NOT_FOUND = 10037;

  /// The stream exists, with another configuration.
  private static final int NAME_IN_USE = 10058;

  /// The subject's last sequence is another one.
  private static final int WRONG_LAST_SEQUENCE = 10071;

  /// So it is, or will be: another write to the subject is under way.
  private static final int WRONG_LAST_SEQUENCE_IN_FLIGHT = 10164;

  /// The server lists no more subjects than this in one answer.
  private static final int MAX_KEYS = 100_000;

  private static final String EXPECTED = "Nats-Expected-Last-Subject-Sequence";

  private final Connection connection;
  private final Environment environment;
  private final Duration timeout;
  private final String stream;
  private final String subjects;
  private final String hints;
  private final Dispatcher hintDispatcher;

  private JetStreamControlStore(
      Connection connection, Environment environment, String cluster, Duration timeout) {
    this.connection = connection;
    this.environment = environment;
    this.timeout = timeout;
    this.stream = "AETHER_C_" + cluster;
    this.subjects = "aether.c." + cluster + ".";
    this.hints = "aether.ch." + cluster + ".";
    this.hintDispatcher = connection.createDispatcher();
  }

  /// Opens the store of a cluster on a single server.
  ///
  /// @see #open(Connection, Environment, String, int, Duration)
  public static JetStreamControlStore open(
      Connection connection, Environment environment, String cluster) {
    return open(connection, environment, cluster, 1, Duration.ofSeconds(2));
  }

  /// Opens the store of a cluster; creates it if need be. Blocks.
  ///
  /// @param connection remains the caller's to close; best one of its own, so that leases are not
  ///   renewed behind bulk data
  /// @param cluster letters, digits, '-' and '_'
  /// @param replicas on how many servers the store is kept; of an existing one it is not changed
  /// @param timeout for each request; should be well below a node's lease
  /// @throws ControlStoreException if the server cannot be reached or has no JetStream, or if there
  ///   is a stream of that name that does not do
  public static JetStreamControlStore open(
      Connection connection,
      Environment environment,
      String cluster,
      int replicas,
      Duration timeout) {
    if (!cluster.matches("[A-Za-z0-9_-]+")) {
      throw new IllegalArgumentException(
          "A cluster's name consists of letters, digits, '-' and '_', but was: '" + cluster + "'");
    }
    var store = new JetStreamControlStore(connection, environment, cluster, timeout);
    try {
      store.createStream(replicas);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
    return store;
  }

  private void createStream(int replicas) {
    String config =
        StreamConfiguration.builder()
            .name(stream)
            .subjects(subjects + "*")
            .replicas(replicas)
            .maxMessagesPerSubject(1)
            .allowDirect(false)
            .denyDelete(true)
            .denyPurge(true)
            .build()
            .toJson();
    var created = new StreamInfo(await(request("$JS.API.STREAM.CREATE." + stream, config)));
    if (!created.hasError()) {
      return;
    }
    if (created.getApiErrorCode() != NAME_IN_USE) {
      throw failure("cannot create the stream: " + created.getError());
    }
    StreamConfiguration found = info("").getConfiguration();
    if (found.getMaxMsgsPerSubject() != 1
        || found.getAllowDirect()
        || !found.getSubjects().equals(List.of(subjects + "*"))) {
      throw failure(
          "the stream exists with another configuration; expected were one message a subject, no"
              + " direct reads and the subjects "
              + subjects
              + "*, but it has: "
              + found.toJson());
    }
  }

  // ---- Reads ----

  @Override
  public Optional<Entry> read(String key) {
    return entry(key, await(requestLast(subject(key))));
  }

  @Override
  public List<Entry> list(String prefix) {
    var found = info("{\"subjects_filter\":\"" + subjects + "*\"}").getStreamState().getSubjects();
    if (found.size() >= MAX_KEYS) {
      throw failure("it has more keys than the server can list at once: " + found.size());
    }
    List<String> keys = new ArrayList<>();
    List<CompletableFuture<Message>> replies = new ArrayList<>();
    for (var subject : found) {
      String key = SubjectToken.decode(subject.getName().substring(subjects.length()));
      if (key.startsWith(prefix)) {
        keys.add(key);
        replies.add(requestLast(subject.getName()));
      }
    }
    List<Entry> entries = new ArrayList<>();
    for (int n = 0; n < keys.size(); n++) {
      String key = keys.get(n);
      entries.add(
          entry(key, await(replies.get(n)))
              .orElseThrow(() -> failure("key '" + key + "' has vanished from the stream")));
    }
    entries.sort(Comparator.comparing(Entry::key));
    return entries;
  }

  private CompletableFuture<Message> requestLast(String subject) {
    return request("$JS.API.STREAM.MSG.GET." + stream, "{\"last_by_subj\":\"" + subject + "\"}");
  }

  private Optional<Entry> entry(String key, Message reply) {
    var found = new MessageInfo(reply, stream, /* parseDirect= */ false);
    if (found.hasError()) {
      if (found.getApiErrorCode() == NOT_FOUND) {
        return Optional.empty();
      }
      throw failure("cannot read '" + key + "': " + found.getError());
    }
    byte[] value = found.getData();
    return Optional.of(new Entry(key, found.getSeq(), value == null ? new byte[0] : value));
  }

  private StreamInfo info(String query) {
    var info = new StreamInfo(await(request("$JS.API.STREAM.INFO." + stream, query)));
    if (info.hasError()) {
      throw failure("cannot read the stream's state: " + info.getError());
    }
    return info;
  }

  // ---- Writes ----

  @Override
  public Write compareAndSet(String key, long expectedRevision, byte[] value) {
    try {
      var headers = new Headers().put(EXPECTED, Long.toString(expectedRevision));
      var ack = new PublishAck(await(request(subject(key), headers, value)));
      hint(key);
      return new Write.Written(ack.getSeqno());
    } catch (JetStreamApiException e) {
      int code = e.getApiErrorCode();
      return code == WRONG_LAST_SEQUENCE || code == WRONG_LAST_SEQUENCE_IN_FLIGHT
          ? new Write.Conflict()
          : new Write.Unknown(e);
    } catch (IOException | ControlStoreException e) {
      return new Write.Unknown(e);
    }
  }

  private void hint(String key) {
    try {
      connection.publish(hints + SubjectToken.encode(key), null);
    } catch (IllegalStateException e) {
      LOG.debug("The hint for '{}' is lost; others will poll", key, e);
    }
  }

  @Override
  public Cancellable watch(String prefix, Runnable hint) {
    var subscription =
        hintDispatcher.subscribe(
            hints + "*",
            message -> {
              String token = message.getSubject().substring(hints.length());
              if (SubjectToken.decode(token).startsWith(prefix)) {
                hint.run();
              }
            });
    return () -> cancel(subscription);
  }

  private boolean cancel(Subscription subscription) {
    if (!subscription.isActive()) {
      return false;
    }
    try {
      hintDispatcher.unsubscribe(subscription);
      return true;
    } catch (IllegalStateException e) {
      LOG.debug("{}: the watch had ended with its connection", stream, e);
      return false;
    }
  }

  /// Ends all watches. The connection stays open.
  @Override
  public void close() {
    if (hintDispatcher.isActive()) {
      connection.closeDispatcher(hintDispatcher);
    }
  }

  // ---- Requests ----

  private String subject(String key) {
    return subjects + SubjectToken.encode(key);
  }

  private CompletableFuture<Message> request(String subject, String json) {
    return request(subject, null, json.getBytes(StandardCharsets.UTF_8));
  }

  /// The client's own timeouts are only looked at now and then; the deadline that counts is ours.
  private CompletableFuture<Message> request(
      String subject, @Nullable Headers headers, byte[] body) {
    var reply = new CompletableFuture<Message>();
    Cancellable deadline =
        environment
            .scheduler()
            .schedule(
                timeout,
                () -> reply.completeExceptionally(new TimeoutException("no answer in " + timeout)));
    try {
      connection
          .requestWithTimeout(subject, headers, body, timeout)
          .whenComplete((message, failure) -> {
            deadline.cancel();
            if (failure != null) {
              reply.completeExceptionally(failure);
            } else {
              reply.complete(message);
            }
          });
    } catch (IllegalStateException e) { // closed, or its queue is full
      deadline.cancel();
      reply.completeExceptionally(e);
    }
    return reply;
  }

  private Message await(CompletableFuture<Message> reply) {
    try {
      environment.await(reply);
      Message message = reply.join();
      if (message.isStatusMessage()) {
        throw failure("the request failed: " + message.getStatus());
      }
      return message;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ControlStoreException(stream + ": interrupted while waiting for an answer", e);
    } catch (CompletionException | CancellationException e) {
      throw new ControlStoreException(stream + ": no answer from JetStream", e);
    }
  }

  private ControlStoreException failure(String message) {
    return new ControlStoreException(stream + ": " + message, null);
  }
}
