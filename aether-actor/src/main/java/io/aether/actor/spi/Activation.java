package io.aether.actor.spi;

import io.aether.actor.annotation.Experimental;

/// Work that a [Dispatcher] runs in turns: usually an actor with messages waiting.
///
/// The owner of an activation passes it to [Dispatcher#execute] only while it is neither queued nor
/// running, so a dispatcher never has the same activation twice at the same time and needs no check
/// for this.
@Experimental
public interface Activation {

  /// Does a fair share of the work and returns.
  ///
  /// The end of a run must happen-before the start of the next one, regardless of the threads that
  /// run them; the dispatcher's queue ensures this. Never throws. Clears the interrupt status of
  /// the thread, because an interrupt must not reach the activation that the thread runs next.
  ///
  /// @param runner the thread that runs this, bound for the whole call
  /// @return whether work is left: the dispatcher then runs this activation again, after others
  ///   have had their turn
  boolean run(Runner runner);
}
