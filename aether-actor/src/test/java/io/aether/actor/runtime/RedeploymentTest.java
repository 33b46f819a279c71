package io.aether.actor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An application with a class loader of its own finds its resources in every place where a system
/// runs its code, and can be collected when its system is closed. It runs in a JVM of its own, in
/// which the application is the first to start the shared threads.
@Timeout(120)
class RedeploymentTest {

  private static final List<String> QUIET = // an actor fails on purpose
      List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=off");

  @TempDir private Path resources;

  @ParameterizedTest(name = "another system is busy: {0}")
  @ValueSource(booleans = {false, true})
  void codeOfASystemRunsWithItsLoaderAndNothingKeepsThatAfterwards(boolean busy) throws Exception {
    Files.writeString(resources.resolve("application.txt"), "found");

    List<String> lines =
        ForkedProgram.run(RedeployProgram.class, QUIET, resources.toString(), "" + busy);

    assertThat(lines).contains("left=0").noneMatch(line -> line.endsWith("=false"));
    assertThat(lines)
        .contains(
            "setup=true",
            "message of a timer=true",
            "interceptor=true",
            "task=true",
            "translation of an outcome=true",
            "decider=true",
            "PreRestart=true",
            "PostStop=true",
            "dead letter listener=true",
            "shutdown task=true",
            "workers(), message 1=true",
            "pinned(), message 1=true",
            "pinnedVirtual(), message 1=true",
            "pool(pool, 1), message 1=true",
            "callers(), message 1=true",
            "loader of aether-monitor=true",
            "loader of aether-timers=true");
  }
}
