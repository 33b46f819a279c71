package io.aether.testkit.engine;

import io.aether.actor.ActorRef;
import io.aether.actor.spi.SafeText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The steps of a simulation: a hash of all of them, and the last ones as text. Equal seeds must
/// give equal traces, so a line must not contain anything that differs between two runs: no thread,
/// no identity hash, no real time.
final class Trace {

  private final int limit;
  private long[] steps = new long[64];
  private long[] instants = new long[64];
  private String[] lines = new String[64];
  private long size;
  private long hash;

  /// @param limit how many lines are kept
  Trace(int limit) {
    this.limit = limit;
  }

  void add(long step, long instant, String line) {
    if (size == lines.length && size < limit) {
      int capacity = (int) Math.min(limit, 2 * size);
      steps = Arrays.copyOf(steps, capacity);
      instants = Arrays.copyOf(instants, capacity);
      lines = Arrays.copyOf(lines, capacity);
    }
    int slot = (int) (size++ % lines.length);
    steps[slot] = step;
    instants[slot] = instant;
    lines[slot] = line;
    hash = Long.rotateLeft(hash ^ instant, 23) * 0x9E3779B97F4A7C15L + line.hashCode();
  }

  long hash() {
    return hash;
  }

  /// {@return the last lines, oldest first: number of the step, virtual time, item that ran}
  List<String> last(int count) {
    int kept = (int) Math.min(Math.min(count, size), lines.length);
    List<String> last = new ArrayList<>(kept);
    for (long i = size - kept; i < size; i++) {
      int slot = (int) (i % lines.length);
      last.add("%6d %s  %s".formatted(steps[slot], seconds(instants[slot]), lines[slot]));
    }
    return last;
  }

  static String seconds(long nanos) {
    return "%d.%09d s".formatted(nanos / 1_000_000_000, nanos % 1_000_000_000);
  }

  /// {@return the name of `thing`: its text, or its class if the text contains an identity hash}
  static String label(Object thing) {
    if (thing instanceof ActorRef<?> ref) {
      return ref.path().value();
    }
    String words = SafeText.of(thing);
    int at = words.lastIndexOf('@');
    boolean address =
        at >= 0 && words.endsWith("@" + Integer.toHexString(System.identityHashCode(thing)));
    if (!address) {
      return words;
    }
    String type = thing.getClass().getName();
    int lambda = type.indexOf("$$Lambda");
    return lambda < 0 ? type : type.substring(0, lambda) + " lambda";
  }
}
