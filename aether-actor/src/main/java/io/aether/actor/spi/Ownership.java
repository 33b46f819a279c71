package io.aether.actor.spi;

import io.aether.actor.annotation.Experimental;

/// Says whether an actor may still act for the name it holds. These two facts pass from the module
/// that places actors (a cluster) to the module that stores for them (persistence). Thread-safe.
///
/// It is read when the actor takes a message, before an append, and before a reply.
@Experimental
public interface Ownership {

  /// The ownership of an actor that has no other possible owner.
  Ownership UNCONTESTED =
      new Ownership() {
        @Override
        public long epoch() {
          return 0;
        }

        @Override
        public boolean isHeld() {
          return true;
        }
      };

  /// {@return the number of this period of ownership; that of a later owner is greater}
  long epoch();

  /// {@return whether this node is sure that no other node owns the name at this moment}
  boolean isHeld();
}
