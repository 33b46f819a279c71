package io.aether.testkit.report;

import io.aether.actor.spi.SafeText;
import java.util.List;

/// Builds the error of a failed expectation: what was expected and by what, what came instead, how
/// the two differ, and what happened before.
public final class ExpectationFailure {

  private ExpectationFailure() {}

  /// {@return the error of an expectation that names a class of values, or no value at all}
  ///
  /// @param kit the probe, inbox or kit that expected something
  /// @param came what came instead, as the end of a sentence
  /// @param story what happened before
  public static AssertionError of(Object kit, Object expected, String came, String story) {
    return of(kit, expected, came, List.of(), story);
  }

  /// {@return the error of an expectation that names a value}
  ///
  /// @param kit the probe, inbox or kit that expected something
  /// @param came what came instead, as the end of a sentence
  /// @param differences a line for each difference; see [Difference]
  /// @param story what happened before
  public static AssertionError of(
      Object kit, Object expected, String came, List<String> differences, String story) {
    StringBuilder message = new StringBuilder();
    message.append("%s expected %s, but %s\n".formatted(kit, SafeText.of(expected), came));
    if (!differences.isEmpty()) {
      message.append("Differences:");
      differences.forEach(each -> message.append("\n  ").append(each));
      message.append('\n');
    }
    return new AssertionError(message.append(story).toString());
  }
}
