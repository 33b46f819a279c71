package io.aether.actor.cell;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The message adapters of one actor, so that they let go of their functions, which are the user's
/// and may hold anything, when the actor stops. Owned by the actor's activation.
///
/// An actor may make adapters without end, so this does not keep them: only those that other nodes
/// may find are held, until the actor stops.
final class Adapters {

  /// How many of the latest adapters are looked through for one of the same function.
  private static final int LATEST = 4;

  private final List<WeakReference<AdapterRef<?>>> made = new ArrayList<>(1);

  /// How many there may be in the list before those that are garbage are taken out: so each adapter
  /// costs a constant share of that.
  private int limit = 16;

  /// Those that other nodes may find by a number.
  final Few<AdapterRef<?>> exported = new Few<>();

  /// {@return a ref that translates with `function`; the one there is, if it is one of the latest}
  <O> AdapterRef<O> of(ActorCell<?> owner, Function<? super O, ?> function) {
    for (int n = made.size() - 1; n >= Math.max(0, made.size() - LATEST); n--) {
      AdapterRef<?> known = made.get(n).get();
      if (known != null && known.translatesWith(function)) {
        made.add(made.remove(n)); // so that one that is used again and again is always found
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

  /// The actor has stopped: nothing will be translated any more.
  void end() {
    for (WeakReference<AdapterRef<?>> each : made) {
      @Nullable AdapterRef<?> adapter = each.get();
      if (adapter != null) {
        adapter.end();
      }
    }
  }
}
