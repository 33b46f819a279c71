import org.jspecify.annotations.NullMarked;

/// Connections to NATS servers, shared by everything that Aether keeps or sends there.
@NullMarked
module io.aether.nats {
  requires static transitive org.jspecify;
  requires transitive io.aether.actor;
  requires transitive io.nats.jnats;

  exports io.aether.nats;
}
