package io.aether.cluster.nats;

import io.aether.actor.ActorSystem;
import io.aether.actor.Cancellable;
import io.aether.actor.annotation.Experimental;
import io.aether.cluster.spi.ControlStore;
import io.aether.cluster.spi.ControlStoreException;
import io.aether.nats.NatsClient;
import io.aether.nats.NatsOpenException;
import io.aether.nats.NatsSettings;
import io.aether.nats.SubjectToken;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A control store in a JetStream stream of its own, `AETHER_C_<cluster>`: each key is a subject,
/// which keeps its last message only; the revision is the sequence of that message.
///
/// Writes are conditional on the last sequence of their subject. Reads go to the leader of the
/// stream, because replicas that answer directly may lag behind. Hints are messages outside the
/// stream, sent after a write has been acknowledged. Nothing is ever deleted.
///
/// Needs a server of version 2.10.23 or newer. Thread-safe.
@Experimental
public final class JetStreamControlStore implements ControlStore {

  private static final Logger LOG = LoggerFactory.getLogger(JetStreamControlStore.class);

  /// The message does not exist.
  private static final int NOT_FOUND = 10037;

  /// The subject has another last sequence.
  private static final int WRONG_LAST_SEQUENCE = 10071;

  /// The subject has, or will have, another last sequence: another write to it is in flight.
  private static final int WRONG_LAST_SEQUENCE_IN_FLIGHT = 10164;

  /// The largest number of subjects that the server lists in one answer.
  private static final int MAX_KEYS = 100_000;

  private static final String EXPECTED = "Nats-Expected-Last-Subject-Sequence";

  private final NatsClient nats;
  private final Duration timeout;
  private final String stream;
  private final String subjects;
  private final String hints;
  private final Dispatcher hintDispatcher;

  /// The subjects that the last listing skipped, which were warned about. Written and read by any
  /// thread that lists; two at the same time may both warn.
  private volatile Set<String> foreign = Set.of();

  private JetStreamControlStore(NatsClient nats, Duration timeout) {
    this.nats = nats;
    this.timeout = timeout;
    this.stream = "AETHER_C_" + nats.name();
    this.subjects = "aether.c." + nats.name() + ".";
    this.hints = "aether.ch." + nats.name() + ".";
    this.hintDispatcher = nats.connection().createDispatcher();
  }

  /// Opens the control store of a cluster with default settings; see [#open(ActorSystem,
  /// NatsSettings, String, UnaryOperator)].
  public static JetStreamControlStore open(ActorSystem system, NatsSettings nats, String cluster) {
    return open(system, nats, cluster, UnaryOperator.identity());
  }

  /// Opens the control store of a cluster, and creates its stream if it is absent. Blocks. Closed
  /// with the cluster it is given to, at the latest with the actor system.
  ///
  /// @param cluster the same on all nodes of the cluster; 1 to 64 letters, digits, '_' and '-'
  /// @param configure changes the default settings
  /// @throws IllegalArgumentException if the name or a setting is invalid
  /// @throws NatsOpenException if no server can be reached, it refuses the credentials, has no
  ///   JetStream, or is older than 2.10.23, or if the stream exists with another configuration; the
  ///   message says what to do
  public static JetStreamControlStore open(
      ActorSystem system,
      NatsSettings nats,
      String cluster,
      UnaryOperator<ControlStoreSettings> configure) {
    ControlStoreSettings settings = configure.apply(ControlStoreSettings.defaults());
    NatsClient client =
        NatsClient.open(
            system,
            nats,
            "control store",
            cluster,
            _ -> stream(cluster, settings.replicas()),
            settings.requestTimeout());
    return new JetStreamControlStore(client, settings.requestTimeout());
  }

  private static StreamConfiguration stream(String cluster, int replicas) {
    return StreamConfiguration.builder()
        .name("AETHER_C_" + cluster)
        .subjects("aether.c." + cluster + ".*")
        .replicas(replicas)
        .maxMessagesPerSubject(1)
        .allowDirect(false)
        .denyDelete(true)
        .denyPurge(true)
        .build();
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
    Set<String> skipped = new TreeSet<>();
    for (var subject : found) {
      String key = key(subject.getName());
      if (key == null) {
        skipped.add(subject.getName());
      } else if (key.startsWith(prefix)) {
        keys.add(key);
        replies.add(requestLast(subject.getName()));
      }
    }
    warnOf(skipped);
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

  /// {@return null if no control store has written to this subject}
  private @Nullable String key(String subject) {
    try {
      return SubjectToken.decode(subject.substring(subjects.length()));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private void warnOf(Set<String> skipped) {
    Set<String> known = foreign;
    if (skipped.equals(known)) {
      return;
    }
    foreign = Set.copyOf(skipped);
    skipped.removeAll(known);
    if (!skipped.isEmpty()) {
      LOG.warn(
          "{}: {} subjects are skipped, because no control store writes to them; the first is '{}'."
              + " Something else publishes to this stream; let it use other subjects",
          stream,
          skipped.size(),
          skipped.iterator().next());
    }
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
      var ack = new PublishAck(await(nats.request(subject(key), headers, value, timeout)));
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
      nats.connection().publish(hints + SubjectToken.encode(key), null);
    } catch (IllegalStateException e) {
      LOG.debug("The hint for '{}' was not sent; other nodes poll", key, e);
    }
  }

  @Override
  public Cancellable watch(String prefix, Runnable hint) {
    var subscription =
        hintDispatcher.subscribe(
            hints + "*",
            message -> {
              if (isHint(message.getSubject(), prefix)) {
                hint.run();
              }
            });
    return () -> cancel(subscription);
  }

  private boolean isHint(String subject, String prefix) {
    try {
      return SubjectToken.decode(subject.substring(hints.length())).startsWith(prefix);
    } catch (IllegalArgumentException e) {
      LOG.debug("{}: a hint under '{}' is not from a control store", stream, subject, e);
      return false;
    }
  }

  private boolean cancel(Subscription subscription) {
    if (!subscription.isActive()) {
      return false;
    }
    try {
      hintDispatcher.unsubscribe(subscription);
      return true;
    } catch (IllegalStateException e) {
      LOG.debug("{}: the watch has ended with its connection", stream, e);
      return false;
    }
  }

  /// Ends all watches, and closes the connection if it was opened by this store. Idempotent.
  @Override
  public void close() {
    if (hintDispatcher.isActive()) {
      nats.connection().closeDispatcher(hintDispatcher);
    }
    nats.close();
  }

  // ---- Requests ----

  private String subject(String key) {
    return subjects + SubjectToken.encode(key);
  }

  private CompletableFuture<Message> request(String subject, String json) {
    return nats.request(subject, null, json.getBytes(StandardCharsets.UTF_8), timeout);
  }

  private Message await(CompletableFuture<Message> reply) {
    try {
      nats.environment().await(reply);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ControlStoreException(stream + ": interrupted while waiting for an answer", e);
    }
    if (reply.isCompletedExceptionally()) {
      Throwable cause = reply.exceptionNow();
      throw new ControlStoreException(
          stream + ": no answer from JetStream: " + cause.getMessage(), cause);
    }
    Message message = reply.resultNow();
    if (message.isStatusMessage()) {
      throw failure("the request failed: " + message.getStatus());
    }
    return message;
  }

  private ControlStoreException failure(String message) {
    return new ControlStoreException(stream + ": " + message, null);
  }
}
