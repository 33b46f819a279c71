import org.jspecify.annotations.NullMarked;

/// Event-sourced actors: state is what its events made of it.
@NullMarked
module io.aether.persistence {
  requires static transitive org.jspecify;
  requires transitive io.aether.actor;
  requires transitive io.aether.nats;
  requires tools.jackson.databind;
  requires org.slf4j;

  exports io.aether.persistence; // what applications use
  exports io.aether.persistence.spi; // what stores implement
  exports io.aether.persistence.memory;
  exports io.aether.persistence.nats;
}
