package io.aether.testkit.nats;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/// A version of nats-server, as printed by `nats-server -v` and the server's INFO line. Suffixes
/// such as `-RC.1` are ignored.
public record NatsVersion(int major, int minor, int patch) implements Comparable<NatsVersion> {

  /// The oldest version that Aether accepts: 2.10.20 to 2.10.22 can lose a whole stream after a
  /// SIGKILL, and older versions lack features that the journal needs.
  static final NatsVersion MINIMUM = new NatsVersion(2, 10, 23);

  private static final Pattern NUMBERS =
      Pattern.compile("(?<![\\d.])(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})");

  private static final Comparator<NatsVersion> ORDER =
      Comparator.comparingInt(NatsVersion::major)
          .thenComparingInt(NatsVersion::minor)
          .thenComparingInt(NatsVersion::patch);

  /// {@return the first version number in `text`, if there is one}
  public static Optional<NatsVersion> firstIn(String text) {
    var numbers = NUMBERS.matcher(text);
    if (!numbers.find()) {
      return Optional.empty();
    }
    return Optional.of(
        new NatsVersion(
            Integer.parseInt(numbers.group(1)),
            Integer.parseInt(numbers.group(2)),
            Integer.parseInt(numbers.group(3))));
  }

  public boolean isUsable() {
    return compareTo(MINIMUM) >= 0;
  }

  @Override
  public int compareTo(NatsVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
