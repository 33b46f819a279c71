/// The coordinated shutdown of an actor system: phases, tasks and settings.
@NullMarked
package io.aether.actor.shutdown;

import org.jspecify.annotations.NullMarked;
