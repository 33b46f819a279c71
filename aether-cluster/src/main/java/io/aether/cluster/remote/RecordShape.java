package io.aether.cluster.remote;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/// Reads the components of a record and creates it: computed once for each class, shared by all
/// threads.
///
/// @param type the record class
/// @param names the names of its components
/// @param types the types of its components
/// @param accessors `(Object) -> Object`, one for each component
/// @param constructor `(Object[]) -> Object`
@SuppressWarnings("ArrayRecordComponent") // never compared; iterated for each message
record RecordShape(
    Class<?> type,
    String[] names,
    Class<?>[] types,
    MethodHandle[] accessors,
    MethodHandle constructor) {

  private static final MethodType ACCESSOR = MethodType.methodType(Object.class, Object.class);
  private static final MethodType CONSTRUCTOR = MethodType.methodType(Object.class, Object[].class);

  private static final ClassValue<RecordShape> KNOWN =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
          return shapeOf(type);
        }
      };

  /// @throws IllegalArgumentException if this module has no access to the record
  static RecordShape of(Class<?> type) {
    return KNOWN.get(type);
  }

  private static RecordShape shapeOf(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      var lookup = MethodHandles.lookup();
      var accessors = new MethodHandle[components.length];
      for (int i = 0; i < components.length; i++) {
        Method accessor = components[i].getAccessor();
        open(type, accessor);
        accessors[i] = lookup.unreflect(accessor).asType(ACCESSOR);
      }
      Constructor<?> canonical = type.getDeclaredConstructor(types);
      open(type, canonical);
      MethodHandle constructor =
          lookup
              .unreflectConstructor(canonical)
              .asFixedArity()
              .asSpreader(Object[].class, types.length)
              .asType(CONSTRUCTOR);
      return new RecordShape(
          type,
          Arrays.stream(components).map(RecordComponent::getName).toArray(String[]::new),
          types,
          accessors,
          constructor);
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw new IllegalArgumentException("Cannot read the components of " + type.getName(), e);
    }
  }

  private static void open(Class<?> type, AccessibleObject member) {
    if (!member.trySetAccessible()) {
      throw new IllegalArgumentException(
          "%s cannot be read and created from here; add 'opens %s to %s;' to the module-info of %s"
              .formatted(
                  type.getName(),
                  type.getPackageName(),
                  RecordShape.class.getModule().getName(),
                  type.getModule().getName()));
    }
  }
}
