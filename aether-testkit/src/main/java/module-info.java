import org.jspecify.annotations.NullMarked;

/// Tools for testing actors: what a test needs that an application does not.
@NullMarked
module io.aether.testkit {
  requires static transitive org.jspecify;
  requires transitive io.aether.actor;
  requires static transitive io.aether.persistence; // only for tests of persistent actors
  requires static transitive io.aether.cluster; // only for tests of clusters
  requires static transitive org.junit.jupiter.api; // only for the extension and the contracts
  requires static org.assertj.core; // only for the contracts
  requires java.net.http;
  requires transitive org.slf4j;

  uses org.slf4j.spi.SLF4JServiceProvider; // the one that RecordingLogs stands in front of

  exports io.aether.testkit;
  exports io.aether.testkit.cluster;
  exports io.aether.testkit.persistence;
  exports io.aether.testkit.contract; // what implementations of an SPI are tested against
}
