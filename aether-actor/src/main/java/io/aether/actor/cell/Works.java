package io.aether.actor.cell;

import java.util.LinkedHashSet;
import java.util.Set;

/// The background work of one life of an actor that is not over, or whose outcome is not handled
/// yet. Owned by the activation.
///
/// Work is cancelled by any thread, and then has no outcome that could remove it. So cancelled work
/// is removed when the set has doubled, which costs each addition a constant share.
final class Works {

  private static final int MIN_LIMIT = 4;

  private final Set<AsyncWork<?>> all = new LinkedHashSet<>(2);

  /// The size at which cancelled work is removed.
  private int limit = MIN_LIMIT;

  void add(AsyncWork<?> work) {
    if (all.size() >= limit) {
      all.removeIf(AsyncWork::isCancelled);
      limit = Math.max(MIN_LIMIT, 2 * all.size());
    }
    all.add(work);
  }

  /// {@return whether the outcome of `work` is expected}
  boolean remove(AsyncWork<?> work) {
    return all.remove(work);
  }

  void cancelAll() {
    all.forEach(AsyncWork::cancel);
    all.clear();
  }
}
