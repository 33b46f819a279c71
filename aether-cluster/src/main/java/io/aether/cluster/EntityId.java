package io.aether.cluster;

/// What a sharded entity is told about itself when it is created.
///
/// @param type its type's name
/// @param id which one it is
public record EntityId(String type, String id) {}
