package io.aether.cluster;

import io.aether.actor.annotation.Experimental;

/// Identifies a sharded entity.
///
/// @param type the name of its type
/// @param id unique among the entities of the type
@Experimental
public record EntityId(String type, String id) {}
