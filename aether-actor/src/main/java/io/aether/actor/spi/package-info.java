/// What dispatchers, clocks, transports and test tools plug into. Applications need none of it.
@NullMarked
package io.aether.actor.spi;

import org.jspecify.annotations.NullMarked;
