package io.aether.cluster;

import io.aether.actor.annotation.Experimental;

/// A type of entities and of their messages.
///
/// @param <M> the messages
/// @param name part of the wire format; letters, digits, '-' and '_'
@Experimental
public record EntityType<M>(String name) {

  public EntityType {
    if (!name.matches("[A-Za-z0-9_-]+")) {
      throw new IllegalArgumentException(
          "An entity type's name consists of letters, digits, '-' and '_', but was: '"
              + name
              + "'");
    }
  }

  public static <M> EntityType<M> named(String name) {
    return new EntityType<>(name);
  }
}
