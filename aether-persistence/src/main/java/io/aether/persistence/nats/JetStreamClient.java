package io.aether.persistence.nats;

import io.aether.nats.NatsClient;
import io.aether.persistence.spi.JournalException;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.api.MessageGetRequest;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The requests to JetStream that journals and snapshot stores consist of. An interrupt does not
/// end a wait, since that would leave the outcome of an append open; the interrupt flag is kept for
/// the caller. Thread-safe.
final class JetStreamClient {

  private static final String EXPECTED_SEQUENCE = "Nats-Expected-Last-Subject-Sequence";
  private static final String MESSAGE_ID = "Nats-Msg-Id";

  private static final int BAD_REQUEST = 400;

  private static final int WRONG_LAST_SEQUENCE = 10071;
  private static final int WRONG_LAST_SEQUENCE_YET = 10164; // another publish to it is in flight
  private static final int NO_MESSAGE = 10037;

  private final NatsClient nats;
  private final Duration timeout;
  private final Permits publishes;
  private final Permits reads;

  JetStreamClient(NatsClient nats, JetStreamSettings settings) {
    this.nats = nats;
    this.timeout = settings.requestTimeout();
    this.publishes = new Permits(settings.maxInFlight());
    this.reads = new Permits(settings.maxInFlight());
  }

  void close() {
    nats.close();
  }

  // ---- Publish ----

  /// Publishes if the last message of the subject has the expected sequence; 0 for none.
  Published publish(
      String subject, byte[] body, @Nullable String messageId, long expectedSequence) {
    var headers = new Headers().add(EXPECTED_SEQUENCE, Long.toString(expectedSequence));
    if (messageId != null) {
      headers.add(MESSAGE_ID, messageId);
    }
    long size = (long) headers.serializedLength() + body.length;
    long maxPayload = nats.connection().getMaxPayload();
    if (size > maxPayload) {
      return new Published.Refused(
          "its message has %d bytes, but the server takes %d at most (max_payload)"
              .formatted(size, maxPayload));
    }
    CompletableFuture<Message> reply = request(publishes, subject, headers, body);
    nats.environment().awaitUninterrupted(reply);
    if (reply.isCompletedExceptionally()) {
      return new Published.Unanswered(reply.exceptionNow());
    }
    try {
      var ack = new PublishAck(answered(subject, reply.resultNow()));
      return ack.isDuplicate()
          ? new Published.Contested("duplicate of message " + ack.getSeqno())
          : new Published.Stored(ack.getSeqno());
    } catch (JetStreamApiException e) {
      int error = e.getApiErrorCode();
      if (error == WRONG_LAST_SEQUENCE || error == WRONG_LAST_SEQUENCE_YET) {
        return new Published.Contested(e.toString());
      }
      return e.getErrorCode() == BAD_REQUEST
          ? new Published.Refused(e.toString())
          : new Published.Unanswered(e);
    } catch (IOException e) {
      return new Published.Unanswered(e);
    }
  }

  // ---- Read ----

  /// {@return the last message of a subject, read from the leader of the stream}
  ///
  /// @throws JournalException if the leader did not answer
  Optional<StoredMessage> last(String stream, String subject) {
    return fromLeader(stream, MessageGetRequest.lastForSubject(subject).serialize());
  }

  /// {@return the messages with these sequences, read in parallel from any replica}
  ///
  /// @throws JournalException if a message cannot be read or is missing
  List<StoredMessage> read(String stream, Sequences sequences) {
    List<CompletableFuture<Message>> replies = new ArrayList<>();
    for (int i = 0; i < sequences.size(); i++) {
      byte[] body = MessageGetRequest.forSequence(sequences.at(i)).serialize();
      replies.add(request(reads, "$JS.API.DIRECT.GET." + stream, null, body));
    }
    replies.forEach(nats.environment()::awaitUninterrupted);
    List<StoredMessage> messages = new ArrayList<>();
    for (int i = 0; i < sequences.size(); i++) {
      messages.add(direct(stream, sequences.at(i), replies.get(i)));
    }
    return messages;
  }

  /// If a replica has no answer, it may only lag behind, so this asks the leader.
  private StoredMessage direct(String stream, long sequence, CompletableFuture<Message> reply) {
    if (!reply.isCompletedExceptionally()) {
      var info = new MessageInfo(reply.resultNow(), stream, /* parseDirect= */ true);
      if (info.isMessage() && !info.hasError() && info.getSeq() == sequence) {
        return stored(stream, info);
      }
    }
    return fromLeader(stream, MessageGetRequest.forSequence(sequence).serialize())
        .orElseThrow(() ->
            new JournalException(
                "Message %d is gone from stream %s; it was part of a log"
                    .formatted(sequence, stream),
                null));
  }

  private Optional<StoredMessage> fromLeader(String stream, byte[] body) {
    String subject = "$JS.API.STREAM.MSG.GET." + stream;
    CompletableFuture<Message> reply = request(reads, subject, null, body);
    nats.environment().awaitUninterrupted(reply);
    if (reply.isCompletedExceptionally()) {
      throw new JournalException("Stream " + stream + " cannot be read", reply.exceptionNow());
    }
    try {
      var info =
          new MessageInfo(answered(subject, reply.resultNow()), stream, /* parseDirect= */ false);
      if (info.getApiErrorCode() == NO_MESSAGE) {
        return Optional.empty();
      }
      info.throwOnHasError();
      return Optional.of(stored(stream, info));
    } catch (JetStreamApiException | IOException e) {
      throw new JournalException("Stream " + stream + " cannot be read", e);
    }
  }

  private static StoredMessage stored(String stream, MessageInfo info) {
    Headers headers = info.getHeaders();
    String expected = headers == null ? null : headers.getFirst(EXPECTED_SEQUENCE);
    return new StoredMessage(
        stream,
        info.getSeq(),
        Objects.requireNonNullElse(info.getData(), new byte[0]),
        expected == null ? 0 : Long.parseLong(expected));
  }

  // ---- Requests and waits ----

  private static Message answered(String subject, Message reply) throws IOException {
    if (reply.isStatusMessage()) {
      throw new IOException("No answer from %s: %s".formatted(subject, reply.getStatus()));
    }
    return reply;
  }

  private CompletableFuture<Message> request(
      Permits permits, String subject, @Nullable Headers headers, byte[] body) {
    nats.environment().awaitUninterrupted(permits.acquire());
    CompletableFuture<Message> reply = nats.request(subject, headers, body, timeout);
    reply.whenComplete((_, _) -> permits.release());
    return reply;
  }
}
