package io.aether.persistence.spi;

/// An event or a state as bytes.
///
/// @param type the stable name it was registered under, never a class name
/// @param schema the version of that type's shape when it was written
/// @param bytes the content; not to be modified
public record StoredValue(String type, int schema, byte[] bytes) {}
