package io.aether.actor.cell;

import io.aether.actor.ActorPath;
import io.aether.actor.AskException;
import io.aether.actor.config.AskCycles;
import io.aether.actor.spi.AbstractRef;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Actors that wait for each other, each blocked in an ask of the next one.
///
/// Every actor that begins to wait first publishes the ask it waits for, and then looks at the asks
/// for which the others in the chain wait. So if several asks close a cycle at the same time, at
/// least one actor sees the cycle. Only blocking asks count, and only the actor that was asked is
/// known, not another actor to which it may pass on the request. So a detected cycle may still be
/// resolved.
final class AskChain {

  private static final Logger LOG = LoggerFactory.getLogger(AskChain.class);

  /// A chain this long takes so much time that the timeout of one of its asks is over.
  private static final int MAX_LENGTH = 1_000;

  private AskChain() {}

  /// {@return `first`, the actor it waits for, and so on, up to an actor that waits for none or
  /// that is already in the chain}
  static List<ActorCell<?>> from(ActorCell<?> first) {
    List<ActorCell<?>> chain = new ArrayList<>(2);
    @Nullable ActorCell<?> each = first;
    while (each != null && chain.size() < MAX_LENGTH) {
      boolean known = chain.contains(each);
      chain.add(each);
      Promise<?> awaited = known ? null : each.awaited();
      each = awaited == null ? null : cell(awaited.target());
    }
    return chain;
  }

  static boolean isCycle(List<ActorCell<?>> chain) {
    return chain.indexOf(chain.getLast()) < chain.size() - 1;
  }

  private static @Nullable ActorCell<?> cell(AbstractRef<?> target) {
    return switch (target) {
      case ActorCell<?> cell -> cell;
      case AdapterRef<?> adapter -> adapter.owner();
      default -> null;
    };
  }

  /// Called by `asker` after it has published that it awaits `promise`, and before it sends the
  /// request.
  ///
  /// @throws AskException.Cycle if that closes a cycle and the system is configured to fail then
  static void report(ActorCell<?> asker, Promise<?> promise, Class<?> request) {
    VarHandle.fullFence(); // first publish, then look
    List<ActorCell<?>> chain = from(asker);
    if (chain.size() < 2 || chain.getLast() != asker) {
      return; // no cycle, or a cycle that others have closed and reported
    }
    List<ActorPath> cycle = chain.stream().<ActorPath>map(ActorCell::path).toList();
    AskException.Cycle failure = new AskException.Cycle(promise.target().path(), request, cycle);
    FlightEvents.cycle(asker, cycle);
    if (asker.system().config().askCycles() == AskCycles.FAIL) {
      throw failure;
    }
    LOG.warn("{}", failure.getMessage());
  }

  static String words(List<ActorPath> cycle) {
    StringJoiner words = new StringJoiner(" waits for ");
    cycle.forEach(path -> words.add(path.toString()));
    return words.toString();
  }
}
