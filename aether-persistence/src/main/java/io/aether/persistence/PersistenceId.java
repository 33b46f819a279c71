package io.aether.persistence;

import io.aether.actor.annotation.Experimental;

/// The permanent name of one log of events, such as `account|7`. At most one actor should write a
/// log at a time; the journal guarantees that of two writers at most one succeeds.
///
/// @param type the type of the entity; not empty, without '|'
/// @param id unique among the entities of the type; not empty
@Experimental
public record PersistenceId(String type, String id) {

  public PersistenceId {
    if (type.isEmpty() || type.indexOf('|') >= 0) {
      throw new IllegalArgumentException(
          "The type of a persistence id must not be empty or contain '|', but was: '" + type + "'");
    }
    if (id.isEmpty()) {
      throw new IllegalArgumentException(
          "A persistence id must not be empty, but was, for type '" + type + "'");
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
