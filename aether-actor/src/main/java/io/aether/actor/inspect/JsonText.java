package io.aether.actor.inspect;

/// Writes JSON (RFC 8259), for inspections only: the module has no other need of a JSON library.
/// The caller opens and closes objects and arrays in the right order.
final class JsonText {

  private final StringBuilder text = new StringBuilder();

  /// Whether the next name or element needs a comma before it.
  private boolean following;

  JsonText openObject() {
    return open('{');
  }

  JsonText closeObject() {
    return close('}');
  }

  JsonText openArray() {
    return open('[');
  }

  JsonText closeArray() {
    return close(']');
  }

  JsonText name(String name) {
    separate();
    quote(name);
    text.append(':');
    following = false;
    return this;
  }

  JsonText value(String value) {
    separate();
    quote(value);
    return this;
  }

  JsonText value(long value) {
    separate();
    text.append(value);
    return this;
  }

  /// @param value a finite number, because JSON has no others
  JsonText value(double value) {
    separate();
    text.append(value);
    return this;
  }

  private JsonText open(char bracket) {
    separate();
    text.append(bracket);
    following = false;
    return this;
  }

  private JsonText close(char bracket) {
    text.append(bracket);
    following = true;
    return this;
  }

  private void separate() {
    if (following) {
      text.append(',');
    }
    following = true;
  }

  private void quote(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char each = value.charAt(i);
      if (each == '"' || each == '\\') {
        text.append('\\').append(each);
      } else if (each < 0x20 || Character.isSurrogate(each)) { // a lone surrogate is not valid text
        text.append("\\u%04x".formatted((int) each));
      } else {
        text.append(each);
      }
    }
    text.append('"');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
