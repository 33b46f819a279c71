package io.aether.cluster.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.cluster.NodeId;
import io.aether.cluster.remote.Envelope.Kind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class FrameTest {

  private static final NodeId SENDER = new NodeId("node-1", -7);

  private final byte[] frame =
      Frame.write(
          SENDER,
          3,
          42,
          List.of(
              new Envelope(Kind.MESSAGE, 1, new byte[] {1, 2, 3}),
              new Envelope(Kind.STOP, Long.MAX_VALUE, new byte[0])));

  @Test
  void isReadAsItWasWritten() throws Exception {
    var in = ByteBuffer.wrap(frame);

    assertThat(Frame.readHeader(in)).isEqualTo(new Frame.Header(SENDER, 3, 42, 2));
    Envelope first = Objects.requireNonNull(Frame.readEnvelope(in));
    assertThat(first.kind()).isEqualTo(Kind.MESSAGE);
    assertThat(first.target()).isEqualTo(1);
    assertThat(Arrays.copyOfRange(first.bytes(), first.offset(), first.offset() + first.length()))
        .containsExactly(1, 2, 3);
    Envelope second = Objects.requireNonNull(Frame.readEnvelope(in));
    assertThat(second.kind()).isEqualTo(Kind.STOP);
    assertThat(second.length()).isZero();
    assertThat(in.hasRemaining()).isFalse();
  }

  /// The layout is a promise to other versions.
  @Test
  void isLaidOutAsDocumented() {
    assertThat(frame)
        .startsWith('A', 'E', 'T', 'H', 1, 0, 6, 'n', 'o', 'd', 'e', '-', '1')
        .endsWith(0, 0, 0, 0, 3, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)
        .hasSize(Frame.headerBytes(SENDER) + 2 * Frame.ENVELOPE_BYTES + 3);
  }

  @Test
  void anotherVersionIsRefusedWithAdvice() {
    frame[4] = 2;

    assertThatThrownBy(() -> Frame.readHeader(ByteBuffer.wrap(frame)))
        .isInstanceOf(Frame.MalformedException.class)
        .hasMessageContaining("format version 2")
        .hasMessageContaining("same version of Aether");
  }

  @Test
  void whereverItIsCutOffThatIsNoticed() {
    for (int length = 0; length < frame.length; length++) {
      var cut = ByteBuffer.wrap(Arrays.copyOf(frame, length));

      assertThatThrownBy(
              () -> {
                for (int i = Frame.readHeader(cut).count(); i > 0; i--) {
                  Frame.readEnvelope(cut);
                }
              })
          .isInstanceOf(Frame.MalformedException.class);
    }
  }

  @Test
  void anEnvelopeOfAnUnknownKindIsSkipped() throws Exception {
    frame[Frame.headerBytes(SENDER) + 4] = 99;
    var in = ByteBuffer.wrap(frame);
    Frame.readHeader(in);

    assertThat(Frame.readEnvelope(in)).isNull();
    assertThat(Frame.readEnvelope(in)).extracting(Envelope::kind).isEqualTo(Kind.STOP);
  }
}
