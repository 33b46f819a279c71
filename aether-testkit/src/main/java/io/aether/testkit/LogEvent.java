package io.aether.testkit;

import io.aether.actor.ActorPath;
import io.aether.actor.spi.SafeText;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// One line of a log, as it was handed to SLF4J.
///
/// @param message with its arguments put in
/// @param cause what was logged with it
/// @param mdc what the logging thread had in its MDC
/// @param thread the name of that thread
/// @param actor which actor it was running
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
