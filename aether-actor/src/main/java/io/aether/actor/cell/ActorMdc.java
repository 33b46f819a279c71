package io.aether.actor.cell;

import io.aether.actor.config.HandlingSettings;
import io.aether.actor.intercept.TravellingContext;
import io.aether.actor.spi.SafeText;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.MDC;

/// The MDC entries of one actor while it processes a message. Only entries put by this are removed.
record ActorMdc(Map<String, String> entries) {

  static ActorMdc of(CustomizedCell<?> actor) {
    Map<String, String> entries = new TreeMap<>();
    entries.put(HandlingSettings.ACTOR, actor.self().path().toString());
    entries.put(HandlingSettings.SYSTEM, actor.system.name());
    if (actor.extension != null && !actor.extension.props.tags().isEmpty()) {
      entries.put(HandlingSettings.TAGS, String.join(",", actor.extension.props.tags()));
    }
    return new ActorMdc(entries);
  }

  void around(Runnable action) {
    entries.forEach(MDC::put);
    try {
      action.run();
    } finally {
      entries.keySet().forEach(MDC::remove);
    }
  }

  /// Runs `action` with the entries of `context` in the MDC whose keys are in `keys`.
  static void with(
      TravellingContext context, List<TravellingContext.Key<?>> keys, Runnable action) {
    for (TravellingContext.Key<?> key : keys) {
      context.value(key).ifPresent(value -> MDC.put(key.name(), SafeText.of(value)));
    }
    try {
      action.run();
    } finally {
      keys.forEach(key -> MDC.remove(key.name()));
    }
  }
}
