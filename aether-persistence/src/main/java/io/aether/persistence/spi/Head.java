package io.aether.persistence.spi;

import io.aether.actor.annotation.Experimental;

/// The end of a log.
///
/// @param version the number of the last event
/// @param commitId the id of the commit that stored it
/// @param writer the name of the writer of that commit
/// @param epoch the writer's tenure
@Experimental
public record Head(long version, String commitId, String writer, long epoch) {}
