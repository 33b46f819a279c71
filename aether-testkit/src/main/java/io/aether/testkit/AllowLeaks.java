package io.aether.testkit;

import io.aether.actor.annotation.Stable;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Actors, tasks and timers that outlive a test do not fail it. For a test method or all tests of a
/// class; see [AetherExtension].
@Stable
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface AllowLeaks {}
