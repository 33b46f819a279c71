package io.aether.persistence.spi;

/// An encoded event or state.
///
/// @param type the stable name it was registered under, never a class name
/// @param schema the schema version of that type when it was written
/// @param bytes the content; not to be modified
public record StoredValue(String type, int schema, byte[] bytes) {}
