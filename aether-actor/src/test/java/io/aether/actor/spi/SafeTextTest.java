package io.aether.actor.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SafeTextTest {

  private static final class Odd {
    @Override
    public String toString() {
      throw new IllegalStateException("no price");
    }
  }

  private static final class Worse extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw this;
    }
  }

  @Test
  void aValueThatCannotBePrintedIsNamedWithWhatItThrew() {
    assertThat(SafeText.of(new Odd()))
        .isEqualTo(
            "a %s, whose toString threw java.lang.IllegalStateException: no price"
                .formatted(Odd.class.getName()));
    assertThat(SafeText.of(new Worse())).contains(Worse.class.getName());
    assertThat(SafeText.of(null)).isEqualTo("null");
  }

  @Test
  void theOtherElementsOfACollectionArePrinted() {
    assertThat(SafeText.of(List.of(1, new Odd(), 2))).startsWith("[1, a ").endsWith(", 2]");
    assertThat(SafeText.of(new Object[] {1, new Odd(), 2})).startsWith("[1, a ").endsWith(", 2]");
    assertThat(SafeText.of(Map.of("key", new Odd()))).startsWith("{key=a ");
    assertThat(SafeText.of(Arrays.asList(1, null))).isEqualTo("[1, null]");
  }

  @Test
  void textIsCut() {
    String text = "x".repeat(SafeText.LONGEST);

    assertThat(SafeText.of(text)).isEqualTo(text);
    assertThat(SafeText.of(text + "y")).startsWith(text).endsWith("... (10001 characters)");
  }

  @Test
  void aFailureThatCanBePrintedStaysAsItIs() {
    var cyclic = new IllegalStateException("outer");
    cyclic.initCause(new IllegalStateException("inner", cyclic));

    assertThat(SafeText.printable(cyclic)).isSameAs(cyclic);
  }

  @Test
  void oneThatCannotKeepsItsStackTraceAndItsCauses() {
    var failure = new RuntimeException("outer", new Worse());
    failure.addSuppressed(new IllegalArgumentException("beside"));
    var printed = new StringWriter();

    SafeText.printable(failure).printStackTrace(new PrintWriter(printed));

    assertThat(printed.toString())
        .startsWith("java.lang.RuntimeException: outer")
        .contains("oneThatCannotKeepsItsStackTraceAndItsCauses")
        .contains("Caused by: a " + Worse.class.getName())
        .contains("Suppressed: java.lang.IllegalArgumentException: beside");
  }

  @Test
  void endlessDurationsAreClamped() {
    Duration endless = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);

    assertThat(Nanos.of(endless)).isEqualTo(Nanos.ENDLESS);
    assertThat(Nanos.of(endless.negated())).isEqualTo(-Nanos.ENDLESS);
    assertThat(Nanos.of(Duration.ofMillis(5))).isEqualTo(5_000_000);
    long now = Long.MAX_VALUE - 10;
    assertThat(Nanos.deadline(now, endless) - now).isEqualTo(Nanos.ENDLESS);
  }
}
