package io.aether.cluster.nats;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Any text as one token of a subject, and back: letters, digits, '-' and '_' stay, every other
/// byte of its UTF-8 form becomes `=HH`, and the empty text `=`.
final class SubjectToken {

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private SubjectToken() {}

  static String encode(String text) {
    if (text.isEmpty()) {
      return "=";
    }
    var token = new StringBuilder();
    for (byte it : text.getBytes(StandardCharsets.UTF_8)) {
      if (isPlain(it)) {
        token.append((char) it);
      } else {
        token.append('=').append(HEX.toHexDigits(it));
      }
    }
    return token.toString();
  }

  /// @throws IllegalArgumentException if `token` is not what [#encode] gives
  static String decode(String token) {
    if (token.equals("=")) {
      return "";
    }
    var bytes = new ByteArrayOutputStream();
    for (int n = 0; n < token.length(); n++) {
      char it = token.charAt(n);
      if (it == '=') {
        if (n + 2 >= token.length()) {
          throw new IllegalArgumentException("'=' is followed by two hex digits, not in: " + token);
        }
        bytes.write(HexFormat.fromHexDigits(token, n + 1, n + 3));
        n += 2;
      } else {
        bytes.write(it);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static boolean isPlain(byte it) {
    return it >= 'a' && it <= 'z'
        || it >= 'A' && it <= 'Z'
        || it >= '0' && it <= '9'
        || it == '-'
        || it == '_';
  }
}
