/// Event sourcing. Start at [io.aether.persistence.EventSourced].
@NullMarked
package io.aether.persistence;

import org.jspecify.annotations.NullMarked;
