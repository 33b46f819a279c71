package io.aether.persistence;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.AccessorNamingStrategy;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedMethod;
import tools.jackson.databind.introspect.DefaultAccessorNamingStrategy;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.ValueSerializerModifier;
import tools.jackson.databind.ser.bean.BeanSerializerBase;
import tools.jackson.databind.ser.impl.UnknownSerializer;
import tools.jackson.databind.ser.std.ToEmptyObjectSerializer;

/// Encodes values of one class as JSON; of a record, exactly its components; of an enum, its name.
/// A class that has fields, none of which would be stored, is refused.
record JsonCodec<T>(Class<T> type, ObjectWriter writer, ObjectReader reader) {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .disable(EnumFeature.WRITE_ENUMS_USING_TO_STRING)
          .disable(EnumFeature.READ_ENUMS_USING_TO_STRING)
          .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .addModule(new SimpleModule().setSerializerModifier(new NothingToStore()))
          .accessorNaming(new ComponentsOnly())
          .build();

  /// @throws IllegalArgumentException if Jackson may not use the class
  static <T> JsonCodec<T> of(Class<T> type) {
    Module module = type.getModule();
    Module jackson = JsonMapper.class.getModule();
    boolean usable =
        module.isOpen(type.getPackageName(), jackson)
            || isPublic(type) && module.isExported(type.getPackageName(), jackson);
    if (!usable) {
      throw new IllegalArgumentException(
          ("%s is not public, or its package is not exported;"
                  + " add 'opens %s to tools.jackson.databind;' to the module-info.java of %s")
              .formatted(type.getName(), type.getPackageName(), module.getName()));
    }
    return new JsonCodec<>(type, MAPPER.writerFor(type), MAPPER.readerFor(type));
  }

  private static boolean isPublic(@Nullable Class<?> type) {
    return type == null
        || Modifier.isPublic(type.getModifiers()) && isPublic(type.getDeclaringClass());
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

  /// By default, Jackson would also store the results of methods of a record named `getX` and
  /// `isX`.
  private static final class ComponentsOnly extends DefaultAccessorNamingStrategy.Provider {
    private static final long serialVersionUID = 1;

    @Override
    public AccessorNamingStrategy forRecord(MapperConfig<?> config, AnnotatedClass recordClass) {
      Set<String> components =
          Arrays.stream(recordClass.getRawType().getRecordComponents())
              .map(component -> component.getName())
              .collect(Collectors.toSet());
      return new DefaultAccessorNamingStrategy.RecordNaming(config, recordClass) {
        @Override
        public @Nullable String findNameForRegularGetter(AnnotatedMethod method, String name) {
          return components.contains(name) ? name : null;
        }

        @Override
        public @Nullable String findNameForIsGetter(AnnotatedMethod method, String name) {
          return null;
        }
      };
    }
  }

  /// Handles classes in which Jackson finds nothing to store: those without fields are stored as an
  /// empty object, and the others are refused, because they would come back empty.
  private static final class NothingToStore extends ValueSerializerModifier {
    private static final long serialVersionUID = 1;

    @Override
    public ValueSerializer<?> modifySerializer(
        SerializationConfig config, BeanDescription.Supplier bean, ValueSerializer<?> serializer) {
      // An annotated class gets a serializer of its own, without properties.
      boolean empty =
          serializer instanceof UnknownSerializer
              || (serializer instanceof BeanSerializerBase && !serializer.properties().hasNext());
      if (!empty) {
        return serializer;
      }
      Class<?> type = bean.getBeanClass();
      return hasFields(type) ? new Refusing(type) : new ToEmptyObjectSerializer(type);
    }

    private static boolean hasFields(@Nullable Class<?> type) {
      return type != null
          && (Arrays.stream(type.getDeclaredFields())
                  .mapToInt(Field::getModifiers)
                  .anyMatch(it -> !Modifier.isStatic(it) && !Modifier.isTransient(it))
              || hasFields(type.getSuperclass()));
    }
  }

  private static final class Refusing extends UnknownSerializer {
    Refusing(Class<?> type) {
      super(type);
    }

    @Override
    protected void failForEmpty(SerializationContext context, Object value) {
      context.reportBadDefinition(
          handledType(),
          "none of the fields of %s would be stored; make it a record, or its fields public"
              .formatted(value.getClass().getName()));
    }
  }
}
