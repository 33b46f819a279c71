package io.aether.samples.flights;

import io.aether.actor.ActorSystem;
import io.aether.persistence.spi.Journal;

/// The environment of a job: it starts nodes, crashes one of them, and opens the journal.
///
/// Used by one thread, in the order of the methods.
interface Stage extends AutoCloseable {

  String DRIVER_NODE = "n1";
  String SECOND_NODE = "n2";
  String VICTIM = "n3";
  String LATECOMER = "n4";

  /// Starts the first three nodes and returns when they are up.
  ///
  /// @return the node on which the driver runs
  Node start() throws JobFailedException, InterruptedException;

  /// {@return a description of the crash, for the user}
  String crashDescription();

  /// Crashes the victim, without an orderly shutdown.
  void crash();

  /// Starts the fourth node and returns when it is up.
  void startLatecomer() throws JobFailedException, InterruptedException;

  /// Stops all nodes, so that no more writes to the journal are in flight.
  void stopNodes() throws JobFailedException, InterruptedException;

  /// {@return the journal of the nodes, opened for `reader`}
  Journal journal(ActorSystem reader);

  /// {@return a new system that belongs to no cluster}
  ActorSystem outsider();

  /// Stops the nodes and the servers, and removes their data.
  @Override
  void close();
}
