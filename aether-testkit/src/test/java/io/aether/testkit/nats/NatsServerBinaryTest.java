package io.aether.testkit.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NatsServerBinaryTest {

  @TempDir Path folder;

  @Test
  void theFileNamedByTheVariableIsUsedBeforeThePath() throws Exception {
    var chosen = Programs.natsServer(folder.resolve("chosen"), "2.11.0");
    Programs.natsServer(folder.resolve("path"), "2.15.1");

    assertThat(
            finder(Map.of("AETHER_NATS_SERVER", chosen.toString(), "PATH", path())).locate().path())
        .isEqualTo(chosen);
  }

  @Test
  void anUnusableFileNamedByTheVariableIsAnErrorAndNothingElseIsTried() throws Exception {
    Programs.natsServer(folder.resolve("path"), "2.15.1");
    var old = Programs.natsServer(folder.resolve("old"), "2.10.22");
    var silent = Programs.script(folder.resolve("silent"), "true");
    var failing = Programs.script(folder.resolve("failing"), "echo broken >&2; exit 3");

    assertRefused(folder.resolve("absent").toString(), "is not an executable file");
    assertRefused(old.toString(), "version 2.10.22, older than 2.10.23");
    assertRefused(silent.toString(), "printed no version");
    assertRefused(failing.toString(), "exited with 3: broken");
  }

  @Test
  void anOldServerOnThePathIsPassedOverForANewerOneBehindIt() throws Exception {
    Programs.natsServer(folder.resolve("path"), "2.9.10");
    var newer = Programs.natsServer(folder.resolve("sbin"), "2.10.27");

    assertThat(finder(Map.of("PATH", path())).locate().path()).isEqualTo(newer);
  }

  @Test
  void aFetchedServerIsCachedAndNotFetchedAgain() {
    var first = finder(Map.of(), delivers("2.10.27")).locate().path();
    var second = finder(Map.of(), fails("must not be asked")).locate().path();

    assertThat(first).isEqualTo(folder.resolve("cache/2.10.27-test/nats-server"));
    assertThat(second).isEqualTo(first);
    assertThat(folder.resolve("cache/fetching")).doesNotExist();
  }

  @Test
  void aCachedServerWhoseChecksumDoesNotMatchIsNotUsedButReplaced() throws Exception {
    var cached = finder(Map.of(), delivers("2.10.27")).locate().path();
    var original = Files.readString(cached);
    Files.writeString(cached, original + "echo harmed\n");

    assertThatThrownBy(() -> finder(Map.of(), fails("is down")).locate())
        .hasMessageContaining("has the SHA-256 " + Checksum.sha256(cached) + " instead of");
    assertThat(finder(Map.of(), delivers("2.10.27")).locate().path()).isEqualTo(cached);
    assertThat(cached).hasContent(original);
  }

  @Test
  void aCachedServerWithoutAChecksumIsNotUsed() throws Exception {
    Programs.natsServer(folder.resolve("cache/2.15.1-test"), "2.15.1");

    assertThatThrownBy(() -> finder(Map.of(), fails("is down")).locate())
        .hasMessageContaining("checksum is missing");
  }

  @Test
  void theNewestCachedServerOfThisProcessorIsUsed() throws Exception {
    finder(Map.of(), delivers("2.10.27")).locate().path();
    var cache = new NatsServerCache(folder.resolve("cache"), "test");

    addToCache(cache, "2.15.1");
    addToCache(cache, "2.9.10");
    addToCache(new NatsServerCache(cache.root(), "other"), "2.16.0");

    assertThat(finder(Map.of(), fails("must not be asked")).locate().path())
        .isEqualTo(folder.resolve("cache/2.15.1-test/nats-server"));
  }

  @Test
  void sourcesAreTriedInTurnAndAnOldDeliveryIsRefused() {
    var found =
        finder(Map.of(), fails("is down"), delivers("2.9.10"), delivers("2.15.1")).locate().path();

    assertThat(found).isEqualTo(folder.resolve("cache/2.15.1-test/nats-server"));
  }

  @Test
  void theErrorListsEveryWayThatWasTriedAndWhatToDo() throws Exception {
    Programs.natsServer(folder.resolve("path"), "2.9.10");

    assertThatThrownBy(
            () -> finder(Map.of("PATH", path()), fails("is down"), delivers("2.9.11")).locate())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("AETHER_NATS_SERVER: not set")
        .hasMessageContaining("PATH: " + folder.resolve("path/nats-server") + " is version 2.9.10")
        .hasMessageContaining("cache: nothing usable in " + folder.resolve("cache"))
        .hasMessageContaining("a source that fails: is down")
        .hasMessageContaining("a source of 2.9.11: ")
        .hasMessageContaining("set AETHER_NATS_SERVER to its path");
  }

  @Test
  void aCacheThatCannotBeWrittenIsReported() throws Exception {
    Files.writeString(folder.resolve("cache"), "a file where the folder should be");

    assertThatThrownBy(() -> finder(Map.of(), delivers("2.15.1")).locate())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cache " + folder.resolve("cache"));
  }

  private void assertRefused(String file, String reason) {
    var environment = Map.of("AETHER_NATS_SERVER", file, "PATH", path());
    assertThatThrownBy(() -> finder(environment, delivers("2.15.1")).locate())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("AETHER_NATS_SERVER names " + file)
        .hasMessageContaining(reason);
  }

  private NatsServerBinary finder(Map<String, String> environment, NatsServerSource... sources) {
    var cache = new NatsServerCache(folder.resolve("cache"), "test");
    var serverFolders = List.of(folder.resolve("sbin").toString());
    return new NatsServerBinary(environment, serverFolders, cache, List.of(sources));
  }

  private String path() {
    return folder.resolve("empty") + ":" + folder.resolve("path");
  }

  private void addToCache(NatsServerCache cache, String version) throws IOException {
    var program = Programs.natsServer(folder.resolve("fetched"), version);
    cache.add(program, NatsVersion.firstIn(version).orElseThrow());
  }

  private static NatsServerSource delivers(String version) {
    return new NatsServerSource() {
      @Override
      public String name() {
        return "a source of " + version;
      }

      @Override
      public Path fetch(Path scratch) throws IOException {
        return Programs.natsServer(scratch, version);
      }
    };
  }

  private static NatsServerSource fails(String reason) {
    return new NatsServerSource() {
      @Override
      public String name() {
        return "a source that fails";
      }

      @Override
      public Path fetch(Path scratch) throws IOException {
        throw new IOException(reason);
      }
    };
  }
}
