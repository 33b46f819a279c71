package io.aether.actor.cell;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The names of an actor's children that have not stopped. Owned by the parent's activation, except
/// for a guardian's names, which any thread uses.
///
/// Most actors that have a named child have exactly one, so the first child needs no map.
final class ChildNames {

  // The only one, unless there is a map.
  private @Nullable String name;
  private @Nullable ActorCell<?> child;

  private @Nullable Map<String, ActorCell<?>> more;

  /// {@return a thread-safe instance, for a guardian}
  static ChildNames shared() {
    var names = new ChildNames();
    names.more = new ConcurrentHashMap<>();
    return names;
  }

  /// {@return whether the name was free and is now taken by `cell`}
  boolean add(String itsName, ActorCell<?> cell) {
    if (more == null && child == null) {
      name = itsName;
      child = cell;
      return true;
    }
    if (more == null) {
      more = new HashMap<>(4);
      if (name != null && child != null) {
        more.put(name, child);
      }
      name = null;
      child = null;
    }
    return more.putIfAbsent(itsName, cell) == null;
  }

  @Nullable ActorCell<?> get(String itsName) {
    if (more != null) {
      return more.get(itsName);
    }
    return itsName.equals(name) ? child : null;
  }

  /// Frees the name if it belongs to `cell`.
  void remove(String itsName, ActorCell<?> cell) {
    if (more != null) {
      more.remove(itsName, cell);
    } else if (child == cell) {
      name = null;
      child = null;
    }
  }
}
