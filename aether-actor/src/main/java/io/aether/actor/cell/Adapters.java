package io.aether.actor.cell;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The message adapters of one actor. When the actor stops, its adapters release their functions,
/// because a function of a user may keep other objects reachable. Owned by the actor's activation.
///
/// Only adapters that other nodes may find are held strongly, until they are withdrawn or the actor
/// stops.
final class Adapters {

  /// The number of latest adapters that are searched for one with the same function.
  private static final int LATEST = 4;

  final LiveAdapters made = new LiveAdapters();

  /// The adapters that other nodes may find by a number.
  final Few<AdapterRef<?>> exported = new Few<>();

  /// {@return a ref that translates with `function`; an existing one if it is among the latest}
  <O> AdapterRef<O> of(ActorCell<?> owner, Function<? super O, ?> function) {
    @Nullable AdapterRef<?> known = made.find(function, LATEST);
    if (known != null) {
      @SuppressWarnings("unchecked") // the same function takes the same messages
      var same = (AdapterRef<O>) known;
      return same;
    }
    var adapter = new AdapterRef<O>(owner, function);
    made.add(adapter);
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
    made.all().forEach(AdapterRef::end);
  }
}
