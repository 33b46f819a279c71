package io.aether.actor;

import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.SpawnOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What most actors never have. Created on first need, owned by the activation; `options` and, for
/// guardians, `childNames` are set before the cell starts.
///
/// Sets and maps that are walked keep insertion order, so that a seeded run repeats itself.
final class CellExtension {

  SpawnOptions options = SpawnOptions.NONE;

  /// Names of children that have not stopped; a concurrent map in guardians, where any thread
  /// spawns.
  Map<String, LifecycleCell<?>> childNames = new HashMap<>(4);

  /// Who is told when this actor stops.
  final Set<Watcher> watchers = new LinkedHashSet<>(2);

  /// Whom this actor watches: a Terminated that is not from one of them is of no interest any more.
  final Set<AbstractRef<?>> watching = new LinkedHashSet<>(2);

  final List<AdapterRef<?>> adapters = new ArrayList<>(0);

  @Nullable CellTimers timers;
  @Nullable Supervision supervision;

  /// What stopped this actor, if it was a failure.
  @Nullable Throwable failure;

  /// How one actor is supervised, and its recent failures.
  static final class Supervision {
    final Behavior<?> original;
    final Function<? super Exception, ? extends SupervisorStrategy> decider;

    /// Restarts in the window that began at `windowStartNanos`.
    int restarts;

    long windowStartNanos;

    /// While suspended: what has to be over before the behavior is created anew.
    boolean awaitsBackoff;

    boolean awaitsChildren;

    Supervision(
        Behavior<?> original, Function<? super Exception, ? extends SupervisorStrategy> decider) {
      this.original = original;
      this.decider = decider;
    }
  }

  /// The extension of a guardian.
  static CellExtension ofGuardian(Map<String, LifecycleCell<?>> childNames) {
    var extension = new CellExtension();
    extension.childNames = childNames;
    return extension;
  }
}
