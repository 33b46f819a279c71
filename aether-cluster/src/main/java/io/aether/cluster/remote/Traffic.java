package io.aether.cluster.remote;

/// Counts of the frames and messages between this node and all others.
///
/// @param duplicates frames that had arrived before, and were dropped
/// @param gaps frames that were sent to this node and have not arrived
/// @param rejected frames that could not be read, or came from a node that is gone
public record Traffic(
    long framesSent,
    long framesReceived,
    long envelopesSent,
    long envelopesReceived,
    long bytesSent,
    long bytesReceived,
    long duplicates,
    long gaps,
    long rejected) {}
