package io.aether.actor.spi;

/// Whether an actor may still act for the name it holds: the two small facts that cross from
/// whoever places actors (a cluster) to whoever stores for them (persistence). Thread-safe.
///
/// Read when a message is taken, before an append, and before a reply.
public interface Ownership {

  /// The ownership of an actor that nobody else could own.
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

  /// {@return the number of this tenure; a later owner's is greater}
  long epoch();

  /// {@return whether this node is sure that nobody else owns the name at this moment}
  boolean isHeld();
}
