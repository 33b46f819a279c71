package io.aether.actor.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TuningTest {

  @AfterEach
  void forgetTheProperties() {
    System.clearProperty(Tuning.EXTRA_CARRIERS);
    System.clearProperty(Tuning.LEAD_CARRIERS);
  }

  @Test
  void withoutPropertiesOneMayLeadUpToFourCarriersAndSixtyFourMoreMayBeAdded() {
    assertThat(Tuning.ofSystemProperties()).isEqualTo(new Tuning(64, 4));
  }

  @Test
  void propertiesReplaceTheDefaults() {
    System.setProperty("aether.extraCarriers", " 0 ");
    System.setProperty("aether.leadCarriers", "32");

    assertThat(Tuning.ofSystemProperties()).isEqualTo(new Tuning(0, 32));
  }

  @ParameterizedTest
  @CsvSource({
    "aether.extraCarriers, -1",
    "aether.extraCarriers, many",
    "aether.leadCarriers, 2.5",
    "aether.leadCarriers, -4",
    "aether.leadCarriers, 99999999999"
  })
  void aValueThatIsNoNumberFromZeroOnIsNamedWithTheProperty(String property, String value) {
    System.setProperty(property, value);

    assertThatIllegalArgumentException()
        .isThrownBy(Tuning::ofSystemProperties)
        .withMessageContaining("-D" + property + " is a whole number from 0 on")
        .withMessageEndingWith("but was: '" + value + "'");
  }
}
