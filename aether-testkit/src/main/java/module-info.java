import org.jspecify.annotations.NullMarked;

/// Tools for testing actors: what a test needs that an application does not.
@NullMarked
module io.aether.testkit {
  requires transitive io.aether.actor;
  requires static org.jspecify;
  requires java.net.http;
  requires org.slf4j;

  exports io.aether.testkit;
}
