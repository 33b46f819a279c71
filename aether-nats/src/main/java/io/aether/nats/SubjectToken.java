package io.aether.nats;

import io.aether.actor.annotation.Experimental;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Encodes any text as one token of a subject, and decodes it: letters, digits, '-' and '_' of
/// ASCII stay, every other byte of its UTF-8 form becomes `=HH`, and the empty text `=`. For
/// modules that keep or send something on NATS.
@Experimental
public final class SubjectToken {

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private SubjectToken() {}

  public static String encode(String text) {
    return encode(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Encodes a text that is given as UTF-8.
  public static String encode(byte[] utf8) {
    if (utf8.length == 0) {
      return "=";
    }
    var token = new StringBuilder(utf8.length + 16);
    for (byte each : utf8) {
      if (isPlain(each)) {
        token.append((char) each);
      } else {
        token.append('=').append(HEX.toHexDigits(each));
      }
    }
    return token.toString();
  }

  /// @throws IllegalArgumentException if `token` is not a result of [#encode]
  public static String decode(String token) {
    if (token.equals("=")) {
      return "";
    }
    var bytes = new ByteArrayOutputStream();
    for (int n = 0; n < token.length(); n++) {
      char each = token.charAt(n);
      if (each == '=' && n + 2 < token.length()) {
        bytes.write(HexFormat.fromHexDigits(token, n + 1, n + 3));
        n += 2;
      } else {
        bytes.write(each);
      }
    }
    String text = bytes.toString(StandardCharsets.UTF_8);
    if (!encode(text).equals(token)) { // incomplete, or another form of the same text
      throw new IllegalArgumentException(
          "Expected letters, digits, '-', '_', and '=' before two hex digits for any other byte of"
              + " UTF-8, but got: "
              + token);
    }
    return text;
  }

  private static boolean isPlain(byte each) {
    return each >= 'a' && each <= 'z'
        || each >= 'A' && each <= 'Z'
        || each >= '0' && each <= '9'
        || each == '-'
        || each == '_';
  }
}
