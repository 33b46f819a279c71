/// The interfaces for dispatchers, clocks, transports and test tools. Applications need none of
/// them.
@NullMarked
package io.aether.actor.spi;

import org.jspecify.annotations.NullMarked;
