package io.aether.testkit.core;

import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.InnerClassInfo;
import java.lang.classfile.attribute.InnerClassesAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.AccessFlag;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Objects of users that throw when they are printed, one for each way.
@SuppressWarnings("OverrideThrowableToString") // which is what it is about
public final class Unprintable {

  private Unprintable() {}

  /// A message that cannot be printed.
  public record Message(String how) {
    @Override
    public String toString() {
      return raise(how);
    }
  }

  /// A message whose `equals` and `hashCode` throw as well.
  public static final class Incomparable {
    @Override
    @SuppressWarnings("EqualsUnsafeCast")
    public boolean equals(@Nullable Object other) {
      throw new IllegalStateException("equals");
    }

    @Override
    public int hashCode() {
      throw new IllegalStateException("hashCode");
    }

    @Override
    public String toString() {
      throw new IllegalStateException("toString");
    }
  }

  /// {@return a new failure of each kind that cannot be printed}
  public static List<Supplier<RuntimeException>> failures() {
    return List.of(
        NoMessage::new,
        NoText::new,
        Endless::new,
        NullText::new,
        NoStack::new,
        NoCause::new,
        () -> new RuntimeException("its cause", new NoMessage()),
        Unprintable::withSuppressed);
  }

  private static RuntimeException withSuppressed() {
    var failure = new RuntimeException("its suppressed one");
    failure.addSuppressed(new NoText());
    return failure;
  }

  private static String raise(String how) {
    return switch (how) {
      case "exception" -> throw new IllegalStateException("on purpose");
      case "error" -> throw new LinkageError("on purpose");
      case "overflow" -> raise(how) + raise(how);
      case "null" -> nothing();
      default -> throw new IllegalArgumentException(how);
    };
  }

  @SuppressWarnings("NullAway") // as users' classes do
  private static String nothing() {
    return null;
  }

  /// Thrown by a handler; its message cannot be read.
  public static final class NoMessage extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      return raise("exception");
    }
  }

  /// Its text throws an error.
  public static final class NoText extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String toString() {
      return raise("error");
    }
  }

  /// Its message overflows the stack.
  public static final class Endless extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      return raise("overflow");
    }
  }

  /// Its text is null.
  public static final class NullText extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String toString() {
      return raise("null");
    }
  }

  /// Its stack trace cannot be read.
  public static final class NoStack extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public StackTraceElement[] getStackTrace() {
      throw new IllegalStateException("no stack");
    }
  }

  /// Its cause cannot be read.
  public static final class NoCause extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public synchronized Throwable getCause() {
      throw new IllegalStateException("no cause");
    }
  }

  /// {@return an instance of a class whose simple name cannot be found, as compilers of other
  /// languages generate them: it claims to be nested in a class that does not exist}
  public static Object ofMalformedClass() {
    try {
      return MALFORMED.getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("cannot make an object of a malformed class", e);
    }
  }

  private static final Class<?> MALFORMED = malformed();

  private static Class<?> malformed() {
    var type = ClassDesc.of("io.aether.testkit.core", "Missing$Order");
    var outer = ClassDesc.of("io.aether.testkit.core", "Missing");
    byte[] bytes =
        ClassFile.of()
            .build(
                type,
                it ->
                    it.withFlags(AccessFlag.PUBLIC)
                        .with(
                            InnerClassesAttribute.of(
                                InnerClassInfo.of(
                                    type,
                                    Optional.of(outer),
                                    Optional.of("Order"),
                                    AccessFlag.PUBLIC,
                                    AccessFlag.STATIC)))
                        .withMethodBody(
                            ConstantDescs.INIT_NAME,
                            ConstantDescs.MTD_void,
                            ClassFile.ACC_PUBLIC,
                            code ->
                                code.aload(0)
                                    .invokespecial(
                                        ConstantDescs.CD_Object,
                                        ConstantDescs.INIT_NAME,
                                        MethodTypeDesc.of(ConstantDescs.CD_void))
                                    .return_()));
    try {
      return MethodHandles.lookup().defineClass(bytes);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
