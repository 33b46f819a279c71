package io.aether.actor;

/// Where an actor lives in its system's tree, as in `/user/bank/account-7`. Two incarnations of a
/// name share a path, so a path identifies an actor for people, a ref for programs.
public record ActorPath(String value) {

  /// The path above the guardians.
  public static final ActorPath ROOT = new ActorPath("/");

  public ActorPath {
    if (!value.startsWith("/")) {
      throw new IllegalArgumentException("An actor path starts with '/', but was: '" + value + "'");
    }
  }

  /// {@return the last part of the path}
  public String name() {
    return value.substring(value.lastIndexOf('/') + 1);
  }

  /// {@return the path of the child with this name}
  public ActorPath child(String name) {
    return new ActorPath(value.equals("/") ? value + name : value + "/" + name);
  }

  @Override
  public String toString() {
    return value;
  }
}
