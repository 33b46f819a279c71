package io.aether.cluster.remote;

import io.aether.cluster.NodeId;

/// Stands in a dead letter for a message that arrived but could not be turned back into an object.
///
/// @param bytes how many there were
/// @param problem names the class or its id
public record Undecodable(NodeId sender, int bytes, String problem) {}
