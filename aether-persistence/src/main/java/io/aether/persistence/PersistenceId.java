package io.aether.persistence;

/// Names one log of events, for ever: `account|7`. At most one actor should write it at a time;
/// that two never both succeed is the journal's promise.
///
/// @param type what kind of thing it is; not empty, without '|'
/// @param id which one; not empty
public record PersistenceId(String type, String id) {

  public PersistenceId {
    if (type.isEmpty() || type.indexOf('|') >= 0) {
      throw new IllegalArgumentException(
          "A persistence type is not empty and has no '|', but was: '" + type + "'");
    }
    if (id.isEmpty()) {
      throw new IllegalArgumentException("A persistence id is not empty (type '" + type + "')");
    }
  }

  public static PersistenceId of(String type, String id) {
    return new PersistenceId(type, id);
  }

  @Override
  public String toString() {
    return type + "|" + id;
  }
}
