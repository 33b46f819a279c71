package io.aether.samples.flights;

import io.aether.testkit.Simulation;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// The embedded job in a deterministic simulation: the same code in virtual time, every
/// interleaving drawn from a seed.
final class SimulatedJob {

  private SimulatedJob() {}

  /// The result of a simulated run.
  ///
  /// @param simulation the result of the simulation itself; equal seeds and flights give equal
  ///   traces
  record Run(Report report, Simulation.Result simulation) {}

  /// @throws AssertionError if the job or anything in the simulation failed; its message says how
  static Run run(long seed, List<Flight> flights, Driver.Settings settings, Progress progress) {
    var report = new AtomicReference<Report>();
    Simulation.Result simulation =
        Simulation.run(
            seed,
            sim -> {
              try (Stage stage = EmbeddedStage.of(sim::system)) {
                report.set(Job.run(stage, flights, settings, progress));
              }
            });
    return new Run(report.get(), simulation);
  }
}
