package io.aether.cluster;

/// Identifies a sharded entity.
///
/// @param type the name of its type
/// @param id unique among the entities of the type
public record EntityId(String type, String id) {}
