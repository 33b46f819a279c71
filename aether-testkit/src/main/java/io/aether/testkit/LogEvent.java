package io.aether.testkit;

import io.aether.actor.ActorPath;
import io.aether.actor.annotation.Stable;
import io.aether.actor.spi.SafeText;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// One log event, as it was passed to SLF4J.
///
/// @param message the formatted message
/// @param cause the exception that was logged with it; null if there is none
/// @param mdc the MDC of the logging thread
/// @param thread the name of the logging thread
/// @param actor the actor that logged; null if the thread ran no actor
@Stable
public record LogEvent(
    Level level,
    String logger,
    String message,
    @Nullable Throwable cause,
    Map<String, String> mdc,
    String thread,
    @Nullable ActorPath actor) {

  @Override
  public String toString() {
    return "%s %s: %s%s%s"
        .formatted(
            level,
            logger,
            message,
            cause == null ? "" : " (" + SafeText.of(cause) + ")",
            actor == null ? "" : " [" + actor + "]");
  }
}
