package io.aether.actor.pattern;

import io.aether.actor.annotation.Stable;

/// Names a service that actors offer, for a [Receptionist]. Two keys are equal if type and id are
/// equal, so a key can be created wherever it is needed.
///
/// @param type the messages the service accepts
/// @param id tells services of the same type apart
@Stable
public record ServiceKey<M>(Class<M> type, String id) {

  public ServiceKey {
    Arguments.required(type, "the type of a service key");
    if (Arguments.required(id, "the id of a service key").isEmpty()) {
      throw new IllegalArgumentException("the id of a service key must not be empty");
    }
  }

  @Override
  public String toString() {
    return "ServiceKey[" + id + ", " + type.getName() + "]";
  }
}
