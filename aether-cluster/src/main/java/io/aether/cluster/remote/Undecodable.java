package io.aether.cluster.remote;

import io.aether.cluster.NodeId;

/// The content of a dead letter for a message that arrived but could not be decoded.
///
/// @param bytes the size of the message
/// @param problem the reason, which names the class or its id
public record Undecodable(NodeId sender, int bytes, String problem) {}
