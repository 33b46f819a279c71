package io.aether.testkit;

import io.aether.actor.annotation.Stable;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// All tests of a class and of its nested classes share one actor system. The top-level actors that
/// a test has spawned are stopped after it. See [AetherExtension].
@Stable
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface SharedSystem {}
