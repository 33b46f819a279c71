package io.aether.testkit;

import io.aether.actor.ActorSystem;

/// Where a test runs that must pass in both.
enum World {
  PRODUCTION,
  SIMULATION;

  /// What a test does with a system.
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
