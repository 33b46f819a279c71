package io.aether.testkit;

import io.aether.actor.annotation.Stable;

/// The body of a [Simulation]: it creates actors, sends them messages and asserts.
///
/// It runs as a task of the simulation and may wait for anything that the simulation runs. It must
/// not share mutable state with other runs of itself, because [Simulation#explore] runs several at
/// once.
@Stable
@FunctionalInterface
public interface SimulationBody {

  /// Plays the scenario.
  ///
  /// @throws Exception any failure; it fails the simulation
  void run(Simulation sim) throws Exception;
}
