package io.aether.persistence.spi;

/// Where a log ends.
///
/// @param version the number of the last event
/// @param commitId the commit that stored it
/// @param writer who wrote that commit
/// @param epoch the writer's tenure
public record Head(long version, String commitId, String writer, long epoch) {}
