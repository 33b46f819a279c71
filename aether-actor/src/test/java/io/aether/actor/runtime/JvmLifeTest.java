package io.aether.actor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The lifetime of a JVM that runs nothing but actors, all of whose threads are daemons.
@Timeout(120)
class JvmLifeTest {

  @Test
  void actorsOutliveMainAndTheJvmEndsWithTheirSystem() throws Exception {
    assertThat(ForkedProgram.run(ServiceProgram.class, List.of(), "true"))
        .containsSubsequence("main is over", "served", "PostStop[reason=SHUTDOWN]");
  }

  @Test
  void aSystemThatShallNotKeepTheJvmIsShutDownWithIt() throws Exception {
    assertThat(ForkedProgram.run(ServiceProgram.class, List.of(), "false"))
        .containsSubsequence("main is over", "PostStop[reason=SHUTDOWN]")
        .doesNotContain("served");
  }
}
