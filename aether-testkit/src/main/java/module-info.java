import org.jspecify.annotations.NullMarked;

/// Test kits for actors, persistent actors and clusters.
@NullMarked
module io.aether.testkit {
  requires static transitive org.jspecify;
  requires transitive io.aether.actor;
  requires static transitive io.aether.persistence; // for io.aether.testkit.persistence only
  requires static transitive io.aether.cluster; // for io.aether.testkit.cluster only
  requires static transitive org.junit.jupiter.api; // for the extensions and the contracts only
  requires static org.assertj.core; // for the contracts only
  requires java.net.http;
  requires transitive org.slf4j;

  uses org.slf4j.spi.SLF4JServiceProvider; // the provider behind RecordingLogs

  exports io.aether.testkit;
  exports io.aether.testkit.cluster;
  exports io.aether.testkit.persistence;
  exports io.aether.testkit.contract; // tests for implementations of an SPI
}
