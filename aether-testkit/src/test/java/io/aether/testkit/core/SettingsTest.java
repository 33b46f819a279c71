package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.aether.actor.ActorSystem;
import io.aether.actor.ActorSystemConfig;
import io.aether.actor.config.Settings;
import io.aether.cluster.LeaseSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

  enum Mode {
    FAST,
    SAFE
  }

  public record Store(
      String url, Mode mode, double ratio, long bytes, @Nullable LeaseSettings lease) {}

  private static final Store STORE =
      new Store("memory:", Mode.SAFE, 0.5, 10, LeaseSettings.singleServer());

  @Test
  void textReplacesWhatItNamesAndNothingElse() {
    var config =
        ActorSystemConfig.defaults()
            .withSettings(
                Map.of(
                    "closeTimeout", "5s", "loggedDeadLetters", " 3 ", "shutdown.jvmHook", "false"));

    assertThat(config)
        .isEqualTo(
            ActorSystemConfig.defaults()
                .withCloseTimeout(Duration.ofSeconds(5))
                .withLoggedDeadLetters(3)
                .withShutdown(shutdown -> shutdown.withJvmHook(false)));
  }

  @Test
  void everyKindOfValueIsRead() {
    var settings =
        Map.of("url", "nats://x", "mode", "FAST", "ratio", "0.25", "bytes", "5000000000");

    assertThat(Settings.overlay(STORE, settings))
        .isEqualTo(new Store("nats://x", Mode.FAST, 0.25, 5_000_000_000L, STORE.lease()));
  }

  @Test
  void aRecordWithinARecordIsReachedByADot() {
    var settings = Map.of("lease.renewEvery", "500ms", "lease.fenceAfter", "PT3S");

    assertThat(Settings.overlay(STORE, settings).lease())
        .isEqualTo(
            new LeaseSettings(
                Duration.ofMillis(500), Duration.ofSeconds(3), Duration.ofSeconds(6)));
  }

  @ParameterizedTest
  @CsvSource({
    "10ns,PT0.00000001S",
    "250us,PT0.00025S",
    "7ms,PT0.007S",
    "2m,PT2M",
    "1h,PT1H",
    "3d,PT72H"
  })
  void durationsAreShortOrIso(String text, Duration meant) {
    assertThat(ActorSystemConfig.defaults().withSettings(Map.of("closeTimeout", text)))
        .isEqualTo(ActorSystemConfig.defaults().withCloseTimeout(meant));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          closeTimeuot | 5s | There is no setting 'closeTimeuot' (given as '5s'); did you mean 'closeTimeout'?
          banana | 5s | There is no setting 'banana' (given as '5s'). Allowed are [closeTimeout
          closeTimeout | soon | 'closeTimeout' must be a duration such as 250ms; but was: 'soon'
          closeTimeout | -5s | 'closeTimeout' must be a duration such as 250ms; but was: '-5s'
          closeTimeout | 0s | closeTimeout must be positive, but was: PT0S
          loggedDeadLetters | many | 'loggedDeadLetters' must be a whole number; but was: 'many'
          shutdown.jvmHook | yes | 'shutdown.jvmHook' must be true or false; but was: 'yes'
          environment | real | 'environment' cannot be given as text; it is of type Environment
          shutdown.jvmhook | false | did you mean 'shutdown.jvmHook'?
          closeTimeout.nano | 5 | There is no setting 'closeTimeout.nano'; Allowed are [closeTimeout
          """)
  void aRefusedSettingIsNamedWithTheAllowedValues(String key, String value, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ActorSystemConfig.defaults().withSettings(Map.of(key, value)))
        .satisfies(e -> assertThat(e.getMessage()).contains(message.split("; ")));
  }

  @Test
  void theNearestKeyIsFoundWithinARecordToo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Settings.overlay(STORE, Map.of("lease.renewevery", "1s")))
        .withMessageContaining("did you mean 'lease.renewEvery'?");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Settings.overlay(STORE, Map.of("mode", "QUICK")))
        .withMessageContaining("one of [FAST, SAFE]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Settings.overlay(STORE, Map.of("lease.renewEvery", "1h")))
        .withMessageContaining("fenceAfter >= 2 * renewEvery");
  }

  @Test
  void settingsOfARecordThatIsNullInCodeAreRefused() {
    var unleased = new Store("memory:", Mode.SAFE, 0.5, 10, null);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Settings.overlay(unleased, Map.of("lease.renewEvery", "1s")))
        .withMessageContaining("'lease' must be set in code")
        .withMessageContaining("is null")
        .withMessageContaining("{renewEvery=1s}")
        .withMessageContaining("LeaseSettings");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Settings.overlay(unleased, Map.of("lease.renewevery", "1s")))
        .withMessageContaining("'lease' must be set in code");
    assertThat(Settings.overlay(unleased, Map.of("bytes", "11")))
        .isEqualTo(new Store("memory:", Mode.SAFE, 0.5, 11, null));
  }

  @Test
  void propertiesAndVariablesAreTakenByTheirPrefix() {
    // @start region="settings"
    var properties = new Properties();
    properties.setProperty("bank.actor.closeTimeout", "10s");
    properties.setProperty("bank.http.port", "8080"); // not ours
    Map<String, String> variables = Map.of("BANK_ACTOR_LOGGED_DEAD_LETTERS", "100");

    var system =
        ActorSystem.create(
            "bank",
            config ->
                config
                    .withSettings(Settings.under("bank.actor", properties))
                    .withSettings(Settings.ofVariables("BANK_ACTOR", variables)));
    // @end
    system.close();

    assertThat(Settings.under("bank.actor", properties)).isEqualTo(Map.of("closeTimeout", "10s"));
    assertThat(Settings.ofVariables("BANK", Map.of("BANK_LEASE__RENEW_EVERY", "1s", "HOME", "h")))
        .isEqualTo(Map.of("lease.renewEvery", "1s"));
  }
}
