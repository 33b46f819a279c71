package io.aether.samples.flights;

import java.io.PrintStream;
import java.util.Locale;

/// Shows progress to a user: a bar that moves on a terminal, a line every tenth of the way
/// elsewhere. Thread-safe.
final class ConsoleProgress implements Progress {

  private static final int BAR = 40;
  private static final long REDRAW_NANOS = 100_000_000;
  private static final String ERASE_LINE = "\r\u001b[K";

  private static final Point START = new Point(0, 1, 0);

  private final PrintStream out;
  private final boolean terminal;

  // Guarded by this: what was heard last, what was shown last, and the rate between the two.
  private Point heard = START;
  private Point shown = START;
  private double rate;
  private boolean barStands;

  /// The progress of the run at one moment.
  private record Point(int answered, int total, long nanos) {

    int tenths() {
      return (int) (answered * 10L / total);
    }

    double rateSince(Point before) {
      long elapsed = nanos - before.nanos;
      return elapsed <= 0 ? 0 : (answered - before.answered) * 1e9 / elapsed;
    }
  }

  ConsoleProgress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  @Override
  public synchronized void answered(int answered, int total, long nanos) {
    Point before = heard;
    heard = new Point(answered, total, nanos);
    boolean done = answered == total;
    if (!terminal) {
      if (heard.tenths() > before.tenths()) {
        out.println(
            String.format(
                Locale.ROOT,
                "%3d %%  %d of %d commands, %,.0f/s",
                heard.tenths() * 10,
                answered,
                total,
                heard.rateSince(shown)));
        shown = heard;
      }
    } else if (done) {
      rate = heard.rateSince(START);
      draw();
      out.println();
      barStands = false;
    } else if (nanos - shown.nanos >= REDRAW_NANOS) {
      double present = heard.rateSince(shown);
      rate = rate == 0 ? present : 0.7 * rate + 0.3 * present;
      shown = heard;
      draw();
    }
  }

  @Override
  public synchronized void note(String line) {
    if (barStands) {
      out.print(ERASE_LINE);
    }
    out.println(line);
    if (barStands) {
      draw();
    }
  }

  private void draw() {
    out.print(ERASE_LINE + bar(heard.answered, heard.total, rate));
    out.flush();
    barStands = true;
  }

  private static String bar(int answered, int total, double perSecond) {
    int filled = (int) ((long) BAR * answered / total);
    return String.format(
        Locale.ROOT,
        "[%s%s] %3d %%  %d of %d commands, %,.0f/s",
        "#".repeat(filled),
        ".".repeat(BAR - filled),
        100L * answered / total,
        answered,
        total,
        perSecond);
  }
}
