package io.aether.persistence;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The ids of the last commands applied, oldest first. Owned by one actor.
final class RecentCommands {

  private final int limit;
  private final Set<String> ids = new LinkedHashSet<>();

  RecentCommands(int limit) {
    this.limit = limit;
  }

  void add(@Nullable String id) {
    if (id == null || limit == 0) {
      return;
    }
    ids.remove(id); // so that it counts as the latest
    if (ids.size() == limit) {
      ids.remove(ids.iterator().next());
    }
    ids.add(id);
  }

  boolean contains(String id) {
    return ids.contains(id);
  }

  List<String> toList() {
    return List.copyOf(ids);
  }
}
