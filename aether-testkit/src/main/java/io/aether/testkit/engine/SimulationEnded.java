package io.aether.testkit.engine;

/// Thrown by every wait that is still in progress when a simulation ends, so that its thread ends.
/// An [Error], because code under test catches exceptions.
final class SimulationEnded extends Error {
  private static final long serialVersionUID = 1;

  SimulationEnded() {
    super("The simulation is over", null, /* enableSuppression= */ false, /* writable= */ false);
  }
}
