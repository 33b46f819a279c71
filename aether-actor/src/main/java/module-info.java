import org.jspecify.annotations.NullMarked;

/// Typed actors on virtual threads: spawn, tell, ask, supervise, watch, stop.
@NullMarked
module io.aether.actor {
  requires static transitive org.jspecify;
  requires transitive org.slf4j;
  requires org.jctools.core;
  requires org.jctools.core.jdk11;
  requires jdk.jfr;
  requires java.management;
  requires jdk.management;

  exports io.aether.actor; // the API for applications
  exports io.aether.actor.annotation; // how firm an exported type is
  exports io.aether.actor.config; // settings, and configuration from text
  exports io.aether.actor.inspect; // the status of the actors of a running system
  exports io.aether.actor.intercept; // interceptors of behaviors and messages; context that travels
  exports io.aether.actor.shutdown; // the phases of a system's shutdown
  exports io.aether.actor.delivery; // at-least-once delivery with flow control, work pulling
  exports io.aether.actor.pattern; // discovery, routing and shared work
  exports io.aether.actor.stream; // sources, sinks and steps of java.util.concurrent.Flow streams
  exports io.aether.actor.spi; // interfaces for dispatchers, transports, stores and test tools
}
