/// Annotations that say how firm an exported type is: [io.aether.actor.annotation.Stable] or
/// [io.aether.actor.annotation.Experimental].
@NullMarked
package io.aether.actor.annotation;

import org.jspecify.annotations.NullMarked;
