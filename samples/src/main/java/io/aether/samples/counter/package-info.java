/// The smallest event-sourced actor.
@NullMarked
package io.aether.samples.counter;

import org.jspecify.annotations.NullMarked;
