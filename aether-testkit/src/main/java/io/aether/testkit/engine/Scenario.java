package io.aether.testkit.engine;

/// The body of a run. It runs as a task of the run and may wait for anything that the run executes.
@FunctionalInterface
public interface Scenario {

  /// Plays the scenario.
  ///
  /// @throws Exception any failure; it fails the run
  void play(Run run) throws Exception;
}
