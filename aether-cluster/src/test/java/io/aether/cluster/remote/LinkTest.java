package io.aether.cluster.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aether.actor.ActorSystem;
import io.aether.actor.DeadLetter;
import io.aether.actor.DeadLetter.Reason;
import io.aether.cluster.MessageTypes;
import io.aether.cluster.NodeId;
import io.aether.cluster.spi.Transport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The frames that a node sends, and how it handles the frames that arrive.
class LinkTest {

  private static final NodeId OTHER = new NodeId("other", 1);

  private final ActorSystem system = ActorSystem.create("a");
  private final Wiretap wiretap = new Wiretap();
  private final Remoting remoting =
      Remoting.start(system, new NodeId("a", 1), wiretap, MessageTypes.of(t -> t));

  @AfterEach
  void close() {
    wiretap.open.countDown();
    system.close();
    remoting.close();
  }

  /// A transport that records the frames sent, and holds the first one until it is opened.
  private static final class Wiretap implements Transport {
    final Queue<byte[]> sent = new ConcurrentLinkedQueue<>();
    final CountDownLatch open = new CountDownLatch(1);
    @Nullable Receiver receiver;

    @Override
    public void start(NodeId self, Receiver receiver) {
      this.receiver = receiver;
    }

    @Override
    public void send(NodeId target, byte[] frame) {
      sent.add(frame);
      try {
        open.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public int maxFrameBytes() {
      return 10_000;
    }

    @Override
    public void close() {}
  }

  private void arrive(byte[] frame) {
    Objects.requireNonNull(wiretap.receiver).receive(frame);
  }

  private byte[] frame(long sequence, Object... messages) throws CodecException {
    var envelopes = new ArrayList<Envelope>();
    for (Object each : messages) {
      envelopes.add(new Envelope(Envelope.Kind.SERVICE, 7, remoting.encode(each)));
    }
    return Frame.write(OTHER, 1, sequence, envelopes);
  }

  @Test
  void messagesThatGatherWhileAFrameIsInFlightTravelTogether() throws Exception {
    remoting.send(OTHER, 7, "first");
    await().until(() -> wiretap.sent.size() == 1);
    for (int i = 0; i < 100; i++) {
      remoting.send(OTHER, 7, "message " + i);
    }
    wiretap.open.countDown();

    await().until(() -> remoting.traffic().envelopesSent() == 101);
    assertThat(remoting.traffic().framesSent()).isEqualTo(2);
    wiretap.sent.remove();
    var header = Frame.readHeader(ByteBuffer.wrap(wiretap.sent.remove()));
    assertThat(header).isEqualTo(new Frame.Header(remoting.self(), 1, 2, 100));
  }

  @Test
  void noFrameIsLargerThanTheTransportTakes() {
    wiretap.open.countDown();
    for (int i = 0; i < 100; i++) {
      remoting.send(OTHER, 7, new byte[777]);
    }
    remoting.send(OTHER, 7, new byte[remoting.maxMessageBytes() - 3]);

    await().until(() -> remoting.traffic().envelopesSent() == 101);
    assertThat(wiretap.sent).allMatch(frame -> frame.length <= 10_000);
    assertThat(wiretap.sent).anyMatch(frame -> frame.length == 10_000);
  }

  @Test
  void aFullQueueTurnsMessagesIntoDeadLetters() {
    var large = new byte[9_000];
    int more = 64 * 1024 * 1024 / large.length + 10;
    for (int i = 0; i < more; i++) {
      remoting.send(OTHER, 7, large);
    }

    assertThat(system.deadLetters().count(Reason.OVERFLOW)).isBetween(1L, 100L);
    long lost = system.deadLetters().count();
    wiretap.open.countDown();
    await().until(() -> remoting.traffic().envelopesSent() == more - lost);
  }

  @Test
  void messagesQueuedForANodeThatGoesBecomeDeadLetters() {
    Queue<DeadLetter> letters = new ConcurrentLinkedQueue<>();
    system.deadLetters().listen(letters::add);
    remoting.send(OTHER, 7, "under way");
    await().until(() -> wiretap.sent.size() == 1);
    remoting.send(OTHER, 7, "queued");

    remoting.nodeGone(OTHER);
    wiretap.open.countDown();

    await().until(() -> letters.size() == 1);
    assertThat(letters).extracting(DeadLetter::message).containsExactly("queued");
    assertThat(letters).extracting(DeadLetter::reason).containsExactly(Reason.NODE_GONE);
  }

  @Test
  void repeatedFramesAreDroppedAndMissingOnesCounted() throws Exception {
    Queue<Object> heard = new ConcurrentLinkedQueue<>();
    remoting.onService(7, (_, message) -> heard.add(message));

    arrive(frame(1, "one", "two"));
    arrive(frame(1, "one", "two"));
    arrive(frame(4, "five"));
    arrive(frame(3, "four"));

    assertThat(heard).containsExactly("one", "two", "five");
    assertThat(remoting.traffic().duplicates()).isEqualTo(2);
    assertThat(remoting.traffic().gaps()).isEqualTo(2);
  }

  @Test
  void anUnreadableFrameIsRejectedAndCounted() throws Exception {
    byte[] otherVersion = frame(1, "one");
    otherVersion[4] = 9;

    arrive(otherVersion);
    arrive(new byte[0]);
    arrive("GET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII));

    assertThat(remoting.traffic().rejected()).isEqualTo(3);
    assertThat(remoting.traffic().framesReceived()).isZero();
  }

  @Test
  void aHandlerThatFailsDoesNotHarmTheNextMessage() throws Exception {
    Queue<Object> heard = new ConcurrentLinkedQueue<>();
    remoting.onService(
        7,
        (_, message) -> {
          if (message.equals("bad")) {
            throw new IllegalStateException("as expected by this test");
          }
          heard.add(message);
        });

    arrive(frame(1, "bad", "good"));

    assertThat(heard).containsExactly("good");
  }

  @Test
  void aNodeWithAnEndlessNameIsNotStarted() {
    var endless = new NodeId("n".repeat(256), 1);

    assertThatThrownBy(
            () -> Remoting.start(system, endless, new Wiretap(), MessageTypes.of(t -> t)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 255 characters");
  }

  @Test
  void internalTypesHaveIdsOfTheirOwn() {
    var types = InternalTypes.NONE.registerInternal(50, NodeId.class);

    assertThatThrownBy(() -> types.registerInternal(100, DeadLetter.class))
        .hasMessageContaining("50 to 99");
    assertThatThrownBy(() -> types.registerInternal(50, DeadLetter.class))
        .hasMessageContaining("registered already");
    assertThatThrownBy(() -> types.registerInternal(51, NodeId.class))
        .hasMessageContaining("registered already");
  }
}
