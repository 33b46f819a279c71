package io.aether.actor.cell;

import io.aether.actor.Behavior;

/// The class names by which users know behaviors: in logs, inspections and flight recordings.
final class BehaviorName {

  private BehaviorName() {}

  /// {@return the class name by which users know the behavior: a lambda is named after the class
  /// that contains it, a directive after the behavior or factory that it contains}
  static String of(Behavior<?> behavior) {
    return switch (behavior) {
      case Directive.Supervised<?>(var inner, var _) -> of(inner);
      case Directive.Deferred<?>(Intercepted.Start<?>(var _, var inner)) -> of(inner);
      case Directive.Deferred<?>(var factory) -> of(factory.getClass());
      case Intercepted<?>(var _, var inner) -> of(inner);
      case Handlers<?>(var handler, var _) -> of(handler.getClass());
      case ContextFree<?>(var handler) -> of(handler.getClass());
      default -> of(behavior.getClass());
    };
  }

  private static String of(Class<?> type) {
    String name = type.getName();
    int lambda = name.indexOf("$$Lambda");
    return lambda < 0 ? name : name.substring(0, lambda);
  }
}
