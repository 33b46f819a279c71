package io.aether.nats;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.api.ApiResponse;
import io.nats.client.api.ServerInfo;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Creates the stream of something that is opened, or checks the one that is there: an existing
/// stream is never changed, and never used if it would lose data or return other data.
record StreamSetup(NatsClient client, Diagnosis diagnosis, Duration timeout) {

  /// Older servers can forget a whole stream after a crash.
  private static final String OLDEST_SERVER = "2.10.23";

  private static final int NAME_IN_USE = 10058;

  void ensure(StreamConfiguration wanted) {
    ServerInfo server = client.connection().getServerInfo();
    if (!server.isSameOrNewerThanVersion(OLDEST_SERVER)) {
      throw diagnosis.serverTooOld(server.getVersion(), OLDEST_SERVER);
    }
    StreamInfo created =
        new StreamInfo(request("$JS.API.STREAM.CREATE." + wanted.getName(), wanted.toJson()));
    if (created.getApiErrorCode() == NAME_IN_USE) {
      StreamInfo found = new StreamInfo(request("$JS.API.STREAM.INFO." + wanted.getName(), ""));
      requireNoError(found, wanted);
      check(found.getConfiguration(), wanted);
    } else {
      requireNoError(created, wanted);
    }
  }

  private void requireNoError(ApiResponse<?> answer, StreamConfiguration wanted) {
    if (answer.hasError()) {
      throw diagnosis.refused(
          wanted.getName(), wanted.getReplicas(), Objects.requireNonNull(answer.getErrorObject()));
    }
  }

  private Message request(String subject, String json) {
    CompletableFuture<Message> reply =
        client.request(subject, null, json.getBytes(StandardCharsets.UTF_8), timeout);
    try {
      client.environment().await(reply);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw diagnosis.interrupted(e);
    }
    if (!reply.isCompletedExceptionally()) {
      return reply.resultNow();
    }
    Throwable failure = reply.exceptionNow();
    var connection = client.connection();
    if (failure instanceof NoRespondersException) {
      throw diagnosis.noJetStream(connection.getServerInfo().isJetStreamAvailable(), failure);
    }
    throw connection.getStatus() == Connection.Status.CONNECTED
        ? diagnosis.noAnswer(
            failure, timeout, Objects.requireNonNullElse(connection.getLastError(), ""))
        : diagnosis.disconnected(failure);
  }

  // ---- Checks ----

  private void check(StreamConfiguration found, StreamConfiguration wanted) {
    List<String> wrong = new ArrayList<>();
    expect(wrong, "subjects", wanted.getSubjects(), found.getSubjects());
    expect(wrong, "retention", wanted.getRetentionPolicy(), found.getRetentionPolicy());
    expect(wrong, "storage", wanted.getStorageType(), found.getStorageType());
    expect(wrong, "max_age", wanted.getMaxAge(), found.getMaxAge());
    expect(
        wrong, "max_msgs_per_subject", wanted.getMaxMsgsPerSubject(), found.getMaxMsgsPerSubject());
    expect(wrong, "discard", wanted.getDiscardPolicy(), found.getDiscardPolicy());
    expect(wrong, "deny_delete", wanted.getDenyDelete(), found.getDenyDelete());
    expect(wrong, "subject_transform", null, found.getSubjectTransform());
    expect(wrong, "mirror", null, found.getMirror());
    expect(wrong, "sealed", false, found.getSealed());
    if (!wanted.getAllowDirect()) { // replicas that answer directly may lag behind
      expect(wrong, "allow_direct", false, found.getAllowDirect());
    }
    if (found.getReplicas() < wanted.getReplicas()) {
      expect(wrong, "num_replicas", wanted.getReplicas(), found.getReplicas());
    }
    if (!wrong.isEmpty()) {
      throw diagnosis.wrongStream(wanted.getName(), client.name(), wrong);
    }
  }

  private static void expect(
      List<String> wrong, String setting, @Nullable Object wanted, @Nullable Object found) {
    if (!Objects.equals(wanted, found)) {
      wrong.add("%s is %s instead of %s".formatted(setting, found, wanted));
    }
  }
}
