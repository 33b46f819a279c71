package io.aether.actor.pattern;

/// Names a service that actors offer, for a [Receptionist]. Two keys are the same if type and id
/// are; so a key may be built wherever it is needed.
///
/// @param type the messages the service accepts
/// @param id tells services of the same type apart
public record ServiceKey<M>(Class<M> type, String id) {

  public ServiceKey {
    if (id.isEmpty()) {
      throw new IllegalArgumentException("A service key's id is not empty");
    }
  }

  @Override
  public String toString() {
    return "ServiceKey[" + id + ", " + type.getName() + "]";
  }
}
