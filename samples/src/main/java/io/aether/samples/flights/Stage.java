package io.aether.samples.flights;

import io.aether.actor.ActorSystem;
import io.aether.persistence.spi.Journal;

/// Where a job runs: what the nodes are, how one of them dies, and where the journal is.
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

  /// {@return what is about to be done to the victim, for the user}
  String crashDescription();

  /// Crashes the victim: it gets no chance to say goodbye.
  void crash();

  /// Starts the fourth node and returns when it is up.
  void startLatecomer() throws JobFailedException, InterruptedException;

  /// Ends all nodes, so that nothing is on its way to the journal any more.
  void stopNodes() throws JobFailedException, InterruptedException;

  /// {@return the journal of the nodes, opened for `reader`}
  Journal journal(ActorSystem reader);

  /// {@return a new system that is in no cluster}
  ActorSystem outsider();

  /// Ends and removes all there is.
  @Override
  void close();
}
