package io.aether.actor.spi;

/// Work that a [Dispatcher] runs in turns: usually an actor with messages waiting.
///
/// Whoever owns an activation hands it to [Dispatcher#execute] only while it is neither queued nor
/// running, so a dispatcher never sees the same activation twice at once and needs no check for it.
public interface Activation {

  /// Does a fair share of the work and returns.
  ///
  /// The end of a run must happen-before the start of the next one, whichever threads run them; the
  /// dispatcher's queue gives that. Never throws. Leaves the thread uninterrupted, whatever has
  /// interrupted it: the next one to run there is not concerned.
  ///
  /// @param runner the thread that runs this, bound for the whole call
  /// @return whether work is left: the dispatcher then runs this again, after others had their turn
  boolean run(Runner runner);
}
