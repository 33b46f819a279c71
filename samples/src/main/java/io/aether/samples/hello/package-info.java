/// The smallest program with an actor.
@NullMarked
package io.aether.samples.hello;

import org.jspecify.annotations.NullMarked;
