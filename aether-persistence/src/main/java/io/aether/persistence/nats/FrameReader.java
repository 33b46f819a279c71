package io.aether.persistence.nats;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.CRC32C;

/// Reads frames of [FrameWriter]. Throws [IllegalArgumentException] for any invalid frame.
final class FrameReader {

  private final ByteBuffer in;

  private FrameReader(ByteBuffer in) {
    this.in = in;
  }

  /// {@return the sections by their tags}
  static Map<Integer, FrameReader> sections(String magic, byte[] frame) {
    if (frame.length < FrameWriter.HEADER) {
      throw new IllegalArgumentException("it has only " + frame.length + " bytes");
    }
    String found = new String(frame, 0, 2, StandardCharsets.ISO_8859_1);
    if (!found.equals(magic)) {
      throw new IllegalArgumentException(
          "it begins with '%s' instead of '%s'".formatted(found, magic));
    }
    if (frame[2] != FrameWriter.FORMAT) {
      throw new IllegalArgumentException(
          "it has format %d, but this program reads format %d"
              .formatted(frame[2], FrameWriter.FORMAT));
    }
    ByteBuffer rest = ByteBuffer.wrap(frame, 3, frame.length - 3);
    int checksum = rest.getInt();
    var crc = new CRC32C();
    crc.update(rest.duplicate());
    if ((int) crc.getValue() != checksum) {
      throw new IllegalArgumentException("its checksum is wrong: it is damaged");
    }
    var all = new FrameReader(rest);
    Map<Integer, FrameReader> sections = new HashMap<>();
    while (all.in.hasRemaining()) {
      sections.put((int) all.number(), new FrameReader(all.slice()));
    }
    return sections;
  }

  static FrameReader section(Map<Integer, FrameReader> sections, int tag) {
    FrameReader section = sections.get(tag);
    if (section == null) {
      throw new IllegalArgumentException("it lacks section " + tag);
    }
    return section;
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      requireRemaining(1);
      byte next = in.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number in it does not end");
  }

  long signed() {
    long value = number();
    return value >>> 1 ^ -(value & 1);
  }

  byte[] bytes() {
    ByteBuffer content = slice();
    var bytes = new byte[content.remaining()];
    content.get(bytes);
    return bytes;
  }

  String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  Instant time() {
    return Instant.ofEpochSecond(signed(), number());
  }

  <T> List<T> list(Function<FrameReader, T> element) {
    long size = number();
    List<T> list = new ArrayList<>();
    for (long i = 0; i < size; i++) {
      list.add(element.apply(this));
    }
    return list;
  }

  private ByteBuffer slice() {
    long length = number();
    requireRemaining(length);
    ByteBuffer slice = in.slice(in.position(), (int) length);
    in.position(in.position() + (int) length);
    return slice;
  }

  private void requireRemaining(long length) {
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("it ends too early");
    }
  }
}
