package io.aether.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.benchmarks.contender.Contenders;
import io.aether.benchmarks.workload.Workload;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

  @Test
  void aQuickRunLeavesOutOnlyVariations() throws CommandLine.UsageException {
    var everything = new ArrayList<>(CommandLine.parse().only());

    everything.removeAll(CommandLine.parse("--quick").only());

    assertThat(everything)
        .extracting(Workload::name)
        .containsExactly("fanin2", "fanin8", "spawn1m");
  }

  @Test
  void aFigureSelectsTheWorkloadThatYieldsIt() throws CommandLine.UsageException {
    assertThat(CommandLine.parse("--only", "wake,latency-p99").only())
        .extracting(Workload::name)
        .containsExactly("latency-p50", "wake");
  }

  @Test
  void contendersAreChosenByName() throws CommandLine.UsageException {
    assertThat(CommandLine.parse("--contenders", "akka,aether").contenders())
        .containsExactly(Contenders.AKKA, Contenders.AETHER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--fast",
        "--only",
        "--only nothing",
        "--contenders nobody",
        "--rounds 0",
        "--rounds x",
        "--gates --only tell"
      })
  void optionsThatMakeNoSenseAreRefused(String arguments) {
    assertThatThrownBy(() -> CommandLine.parse(arguments.split(" ")))
        .isInstanceOf(CommandLine.UsageException.class)
        .hasMessageMatching("(?s).*--(fast|only|contenders|rounds|gates).*|.*nothing.*|.*nobody.*");
  }
}
