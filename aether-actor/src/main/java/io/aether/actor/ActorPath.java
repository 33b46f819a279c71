package io.aether.actor;

import java.util.Objects;

/// Where an actor lives in its system's tree, as in `/user/bank/account-7`. Two incarnations of a
/// name share a path, so a path identifies an actor for people, a ref for programs.
public record ActorPath(String value) {

  static final ActorPath ROOT = new ActorPath("/");

  public ActorPath {
    Objects.requireNonNull(value, "value");
    if (!value.startsWith("/")) {
      throw new IllegalArgumentException("An actor path starts with '/', but was: '" + value + "'");
    }
  }

  /// {@return the last part of the path}
  public String name() {
    return value.substring(value.lastIndexOf('/') + 1);
  }

  /// {@return the path of the child with this name}
  ///
  /// @throws IllegalArgumentException if the name is empty
  public ActorPath child(String name) {
    if (Objects.requireNonNull(name, "name").isEmpty()) {
      throw new IllegalArgumentException("A child of " + value + " has a name, but it was empty");
    }
    return new ActorPath(value.equals("/") ? value + name : value + "/" + name);
  }

  @Override
  public String toString() {
    return value;
  }
}
