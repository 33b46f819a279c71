package io.aether.testkit;

/// What a [Simulation] is about: it creates actors, talks to them and asserts.
///
/// It runs as a task of the simulation and may wait for anything the simulation runs. It shares
/// nothing mutable with other runs of itself, as [Simulation#explore] runs several at once.
@FunctionalInterface
public interface SimulationBody {

  /// Plays the scenario.
  ///
  /// @throws Exception any failure; it fails the simulation
  void run(Simulation sim) throws Exception;
}
