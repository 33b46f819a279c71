package io.aether.testkit.persistence;

import io.aether.persistence.PersistenceId;
import io.aether.persistence.spi.Commit;
import io.aether.persistence.spi.StoredValue;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/// A commit as a program in another language might write it: by the description of the format, with
/// a section of its own, and without a list of predecessors. It supports small numbers and short
/// texts only.
final class HandMadeFrame {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  static byte[] of(PersistenceId id, Commit commit) {
    var events = new HandMadeFrame().number(commit.events().size());
    for (StoredValue event : commit.events()) {
      events.text(event.type()).number(event.schema()).bytes(event.bytes());
    }
    byte[] sections =
        new HandMadeFrame()
            .section(99, new HandMadeFrame().text("from the future"))
            .section(1, new HandMadeFrame().text(id.type()).text(id.id()))
            .section(
                2,
                new HandMadeFrame()
                    .text(commit.commitId())
                    .number(commit.firstVersion())
                    .number(2 * commit.epoch())
                    .text(commit.writer())
                    .number(2 * commit.timestamp().toEpochMilli() / 1000)
                    .number(0)
                    .number(0))
            .section(3, new HandMadeFrame().number(0))
            .section(4, events)
            .out
            .toByteArray();
    var crc = new CRC32C();
    crc.update(sections);
    return ByteBuffer.allocate(7 + sections.length)
        .put((byte) 'A')
        .put((byte) 'E')
        .put((byte) 1)
        .putInt((int) crc.getValue())
        .put(sections)
        .array();
  }

  private HandMadeFrame section(int tag, HandMadeFrame content) {
    return number(tag).bytes(content.out.toByteArray());
  }

  private HandMadeFrame number(long value) {
    if (value < 0 || value > 127) {
      throw new IllegalArgumentException("a number of one byte is 0 to 127, but was: " + value);
    }
    out.write((int) value);
    return this;
  }

  private HandMadeFrame text(String value) {
    return bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  private HandMadeFrame bytes(byte[] value) {
    number(value.length).out.writeBytes(value);
    return this;
  }
}
