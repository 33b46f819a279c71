package io.aether.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.benchmarks.contender.Contenders;
import io.aether.benchmarks.workload.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

  @Test
  void anotherCheckoutTakesThePlaceOfThePeers(@TempDir Path checkout) throws Exception {
    Files.createDirectories(checkout.resolve("benchmarks/target/lib"));

    CommandLine options = CommandLine.parse("--before", checkout.toString());

    assertThat(options.before()).contains(checkout);
    assertThat(options.contenders()).containsExactly(Contenders.AETHER, Contenders.BEFORE);
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
        "--gates --only tell",
        "--before nowhere",
        "--contenders aether,before"
      })
  void optionsThatMakeNoSenseAreRefused(String arguments) {
    assertThatThrownBy(() -> CommandLine.parse(arguments.split(" ")))
        .isInstanceOf(CommandLine.UsageException.class)
        .hasMessageMatching(
            "(?s).*--(fast|only|contenders|rounds|gates|before).*|.*no checkout.*|.*nothing.*|.*nobody.*");
  }
}
