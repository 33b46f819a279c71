package io.aether.actor;

import io.aether.actor.annotation.Stable;
import io.aether.actor.cell.Cells;
import io.aether.actor.cell.Threads;

/// Selects the threads that run an actor; see [Props#withDispatcher]. Immutable.
///
/// The default fits nearly every actor: its handlers may block, and it needs no configuration. In a
/// simulation all selectors are equivalent: the simulation's own order applies. With every
/// dispatcher, an actor handles one message at a time, and sees the effects of its earlier
/// messages.
@Stable
public sealed interface DispatcherSelector permits Threads {

  /// {@return the same threads, on which the actor handles up to `throughput` messages in a turn,
  /// before other actors that wait for these threads run} The default is that of
  /// [ActorSystemConfig#withThroughput]; for [#sameAsParent()] it is that of the parent.
  ///
  /// @throws IllegalArgumentException if the number is less than 1
  DispatcherSelector withThroughput(int throughput);

  /// {@return the default: worker virtual threads, which all actors share}
  static DispatcherSelector workers() {
    return Cells.workers();
  }

  /// {@return a platform thread for this actor alone, for libraries and data that are bound to a
  /// thread: native libraries, thread locals} The thread is named after the actor and ends with it.
  static DispatcherSelector pinned() {
    return Cells.pinned();
  }

  /// {@return a virtual thread for this actor alone; otherwise like [#pinned()]}
  static DispatcherSelector pinnedVirtual() {
    return Cells.pinnedVirtual();
  }

  /// {@return a fixed number of platform threads, for actors that compute for a long time, or that
  /// call methods which would pin a virtual thread to its carrier} All actors of a system that name
  /// the pool share it. The pool starts with the first of them and ends with the system. A handler
  /// that blocks occupies a thread of the pool.
  ///
  /// @param threads the number of threads; it must be the same wherever the pool is named, or
  ///   spawning fails
  /// @throws IllegalArgumentException if `threads` is less than 1
  static DispatcherSelector pool(String name, int threads) {
    return Cells.pool(name, threads);
  }

  /// {@return the thread of the sender}
  ///
  /// An idle actor handles a message within `tell`, before `tell` returns. Messages that it sends
  /// to other actors on callers' threads wait for the end of its turn, so there is no recursion.
  /// While the actor is busy, the thread that runs it also handles the messages of other senders,
  /// for at most 64 turns; then workers continue. Workers also run the actor if the sender is a
  /// timer or if the message was offered ([ActorRef#offer]), and handle the messages that wait when
  /// the sender's thread blocks.
  static DispatcherSelector callers() {
    return Cells.callers();
  }

  /// {@return the dispatcher of the parent: the parent's own thread if the parent is pinned, and
  /// the default for a top-level actor}
  static DispatcherSelector sameAsParent() {
    return Cells.sameAsParent();
  }
}
