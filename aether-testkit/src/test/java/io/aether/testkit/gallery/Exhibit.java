package io.aether.testkit.gallery;

import io.aether.testkit.Simulation;
import java.time.Duration;

/// A mistake on show. Both bodies run the same scenario and assert the same; the actors differ.
interface Exhibit {

  /// The deadline of asks in the gallery.
  Duration PATIENCE = Duration.ofSeconds(10);

  /// Fails under some seeds.
  void broken(Simulation sim) throws Exception;

  /// Passes under all seeds.
  void fixed(Simulation sim) throws Exception;

  /// {@return the options for its runs}
  default Simulation.Options configure(Simulation.Options options) {
    return options.withLiveness(PATIENCE.dividedBy(2));
  }

  default String title() {
    return getClass().getSimpleName();
  }
}
