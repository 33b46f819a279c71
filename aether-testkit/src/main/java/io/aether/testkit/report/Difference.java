package io.aether.testkit.report;

import io.aether.actor.spi.SafeText;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the components in which two values differ, for the report of a failed expectation.
///
/// Compares the contents of records of the same class, lists, maps, sets and arrays. If a component
/// cannot be read, the record is compared as a whole: in a test that is a module, the package must
/// be open to this module.
public final class Difference {

  private static final int SHOWN = 10;

  private final List<String> lines = new ArrayList<>();

  private Difference() {}

  /// {@return a line for each component that differs; empty if only the values as a whole differ}
  public static List<String> between(Object expected, Object actual) {
    Difference difference = new Difference();
    try {
      difference.compare("", expected, actual);
    } catch (Throwable thrown) { // by a hashCode, an iterator or another method of the user's
      difference.lines.add("the rest cannot be compared: " + SafeText.of(thrown));
    }
    List<String> lines = difference.lines;
    if (lines.size() <= SHOWN) {
      return lines;
    }
    List<String> shown = new ArrayList<>(lines.subList(0, SHOWN));
    shown.add("and " + (lines.size() - SHOWN) + " more");
    return shown;
  }

  /// {@return whether the two are equal; values whose `equals` throws are not}
  public static boolean isNone(@Nullable Object expected, @Nullable Object actual) {
    try {
      return Objects.deepEquals(expected, actual);
    } catch (Throwable thrown) {
      return false;
    }
  }

  private void compare(String place, @Nullable Object expected, @Nullable Object actual) {
    try {
      if (Objects.deepEquals(expected, actual)) {
        return;
      }
    } catch (Throwable thrown) {
      String prefix = place.isEmpty() ? "" : place + ": ";
      lines.add(prefix + "cannot be compared, equals threw " + SafeText.of(thrown));
      return;
    }
    if (expected == null || actual == null || !looksInto(place, expected, actual)) {
      if (!place.isEmpty()) {
        lines.add("%s: expected %s, but was %s".formatted(place, words(expected), words(actual)));
      }
    }
  }

  /// {@return whether a difference inside the values was found and added}
  private boolean looksInto(String place, Object expected, Object actual) {
    int before = lines.size();
    if (expected instanceof Record && expected.getClass() == actual.getClass()) {
      compareRecords(place, expected, actual);
    } else if (expected instanceof List<?> one && actual instanceof List<?> other) {
      compareLists(place, one, other);
    } else if (expected instanceof Object[] one && actual instanceof Object[] other) {
      compareLists(place, Arrays.asList(one), Arrays.asList(other));
    } else if (expected instanceof Map<?, ?> one && actual instanceof Map<?, ?> other) {
      compareMaps(place, one, other);
    } else if (expected instanceof Set<?> one && actual instanceof Set<?> other) {
      compareSets(place, one, other);
    }
    return lines.size() > before;
  }

  private void compareRecords(String place, Object expected, Object actual) {
    for (RecordComponent component : expected.getClass().getRecordComponents()) {
      Method accessor = component.getAccessor();
      if (!accessor.trySetAccessible()) {
        return; // the package is not open: the caller reports the records as a whole
      }
      String name = place.isEmpty() ? component.getName() : place + "." + component.getName();
      try {
        compare(name, accessor.invoke(expected), accessor.invoke(actual));
      } catch (ReflectiveOperationException thrown) {
        lines.add(
            "%s: cannot be read, %s"
                .formatted(
                    name, SafeText.of(thrown.getCause() == null ? thrown : thrown.getCause())));
      }
    }
  }

  private void compareLists(String place, List<?> expected, List<?> actual) {
    int common = Math.min(expected.size(), actual.size());
    for (int i = 0; i < common; i++) {
      compare(place + "[" + i + "]", expected.get(i), actual.get(i));
    }
    for (int i = common; i < expected.size(); i++) {
      lines.add("%s[%d]: expected %s, but is missing".formatted(place, i, words(expected.get(i))));
    }
    for (int i = common; i < actual.size(); i++) {
      lines.add("%s[%d]: not expected, but was %s".formatted(place, i, words(actual.get(i))));
    }
  }

  private void compareMaps(String place, Map<?, ?> expected, Map<?, ?> actual) {
    expected.forEach((key, value) -> {
      String entry = place + "[" + SafeText.of(key) + "]";
      if (actual.containsKey(key)) {
        compare(entry, value, actual.get(key));
      } else {
        lines.add("%s: expected %s, but is missing".formatted(entry, words(value)));
      }
    });
    actual.forEach((key, value) -> {
      if (!expected.containsKey(key)) {
        lines.add(
            "%s[%s]: not expected, but was %s".formatted(place, SafeText.of(key), words(value)));
      }
    });
  }

  private void compareSets(String place, Set<?> expected, Set<?> actual) {
    String prefix = place.isEmpty() ? "" : place + ": ";
    Set<Object> missing = new LinkedHashSet<>(expected);
    missing.removeAll(actual);
    Set<Object> surplus = new LinkedHashSet<>(actual);
    surplus.removeAll(expected);
    missing.forEach(each -> lines.add("%s%s is missing".formatted(prefix, words(each))));
    surplus.forEach(each -> lines.add("%s%s was not expected".formatted(prefix, words(each))));
  }

  /// {@return the text of a value; a string in quotes, so that its spaces are visible}
  private static String words(@Nullable Object value) {
    return value instanceof CharSequence ? "\"" + SafeText.of(value) + "\"" : SafeText.of(value);
  }
}
