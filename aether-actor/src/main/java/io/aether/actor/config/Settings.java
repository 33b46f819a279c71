package io.aether.actor.config;

import io.aether.actor.annotation.Stable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads configuration records from text: properties, environment variables, any map of strings.
///
/// A record is configured in code, where the compiler knows each component. Values that operators
/// may change without a new build replace its components:
///
/// ```java
/// ClusterConfig config = Settings.overlay(inCode, Settings.under("bank.cluster", properties));
/// ```
///
/// The keys are the names of the record's components; `lease.renewEvery` is a component of a record
/// within it. Numbers, booleans, texts, enum constants and durations (`250ms`, `5s`, `2m`, `PT5S`)
/// can be given as text; a component of another type is set in code. The components of a record
/// within a record can be given only if that record is not null in code. An unknown key or an
/// invalid value is an error that says what was expected.
@Stable
public final class Settings {

  private static final Pattern DURATION = Pattern.compile("(\\d+)\\s*(ns|us|ms|s|m|h|d)");

  private Settings() {}

  /// {@return `record` with the components in `settings` replaced}
  ///
  /// @throws IllegalArgumentException if a key or a value is not allowed, or a key names a
  ///   component of a record that is null in `record`; the message names the key or the value, what
  ///   is allowed, and the nearest known key
  public static <R extends Record> R overlay(R record, Map<String, String> settings) {
    Objects.requireNonNull(record, "record");
    Objects.requireNonNull(settings, "settings");
    return overlay(record, settings, "");
  }

  /// {@return the properties whose key begins with `prefix` and a dot, under their keys without
  /// that beginning}
  public static Map<String, String> under(String prefix, Properties properties) {
    Objects.requireNonNull(prefix, "prefix");
    Objects.requireNonNull(properties, "properties");
    Map<String, String> found = new TreeMap<>();
    for (String key : properties.stringPropertyNames()) {
      if (key.startsWith(prefix + ".")) {
        found.put(key.substring(prefix.length() + 1), properties.getProperty(key));
      }
    }
    return found;
  }

  /// {@return the variables whose name begins with `prefix` and an underscore, under the keys that
  /// they name: with the prefix `BANK`, `BANK_CLOSE_TIMEOUT` is `closeTimeout` and
  /// `BANK_LEASE__RENEW_EVERY` is `lease.renewEvery`}
  ///
  /// @param variables usually [System#getenv()]
  public static Map<String, String> ofVariables(String prefix, Map<String, String> variables) {
    Objects.requireNonNull(prefix, "prefix");
    Objects.requireNonNull(variables, "variables");
    Map<String, String> found = new TreeMap<>();
    variables.forEach((name, value) -> {
      if (name.startsWith(prefix + "_")) {
        found.put(keyOf(name.substring(prefix.length() + 1)), value);
      }
    });
    return found;
  }

  private static String keyOf(String variable) {
    var key = new StringBuilder();
    for (String part : variable.split("__")) {
      key.append(key.isEmpty() ? "" : ".");
      boolean first = true;
      for (String word : part.toLowerCase(Locale.ROOT).split("_")) {
        key.append(first || word.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT));
        key.append(first || word.isEmpty() ? "" : word.substring(1));
        first = false;
      }
    }
    return key.toString();
  }

  // ---- Records ----

  private static <R extends Record> R overlay(
      R record, Map<String, String> settings, String prefix) {
    if (settings.isEmpty()) {
      return record;
    }
    RecordComponent[] components = record.getClass().getRecordComponents();
    Map<String, String> own = new LinkedHashMap<>();
    Map<String, Map<String, String>> inner = new LinkedHashMap<>();
    settings.forEach((key, value) -> {
      int dot = key.indexOf('.');
      String name = dot < 0 ? key : key.substring(0, dot);
      RecordComponent component = find(components, name);
      if (component == null || (dot >= 0) != component.getType().isRecord()) {
        throw unknown(prefix + key, value, keysOf(record.getClass(), prefix));
      } else if (dot < 0) {
        own.put(name, value);
      } else {
        inner.computeIfAbsent(name, _ -> new LinkedHashMap<>()).put(key.substring(dot + 1), value);
      }
    });
    List<@Nullable Object> values = new ArrayList<>();
    for (RecordComponent component : components) {
      String name = component.getName();
      @Nullable Object value = read(component, record);
      if (own.containsKey(name)) {
        value = parse(prefix + name, own.get(name), component.getType());
      } else if (inner.containsKey(name)) {
        if (!(value instanceof Record nested)) {
          throw absent(prefix + name, component.getType(), inner.get(name));
        }
        value = overlay(nested, inner.get(name), prefix + name + ".");
      }
      values.add(value);
    }
    return create(record, values, settings, prefix);
  }

  private static @Nullable RecordComponent find(RecordComponent[] components, String name) {
    return Arrays.stream(components)
        .filter(it -> it.getName().equals(name))
        .findFirst()
        .orElse(null);
  }

  /// {@return the keys of all components that can be given as text}
  private static List<String> keysOf(Class<?> record, String prefix) {
    List<String> keys = new ArrayList<>();
    for (RecordComponent component : record.getRecordComponents()) {
      String key = prefix + component.getName();
      if (component.getType().isRecord()) {
        keys.addAll(keysOf(component.getType(), key + "."));
      } else if (allowed(component.getType()).isPresent()) {
        keys.add(key);
      }
    }
    return keys;
  }

  private static @Nullable Object read(RecordComponent component, Record record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw notPublic(record.getClass(), e);
    }
  }

  private static <R extends Record> R create(
      R record, List<@Nullable Object> values, Map<String, String> settings, String prefix) {
    @SuppressWarnings("unchecked") // getClass() of an R
    var type = (Class<R>) record.getClass();
    Class<?>[] parameters =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      return type.getConstructor(parameters).newInstance(values.toArray());
    } catch (InvocationTargetException e) {
      Throwable cause = Objects.requireNonNull(e.getCause());
      throw new IllegalArgumentException(
          "The settings %s of %s are not allowed: %s"
              .formatted(
                  settings, prefix.isEmpty() ? type.getSimpleName() : prefix, cause.getMessage()),
          cause);
    } catch (ReflectiveOperationException e) {
      throw notPublic(type, e);
    }
  }

  private static IllegalStateException notPublic(Class<?> type, Exception cause) {
    return new IllegalStateException(
        type.getName()
            + " cannot be configured by settings, because it is not a public record of an exported"
            + " package; make it public and export its package",
        cause);
  }

  // ---- Values ----

  /// {@return a description of the texts for this type; empty if the type has none}
  private static Optional<String> allowed(Class<?> type) {
    if (type == int.class || type == long.class) {
      return Optional.of("a whole number");
    } else if (type == double.class) {
      return Optional.of("a number");
    } else if (type == boolean.class) {
      return Optional.of("true or false");
    } else if (type == String.class) {
      return Optional.of("a text");
    } else if (type == Duration.class) {
      return Optional.of("a duration such as 250ms, 5s, 2m, 1h or PT5S");
    } else if (type.isEnum()) {
      return Optional.of("one of " + Arrays.toString(type.getEnumConstants()));
    }
    return Optional.empty();
  }

  private static Object parse(String key, String text, Class<?> type) {
    String allowed = allowed(type).orElse(null);
    if (allowed == null) {
      throw new IllegalArgumentException(
          "'%s' cannot be given as text, but was: '%s'; it is of type %s, so set it in code"
              .formatted(key, text, type.getSimpleName()));
    }
    String value = text.strip();
    try {
      if (type == int.class) {
        return Integer.valueOf(value);
      } else if (type == long.class) {
        return Long.valueOf(value);
      } else if (type == double.class) {
        return Double.valueOf(value);
      } else if (type == boolean.class && (value.equals("true") || value.equals("false"))) {
        return Boolean.valueOf(value);
      } else if (type == Duration.class) {
        return duration(value);
      } else if (type == String.class) {
        return text;
      } else if (type.isEnum()) {
        for (Object constant : type.getEnumConstants()) {
          if (((Enum<?>) constant).name().equals(value)) {
            return constant;
          }
        }
      }
    } catch (NumberFormatException | DateTimeParseException | ArithmeticException e) {
      throw invalid(key, text, allowed, e);
    }
    throw invalid(key, text, allowed, null);
  }

  private static Duration duration(String text) {
    var simple = DURATION.matcher(text);
    if (!simple.matches()) {
      return Duration.parse(text);
    }
    long amount = Long.parseLong(simple.group(1));
    return switch (simple.group(2)) {
      case "ns" -> Duration.ofNanos(amount);
      case "us" -> Duration.ofNanos(Math.multiplyExact(amount, 1_000));
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  // ---- Errors ----

  private static IllegalArgumentException invalid(
      String key, String value, String allowed, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "'%s' must be %s, but was: '%s'".formatted(key, allowed, value), cause);
  }

  /// The record within the record is null, so settings cannot replace its components.
  private static IllegalArgumentException absent(
      String key, Class<?> type, Map<String, String> settings) {
    return new IllegalArgumentException(
        "'%s' must be set in code before its components can be given as text, but it is null and %s"
                .formatted(key, settings)
            + " was given for it; set a %s in code, or remove these settings"
                .formatted(type.getSimpleName()));
  }

  private static IllegalArgumentException unknown(String key, String value, List<String> known) {
    String nearest = "";
    int least = Math.max(3, key.length() / 3) + 1;
    for (String each : known) {
      int distance = distance(key.toLowerCase(Locale.ROOT), each.toLowerCase(Locale.ROOT));
      if (distance < least) {
        least = distance;
        nearest = "; did you mean '" + each + "'?";
      }
    }
    return new IllegalArgumentException(
        "There is no setting '%s' (given as '%s')%s Allowed are %s"
            .formatted(key, value, nearest.isEmpty() ? "." : nearest, known));
  }

  /// The number of letters to insert, remove or replace (Levenshtein, 1965).
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
