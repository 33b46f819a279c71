package io.aether.actor.cell;

import io.aether.actor.ActorRef;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.SystemMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The actors that one actor watches, each with the message to receive in place of the signal, or
/// [#SIGNAL]. In the order in which the watches began. Owned by the actor's activation.
///
/// Most actors that watch others watch one, so the first one needs no map.
final class Watching {

  /// The notice of [ActorContext#watch].
  static final Object SIGNAL = new Object();

  // The only one, unless there is a map.
  private @Nullable AbstractRef<?> only;
  private @Nullable Object notice;

  private @Nullable Map<AbstractRef<?>, Object> more;

  /// Lets `cell` watch `other`.
  static void begin(ActorCell<?> cell, ActorRef<?> other, Object notice) {
    Objects.requireNonNull(other, "other");
    if (other == cell.self()) {
      throw new IllegalArgumentException(cell.path() + " cannot watch itself");
    }
    AbstractRef<?> ref = AbstractRef.of(other);
    Watching watching = cell.extension().watching();
    Object before = watching.get(ref);
    if (before == null) {
      ref.send(new SystemMessage.Watch(cell)); // may refuse
      watching.put(ref, notice);
    } else if (!before.equals(notice)) {
      throw new IllegalStateException(
          cell.path()
              + " already watches "
              + other.path()
              + " with another notice; unwatch it first");
    }
  }

  static void end(ActorCell<?> cell, ActorRef<?> other) {
    Watching watching = cell.extension == null ? null : cell.extension.watching;
    if (watching != null && watching.remove(AbstractRef.of(other)) != null) {
      AbstractRef.of(other).send(new SystemMessage.Unwatch(cell));
    }
  }

  @Nullable Object get(AbstractRef<?> ref) {
    if (more != null) {
      return more.get(ref);
    }
    return ref.equals(only) ? notice : null;
  }

  void put(AbstractRef<?> ref, Object itsNotice) {
    if (more == null && only == null) {
      only = ref;
      notice = itsNotice;
      return;
    }
    if (more == null) {
      more = new LinkedHashMap<>(4);
      if (only != null && notice != null) {
        more.put(only, notice);
      }
      only = null;
      notice = null;
    }
    more.put(ref, itsNotice);
  }

  /// {@return the notice of the ref, or null if it was not watched}
  @Nullable Object remove(AbstractRef<?> ref) {
    if (more != null) {
      Object removed = more.remove(ref);
      if (more.isEmpty()) {
        more = null; // releases its capacity
      }
      return removed;
    }
    Object removed = ref.equals(only) ? notice : null;
    if (removed != null) {
      only = null;
      notice = null;
    }
    return removed;
  }

  /// {@return a copy}
  List<AbstractRef<?>> refs() {
    if (more != null) {
      return List.copyOf(more.keySet());
    }
    return only == null ? List.of() : List.of(only);
  }
}
