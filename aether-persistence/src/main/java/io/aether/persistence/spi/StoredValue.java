package io.aether.persistence.spi;

import io.aether.actor.annotation.Experimental;

/// An encoded event or state.
///
/// @param type the stable name it was registered under, never a class name
/// @param schema the schema version of that type when it was written
/// @param bytes the content; not to be modified
@Experimental
public record StoredValue(String type, int schema, byte[] bytes) {}
