package io.aether.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.benchmarks.contender.Contenders;
import io.aether.benchmarks.workload.Workload;
import io.aether.benchmarks.workload.Workloads;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

  private final Workload tell = Workloads.all().getFirst();
  private final Results results = new Results(List.of(tell), Contenders.runByDefault());

  @Test
  void aetherIsComparedWithTheBetterVariantOfPekko() {
    results.add(tell, Contenders.AETHER, List.of(new double[] {10}, new double[] {20}));
    results.add(tell, Contenders.PEKKO, List.of(new double[] {60}, new double[] {50}));
    results.add(tell, Contenders.PEKKO_VIRTUAL, List.of(new double[] {400}));

    assertThat(Table.of(results).getLast())
        .matches(
            "\\| tell +\\| ns/message +\\| +10.0 \\| +15.0 \\| +50.0 \\| +55.0 \\| +400 \\| +400 "
                + "\\| +5.00x \\| +3.67x \\|");
  }

  @Test
  void aFailureIsShownAndNotCompared() {
    results.add(tell, Contenders.PEKKO, List.of(new double[] {60}));

    assertThat(Table.of(results).getLast()).contains("failed").doesNotContain("x |");
  }

  @Test
  void otherProgramsGetARowForEachFigure() {
    results.add(tell, Contenders.AETHER, List.of(new double[] {10}, new double[] {20}));

    assertThat(JsonRows.of(results))
        .isEqualTo(
            """
            [
              {"workload": "tell", "contender": "aether", "unit": "ns/message", \
            "median": 15.0000, "best": 10.0000}
            ]
            """);
  }

  @Test
  void figuresHaveThreeDigits() {
    assertThat(List.of(0.1234, 1.234, 12.34, 123.4, 1234.4, 0.0))
        .extracting(Table::rounded)
        .containsExactly("0.12", "1.23", "12.3", "123", "1,234", "0.00");
  }
}
