package io.aether.persistence.nats;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/// Writes the frame that is the content of every stored message:
///
///     magic     2 bytes, the kind of the frame
///     format    1 byte, 1
///     checksum  4 bytes, CRC-32C of all that follows, big-endian
///     sections  tag, length, content; a reader skips tags that it does not know
///
/// Numbers are varints, least significant 7 bits first; signed ones are zigzag-encoded. Texts and
/// byte strings are preceded by their length.
final class FrameWriter {

  static final int FORMAT = 1;
  static final int HEADER = 7;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

  static byte[] frame(String magic, Consumer<FrameWriter> sections) {
    var body = new FrameWriter();
    sections.accept(body);
    byte[] content = body.out.toByteArray();
    var crc = new CRC32C();
    crc.update(content);
    return ByteBuffer.allocate(HEADER + content.length)
        .put(magic.getBytes(StandardCharsets.US_ASCII))
        .put((byte) FORMAT)
        .putInt((int) crc.getValue())
        .put(content)
        .array();
  }

  FrameWriter section(int tag, Consumer<FrameWriter> content) {
    var inner = new FrameWriter();
    content.accept(inner);
    return number(tag).bytes(inner.out.toByteArray());
  }

  FrameWriter number(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return this;
  }

  FrameWriter signed(long value) {
    return number(value << 1 ^ value >> 63);
  }

  FrameWriter bytes(byte[] value) {
    number(value.length);
    out.writeBytes(value);
    return this;
  }

  FrameWriter text(String value) {
    return bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  FrameWriter time(Instant value) {
    return signed(value.getEpochSecond()).number(value.getNano());
  }
}
