package io.aether.actor;

import io.aether.actor.annotation.Stable;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The place of an actor in its system's tree, such as `/user/bank/account-7`. Two incarnations of
/// a name share a path, so people identify an actor by its path, and programs by its ref.
///
/// Paths are equal if their [values][#value] are. A path shares the path of its parent, so the
/// paths of a whole tree take memory in proportion to its actors, however deep it is. Immutable and
/// thread-safe.
@Stable
public final class ActorPath {

  /// The path above the guardians.
  public static final ActorPath ROOT = new ActorPath(null, "");

  /// Null for `/` itself.
  private final @Nullable ActorPath parent;

  private final String name;

  /// The length of [#value].
  private final int length;

  private final int hash;

  /// @param value the text of the path
  /// @throws IllegalArgumentException if `value` does not start with `/`
  public ActorPath(String value) {
    Objects.requireNonNull(value, "value");
    if (!value.startsWith("/")) {
      throw new IllegalArgumentException(
          "An actor path must start with '/', but was: '" + value + "'");
    }
    ActorPath above = value.length() == 1 ? null : new ActorPath(null, "");
    int start = 1;
    for (int end; (end = value.indexOf('/', start)) >= 0; start = end + 1) {
      above = new ActorPath(above, value.substring(start, end));
    }
    this(above, value.substring(start));
  }

  private ActorPath(@Nullable ActorPath parent, String name) {
    this.parent = parent;
    this.name = name;
    this.length = (parent == null || parent.parent == null ? 1 : parent.length + 1) + name.length();
    this.hash = parent == null ? name.hashCode() : 31 * parent.hash + name.hashCode();
  }

  /// {@return the whole path as text} The text is built at each call.
  public String value() {
    if (parent == null) {
      return "/";
    }
    char[] text = new char[length];
    int end = length;
    for (ActorPath each = this; each.parent != null; each = each.parent) {
      end -= each.name.length();
      each.name.getChars(0, each.name.length(), text, end);
      text[--end] = '/';
    }
    return new String(text);
  }

  /// {@return the last part of the path}
  public String name() {
    return name;
  }

  /// {@return the path of the child with this name}
  ///
  /// @throws IllegalArgumentException if the name is empty
  public ActorPath child(String childName) {
    if (Objects.requireNonNull(childName, "name").isEmpty()) {
      throw new IllegalArgumentException(
          "The name of a child of " + value() + " must not be empty");
    }
    if (childName.indexOf('/') >= 0) { // several parts
      return new ActorPath(parent == null ? "/" + childName : value() + "/" + childName);
    }
    return new ActorPath(this, childName);
  }

  /// {@return the path of the parent; empty for `/`}
  public Optional<ActorPath> parent() {
    return Optional.ofNullable(parent);
  }

  /// {@return the length of [#value], without building it}
  public int length() {
    return length;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof ActorPath its) || hash != its.hash || length != its.length) {
      return false;
    }
    ActorPath mine = this;
    while (mine != its) {
      if (mine == null || its == null || !mine.name.equals(its.name)) {
        return false;
      }
      mine = mine.parent;
      its = its.parent;
    }
    return true;
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return value();
  }
}
