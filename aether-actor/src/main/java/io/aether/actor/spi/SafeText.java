package io.aether.actor.spi;

import io.aether.actor.annotation.Experimental;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Prints objects of user classes. Their `toString` and `getMessage` may throw exceptions. Printing
/// must not change the behavior of the library, so every method of this class returns normally.
///
/// A value that cannot be printed is printed as `a bank.Order, whose toString threw
/// java.lang.IllegalStateException: no price`. Text is cut after [#LONGEST] characters.
/// Thread-safe.
@Experimental
public final class SafeText {

  /// The maximum number of characters printed for one value.
  public static final int LONGEST = 10_000;

  /// The maximum depth to which causes are examined; no logger prints more.
  private static final int DEEPEST = 100;

  private SafeText() {}

  /// {@return `value` as text, or its class and the exception that its `toString` threw}
  ///
  /// If a collection, a map or an array contains elements that cannot be printed, its other
  /// elements are still printed.
  public static String of(@Nullable Object value) {
    try {
      String text = value instanceof Object[] array ? Arrays.toString(array) : words(value);
      return cut(text);
    } catch (Throwable thrown) {
      return cut(unprintable(value, thrown));
    }
  }

  /// {@return the simple name of a class, or its full name if the JVM cannot determine the simple
  /// one: compilers of other languages may give nested classes malformed names}
  public static String simpleName(Class<?> type) {
    try {
      return type.getSimpleName();
    } catch (Throwable malformed) {
      return type.getName();
    }
  }

  /// {@return the message of `failure`, which may be null, or a text that names the exception its
  /// `getMessage` threw}
  public static @Nullable String message(Throwable failure) {
    try {
      String message = failure.getMessage();
      return message == null ? null : cut(message);
    } catch (Throwable thrown) {
      return "its getMessage threw " + named(thrown);
    }
  }

  /// {@return a throwable that a logger can print} It is `failure` itself, or, if a method that
  /// loggers call throws an exception, another throwable with the same stack trace and as much of
  /// the text as is available.
  public static Throwable printable(Throwable failure) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    try {
      return isReadable(failure, seen, 0) ? failure : new StandIn(failure, 0);
    } catch (Throwable thrown) { // the stack may be nearly exhausted
      return new StandIn(failure.getClass().getName() + ", which cannot be printed");
    }
  }

  private static String words(@Nullable Object value) {
    String text = value == null ? "null" : value.toString();
    return text == null ? "a " + className(value) + ", whose toString returned null" : text;
  }

  private static boolean isReadable(@Nullable Throwable failure, Set<Throwable> seen, int depth) {
    if (failure == null || depth > DEEPEST || !seen.add(failure)) {
      return true;
    }
    Throwable cause;
    Throwable[] suppressed;
    try {
      Objects.requireNonNull(failure.toString());
      String unused = failure.getMessage();
      unused = failure.getLocalizedMessage();
      Objects.requireNonNull(failure.getStackTrace());
      cause = failure.getCause();
      suppressed = failure.getSuppressed();
    } catch (Throwable thrown) {
      return false;
    }
    for (Throwable each : suppressed) {
      if (!isReadable(each, seen, depth + 1)) {
        return false;
      }
    }
    return isReadable(cause, seen, depth + 1);
  }

  private static String unprintable(@Nullable Object value, Throwable thrown) {
    if (value instanceof Object[] array) {
      return each(Arrays.asList(array));
    }
    try {
      if (value instanceof Collection<?> all) {
        return each(all);
      }
      if (value instanceof Map<?, ?> map) {
        List<String> entries = new ArrayList<>();
        map.forEach((key, each) -> entries.add(of(key) + "=" + of(each)));
        return "{" + String.join(", ", entries) + "}";
      }
    } catch (Throwable broken) { // its elements cannot be iterated either
      return "a %s, whose toString threw %s".formatted(className(value), named(broken));
    }
    return "a %s, whose toString threw %s".formatted(className(value), named(thrown));
  }

  private static String each(Collection<?> all) {
    List<String> elements = new ArrayList<>();
    for (Object element : all) {
      elements.add(of(element));
    }
    return elements.toString();
  }

  private static String className(@Nullable Object value) {
    return value == null ? "null" : value.getClass().getName();
  }

  /// {@return the class and the message of `thrown`, whose own methods may throw, too}
  private static String named(Throwable thrown) {
    String type = thrown.getClass().getName();
    try {
      String message = thrown.getMessage();
      return message == null ? type : type + ": " + message;
    } catch (Throwable again) {
      return type;
    }
  }

  private static String cut(String text) {
    return text.length() <= LONGEST
        ? text
        : text.substring(0, LONGEST) + "... (" + text.length() + " characters)";
  }

  /// Stands for a throwable that cannot be printed.
  private static final class StandIn extends RuntimeException {
    private static final long serialVersionUID = 1;

    private StandIn(String words) {
      super(words); // without a cause, so that it can be set later
      setStackTrace(new StackTraceElement[0]);
    }

    private StandIn(Throwable original, int depth) {
      this(of(original));
      try {
        setStackTrace(original.getStackTrace());
      } catch (Throwable broken) {
        // It has no stack trace, then.
      }
      if (depth < DEEPEST) {
        try {
          Throwable cause = original.getCause();
          if (cause != null && cause != original) {
            initCause(new StandIn(cause, depth + 1));
          }
          for (Throwable each : original.getSuppressed()) {
            addSuppressed(new StandIn(each, depth + 1));
          }
        } catch (Throwable broken) {
          // It lacks the rest of its causes, then.
        }
      }
    }

    /// Returns the text alone, which contains the class of the original.
    @Override
    @SuppressWarnings("OverrideThrowableToString") // a stack trace begins with this
    public String toString() {
      return String.valueOf(getMessage());
    }
  }
}
