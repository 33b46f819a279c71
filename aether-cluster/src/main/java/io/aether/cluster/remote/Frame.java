package io.aether.cluster.remote;

import io.aether.cluster.NodeId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The format of one transport message between two nodes, version 1. Numbers are big-endian.
///
///     frame      magic            4 bytes   "AETH"
///                version          1 byte    1
///                sender           2 bytes   length of the node's name, n
///                                 n bytes   the name in ASCII
///                                 8 bytes   the node's incarnation
///                link incarnation 4 bytes   counts up when a link starts over
///                sequence         8 bytes   1 for the first frame of a link, then counts up
///                count            4 bytes   of envelopes
///                envelopes
///     envelope   length           4 bytes   of the payload, n
///                kind             1 byte    see Envelope.Kind
///                target           8 bytes   export id or service number
///                payload          n bytes
final class Frame {

  static final byte VERSION = 1;

  private static final int MAGIC = 0x41455448;

  private static final int FIXED_HEADER_BYTES = 4 + 1 + 2 + 8 + 4 + 8 + 4;

  /// The bytes of an envelope besides its payload.
  static final int ENVELOPE_BYTES = 4 + 1 + 8;

  private Frame() {}

  /// {@return the bytes of a frame of `sender` besides its envelopes}
  static int headerBytes(NodeId sender) {
    return FIXED_HEADER_BYTES + sender.name().length();
  }

  static byte[] write(NodeId sender, int linkIncarnation, long sequence, List<Envelope> envelopes) {
    int size = headerBytes(sender);
    for (Envelope each : envelopes) {
      size += ENVELOPE_BYTES + each.length();
    }
    var out = ByteBuffer.allocate(size);
    byte[] name = sender.name().getBytes(StandardCharsets.US_ASCII);
    out.putInt(MAGIC).put(VERSION).putShort((short) name.length).put(name);
    out.putLong(sender.incarnation()).putInt(linkIncarnation).putLong(sequence);
    out.putInt(envelopes.size());
    for (Envelope each : envelopes) {
      out.putInt(each.length()).put(each.kind().code).putLong(each.target());
      out.put(each.bytes(), each.offset(), each.length());
    }
    return out.array();
  }

  /// The fields before the envelopes.
  record Header(NodeId sender, int linkIncarnation, long sequence, int count) {}

  /// @throws MalformedException if this is no frame, or one of another version
  static Header readHeader(ByteBuffer in) throws MalformedException {
    try {
      if (in.getInt() != MAGIC) {
        throw new MalformedException(
            "it does not begin with AETH; is another program on this network?");
      }
      byte version = in.get();
      if (version != VERSION) {
        throw new MalformedException(
            ("it has format version %d, but this node knows version %d only;"
                    + " run the same version of Aether on all nodes")
                .formatted(version, VERSION));
      }
      var name = new byte[Short.toUnsignedInt(in.getShort())];
      in.get(name);
      var sender = new NodeId(new String(name, StandardCharsets.US_ASCII), in.getLong());
      return new Header(sender, in.getInt(), in.getLong(), in.getInt());
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new MalformedException("its header is cut off or damaged: " + e);
    }
  }

  /// Reads the next envelope, without copying; null if this node does not know its kind.
  ///
  /// @throws MalformedException if the frame ends too early
  static @Nullable Envelope readEnvelope(ByteBuffer in) throws MalformedException {
    try {
      int length = in.getInt();
      var kind = Envelope.Kind.of(in.get());
      long target = in.getLong();
      int offset = in.arrayOffset() + in.position();
      in.position(Math.addExact(in.position(), length < 0 ? in.capacity() : length));
      return kind == null ? null : new Envelope(kind, target, in.array(), offset, length);
    } catch (BufferUnderflowException | IllegalArgumentException | ArithmeticException e) {
      throw new MalformedException("it ends within an envelope");
    }
  }

  /// The bytes are not a readable frame.
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedException(String message) {
      super(message);
    }
  }
}
