package io.aether.actor;

import java.util.Objects;

/// Which threads run an actor; see [Props#withDispatcher]. Immutable.
///
/// The default fits nearly every actor: its handlers may block, and nothing is to be configured. In
/// a simulation all of them mean the same, the simulation's own order. Whatever the dispatcher, an
/// actor handles one message at a time, and sees what it did before.
public sealed interface DispatcherSelector {

  /// See [#workers()].
  record Workers() implements DispatcherSelector {}

  /// See [#pinned()].
  record Pinned() implements DispatcherSelector {}

  /// See [#pinnedVirtual()].
  record PinnedVirtual() implements DispatcherSelector {}

  /// See [#pool].
  record Pool(String name, int threads) implements DispatcherSelector {

    public Pool {
      if (Objects.requireNonNull(name, "name").isBlank()) {
        throw new IllegalArgumentException("A pool has a name, but it was: '" + name + "'");
      }
      if (threads < 1) {
        throw new IllegalArgumentException(
            "Pool '" + name + "' needs at least 1 thread, but was given: " + threads);
      }
    }
  }

  /// See [#callers()].
  record Callers() implements DispatcherSelector {}

  /// See [#sameAsParent()].
  record SameAsParent() implements DispatcherSelector {}

  /// See [#withThroughput].
  record WithThroughput(DispatcherSelector threads, int throughput) implements DispatcherSelector {

    public WithThroughput {
      Objects.requireNonNull(threads, "threads");
      ActorSystemConfig.checkThroughput(throughput);
      if (threads instanceof WithThroughput(var inner, var _)) {
        threads = inner; // the last number counts
      }
    }
  }

  /// {@return the same threads, on which the actor processes up to so many messages before other
  /// actors of these threads have their turn, if they wait} By default it is the number of
  /// [ActorSystemConfig#withThroughput]. Children on [#sameAsParent()] have their parent's.
  ///
  /// @throws IllegalArgumentException if the number is less than 1
  default DispatcherSelector withThroughput(int throughput) {
    return new WithThroughput(this, throughput);
  }

  /// {@return the default: worker virtual threads, which all actors share}
  static DispatcherSelector workers() {
    return new Workers();
  }

  /// {@return a platform thread for this actor alone, for what is bound to a thread: native
  /// libraries, thread locals} It is named after the actor and ends with it.
  static DispatcherSelector pinned() {
    return new Pinned();
  }

  /// {@return like [#pinned()], a virtual thread}
  static DispatcherSelector pinnedVirtual() {
    return new PinnedVirtual();
  }

  /// {@return a fixed number of platform threads, for actors that compute for long, or call what
  /// would hold a virtual thread's carrier} All actors of a system that name the pool share it. It
  /// begins with the first of them and ends with the system. A handler that blocks keeps a thread
  /// of it.
  ///
  /// @param threads how many; the same wherever the pool is named, or spawning fails
  /// @throws IllegalArgumentException if that is none
  static DispatcherSelector pool(String name, int threads) {
    return new Pool(name, threads);
  }

  /// {@return the thread of whoever sends}
  ///
  /// An actor that is idle handles a message within `tell`, before that returns; what it sends to
  /// others of its kind waits for the end of its turn, so there is no recursion. While it is busy,
  /// the thread that runs it handles what other threads send, for a while; workers go on then. They
  /// run it, too, when a timer is the sender or the message was offered ([ActorRef#offer]), and
  /// what waits when the sender's thread blocks.
  static DispatcherSelector callers() {
    return new Callers();
  }

  /// {@return what the parent has; of a pinned one its thread, and a top-level actor's is the
  /// default}
  static DispatcherSelector sameAsParent() {
    return new SameAsParent();
  }
}
