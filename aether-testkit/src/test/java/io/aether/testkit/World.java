package io.aether.testkit;

import io.aether.actor.ActorSystem;

/// The environments in which a test must pass: the simulation and real threads.
enum World {
  PRODUCTION,
  SIMULATION;

  /// The part of a test that uses a system.
  @FunctionalInterface
  interface Test {
    void run(ActorSystem system) throws Exception;
  }

  void run(Test test) throws Exception {
    switch (this) {
      case PRODUCTION -> {
        try (ActorSystem system = ActorSystem.create("test")) {
          test.run(system);
        }
      }
      case SIMULATION -> Simulation.explore(0, 10, sim -> test.run(sim.system("test")));
    }
  }
}
