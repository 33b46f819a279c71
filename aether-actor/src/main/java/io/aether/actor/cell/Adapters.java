package io.aether.actor.cell;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The message adapters of one actor. When the actor stops, its adapters release their functions,
/// because a function of a user may keep other objects reachable. Owned by the actor's activation.
///
/// An actor may create any number of adapters, so this class holds them by weak references. Only
/// adapters that other nodes may find are held strongly, until they are withdrawn or the actor
/// stops.
final class Adapters {

  /// The number of latest adapters that are searched for one with the same function.
  private static final int LATEST = 4;

  private final List<WeakReference<AdapterRef<?>>> made = new ArrayList<>(1);

  /// The size of the list at which adapters that have been collected are removed from it. So each
  /// adapter costs a constant share of such a removal.
  private int limit = 16;

  /// The adapters that other nodes may find by a number.
  final Few<AdapterRef<?>> exported = new Few<>();

  /// {@return a ref that translates with `function`; an existing one if it is among the latest}
  <O> AdapterRef<O> of(ActorCell<?> owner, Function<? super O, ?> function) {
    for (int n = made.size() - 1; n >= Math.max(0, made.size() - LATEST); n--) {
      AdapterRef<?> known = made.get(n).get();
      if (known != null && !known.isWithdrawn() && known.translatesWith(function)) {
        made.add(made.remove(n)); // keeps a frequently used adapter among the latest
        @SuppressWarnings("unchecked") // the same function takes the same messages
        var same = (AdapterRef<O>) known;
        return same;
      }
    }
    if (made.size() >= limit) {
      made.removeIf(each -> each.get() == null);
      limit = Math.max(16, 2 * made.size());
    }
    var adapter = new AdapterRef<O>(owner, function);
    made.add(new WeakReference<>(adapter));
    return adapter;
  }

  /// Other nodes must no longer find `adapter`. An export that is in progress ends when the owner
  /// processes its [Control.AdapterExported].
  void withdraw(AdapterRef<?> adapter) {
    adapter.withdraw();
    exported.remove(adapter);
  }

  /// The actor has stopped: no message will be translated any longer.
  void end() {
    for (WeakReference<AdapterRef<?>> each : made) {
      @Nullable AdapterRef<?> adapter = each.get();
      if (adapter != null) {
        adapter.end();
      }
    }
  }
}
