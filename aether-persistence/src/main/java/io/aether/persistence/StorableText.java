package io.aether.persistence;

import java.nio.charset.StandardCharsets;

/// Texts are stored as UTF-8, which has no form for half of a surrogate pair: it would come back as
/// another character.
final class StorableText {

  private StorableText() {}

  /// @param what names the text in the failure, such as `A command id`
  /// @throws IllegalArgumentException if `text` would come back changed
  static void check(String what, String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(
          "%s must be valid Unicode, but this one has half of a surrogate pair: '%s'"
              .formatted(what, text));
    }
  }
}
