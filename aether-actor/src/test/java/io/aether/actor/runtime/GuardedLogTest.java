package io.aether.actor.runtime;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class GuardedLogTest {

  private static final Logger BROKEN =
      (Logger)
          Proxy.newProxyInstance(
              Logger.class.getClassLoader(),
              new Class<?>[] {Logger.class},
              (_, _, _) -> {
                throw new IllegalStateException("this appender is closed");
              });

  @Test
  void aBrokenLoggerThrowsNothingAtTheThreadThatLogs() {
    assertThatCode(() -> GuardedLog.error(BROKEN, "a failure", new IllegalStateException()))
        .doesNotThrowAnyException();
    assertThatCode(() -> GuardedLog.threw(BROKEN, _ -> false, new IllegalStateException()))
        .doesNotThrowAnyException();
  }
}
