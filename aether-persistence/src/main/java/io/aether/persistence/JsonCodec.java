package io.aether.persistence;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/// Values of one class as JSON: their fields, and nothing computed.
record JsonCodec<T>(Class<T> type, ObjectWriter writer, ObjectReader reader) {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .changeDefaultVisibility(
              visibility ->
                  visibility
                      .withFieldVisibility(Visibility.ANY)
                      .withGetterVisibility(Visibility.NONE)
                      .withIsGetterVisibility(Visibility.NONE))
          .build();

  static <T> JsonCodec<T> of(Class<T> type) {
    return new JsonCodec<>(type, MAPPER.writerFor(type), MAPPER.readerFor(type));
  }

  /// @throws IllegalArgumentException if the value cannot be written
  byte[] encode(Object value) {
    try {
      return writer.writeValueAsBytes(value);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "%s cannot be written as JSON: %s".formatted(type.getName(), e.getOriginalMessage()), e);
    }
  }

  /// @throws IllegalArgumentException if the bytes cannot be read as a value
  T decode(byte[] bytes) {
    try {
      return type.cast(reader.readValue(bytes));
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "%s cannot be read from JSON: %s".formatted(type.getName(), e.getOriginalMessage()), e);
    }
  }
}
