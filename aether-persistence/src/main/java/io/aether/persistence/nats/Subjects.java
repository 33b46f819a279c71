package io.aether.persistence.nats;

import io.aether.nats.SubjectToken;
import io.aether.persistence.PersistenceId;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/// The subjects of one journal or snapshot store: `aether.<kind>.<namespace>.<type>.<slice>.<id>`.
///
/// Type and id become one token each, different for different texts; see [SubjectToken]. A token
/// that would be longer than 200 characters is `=H` and the SHA-256 of the text instead. The slice
/// is the CRC-32C of the id modulo 1024: a fixed partition that readers can filter by.
record Subjects(String kind, String namespace) {

  private static final int SLICES = 1024;
  private static final int MAX_TOKEN = 200;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  static Subjects journal(String name) {
    return new Subjects("j", name);
  }

  static Subjects snapshots(String name) {
    return new Subjects("s", name);
  }

  /// {@return the wildcard that matches all subjects of this kind and namespace}
  String all() {
    return "aether." + kind + "." + namespace + ".>";
  }

  /// @throws IllegalArgumentException if type or id is not valid Unicode
  String of(PersistenceId id) {
    var crc = new CRC32C();
    crc.update(utf8(id.id()));
    return "aether.%s.%s.%s.%d.%s"
        .formatted(kind, namespace, token(id.type()), crc.getValue() % SLICES, token(id.id()));
  }

  /// {@return `text` as one token, also fit for a header}
  ///
  /// @throws IllegalArgumentException if it is not valid Unicode
  static String token(String text) {
    byte[] bytes = utf8(text);
    String token = SubjectToken.encode(bytes);
    return token.length() <= MAX_TOKEN ? token : "=H" + HEX.formatHex(sha256(bytes));
  }

  private static byte[] sha256(byte[] text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private static byte[] utf8(String text) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      var array = new byte[bytes.remaining()];
      bytes.get(array);
      return array;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "An id must be valid Unicode, but this one has half of a surrogate pair: '" + text + "'",
          e);
    }
  }
}
