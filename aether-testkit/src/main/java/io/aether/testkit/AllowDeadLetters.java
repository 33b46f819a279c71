package io.aether.testkit;

import io.aether.actor.DeadLetter;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Dead letters are no failure of this test, or of any test of this class. For [AetherExtension].
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface AllowDeadLetters {

  /// Those with which reasons; none means all.
  DeadLetter.Reason[] value() default {};
}
